"""The engines openvino and onnx: networks that were exported and optimised beforehand.

The table of embeddings, a third of the packaged weights, is not exported a second time: rows are
looked up among the model's weights, and the exported encoder begins with them.
"""

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from safetensors import safe_open

from solieu.model.engine import FILES, ONNX, OPENVINO, RECORD, Array
from solieu.model.folder import WEIGHTS, CheckpointError


class Network(Protocol):
    """An exported network. Threads may share it."""

    def __call__(self, *inputs: Array) -> Sequence[Array]:
        """Its outputs for its inputs, both in order."""


class CompiledEngine:
    """Runs exported networks.

    Args:
        name: `openvino` or `onnx`.
        encoder: Embeddings (windows, length, width) to vectors and tag scores.
        linker: A batch of one article's mentions to choices and keys.
        embeddings: The table of embeddings, (ids, width).
    """

    batch_ids = 512
    pads = False

    def __init__(self, name: str, encoder: Network, linker: Network, embeddings: Array) -> None:
        self.name = name
        self._encoder = encoder
        self._linker = linker
        self._embeddings = embeddings

    def encode(self, ids: Array, mask: Array) -> tuple[Array, Array]:
        """Vectors and tag scores of subwords."""
        vectors, scores = self._encoder(self._embeddings[ids].astype(np.float32))
        return vectors, scores

    def link(self, vectors: Array, labels: Array, places: Array) -> tuple[Array, Array]:
        """Scores of the links among the mentions of one article."""
        choices, keys = self._linker(vectors[None], labels[None], places[None])
        return choices[0], keys[0]


def load_compiled(name: str, folder: Path) -> CompiledEngine:
    """The engine for a model folder that is whole and has the engine's networks.

    Raises:
        CheckpointError: A network cannot be read.
    """
    advice = f"Make it anew: solieu export {folder} --engine {name}"
    networks: dict[str, Callable[[Path], Network]] = {OPENVINO: _OpenVino, ONNX: _Onnx}
    network = networks[name]
    encoder, linker = (folder / file for file in FILES[name])
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        with safe_open(folder / WEIGHTS, framework="numpy") as weights:
            embeddings = weights.get_tensor(record["embeddings"])
        return CompiledEngine(name, network(encoder), network(linker), embeddings)
    except Exception as error:  # each runtime has errors of its own
        reason = str(error).strip().splitlines()
        raise CheckpointError(
            f"{folder}: its network for {name} cannot be read "
            f"({reason[0] if reason else error!r}). {advice}"
        ) from None


class _OpenVino:
    def __init__(self, path: Path) -> None:
        import openvino

        # Full precision where the network is not quantised: the default is bfloat16 on some CPUs.
        options = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
        self._compiled = openvino.Core().compile_model(str(path), "CPU", options)
        self._local = threading.local()

    def __call__(self, *inputs: Array) -> Sequence[Array]:
        request = getattr(self._local, "request", None)
        if request is None:
            request = self._local.request = self._compiled.create_infer_request()
        found: Any = request.infer(list(inputs))
        return list(found.values())


class _Onnx:
    def __init__(self, path: Path) -> None:
        import onnxruntime

        self._session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        self._names = [given.name for given in self._session.get_inputs()]

    def __call__(self, *inputs: Array) -> Sequence[Array]:
        found: Sequence[Array] = self._session.run(
            None, dict(zip(self._names, inputs, strict=True))
        )
        return found
