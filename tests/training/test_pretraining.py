import json
import re

import pytest
import torch
from accelerate import Accelerator
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModel, PhobertTokenizer

from solieu.data.article import ArticleError
from solieu.model.checkpoint import load_checkpoint
from solieu.model.folder import PACKAGED
from solieu.model.subwords import load_subwords
from solieu.training.embeddings import start_from, write_vectors
from solieu.training.finetuning import finetune
from solieu.training.masking import mask_words
from solieu.training.packing import Packed, pack, segmented_lines
from solieu.training.pretraining import _schedule, pretrain
from solieu.training.recipe import (
    PretrainFit,
    PretrainRecipe,
    RecipeError,
    load_recipe,
    read_recipe,
)
from solieu.training.replacing import ReplacedWordModel
from solieu.training.vocabulary import train_vocabulary


@pytest.fixture(scope="module")
def run(pretraining, tmp_path_factory):
    """A finished run: its folder, and its scores."""
    folder = tmp_path_factory.mktemp("run")
    return folder, pretrain(pretraining(), folder)


def test_an_encoder_learns_and_is_read_as_any_other(run):
    folder, scores = run
    encoder = AutoModel.from_pretrained(folder / "encoder")
    assert encoder.config.model_type == "modernbert"
    assert scores["loss"] < torch.log(torch.tensor(encoder.config.vocab_size)).item() - 1
    config = json.loads((folder / "encoder" / "tokenizer_config.json").read_text("utf-8"))
    assert config["tokenizer_class"] == "PhobertTokenizer"
    tokenizer = PhobertTokenizer(*(str(folder / "encoder" / n) for n in ("vocab.txt", "bpe.codes")))
    assert len(tokenizer) == encoder.config.vocab_size == load_subwords(folder / "encoder").size


@pytest.fixture(scope="module")
def replaced(pretraining, run, tmp_path_factory):
    """The recipe, folder and scores of a run that learns to tell replaced words, from word2vec."""
    settings = pretraining(run[0] / "vocabulary", objective="replaced").model_dump()
    settings["encoder"]["embeddings"] = "word2vec"
    found = PretrainRecipe.model_validate(settings)
    folder = tmp_path_factory.mktemp("replaced")
    return found, folder, pretrain(found, folder)


def test_an_encoder_learns_to_tell_replaced_words(replaced, run):
    _, folder, scores = replaced
    assert set(scores) == {"loss", "restored", "recognised"}
    assert scores["restored"] > 0.05
    weights = load_file(folder / "encoder" / "model.safetensors")
    assert weights.keys() == load_file(run[0] / "encoder" / "model.safetensors").keys()
    assert AutoModel.from_pretrained(folder / "encoder").config.num_hidden_layers == 2


def test_what_is_judged_and_what_the_judge_sees(tiny_encoder):
    """A generator that is sure of one id puts it at every hidden place; draws decide for others."""
    torch.manual_seed(0)
    encoder = AutoModel.from_config(
        AutoConfig.for_model(vocab_size=50, pad_token_id=1, **tiny_encoder)
    )
    model = ReplacedWordModel(encoder).eval()
    seen = []
    encoder.register_forward_pre_hook(lambda _, __, given: seen.append(given), with_kwargs=True)
    ids = torch.randint(5, 50, (3, 12))
    places = torch.tensor([[1, 4], [2, 3], [0, 11]])
    targets = ids.gather(1, places)
    hidden = ids.scatter(1, places, 4)
    draws = torch.rand(places.shape)
    with torch.no_grad():
        model.generator.bias[7] = 1e4
    _, measures = model(hidden, places, targets, draws)
    assert torch.equal(seen[-1]["input_ids"], ids.scatter(1, places, 7))
    assert measures["restored"] == (targets == 7).float().mean()
    with torch.no_grad():
        model.generator.bias[7] = 0
        model.head[-1].bias.fill_(1e4)  # it calls every word replaced
    _, measures = model(hidden, places, targets, draws)
    assert measures["recognised"] == 1
    filled = seen[-1]["input_ids"]
    untouched = torch.ones_like(ids, dtype=torch.bool).scatter(1, places, False)
    assert torch.equal(filled[untouched], ids[untouched])
    model(hidden, places, targets, torch.rand(places.shape))
    assert not torch.equal(seen[-1]["input_ids"], filled)


def test_generator_and_encoder_share_their_embeddings(tiny_encoder):
    model = ReplacedWordModel(AutoModel.from_config(AutoConfig.for_model(**tiny_encoder)))
    assert model.generator.encoder.get_input_embeddings() is model.encoder.get_input_embeddings()
    assert len(model.generator.encoder.layers) == 1 < len(model.encoder.layers)


def test_embeddings_start_from_the_words_beside_which_ids_stand(tmp_path, segmented):
    lines = segmented(400)
    train_vocabulary(lines, 300, tmp_path)
    subwords = load_subwords(tmp_path)
    pack(lines, subwords, tmp_path / "a.ids")
    rows = Packed(tmp_path / "a.ids", subwords, 32)
    for name in ("one.npy", "two.npy"):
        write_vectors(rows, 16, 3, tmp_path / name)
    assert (tmp_path / "one.npy").read_bytes() == (tmp_path / "two.npy").read_bytes()
    table = torch.nn.Embedding(subwords.size, 16)
    before = table.weight.detach().clone()
    start_from(table, tmp_path / "one.npy")
    changed = (table.weight != before).any(dim=1)
    seen = set(rows.rows(0, len(rows))[:, 1:].flatten().tolist())
    assert set(changed.nonzero().flatten().tolist()) == {n for n in seen if n > 3}  # no special one
    assert table.weight[changed].std().item() == pytest.approx(0.05, rel=0.01)


def test_the_log_tells_loss_speed_and_utilisation(pretraining, tmp_path, capsys):
    pretrain(pretraining(steps=4, log_every=2), tmp_path / "run")
    line = (
        r"step 2 of 4: loss \d\.\d+, [\d,]+ ids/s, "
        r"\d+\.\d+ TFLOP/s \((\d+)% of a matrix product's\)"
    )
    (share,) = re.findall(line, capsys.readouterr().out)
    assert int(share) <= 100


@pytest.mark.parametrize("objective", ["masked", "replaced"])
def test_a_broken_run_ends_with_the_same_weights(
    objective, run, replaced, pretraining, tmp_path, monkeypatch
):
    """The run is broken off in the middle of a step after its first state, then goes on."""
    folder, expected = run if objective == "masked" else replaced[1:]

    def stop(step, fit):
        if step == 17:
            raise KeyboardInterrupt
        return _schedule(step, fit)

    same = pretraining(run[0] / "vocabulary") if objective == "masked" else replaced[0]
    with monkeypatch.context() as patch:
        patch.setattr("solieu.training.pretraining._schedule", stop)
        with pytest.raises(KeyboardInterrupt):
            pretrain(same, tmp_path / "run")
    assert [path.name for path in (tmp_path / "run").glob("state-*")] == ["state-10"]
    scores = pretrain(same, tmp_path / "run", resume=True)
    whole, broken = (
        load_file(f / "encoder" / "model.safetensors") for f in (folder, tmp_path / "run")
    )
    assert all(torch.equal(whole[name], broken[name]) for name in whole)
    assert scores == expected


def test_a_state_that_cannot_be_written_leaves_the_one_before(
    run, pretraining, tmp_path, monkeypatch
):
    same = pretraining(run[0] / "vocabulary")
    write = Accelerator.save_state

    def full(self, folder, **options):
        write(self, folder, **options)
        if (tmp_path / "run" / "state-10").exists():
            raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Accelerator, "save_state", full)
        with pytest.raises(OSError, match="No space left"):
            pretrain(same, tmp_path / "run")
    assert not (tmp_path / "run" / ".state").exists()
    assert [path.name for path in (tmp_path / "run").glob("state-*")] == ["state-10"]
    assert pretrain(same, tmp_path / "run", resume=True) == run[1]


def test_a_model_can_be_fitted_around_it(run, tmp_path):
    changes = {
        "encoder.source": str(run[0] / "encoder"),
        "encoder.window": 32,
        "encoder.overlap": 8,
        "fit.epochs": 1,
    }
    article = tmp_path / "a.md"
    article.write_text(
        "---\nid: a\ndate: unknown\n---\n[GDP](INDICATOR i1) tăng [5%](FIGURE increase=i1).",
        encoding="utf-8",
    )
    changes |= {"data.train": [str(article)], "data.dev": [str(article)]}
    assert "entities" in finetune(load_recipe("default", changes), tmp_path / "run")


@pytest.mark.parametrize("objective", ["masked", "replaced"])
def test_an_existing_encoder_goes_on(objective, phobert, pretraining, tmp_path):
    settings = pretraining(steps=2, objective=objective).model_dump()
    settings["encoder"] = {"source": str(phobert)}
    pretrain(PretrainRecipe.model_validate(settings), tmp_path / "run")
    encoder = AutoModel.from_pretrained(tmp_path / "run" / "encoder")
    assert encoder.config.model_type == "roberta"
    assert (tmp_path / "run" / "encoder" / "vocab.txt").read_bytes() == (
        phobert / "vocab.txt"
    ).read_bytes()


def test_the_encoder_of_the_packaged_model_goes_on(pretraining, tmp_path):
    settings = pretraining(steps=1).model_dump()
    settings["encoder"] = {"source": "packaged"}
    pretrain(PretrainRecipe.model_validate(settings), tmp_path / "run")
    before, subwords = load_checkpoint(PACKAGED)
    encoder = AutoModel.from_pretrained(tmp_path / "run" / "encoder")
    assert encoder.config.num_hidden_layers == before.encoder.config.num_hidden_layers
    assert load_subwords(tmp_path / "run" / "encoder").ids("kinh_tế") == subwords.ids("kinh_tế")
    for name, weight in encoder.named_parameters():
        start = before.encoder.get_parameter(name)
        assert torch.nn.functional.cosine_similarity(weight, start, dim=-1).mean() > 0.5, name


def test_a_finished_folder_is_not_overwritten(run, pretraining):
    with pytest.raises(RecipeError, match="--resume"):
        pretrain(pretraining(), run[0])


@pytest.mark.parametrize(
    ("encoder", "message"),
    [
        ({"config": {}}, "model_type is missing"),
        ({"config": {"model_type": "nonesuch"}}, "encoder"),
        ({"source": "no/such-encoder"}, "no/such-encoder"),
    ],
)
def test_an_encoder_that_cannot_be_had_is_named(encoder, message, pretraining, tmp_path):
    settings = pretraining().model_dump()
    settings["encoder"] = encoder
    with pytest.raises(ValueError, match=message):
        pretrain(PretrainRecipe.model_validate(settings), tmp_path / "run")


def test_vectors_of_words_do_not_overwrite_an_encoder(phobert, pretraining, tmp_path):
    settings = pretraining().model_dump()
    settings["encoder"] = {"source": str(phobert), "embeddings": "word2vec"}
    with pytest.raises(RecipeError, match="would overwrite those"):
        pretrain(PretrainRecipe.model_validate(settings), tmp_path / "run")


def test_missing_text_is_named(tmp_path):
    with pytest.raises(ArticleError, match=r"no text; give \.txt"):
        list(segmented_lines([str(tmp_path / "missing.txt")], None))


def test_the_packaged_recipe_can_be_read():
    found = read_recipe(PretrainRecipe, "pretrain")
    assert found.encoder.config["model_type"] == "modernbert"
    with pytest.raises(RecipeError, match=r"fit\.step: unknown key; did you mean fit\.steps\?"):
        read_recipe(PretrainRecipe, "pretrain", {"fit.step": 5})


def test_packed_rows_hold_the_text_in_order(tmp_path, segmented):
    lines = segmented(50)
    train_vocabulary(lines, 400, tmp_path)
    subwords = load_subwords(tmp_path)
    count = pack(lines, subwords, tmp_path / "a.ids")
    packed = Packed(tmp_path / "a.ids", subwords, 16)
    assert count == sum(len(in_line(subwords, line)) + 1 for line in lines)
    assert len(packed) == count // 16
    whole = [n for line in lines for n in [*in_line(subwords, line), subwords.eos]]
    assert packed.rows(0, 2).tolist() == [
        [subwords.bos, *whole[1:16]],
        [subwords.bos, *whole[17:32]],
    ]


def in_line(subwords, line):
    return [n for word in line.split() for n in subwords.ids(word)]


def test_the_same_share_of_every_row_is_hidden_and_nothing_special(segmented):
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(0, 50, (64, 40), generator=generator)
    found = mask_words(ids, 0.25, mask=99, specials=4, generator=generator)
    assert found.places.shape == found.targets.shape == (64, 10)
    assert torch.equal(ids.gather(1, found.places), found.targets)
    assert int(found.targets.min()) >= 4
    hidden = (found.ids == 99).float().mean()
    assert 0.8 * 0.25 < hidden < 0.25
    untouched = torch.ones_like(ids, dtype=torch.bool).scatter(1, found.places, False)
    assert torch.equal(found.ids[untouched], ids[untouched])


def test_learning_rates_rise_stay_and_fall():
    fit = PretrainFit(steps=100, warmup=10, decay=0.4)
    shares = [_schedule(step, fit) for step in range(100)]
    assert shares[0] == pytest.approx(0.1)
    assert shares[20] == shares[59] == pytest.approx(1.0)
    assert shares[80] < 0.55
    assert shares[99] < 0.05
