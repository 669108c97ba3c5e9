"""Fine-tuning: fits a model to annotated articles by a recipe.

The loop is transformers' `Trainer`, so resuming, mixed precision, several devices and trackers
work as its users know them. Three things differ: the development score is that of the whole
extraction from raw text, the encoder has a learning rate of its own, and a checkpoint appears
under its name only when it is whole.
"""

import hashlib
import platform
import shutil
import warnings
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import (
    EarlyStoppingCallback,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
    set_seed,
)
from transformers.trainer import TRAINER_STATE_NAME
from transformers.trainer_utils import get_last_checkpoint

from solieu.data.article import Article
from solieu.data.inventory import SOLIEU
from solieu.data.jsonl import dumps
from solieu.data.reading import read_articles
from solieu.data.writing import remove_folder
from solieu.eval.calibration import platt
from solieu.eval.report import scored_answers
from solieu.eval.scores import evaluate
from solieu.model.batch import collate
from solieu.model.checkpoint import load_checkpoint, save_checkpoint, weights_to
from solieu.model.eager import TorchEngine
from solieu.model.encoding import ArticleEncoder, Example
from solieu.model.extractor import Extractor
from solieu.model.folder import OF_RUN
from solieu.training.divergence import DivergenceError
from solieu.training.exchange import Exchange, ExchangedExamples
from solieu.training.recipe import PACKAGED, FitRecipe, Recipe, RecipeError
from solieu.training.relinking import fit_linker
from solieu.training.start import new_inventory, new_model

KEPT = 2
"""Checkpoints of a run that are kept, the best among them."""
PACKAGED_ARTICLES = Path(__file__).parent.parent / "data" / "articles"


class ArticleTrainer(Trainer):
    """A `Trainer` for examples of whole articles.

    Args:
        encoder: Encodes the articles.
        dev: The annotated articles by which the best epoch is found.
        recipe: The recipe.
        **options: What `Trainer` takes.
    """

    optimizer: Any
    control: Any

    def __init__(
        self, *, encoder: ArticleEncoder, dev: Sequence[Article], recipe: Recipe, **options: Any
    ) -> None:
        self.article_encoder = encoder
        self.dev = dev
        self.recipe = recipe
        super().__init__(**options)
        # The losses are means over a batch: of several batches they are to be averaged.
        self.model_accepts_loss_kwargs = False

    def training_step(self, model: nn.Module, inputs: dict[str, Any], *options: Any) -> Tensor:
        """A step.

        Raises:
            DivergenceError: The loss is not finite.
        """
        articles = ", ".join(inputs.get("articles", ()))
        loss: Tensor = super().training_step(model, inputs, *options)
        if not torch.isfinite(loss):
            raise DivergenceError(
                f"step {self.state.global_step + 1}: the loss is {loss.item()} on the articles "
                f"{articles}. Lower fit.learning_rate and fit.encoder_learning_rate, or look at "
                "these articles, then go on with --resume from the last checkpoint"
            )
        return loss

    def create_optimizer(self, model: nn.Module | None = None) -> torch.optim.Optimizer:
        """AdamW with a learning rate for the encoder and one for the rest."""
        if self.optimizer is None:
            fit = self.recipe.fit
            groups = []
            for inside, rate in ((True, fit.encoder_learning_rate), (False, fit.learning_rate)):
                named = [
                    (name, parameter)
                    for name, parameter in self.model.named_parameters()
                    if name.startswith("encoder.") == inside
                ]
                matrices = [p for _, p in named if p.ndim > 1]
                vectors = [p for _, p in named if p.ndim <= 1]
                groups.append({"params": matrices, "lr": rate, "weight_decay": fit.weight_decay})
                groups.append({"params": vectors, "lr": rate, "weight_decay": 0.0})
            self.optimizer = torch.optim.AdamW(groups)
        return self.optimizer

    def evaluate(self, *_: Any, metric_key_prefix: str = "eval", **__: Any) -> dict[str, float]:
        """Scores of the extraction from raw text, in percent; `eval_score` is their mean."""
        device = str(self.args.device)
        engine = TorchEngine(self.model, device)
        extractor = Extractor(engine, self.article_encoder, self.model.config.settings())
        scores = score_articles(extractor, self.dev)
        self.model.train()
        metrics = {f"{metric_key_prefix}_{name}": value for name, value in scores.items()}
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(
            self.args, self.state, self.control, metrics
        )
        return metrics

    def _save_checkpoint(self, model: nn.Module, trial: Any) -> None:
        """Write the checkpoint beside its place and move it there whole."""
        folder, name = Path(self.args.output_dir), f"checkpoint-{self.state.global_step}"
        staging = folder / ".staging"
        shutil.rmtree(staging, ignore_errors=True)
        self.args.output_dir = str(staging)
        try:
            with weights_to(folder / name, staging):
                super()._save_checkpoint(model, trial)
        finally:
            self.args.output_dir = str(folder)
        if self.state.best_global_step:
            best = folder / f"checkpoint-{self.state.best_global_step}"
            self.state.best_model_checkpoint = str(best)
        self.state.save_to_json(str(staging / name / TRAINER_STATE_NAME))
        remove_folder(folder / name)
        (staging / name).replace(folder / name)
        staging.rmdir()
        self._rotate(folder)

    def _rotate(self, folder: Path) -> None:
        """Keep the last checkpoints and the best."""
        steps = sorted(
            (int(path.name.rpartition("-")[2]) for path in folder.glob("checkpoint-*")),
            reverse=True,
        )
        kept = {self.state.global_step, self.state.best_global_step or self.state.global_step}
        kept.update([step for step in steps if step not in kept][: KEPT - len(kept)])
        for step in steps:
            if step not in kept:
                remove_folder(folder / f"checkpoint-{step}")


class EpochCallback(TrainerCallback):
    """Tells the examples which epoch begins, also of a run that goes on."""

    def __init__(self, examples: ExchangedExamples) -> None:
        self.examples = examples

    def on_epoch_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> None:
        """Called by the trainer."""
        self.examples.epoch = int(state.epoch or 0)


def finetune(recipe: Recipe, folder: Path, *, resume: bool = False) -> dict[str, float]:
    """Fit a model by a recipe and write it to `folder/model`.

    Args:
        recipe: The recipe.
        folder: The run's folder; checkpoints of the run are kept in it.
        resume: Go on from the last checkpoint in the folder, or start where there is none.

    Returns:
        The development scores of the model as written.

    Raises:
        RecipeError: The recipe's articles or encoder cannot be used, or the folder holds another
            run and `resume` is off.
        DivergenceError: A loss is not finite; the checkpoints stay.
        torch.OutOfMemoryError: Not even one article at a time fits into memory.
    """
    checkpoints = folder / "checkpoints"
    if not resume and checkpoints.exists():
        raise RecipeError(f"{folder} holds a run already; go on with --resume, or name another")
    train, dev = load_articles(recipe.data.train, "train"), load_articles(recipe.data.dev, "dev")
    inventory = new_inventory(recipe, train)
    set_seed(recipe.fit.seed)
    model, subwords = new_model(recipe, version("solieu"), inventory)
    encoder = ArticleEncoder.from_settings(model.config.settings(), subwords)
    try:
        examples = [encoder.example(article, inventory) for article in train]
    except ValueError as error:
        advice = "set inventory to corpus, or list it in the recipe"
        raise RecipeError(f"{error}; {advice}") from None
    fitted: Sequence[Example] | ExchangedExamples = examples
    if recipe.data.exchange:
        exchange = Exchange(train, recipe.data.exchange)
        encode = partial(encoder.example, inventory=inventory)
        fitted = ExchangedExamples(train, exchange, encode, recipe.fit.seed)
    fit = recipe.fit
    history: list[dict[str, Any]] = []
    while fit.epochs:
        trainer = ArticleTrainer(
            encoder=encoder,
            dev=dev,
            recipe=recipe,
            model=model,
            args=_arguments(fit, checkpoints),
            train_dataset=fitted,
            eval_dataset=dev,  # scored by `evaluate` above, not by the loop
            data_collator=partial(collate, pad=subwords.pad),
            callbacks=[EarlyStoppingCallback(fit.patience)],
        )
        if isinstance(fitted, ExchangedExamples):
            trainer.add_callback(EpochCallback(fitted))
        last = get_last_checkpoint(str(checkpoints)) if resume and checkpoints.exists() else None
        try:
            trainer.train(resume_from_checkpoint=last)
            history = trainer.state.log_history
            break
        except torch.OutOfMemoryError:
            if fit.batch_size == 1:
                raise
        fit = _smaller(fit)
        resume = True
        del trainer
        set_seed(fit.seed)
        model, _ = new_model(recipe, version("solieu"), inventory)
    if recipe.linker.epochs and inventory.keys:
        history.append({"linker_loss": fit_linker(model, examples, recipe, subwords.pad)})
    model = model.to("cpu").half()
    record = _record(recipe, train, dev, examples, history)
    save_checkpoint(folder / OF_RUN, model, subwords, record)
    model, subwords = load_checkpoint(folder / OF_RUN)
    extractor = Extractor(TorchEngine(model), encoder, model.config.settings())
    scores = score_articles(extractor, dev)
    model.config.calibration = calibrate(extractor, dev)
    save_checkpoint(folder / OF_RUN, model.half(), subwords, {**record, "scores": scores})
    return scores


def calibrate(extractor: Extractor, articles: Sequence[Article]) -> dict[str, list[float]]:
    """How the scores of an extractor that leaves them as they are should be stretched."""
    bare = [Article(article.text, article.id, article.date) for article in articles]
    pairs = list(zip(articles, extractor.pipe(bare), strict=True))
    return {name: list(platt(found)) for name, found in scored_answers(pairs).items() if found}


def load_articles(sources: Sequence[str], split: str) -> list[Article]:
    """The annotated articles of a recipe; `packaged` stands for the package's own of the split."""
    found = []
    for source in sources:
        path = PACKAGED_ARTICLES / split if source == PACKAGED else Path(source)
        found += read_articles(path)
    return found


def score_articles(extractor: Extractor, articles: Sequence[Article]) -> dict[str, float]:
    """F1 of entities and relations (strict) and of complete figures, in percent, and their mean.

    What the model's inventory has no labels or keys for is left out.
    """
    inventory = extractor.inventory
    bare = [Article(article.text, article.id, article.date) for article in articles]
    result = evaluate(articles, list(extractor.pipe(bare)), inventory)
    scores = {"entities": 100 * result.entities.micro.f1}
    if inventory.keys:
        scores["relations"] = 100 * result.relations.strict.micro.f1
    if inventory == SOLIEU:
        scores["figures"] = 100 * result.figures.complete.f1
    return {**scores, "score": sum(scores.values()) / len(scores)}


def _smaller(fit: FitRecipe) -> FitRecipe:
    """Half the articles at once, and twice as many batches a step: the same step in less memory."""
    changes = {"batch_size": fit.batch_size // 2, "accumulation": fit.accumulation * 2}
    warnings.warn(
        f"out of memory with fit.batch_size={fit.batch_size}: going on with "
        f"{changes['batch_size']} and fit.accumulation={changes['accumulation']}",
        stacklevel=3,
    )
    return fit.model_copy(update=changes)


def _arguments(fit: FitRecipe, folder: Path) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=fit.epochs,
        per_device_train_batch_size=fit.batch_size,
        gradient_accumulation_steps=fit.accumulation,
        learning_rate=fit.learning_rate,
        warmup_steps=fit.warmup,
        max_grad_norm=1.0,
        seed=fit.seed,
        data_seed=fit.seed,
        eval_strategy="epoch",
        save_strategy="epoch",
        load_best_model_at_end=True,
        metric_for_best_model="score",
        greater_is_better=True,
        logging_strategy="epoch",
        logging_nan_inf_filter=False,
        remove_unused_columns=False,
        dataloader_pin_memory=torch.cuda.is_available(),
        report_to=[],
    )


def _record(
    recipe: Recipe,
    train: Sequence[Article],
    dev: Sequence[Article],
    examples: Sequence[Example],
    history: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """What a reader needs to know of the run, and to repeat it."""
    packages = ("solieu", "torch", "transformers", "accelerate", "tokenizers", "underthesea")
    return {
        "recipe": recipe.model_dump(),
        "versions": {"python": platform.python_version(), **{p: version(p) for p in packages}},
        "data": {
            split: {"articles": len(articles), "sha256": _fingerprint(articles)}
            for split, articles in (("train", train), ("dev", dev))
        },
        "mentions": {
            "annotated": sum(len(article.entities) for article in train),
            "out_of_reach": sum(len(example.lost) for example in examples),
        },
        "history": list(history),
    }


def _fingerprint(articles: Sequence[Article]) -> str:
    """SHA-256 over the articles in the order of their ids."""
    ordered = sorted(articles, key=lambda article: article.id)
    lines = "\n".join(dumps(article) for article in ordered)
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()
