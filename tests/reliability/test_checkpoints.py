"""Model folders that were damaged: refused before a tensor is used, and the file is named."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

import solieu
from solieu.model.folder import PACKAGED, CheckpointError, write_manifest

PART = "Checkpoints"
pytestmark = pytest.mark.slow

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 41417262\n"
HTML = b"<!doctype html><title>404</title><p>Not found</p>"
BINARY = ("model.safetensors", "encoder.bin", "linker.bin")
TEXT = ("config.json", "manifest.json", "vocab.txt", "bpe.codes", "encoder.xml", "engines.json")


@pytest.fixture
def folder(tmp_path) -> Path:
    copy = tmp_path / "model"
    shutil.copytree(PACKAGED, copy)
    return copy


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-7]),
    "emptied": lambda path: path.write_bytes(b""),
    "flipped": flip,
    "pointer": lambda path: path.write_bytes(LFS),
    "page": lambda path: path.write_bytes(HTML),
    "missing": Path.unlink,
}
CASES = [(name, damage) for name in BINARY for damage in DAMAGES]
CASES += [(name, damage) for name in TEXT for damage in ("cut", "page", "missing")]


def refused(folder: Path, monkeypatch, **options) -> str:
    """The message of a folder that is refused without a tensor being read."""

    def read(*_, **__):
        raise AssertionError("a tensor is read")

    monkeypatch.setattr("solieu.model.compiled.safe_open", read)
    monkeypatch.setattr("solieu.model.checkpoint.load_file", read)
    with pytest.raises(CheckpointError) as caught:
        solieu.load(folder, **options)
    return str(caught.value)


@pytest.mark.parametrize(("name", "damage"), CASES)
@pytest.mark.parametrize("engine", ["auto", "torch"])
def test_damage_is_found(folder, monkeypatch, name, damage, engine):
    DAMAGES[damage](folder / name)
    message = refused(folder, monkeypatch, engine=engine)
    assert name in message
    assert "Copy the model folder again" in message


def test_damages_are_counted(note):
    note(f"{len(CASES)} damages of files, each for two engines: not refused", "0", "0")


def change(folder: Path, **fields: object) -> None:
    content = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**content, **fields}), "utf-8")
    write_manifest(folder)


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"format": 99}, "Update the package"),
        ({"format": None}, "Update the package"),
        ({"model_type": "bert"}, "solieu train"),
        ({"inventory": []}, "config.json"),
        ({"inventory": {"labels": "FIGURE"}}, "config.json"),
        ({"inventory": {"labels": ["A", "A"], "keys": []}}, "config.json"),
        ({"calibration": {"facts": [1]}}, "config.json"),
        ({"window": "../../etc/passwd"}, "config.json"),
        ({"segmenter": "../../etc/passwd"}, "no segmenter"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_configs_that_are_none_are_refused(folder, fields, advice):
    change(folder, **fields)
    with pytest.raises(ValueError, match=advice.replace(".", r"\.")):
        solieu.load(folder)


def test_swapped_files_are_found(folder, monkeypatch):
    (folder / "encoder.bin").replace(folder / "swap")
    (folder / "linker.bin").replace(folder / "encoder.bin")
    (folder / "swap").replace(folder / "linker.bin")
    assert "encoder.bin" in refused(folder, monkeypatch)


@pytest.mark.parametrize("lost", ["tagger.output.bias", "linker.none.weight"])
def test_a_head_that_is_missing_is_named(folder, lost):
    weights = load_file(folder / "model.safetensors")
    del weights[lost]
    save_file(weights, folder / "model.safetensors")
    write_manifest(folder)
    with pytest.raises(CheckpointError, match=lost.replace(".", r"\.")):
        solieu.load(folder, engine="torch")


def test_labels_in_another_order_are_found(folder, monkeypatch):
    path = folder / "config.json"
    content = json.loads(path.read_text("utf-8"))
    content["inventory"]["labels"].reverse()
    path.write_text(json.dumps(content), "utf-8")
    assert "config.json" in refused(folder, monkeypatch)


UNSAFE = """
import pickle, socket, sys

def refuse(*_, **__):
    raise AssertionError("a pickle is read, or the network is asked")

pickle.load = pickle.loads = refuse
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import solieu
article = solieu.load(engine=sys.argv[1])("Quý I/2024, GDP cả nước tăng 5,66%.")
if sys.argv[1] == "torch":
    import torch
    assert torch.load.__module__
print(len(article.facts))
"""


@pytest.mark.parametrize("engine", ["openvino", "torch"])
def test_inference_reads_no_pickle_and_asks_no_network(engine):
    command = [sys.executable, "-W", "error::ResourceWarning", "-c", UNSAFE, engine]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "1"


def test_code_of_strangers_is_never_trusted():
    root = Path(__file__).parent.parent.parent
    folders = [root / name for name in ("model", "training", "data", "eval", "src")]
    sources = [path for folder in folders for path in folder.rglob("*.py")]
    assert len(sources) > 60
    for path in sources:
        text = path.read_text("utf-8")
        assert "trust_remote_code" not in text
        assert "torch.load" not in text
        assert "pickle.load" not in text
