"""Engines: what runs the network. Each gives the same answers; they differ in speed and in size.

`torch` reads the weights of any model folder and runs on a CPU or a GPU. The others run networks
that `solieu export` wrote beside the weights: `openvino` is the fastest on a CPU, `onnx` runs
wherever ONNX Runtime does. None of the two needs torch.
"""

import importlib.util
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy.typing as npt

from solieu.model.folder import CheckpointError

Array = npt.NDArray[Any]

Windows = tuple[Array, Array]
"""Ids and mask, each (windows, length), whole numbers; the mask is 1 where an id is read, 0 where
it pads."""

Readings = tuple[Array, Array]
"""Vectors (windows, length, width) and logits of tags (windows, length, tags), float32."""

Candidates = tuple[Array, Array, Array]
"""Mentions' vectors (mentions, 5 * width), as `solieu.model.pooling` makes them, their labels
(mentions,), indices into the inventory's, and their places (mentions, 3), as in
`solieu.model.linker.Mentions`."""

Scores = tuple[Array, Array]
"""Choices (roles, mentions, mentions + 1) and keys (mentions, mentions, keys), as in
`solieu.model.linker.LinkScores`."""

TORCH, OPENVINO, ONNX = "torch", "openvino", "onnx"
ENGINES = (OPENVINO, ONNX, TORCH)
AUTO = "auto"

FILES = {OPENVINO: ("encoder.xml", "linker.xml"), ONNX: ("encoder.onnx", "linker.onnx")}
"""The exported networks of an engine: the encoder with the tagger on top, and the linker."""

RECORD = "engines.json"
"""In a model folder: `embeddings`, the name of the table of embeddings among the weights, and for
each engine the `precision` of its encoder."""

PACKAGES = {TORCH: ("torch", "transformers"), OPENVINO: ("openvino",), ONNX: ("onnxruntime",)}
EXTRAS = {TORCH: "train", OPENVINO: "openvino", ONNX: "onnx"}


class Engine(Protocol):
    """Runs a network. It keeps no state between calls: threads may share it.

    Both methods are lazy and keep the order; an engine may work on a few batches at once.

    Attributes:
        name: One of `ENGINES`.
        batch_ids: Ids, padding included, that it reads at once most quickly.
        multiple: Windows are padded to a multiple of it, and those of one length share a batch:
            some engines keep memory for every shape that they meet.
    """

    name: str
    batch_ids: int
    multiple: int

    def encode(self, batches: Iterable[Windows]) -> Iterator[Readings]:
        """Vectors and tag scores of the subwords of each batch of windows."""

    def link(self, batches: Iterable[Candidates]) -> Iterator[Scores]:
        """Scores of the links among the mentions of each batch, all of one article."""


def choose(wanted: str, folder: Path, device: str | None) -> str:
    """The engine for a model folder: the one that is wanted, or the fastest that can run.

    Raises:
        ValueError: There is no such engine, or it does not run on the device.
        CheckpointError: The engine or its network is missing; the message says how to get it.
    """
    if wanted not in (AUTO, *ENGINES):
        raise ValueError(f"no engine {wanted!r}; there are {', '.join((AUTO, *ENGINES))}")
    if wanted == AUTO:
        if _has_gpu(device):
            return TORCH
        ready = [name for name in ENGINES if _installed(name) and _exported(name, folder)]
        if ready:
            return ready[0]
        raise CheckpointError(
            f"{folder}: nothing is installed that runs this model: pip install 'solieu[train]'"
            + "".join(
                f", or 'solieu[{EXTRAS[name]}]'"
                for name in (OPENVINO, ONNX)
                if _exported(name, folder)
            )
        )
    if device not in (None, "cpu") and wanted != TORCH:
        raise ValueError(f"the engine {wanted} runs on the CPU only; leave out device={device!r}")
    if not _installed(wanted):
        raise CheckpointError(
            f"the engine {wanted} is not installed: pip install 'solieu[{EXTRAS[wanted]}]'"
        )
    if not _exported(wanted, folder):
        raise CheckpointError(
            f"{folder}: has no network for the engine {wanted}; make it: "
            f"solieu export {folder} --engine {wanted}"
        )
    return wanted


def _has_gpu(device: str | None) -> bool:
    """Whether torch shall run on a GPU. torch is imported only if it may know one."""
    if device is not None:
        return device != "cpu"
    if not _installed(TORCH):
        return False
    if version("torch").endswith("+cpu"):
        return False
    import torch

    return torch.cuda.is_available()


def _installed(name: str) -> bool:
    return all(importlib.util.find_spec(package) for package in PACKAGES[name])


def _exported(name: str, folder: Path) -> bool:
    return all((folder / file).is_file() for file in FILES.get(name, ()))
