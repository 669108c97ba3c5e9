"""Checkpoints: the network of a model folder, for torch."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from solieu.model.config import SolieuConfig
from solieu.model.folder import RECORD, WEIGHTS, CheckpointError, read_config, staging
from solieu.model.network import SolieuModel
from solieu.model.subwords import Subwords, load_subwords


@contextmanager
def weights_to(path: Path, staging: Path | None = None) -> Iterator[None]:
    """Around the writing of weights: torch and safetensors tell of a full disk in their own way.

    Args:
        path: Where they shall be.
        staging: The folder beside it that they are written to; removed if they cannot be written.

    Raises:
        OSError: They cannot be written.
    """
    try:
        yield
    except (OSError, RuntimeError, SafetensorError) as error:
        if staging:
            shutil.rmtree(staging, ignore_errors=True)
        if isinstance(error, OSError):
            raise
        reason = f"{path}: cannot be written; is there no space left on the disk? ({error})"
        raise OSError(reason) from error


def save_checkpoint(
    folder: Path, model: SolieuModel, subwords: Subwords, record: Mapping[str, Any]
) -> None:
    """Write a model folder beside its place, then move it there.

    Args:
        folder: Where it shall be; a model folder that stands there is replaced at the end.
        model: The model; its weights are stored in the precision they have.
        subwords: The vocabulary.
        record: What is known of the run; becomes `RECORD`.

    Raises:
        OSError: It cannot be written; what stood there is unchanged.
    """
    with staging(folder) as place:
        with weights_to(folder):
            model.save_pretrained(place)
        subwords.save(place)
        text = json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)
        (place / RECORD).write_text(text + "\n", encoding="utf-8")


def load_checkpoint(folder: Path) -> tuple[SolieuModel, Subwords]:
    """Read a model folder that `save_checkpoint` wrote; the model is in float32 and evaluates.

    Raises:
        CheckpointError: The folder is not whole, is newer than this package, or its weights do
            not fit its config.
    """
    return load_network(folder, read_config(folder)), load_subwords(folder)


def load_network(folder: Path, fields: Mapping[str, Any]) -> SolieuModel:
    """The network of a model folder that is whole, in float32 and evaluating.

    Args:
        folder: The folder.
        fields: Its config, as `read_config` gives it.

    Raises:
        CheckpointError: The weights do not fit the config.
    """
    model = SolieuModel(SolieuConfig.from_dict(dict(fields)))
    weights = load_file(folder / WEIGHTS)
    expected = {name: tensor.shape for name, tensor in model.state_dict().items()}
    wrong = [name for name in {*expected, *weights} if _shape(weights, name) != expected.get(name)]
    if wrong:
        raise CheckpointError(
            f"{folder / WEIGHTS}: weights do not fit config.json ({', '.join(sorted(wrong)[:3])}). "
            "Save the model again with the version of solieu that trained it"
        )
    model.load_state_dict(weights)
    return model.eval()


def _shape(weights: Mapping[str, torch.Tensor], name: str) -> torch.Size | None:
    return weights[name].shape if name in weights else None
