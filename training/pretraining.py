"""Pre-training: an encoder from text.

It restores hidden words, as PhoBERT did, or tells which words were replaced, as ELECTRA did. The
loop runs on `accelerate`: CPU, one GPU or several. Matrices of the encoder are fitted by Muon, the
rest by AdamW; the learning rates rise, stay, and fall at the end. The batch of a step depends on
the seed and the step alone, so a run that goes on from its last state ends as it would have without
the break.
"""

import json
import logging
import math
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

from solieu.data.segmentation import segmenter
from solieu.data.writing import remove_folder
from solieu.model.checkpoint import weights_to
from solieu.model.subwords import SPECIALS, Subwords, load_subwords
from solieu.training.divergence import DivergenceError
from solieu.training.embeddings import start_from, write_vectors
from solieu.training.masking import Masked, MaskedWordModel, mask_words
from solieu.training.packing import Packed, pack, segmented_lines
from solieu.training.recipe import PretrainFit, PretrainRecipe, RecipeError
from solieu.training.replacing import ReplacedWordModel
from solieu.training.start import fitted_model
from solieu.training.vocabulary import TOKENIZER_CONFIG, train_vocabulary

Model = MaskedWordModel | ReplacedWordModel
MODELS: dict[str, type[MaskedWordModel] | type[ReplacedWordModel]] = {
    "masked": MaskedWordModel,
    "replaced": ReplacedWordModel,
}
KEPT_STATES = 2
VALIDATION_ROWS = 512
FLOOR = 0.01
"""Share of the learning rates that is left at the end."""


@dataclass(frozen=True)
class _Files:
    """Where a run keeps what."""

    folder: Path

    def packed(self, split: str) -> Path:
        return self.folder / f"{split}.ids"

    @property
    def vectors(self) -> Path:
        return self.folder / "word2vec.npy"

    @property
    def vocabulary(self) -> Path:
        return self.folder / "vocabulary"

    @property
    def encoder(self) -> Path:
        return self.folder / "encoder"

    def states(self) -> list[Path]:
        """The states of the run, the last one last."""
        found = self.folder.glob("state-*")
        return sorted(found, key=lambda path: int(path.name.removeprefix("state-")))


def pretrain(recipe: PretrainRecipe, folder: Path, *, resume: bool = False) -> dict[str, float]:
    """Pre-train an encoder and write it to `folder/encoder`, as `AutoModel` reads it.

    Args:
        recipe: The recipe.
        folder: The run's folder.
        resume: Go on from the last state in the folder, or start where there is none.

    Returns:
        The validation loss, the share of hidden words that is `restored`, and where words are
        replaced that of those which are `recognised`.

    Raises:
        RecipeError: The encoder or gensim cannot be had, or the folder holds a run and `resume` is
            off.
        ArticleError: There is no such text.
        DivergenceError: The loss is not finite; the states stay.
    """
    files = _Files(folder)
    if folder.exists() and any(folder.iterdir()) and not resume:
        raise RecipeError(f"{folder} holds a run already; go on with --resume, or name another")
    accelerator = Accelerator(mixed_precision=recipe.fit.precision)
    with accelerator.main_process_first():
        if accelerator.is_main_process:
            folder.mkdir(parents=True, exist_ok=True)
            _prepare(recipe, files)
    set_seed(recipe.fit.seed)
    subwords = load_subwords(files.vocabulary)
    encoder = _encoder(recipe, subwords)
    rows = {split: Packed(files.packed(split), subwords, recipe.fit.window) for split in _SPLITS}
    if recipe.encoder.embeddings == "word2vec":
        table = encoder.get_input_embeddings()
        with accelerator.main_process_first():
            if not files.vectors.exists():
                write_vectors(rows["train"], table.embedding_dim, recipe.fit.seed, files.vectors)
        start_from(table, files.vectors)
    model = MODELS[recipe.fit.objective](encoder)
    run = _Run(accelerator, model, recipe.fit, subwords, rows, files)
    run.fit()
    return run.finish()


def summary(scores: Mapping[str, float]) -> str:
    """What `pretrain` returns, in words."""
    shares = [f", {name} {100 * share:.1f} %" for name, share in scores.items() if name != "loss"]
    return f"validation loss {scores['loss']:.4f}{''.join(shares)}"


_SPLITS = ("train", "dev")


class _Run:
    """A run: what the steps share."""

    def __init__(
        self,
        accelerator: Accelerator,
        model: Model,
        fit: PretrainFit,
        subwords: Subwords,
        rows: dict[str, Packed],
        files: _Files,
    ) -> None:
        self._accelerator = accelerator
        self._fit = fit
        self._subwords = subwords
        self._rows = rows
        self._files = files
        self._flops = _flops(model, fit)
        self._matrix_rate = _matrix_rate(accelerator)
        muon, adamw = _optimizers(model, fit)
        compiled = torch.compile(model) if fit.compile else model
        self._model, *optimizers = accelerator.prepare(compiled, muon, adamw)
        self._optimizers = optimizers
        self._rates = [[group["lr"] for group in o.param_groups] for o in optimizers]

    def fit(self) -> None:
        """Take the steps that are left."""
        step = self._restore()
        begun, since, losses = time.perf_counter(), step, []
        while step < self._fit.steps:
            losses.append(self._step(step))
            step += 1
            if step % self._fit.log_every == 0:
                self._log(step, losses, (step - since) / (time.perf_counter() - begun))
                begun, since, losses = time.perf_counter(), step, []
            if step % self._fit.save_every == 0 and step < self._fit.steps:
                self._save(step)

    def finish(self) -> dict[str, float]:
        """Validate, and write the encoder with its vocabulary."""
        scores = self._validate()
        model = self._accelerator.unwrap_model(self._model)
        if self._accelerator.is_main_process:
            staging = self._files.folder / ".encoder"
            shutil.rmtree(staging, ignore_errors=True)
            with weights_to(self._files.encoder, staging):
                model.encoder.to("cpu").save_pretrained(staging)
            self._subwords.save(staging)
            text = json.dumps({**TOKENIZER_CONFIG, "model_max_length": _longest(model.encoder)})
            (staging / "tokenizer_config.json").write_text(text + "\n", encoding="utf-8")
            shutil.rmtree(self._files.encoder, ignore_errors=True)
            staging.replace(self._files.encoder)
        self._accelerator.wait_for_everyone()
        return scores

    def _step(self, step: int) -> Tensor:
        share = _schedule(step, self._fit)
        for optimizer, rates in zip(self._optimizers, self._rates, strict=True):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * share
        rank = self._accelerator.process_index
        seed = (self._fit.seed * 1_000_003 + step) * 1_009 + rank
        generator = torch.Generator().manual_seed(seed)
        batch = self._masked(self._rows["train"].draw(self._fit.batch_size, generator), generator)
        loss, _ = self._forward(batch)
        self._accelerator.backward(loss)
        self._accelerator.clip_grad_norm_(self._model.parameters(), 1.0)
        for optimizer in self._optimizers:
            optimizer.step()
            optimizer.zero_grad()
        detached: Tensor = loss.detach()
        return detached

    def _masked(self, ids: Tensor, generator: torch.Generator) -> Masked:
        specials = len(SPECIALS)
        return mask_words(ids, self._fit.mask, self._subwords.mask, specials, generator)

    def _forward(self, batch: Masked) -> Any:
        device = self._accelerator.device
        given = (batch.ids, batch.places, batch.targets, batch.draws)
        return self._model(*(tensor.to(device) for tensor in given))

    @torch.no_grad()
    def _validate(self) -> dict[str, float]:
        self._model.eval()
        rows, size = self._rows["dev"], self._fit.batch_size
        count = min(len(rows), VALIDATION_ROWS)
        generator = torch.Generator().manual_seed(0)
        results = [
            (end - start, self._forward(self._masked(rows.rows(start, end - start), generator)))
            for start, end in _spans(count, size)
        ]
        self._model.train()
        scores = {"loss": sum(n * float(loss) for n, (loss, _) in results) / count}
        for name in results[0][1][1]:
            scores[name] = sum(n * float(shares[name]) for n, (_, shares) in results) / count
        return scores

    def _log(self, step: int, losses: list[Tensor], speed: float) -> None:
        ids = speed * self._fit.batch_size * self._fit.window * self._accelerator.num_processes
        loss = float(torch.stack(losses).mean())
        if not math.isfinite(loss):
            raise DivergenceError(
                f"step {step}: the loss of the last {len(losses)} steps is {loss}. Lower the "
                "learning rates in fit, then go on with --resume from the last state"
            )
        rate = ids * self._flops
        share = rate / (self._matrix_rate * self._accelerator.num_processes)
        self._accelerator.print(
            f"step {step} of {self._fit.steps}: loss {loss:.4f}, {ids:,.0f} ids/s, "
            f"{rate / 1e12:.2f} TFLOP/s ({share:.0%} of a matrix product's)",
            flush=True,
        )

    def _save(self, step: int) -> None:
        """Write the state beside its place and move it there whole."""
        state, staging = self._files.folder / f"state-{step}", self._files.folder / ".state"
        if self._accelerator.is_main_process:
            shutil.rmtree(staging, ignore_errors=True)
        self._accelerator.wait_for_everyone()
        # accelerate would warn, every time, that embeddings which two models share are stored once.
        logging.getLogger("accelerate.utils.other").setLevel(logging.ERROR)
        with weights_to(state, staging):
            self._accelerator.save_state(str(staging), safe_serialization=True)
        self._accelerator.wait_for_everyone()
        if self._accelerator.is_main_process:
            staging.replace(state)
            for old in self._files.states()[:-KEPT_STATES]:
                remove_folder(old)
        self._accelerator.print(f"step {step}: {summary(self._validate())}", flush=True)

    def _restore(self) -> int:
        states = self._files.states()
        if not states:
            return 0
        self._accelerator.load_state(str(states[-1]))
        return int(states[-1].name.removeprefix("state-"))


def _prepare(recipe: PretrainRecipe, files: _Files) -> None:
    """Vocabulary and packed text, where they are not there yet."""
    found = segmenter(recipe.data.segmenter) if recipe.data.segmenter else None
    if not files.vocabulary.exists():
        staging = files.folder / ".vocabulary"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        source = recipe.encoder.source or recipe.vocabulary.source
        if source:
            fitted = fitted_model(source)
            (fitted[1] if fitted else load_subwords(source)).save(staging)
        else:
            lines = segmented_lines(recipe.data.train, found)
            train_vocabulary(lines, recipe.vocabulary.size, staging)
        staging.replace(files.vocabulary)
    subwords = load_subwords(files.vocabulary)
    for split, sources in (("train", recipe.data.train), ("dev", recipe.data.dev)):
        if not files.packed(split).exists():
            pack(segmented_lines(sources, found), subwords, files.packed(split))


def _encoder(recipe: PretrainRecipe, subwords: Subwords) -> Any:
    """The encoder that the recipe goes on from, or a new one for the vocabulary."""
    try:
        if recipe.encoder.source:
            if recipe.encoder.embeddings != "random":
                raise RecipeError(
                    f"encoder.embeddings: {recipe.encoder.embeddings} would overwrite those of "
                    "encoder.source; leave one of the two out"
                )
            fitted = fitted_model(recipe.encoder.source)
            if fitted:
                return fitted[0].encoder
            return AutoModel.from_pretrained(recipe.encoder.source, dtype=torch.float32)
        fields = dict(recipe.encoder.config)
        kind = fields.pop("model_type", None)
        if kind is None:
            raise RecipeError("encoder.config: model_type is missing; give one, or encoder.source")
        ids = {"bos_token_id": subwords.bos, "eos_token_id": subwords.eos}
        ids |= {"cls_token_id": subwords.bos, "sep_token_id": subwords.eos}
        config = AutoConfig.for_model(
            kind, **{"vocab_size": subwords.size, "pad_token_id": subwords.pad, **ids, **fields}
        )
        return AutoModel.from_config(config)
    except (OSError, KeyError) as error:
        reason = str(error).strip().splitlines()[0]
        raise RecipeError(f"encoder: cannot be had ({reason})") from None
    except ValueError as error:
        if isinstance(error, RecipeError):
            raise
        raise RecipeError(f"encoder: {str(error).splitlines()[0]}") from None


def _optimizers(
    model: Model, fit: PretrainFit
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Muon for the matrices of encoder and generator but their embeddings, AdamW for the rest."""
    embedded = {id(module.weight) for module in model.modules() if isinstance(module, nn.Embedding)}
    inner = [
        p
        for name, p in model.named_parameters()
        if "encoder." in name and p.ndim == 2 and id(p) not in embedded
    ]
    chosen = {id(parameter) for parameter in inner}
    rest = [p for p in model.parameters() if id(p) not in chosen]
    groups = [
        {"params": [p for p in rest if p.ndim > 1], "weight_decay": fit.weight_decay},
        {"params": [p for p in rest if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return (
        torch.optim.Muon(inner, lr=fit.matrix_learning_rate, weight_decay=fit.weight_decay),
        torch.optim.AdamW(groups, lr=fit.learning_rate, betas=(0.9, 0.98)),
    )


def _schedule(step: int, fit: PretrainFit) -> float:
    """The share of the learning rates at a step: up, level, down."""
    left = (fit.steps - step) / max(1.0, fit.decay * fit.steps)
    falling = FLOOR + (1 - FLOOR) * min(1.0, left)
    return min(1.0, (step + 1) / fit.warmup) * falling


def _flops(model: Model, fit: PretrainFit) -> float:
    """Floating-point operations of a training step for each id: six a weight that it meets."""
    body = sum(
        p.numel()
        for name, p in model.named_parameters()
        if "encoder." in name and "embeddings" not in name
    )
    size, width = model.encoder.config.vocab_size, model.encoder.config.hidden_size
    return 6.0 * (body + fit.mask * (size * width + width * width))


def _matrix_rate(accelerator: Accelerator) -> float:
    """Floating-point operations a second of one device in a large matrix product, as measured.

    What the model reaches of it is its FLOP utilisation (Chowdhery et al. 2022, PaLM), without
    trust in a maker's figure.
    """
    size = 1024 if accelerator.device.type == "cpu" else 8192
    precisions = {"bf16": torch.bfloat16, "fp16": torch.float16}
    precision = precisions.get(accelerator.mixed_precision, torch.float32)
    matrix = torch.ones(size, size, dtype=precision, device=accelerator.device)
    taken = []
    for _ in range(4):
        begun = time.perf_counter()
        float((matrix @ matrix)[0, 0])  # waits for the device
        taken.append(time.perf_counter() - begun)
    return 2.0 * size**3 / min(taken)


def _longest(encoder: Any) -> int:
    config = encoder.config
    return int(config.max_position_embeddings) - 2 * (config.model_type in ("roberta",))


def _spans(count: int, size: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + size, count)) for start in range(0, count, size))
