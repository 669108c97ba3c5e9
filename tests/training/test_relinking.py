"""Going on from a fitted model, and the linker fitted alone."""

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file

import solieu
from solieu.data.inventory import SOLIEU
from solieu.data.reading import read_articles
from solieu.model.checkpoint import load_checkpoint, save_checkpoint
from solieu.model.encoding import ArticleEncoder, EncodedText, Example
from solieu.model.folder import write_manifest
from solieu.model.tagger import Span
from solieu.training.divergence import DivergenceError
from solieu.training.finetuning import finetune
from solieu.training.recipe import RecipeError, load_recipe
from solieu.training.relinking import as_seen, fit_linker

INDICATOR, FIGURE, PERIOD = (
    SOLIEU.labels.index(name) for name in ("INDICATOR", "FIGURE", "PERIOD")
)
LEVEL, DURING, PART_OF = (
    [key.name for key in SOLIEU.keys].index(name) for name in ("level", "during", "part_of")
)


@pytest.fixture(scope="module")
def articles(annotated, tmp_path_factory):
    return annotated(tmp_path_factory.mktemp("articles"))


@pytest.fixture(scope="module")
def run(small, articles, tmp_path_factory):
    """A run whose linker was fitted alone at the end."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    changes = {"fit.epochs": 2, "fit.batch_size": 3, "linker.epochs": 2}
    finetune(load_recipe("default", small(articles, **changes)), folder)
    return folder


@pytest.fixture
def going_on(small, articles, run):
    """A recipe that goes on from the run: `going_on(**changes)`."""

    def load(**changes):
        kept = {"encoder.source": str(run), "encoder.heads": "kept", "fit.epochs": 0, **changes}
        return load_recipe("default", small(articles, **kept))

    return load


def weights(run):
    return load_file(run / "model" / "model.safetensors")


def test_only_the_linker_changes(run, going_on, tmp_path):
    finetune(going_on(**{"linker.epochs": 3}), tmp_path / "run")
    before, after = weights(run), weights(tmp_path / "run")
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all(name.startswith("linker.") for name in changed)


def test_several_runs_give_the_mean_of_their_weights(run, going_on, tmp_path):
    changes = {"linker.epochs": 2, "linker.dropout": 0.2}
    finetune(going_on(**changes, **{"linker.runs": 2, "fit.seed": 5}), tmp_path / "both")
    for seed in (5, 6):
        finetune(going_on(**changes, **{"fit.seed": seed}), tmp_path / str(seed))
    both, one, other = (weights(tmp_path / name) for name in ("both", "5", "6"))
    name = "linker.input.1.weight"
    assert not torch.equal(one[name], other[name])
    mean = (one[name].float() + other[name].float()) / 2
    torch.testing.assert_close(both[name].float(), mean, atol=1e-3, rtol=1e-3)


def test_without_an_epoch_the_model_stays(run, going_on, tmp_path):
    finetune(going_on(), tmp_path / "run")
    before, after = weights(run), weights(tmp_path / "run")
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_fitted_model_goes_on_as_a_whole(run, going_on, tmp_path):
    finetune(going_on(**{"fit.epochs": 1}), tmp_path / "run")
    before, after = weights(run), weights(tmp_path / "run")
    assert not torch.equal(before["tagger.output.weight"], after["tagger.output.weight"])
    assert solieu.load(tmp_path / "run").inventory == SOLIEU


def test_the_shape_of_the_linker_is_that_of_the_source(going_on, tmp_path):
    finetune(going_on(**{"linker.width": 64, "linker.layers": 3}), tmp_path / "run")
    model, _ = load_checkpoint(tmp_path / "run" / "model")
    assert (model.config.linker_width, model.config.linker_layers) == (32, 2)


def test_a_run_that_ended_before_the_linker_was_fitted_goes_on_alike(
    run, small, articles, tmp_path
):
    shutil.copytree(run / "checkpoints", tmp_path / "run" / "checkpoints")
    changes = {"fit.epochs": 2, "fit.batch_size": 3, "linker.epochs": 2}
    recipe = load_recipe("default", small(articles, **changes))
    finetune(recipe, tmp_path / "run", resume=True)
    straight, resumed = weights(run), weights(tmp_path / "run")
    assert all(torch.equal(straight[name], resumed[name]) for name in straight)
    record = json.loads((tmp_path / "run" / "model" / "run.json").read_text("utf-8"))
    assert record["history"][-1]["linker_loss"] > 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"encoder.pretrained": False}, "needs a model of solieu with its weights"),
        ({"inventory": {"labels": ["PERIOD"]}}, "other labels or links"),
        ({"encoder.heads": "new"}, "set encoder.heads to kept"),
        ({"encoder.window": 500}, "reads 128 ids at most"),
    ],
)
def test_heads_that_cannot_go_on_are_refused(going_on, tmp_path, changes, message):
    with pytest.raises(RecipeError, match=message):
        finetune(going_on(**changes), tmp_path / "run")


def test_an_encoder_has_no_heads_to_keep(going_on, phobert, tmp_path):
    with pytest.raises(RecipeError, match="needs a model of solieu"):
        finetune(going_on(**{"encoder.source": str(phobert)}), tmp_path / "run")


def test_a_damaged_source_is_refused(run, going_on, tmp_path):
    shutil.copytree(run / "model", tmp_path / "model")
    (tmp_path / "model" / "vocab.txt").write_text("<s> 1\n", encoding="utf-8")
    recipe = going_on(**{"encoder.source": str(tmp_path)})
    with pytest.raises(ValueError, match=r"vocab\.txt: not the file that was saved"):
        finetune(recipe, tmp_path / "run")


@pytest.fixture
def fitting(run, articles):
    """A model, its training articles, and the id that pads."""
    model, subwords = load_checkpoint(run / "model")
    encoder = ArticleEncoder.from_settings(model.config.settings(), subwords)
    examples = [encoder.example(article, SOLIEU) for article in read_articles(articles)]
    return model, examples, subwords.pad


def test_the_links_of_the_articles_are_learnt(fitting, going_on):
    model, examples, pad = fitting
    recipe = going_on(**{"linker.epochs": 1, "linker.dropout": 0.0})
    first = fit_linker(model, examples, recipe, pad)
    recipe = going_on(**{"linker.epochs": 30, "linker.dropout": 0.0})
    assert fit_linker(model, examples, recipe, pad) < 0.5 * first
    assert not model.training


def test_a_loss_that_is_no_number_names_its_articles(fitting, going_on):
    model, examples, pad = fitting
    torch.nn.init.constant_(model.linker.none.bias, float("nan"))
    with pytest.raises(DivergenceError, match=r"on the articles a\d"):
        fit_linker(model, examples, going_on(**{"linker.epochs": 1}), pad)


def test_links_are_kept_between_mentions_that_the_tagger_finds():
    gold = (Span(0, 2, INDICATOR), Span(3, 5, FIGURE), Span(6, 8, PERIOD), Span(9, 10, FIGURE))
    links = ((1, LEVEL, 0), (1, DURING, 2), (3, LEVEL, 0), (3, DURING, 2))
    example = Example(EncodedText((), (), (), ()), gold, links)
    # The indicator is longer, the period shorter, the first figure is of another label.
    found = (Span(0, 3, INDICATOR), Span(3, 5, PERIOD), Span(6, 7, PERIOD), Span(9, 10, FIGURE))
    seen = as_seen(example, found)
    assert seen.spans == found
    assert seen.links == ((3, LEVEL, 0), (3, DURING, 2))


def test_two_mentions_that_are_found_as_one_give_one_link_and_none_between_them():
    gold = (Span(0, 1, INDICATOR), Span(1, 3, INDICATOR), Span(4, 5, FIGURE))
    links = ((0, PART_OF, 1), (2, LEVEL, 0), (2, LEVEL, 1))
    example = Example(EncodedText((), (), (), ()), gold, links)
    seen = as_seen(example, (Span(0, 3, INDICATOR), Span(4, 5, FIGURE)))
    assert seen.links == ((1, LEVEL, 0),)


def test_a_run_starts_from_the_mean_of_models(run, going_on, tmp_path):
    finetune(going_on(**{"linker.epochs": 3}), tmp_path / "other")
    finetune(going_on(**{"encoder.mean": [str(tmp_path / "other")]}), tmp_path / "mean")
    one, other, mean = (weights(run), weights(tmp_path / "other"), weights(tmp_path / "mean"))
    assert any(not torch.equal(one[name], other[name]) for name in one)
    for name in one:
        halved = (one[name].float() + other[name].float()) / 2
        assert torch.equal(mean[name], halved.half())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"encoder.mean": ["nothing"]}, "'nothing' is no model of solieu"),
        ({"encoder.mean": ["packaged"]}, "not of the shape"),
        ({"encoder.mean": ["packaged"], "encoder.heads": "new"}, "set encoder.heads to kept"),
    ],
)
def test_models_without_a_mean_are_refused(going_on, tmp_path, changes, message):
    with pytest.raises(RecipeError, match=message):
        finetune(going_on(**changes), tmp_path / "run")


def test_models_of_another_vocabulary_have_no_mean(run, going_on, tmp_path):
    model, subwords = load_checkpoint(run / "model")
    save_checkpoint(tmp_path / "other", model, subwords, {})
    path = tmp_path / "other" / "vocab.txt"
    first, second, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([second, first, *rest]) + "\n", "utf-8")
    write_manifest(tmp_path / "other")
    with pytest.raises(RecipeError, match="vocabulary"):
        finetune(going_on(**{"encoder.mean": [str(tmp_path / "other")]}), tmp_path / "run")
