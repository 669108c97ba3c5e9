"""Model folders: written whole, checked before a tensor is read.

A folder holds `config.json`, `model.safetensors`, the vocabulary's files, the record of the run
that trained it, perhaps networks exported for an engine, and `manifest.json` with the SHA-256 of
every other file. Nothing in it is code, and nothing is read with pickle.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FORMAT = 1
"""Version of the layout of a model folder. A reader refuses a newer one."""

CONFIG = "config.json"
MANIFEST = "manifest.json"
WEIGHTS = "model.safetensors"
RECORD = "run.json"
MODEL_TYPE = "solieu"
PACKAGED = Path(__file__).parent / "checkpoint"
OF_RUN = "model"
"""Where a run's folder keeps its model."""

_AGAIN = "Copy the model folder again, or use the packaged model: solieu.load()"


class CheckpointError(ValueError):
    """A model folder cannot be used; the message says which file and what to do."""


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder to write to, which takes the place of `folder` when all went well.

    Its manifest is written at the end; a model folder that stands in the place is replaced.
    """
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield place
        write_manifest(place)
        place.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        place.replace(folder)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def read_config(folder: Path) -> dict[str, Any]:
    """The config of a model folder that is whole.

    Raises:
        CheckpointError: The folder is not whole, is newer than this package, or is another model's.
    """
    verify(folder)
    fields = _json(folder / CONFIG)
    if fields.get("model_type") != MODEL_TYPE:
        raise CheckpointError(
            f"{folder / CONFIG}: model_type is {fields.get('model_type')!r}, not {MODEL_TYPE!r}. "
            "This is an encoder or another model; train a solieu model from it: solieu train"
        )
    _refuse_newer(fields, folder / CONFIG)
    return fields


def model_folder(path: Path) -> Path:
    """The model folder that a path names: the one inside a run's folder, or itself."""
    inside = path / OF_RUN
    return inside if (inside / CONFIG).is_file() else path


def claims_model(folder: Path) -> bool:
    """Whether the config in a folder says that this is a model of solieu, whole or not."""
    try:
        return _json(folder / CONFIG).get("model_type") == MODEL_TYPE
    except CheckpointError:
        return False


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
    manifest = _json(folder / MANIFEST)
    _refuse_newer(manifest, folder / MANIFEST)
    sums = manifest.get("sha256")
    if not isinstance(sums, dict) or CONFIG not in sums:
        raise CheckpointError(f"{folder / MANIFEST}: lists no files. {_AGAIN}")
    for name, expected in sums.items():
        path = folder / name
        if Path(name).name != name:
            raise CheckpointError(
                f"{folder / MANIFEST}: {name!r} leads out of the folder. {_AGAIN}"
            )
        if not path.is_file():
            raise CheckpointError(f"{path}: missing. {_AGAIN}")
        if _sha256(path) != expected:
            raise CheckpointError(
                f"{path}: not the file that was saved (SHA-256 differs). {_AGAIN}"
            )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(f"{path}: missing. {_AGAIN}") from None
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path}: cannot be read as JSON ({error}). {_AGAIN}") from None
    if not isinstance(content, dict):
        raise CheckpointError(f"{path}: is not a JSON object. {_AGAIN}")
    return content


def _refuse_newer(fields: Mapping[str, Any], path: Path) -> None:
    if not isinstance(fields.get("format"), int) or fields["format"] > FORMAT:
        raise CheckpointError(
            f"{path}: format {fields.get('format')!r}, but this version of solieu reads up to "
            f"{FORMAT}. Update the package: pip install --upgrade solieu"
        )
