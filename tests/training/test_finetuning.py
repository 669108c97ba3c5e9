"""Fine-tuning from an encoder in PhoBERT's files: train, save, load, extract, resume."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

import solieu
from solieu.cli import main
from solieu.training.finetuning import ArticleTrainer, Trainer, finetune, load_articles
from solieu.training.recipe import RecipeError, load_recipe


@pytest.fixture(scope="module")
def articles(annotated, tmp_path_factory) -> Path:
    return annotated(tmp_path_factory.mktemp("articles"))


@pytest.fixture(scope="module")
def recipe(small):
    """The recipe of a run of four steps: `recipe(articles, **changes)`."""

    def load(articles, **changes):
        brief = {"fit.epochs": 2, "fit.batch_size": 3, **changes}
        return load_recipe("default", small(articles, **brief))

    return load


@pytest.fixture(scope="module")
def run(recipe, articles, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "straight"
    finetune(recipe(articles), folder)
    return folder


def test_a_run_leaves_a_model_and_its_record(run):
    model = run / "model"
    assert not list(model.rglob("*.bin"))
    record = json.loads((model / "run.json").read_text(encoding="utf-8"))
    assert record["recipe"]["fit"]["epochs"] == 2
    assert record["data"]["train"]["articles"] == 6
    assert set(record["scores"]) == {"entities", "relations", "figures", "score"}
    assert record["mentions"]["out_of_reach"] == 0


def test_the_model_of_a_run_extracts(run):
    article = solieu.load(run)("Thu ngân sách tháng 8 đạt 12 tỷ đồng.", date="2024-08-15")
    assert article.date == "2024-08-15"
    assert all(article.text[e.start : e.end] == e.text for e in article.entities)


def test_a_loaded_model_is_the_saved_one(run):
    again = solieu.load(run).engine.model.state_dict()
    saved = load_file(run / "model" / "model.safetensors")
    assert set(again) == set(saved)
    assert all(torch.equal(again[name].half(), saved[name]) for name in saved)


def test_a_resumed_run_ends_with_the_weights_of_a_straight_one(run, recipe, articles, tmp_path):
    first, second = sorted((run / "checkpoints").iterdir(), key=lambda path: path.stat().st_mtime)
    assert {first.name, second.name} == {"checkpoint-2", "checkpoint-4"}
    (tmp_path / "checkpoints").mkdir()
    shutil.copytree(run / "checkpoints" / "checkpoint-2", tmp_path / "checkpoints" / "checkpoint-2")
    finetune(recipe(articles), tmp_path, resume=True)
    name = Path("checkpoints") / "checkpoint-4" / "model.safetensors"
    straight, resumed = load_file(run / name), load_file(tmp_path / name)
    assert all(torch.equal(straight[name], resumed[name]) for name in straight)


def test_a_run_does_not_go_over_another(run, recipe, articles):
    with pytest.raises(RecipeError, match="--resume"):
        finetune(recipe(articles), run)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"encoder.source": "no/such-encoder"}, "no/such-encoder"),
        ({"encoder.window": 500}, "reads 128 ids at most"),
        ({"encoder.overlap": 60}, "give half of 64 at most"),
    ],
)
def test_an_encoder_that_cannot_be_used_is_refused(recipe, articles, tmp_path, changes, message):
    with pytest.raises(ValueError, match=message):
        finetune(recipe(articles, **changes), tmp_path / "run")


@pytest.fixture
def conll(tmp_path) -> Path:
    path = tmp_path / "ner.conll"
    lines = "Ông O\nNguyễn_Văn B-PER\nAn I-PER\nở O\nHà_Nội B-LOC\n. O\n\n"
    path.write_text(lines * 6, encoding="utf-8")
    return path


def test_a_tagger_of_other_labels_is_trained_from_conll(recipe, conll, tmp_path):
    ner = load_recipe("ner", {"data.train": [str(conll)], "data.dev": [str(conll)]})
    ner = ner.model_copy(update={"encoder": recipe(conll).encoder})
    scores = finetune(ner, tmp_path / "run")
    assert set(scores) == {"entities", "score"}
    extractor = solieu.load(tmp_path / "run")
    assert extractor.inventory.labels == ("LOC", "PER")
    found = extractor("Ông Nguyễn Văn An ở Hà Nội.")
    assert {e.label for e in found.entities} <= {"LOC", "PER"}
    assert found.relations == found.facts == ()


def test_labels_that_the_recipe_does_not_know_are_refused(recipe, conll, tmp_path):
    with pytest.raises(RecipeError, match="inventory to corpus"):
        finetune(recipe(conll), tmp_path / "run")


def test_an_inventory_may_stand_in_the_recipe(recipe, conll, tmp_path):
    listed = {"labels": ["PER", "LOC", "ORG"]}
    finetune(recipe(conll, inventory=listed), tmp_path / "run")
    assert solieu.load(tmp_path / "run").inventory.labels == ("PER", "LOC", "ORG")
    wrong = {"labels": ["PER"], "keys": [{"name": "of", "head": "PER", "tails": ["ORG"]}]}
    with pytest.raises(RecipeError, match="'of' names the unknown label 'ORG'"):
        finetune(recipe(conll, inventory=wrong), tmp_path / "other")


def test_packaged_stands_for_the_articles_of_the_package():
    assert load_articles(["packaged"], "train")


def test_a_loss_that_is_no_number_ends_the_run(recipe, articles, tmp_path, monkeypatch, capsys):
    def step(self, model, inputs, *options):
        return torch.tensor(float("nan") if self.state.global_step == 3 else 1.0)

    monkeypatch.setattr(Trainer, "training_step", step)
    monkeypatch.setattr("solieu.training.recipe.load_recipe", lambda *_: recipe(articles))
    monkeypatch.setattr("sys.argv", ["solieu", "train", "--output-dir", str(tmp_path / "run")])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 3
    message = capsys.readouterr().err
    assert "step 4: the loss is nan on the articles a" in message
    assert "--resume" in message
    assert [path.name for path in (tmp_path / "run" / "checkpoints").iterdir()] == ["checkpoint-2"]
    assert not (tmp_path / "run" / "model").exists()


def test_too_little_memory_halves_the_batch(recipe, articles, tmp_path, monkeypatch):
    sizes = []
    step = ArticleTrainer.training_step

    def choke(self, model, inputs, *options):
        sizes.append(len(inputs["articles"]))
        if len(inputs["articles"]) > 1 and self.state.global_step == 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return step(self, model, inputs, *options)

    monkeypatch.setattr(ArticleTrainer, "training_step", choke)
    with pytest.warns(UserWarning, match="fit.batch_size=2: going on with 1"):
        finetune(recipe(articles, **{"fit.batch_size": 2}), tmp_path)
    assert sizes[:2] == [2, 2]
    assert set(sizes[2:]) == {1}
    assert (tmp_path / "model" / "manifest.json").exists()


def test_a_step_of_two_batches_is_that_of_one_twice_as_large(recipe, articles, tmp_path):
    """Gradients are averaged over the batches of a step, not summed."""
    norms = []

    class Watched(ArticleTrainer):
        def log(self, logs, *options):
            norms.extend([logs["grad_norm"]] if "grad_norm" in logs else [])
            super().log(logs, *options)

    for batch, accumulation in ((6, 1), (3, 2)):
        changes = {"fit.batch_size": batch, "fit.accumulation": accumulation, "fit.epochs": 1}
        changes |= {"linker.dropout": 0.0, "fit.dropout": 0.0}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("solieu.training.finetuning.ArticleTrainer", Watched)
            finetune(recipe(articles, **changes), tmp_path / str(batch))
    assert norms[1] == pytest.approx(norms[0], rel=0.2)
