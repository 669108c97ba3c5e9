"""Model folders: whole or refused."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModel

import solieu
from solieu.model.checkpoint import load_checkpoint, save_checkpoint
from solieu.model.config import SolieuConfig
from solieu.model.folder import FORMAT, PACKAGED, CheckpointError, write_manifest
from solieu.model.network import SolieuModel


@pytest.fixture
def folder(saved, tmp_path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "copy"))


def test_what_is_saved_is_what_is_loaded(saved):
    model, subwords = load_checkpoint(saved)
    weights = load_file(saved / "model.safetensors")
    assert all(torch.equal(model.state_dict()[name], weights[name]) for name in weights)
    assert subwords.ids("xuất_khẩu")
    assert model.inventory.roles == SolieuConfig().labels().roles
    assert not model.training


def test_transformers_auto_classes_know_the_model(saved):
    model = AutoModel.from_pretrained(saved)
    expected, _ = load_checkpoint(saved)
    assert isinstance(model, SolieuModel)
    state = expected.state_dict()
    assert all(torch.equal(tensor, state[name]) for name, tensor in model.state_dict().items())


def test_saving_again_replaces_the_folder_whole(folder):
    model, subwords = load_checkpoint(folder)
    (folder / "left-over.txt").write_text("old", encoding="utf-8")
    save_checkpoint(folder, model, subwords, {})
    assert not (folder / "left-over.txt").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["copy"]
    load_checkpoint(folder)


def test_a_save_that_fails_leaves_the_old_folder(folder):
    model, subwords = load_checkpoint(folder)
    with pytest.raises(ValueError, match="JSON compliant"):
        save_checkpoint(folder, model, subwords, {"score": float("nan")})
    assert [path.name for path in folder.parent.iterdir()] == ["copy"]
    load_checkpoint(folder)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def pointer(path: Path) -> None:
    path.write_text("version https://git-lfs.github.com/spec/v1\n", encoding="utf-8")


@pytest.mark.parametrize("damage", [cut, flip, pointer, Path.unlink], ids=lambda d: d.__name__)
@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "vocab.txt", "manifest.json"])
def test_damage_is_found_and_a_file_named(folder, name, damage):
    damage(folder / name)
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(folder)
    assert str(caught.value).startswith(str(folder))
    assert "packaged model" in str(caught.value)


def change(folder: Path, file: str, **fields: object) -> None:
    content = json.loads((folder / file).read_text(encoding="utf-8"))
    (folder / file).write_text(json.dumps({**content, **fields}), encoding="utf-8")


def test_a_newer_format_is_refused(folder):
    change(folder, "config.json", format=FORMAT + 1)
    write_manifest(folder)
    with pytest.raises(CheckpointError, match="Update the package"):
        load_checkpoint(folder)


def test_an_encoder_is_no_model(folder):
    change(folder, "config.json", model_type="roberta")
    write_manifest(folder)
    with pytest.raises(CheckpointError, match="solieu train"):
        load_checkpoint(folder)


def test_weights_that_do_not_fit_are_refused(folder):
    weights = load_file(folder / "model.safetensors")
    del weights["tagger.output.bias"]
    save_file(weights, folder / "model.safetensors")
    write_manifest(folder)
    with pytest.raises(CheckpointError, match=r"tagger\.output\.bias"):
        load_checkpoint(folder)


def test_a_manifest_cannot_lead_out_of_the_folder(folder):
    change(folder, "manifest.json", sha256={"config.json": "0", "../secret": "0"})
    with pytest.raises(CheckpointError):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no/such-model", "solieu.load()"),
        ("no such folder", "solieu.load()"),
        (Path(__file__), "is a file"),
    ],
    ids=["hub name offline", "no name", "file"],
)
def test_what_cannot_be_loaded_says_what_to_do(monkeypatch, source, message):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(CheckpointError) as caught:
        solieu.load(source)
    assert message in str(caught.value)


def test_the_packaged_model_is_small_and_whole():
    assert sum(path.stat().st_size for path in PACKAGED.iterdir()) < 60_000_000
    load_checkpoint(PACKAGED)
