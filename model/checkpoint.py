"""Model folders: written whole, checked before a tensor is read.

A folder holds `config.json`, `model.safetensors`, the vocabulary's files, the record of the run
that trained it, and `manifest.json` with the SHA-256 of every other file. Nothing in it is code,
and nothing is read with pickle.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from solieu.model.config import FORMAT, SolieuConfig
from solieu.model.network import SolieuModel
from solieu.model.subwords import Subwords, load_subwords

MANIFEST = "manifest.json"
WEIGHTS = "model.safetensors"
RECORD = "run.json"
PACKAGED = Path(__file__).parent / "checkpoint"


class CheckpointError(ValueError):
    """A model folder cannot be used; the message says which file and what to do."""


def save_checkpoint(
    folder: Path, model: SolieuModel, subwords: Subwords, record: Mapping[str, Any]
) -> None:
    """Write a model folder beside its place, then move it there.

    Args:
        folder: Where it shall be; a model folder that stands there is replaced at the end.
        model: The model; its weights are stored in the precision they have.
        subwords: The vocabulary.
        record: What is known of the run; becomes `RECORD`.
    """
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        model.save_pretrained(staging)
        subwords.save(staging)
        text = json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)
        (staging / RECORD).write_text(text + "\n", encoding="utf-8")
        write_manifest(staging)
        staging.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        staging.replace(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def read_record(folder: Path) -> dict[str, Any]:
    """What is known of the run that made a model; empty where the folder does not say."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def write_manifest(folder: Path) -> None:
    """Write `manifest.json`: the SHA-256 of every other file of the folder."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != MANIFEST)
    sums = {path.name: _sha256(path) for path in files}
    text = json.dumps({"format": FORMAT, "sha256": sums}, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def verify(folder: Path) -> None:
    """Check a model folder against its manifest.

    Raises:
        CheckpointError: A file is missing or is not the one that was written.
    """
    again = "Copy the model folder again, or use the packaged model: solieu.load()"
    manifest = _json(folder / MANIFEST, again)
    _refuse_newer(manifest, folder / MANIFEST)
    sums = manifest.get("sha256")
    if not isinstance(sums, dict) or "config.json" not in sums:
        raise CheckpointError(f"{folder / MANIFEST}: lists no files. {again}")
    for name, expected in sums.items():
        path = folder / name
        if Path(name).name != name:
            raise CheckpointError(f"{folder / MANIFEST}: {name!r} leads out of the folder. {again}")
        if not path.is_file():
            raise CheckpointError(f"{path}: missing. {again}")
        if _sha256(path) != expected:
            raise CheckpointError(f"{path}: not the file that was saved (SHA-256 differs). {again}")


def load_checkpoint(folder: Path) -> tuple[SolieuModel, Subwords]:
    """Read a model folder that `save_checkpoint` wrote; the model is in float32 and evaluates.

    Raises:
        CheckpointError: The folder is not whole, is newer than this package, or its weights do
            not fit its config.
    """
    verify(folder)
    fields = _json(folder / "config.json", "Copy the model folder again")
    if fields.get("model_type") != SolieuConfig.model_type:
        raise CheckpointError(
            f"{folder / 'config.json'}: model_type is {fields.get('model_type')!r}, not 'solieu'. "
            "This is an encoder or another model; train a solieu model from it: solieu train"
        )
    _refuse_newer(fields, folder / "config.json")
    model = SolieuModel(SolieuConfig.from_dict(fields))
    weights = load_file(folder / WEIGHTS)
    expected = {name: tensor.shape for name, tensor in model.state_dict().items()}
    wrong = [name for name in {*expected, *weights} if _shape(weights, name) != expected.get(name)]
    if wrong:
        raise CheckpointError(
            f"{folder / WEIGHTS}: weights do not fit config.json ({', '.join(sorted(wrong)[:3])}). "
            "Save the model again with the version of solieu that trained it"
        )
    model.load_state_dict(weights)
    model.eval()
    return model, load_subwords(folder)


def _shape(weights: Mapping[str, torch.Tensor], name: str) -> torch.Size | None:
    return weights[name].shape if name in weights else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(path: Path, advice: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(f"{path}: missing. {advice}") from None
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path}: cannot be read as JSON ({error}). {advice}") from None
    if not isinstance(content, dict):
        raise CheckpointError(f"{path}: is not a JSON object. {advice}")
    return content


def _refuse_newer(fields: Mapping[str, Any], path: Path) -> None:
    if not isinstance(fields.get("format"), int) or fields["format"] > FORMAT:
        raise CheckpointError(
            f"{path}: format {fields.get('format')!r}, but this version of solieu reads up to "
            f"{FORMAT}. Update the package: pip install --upgrade solieu"
        )
