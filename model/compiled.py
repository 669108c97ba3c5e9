"""The engines openvino and onnx: networks that were exported and optimised beforehand.

The table of embeddings, a third of the packaged weights, is not exported a second time: rows are
looked up among the model's weights, and the exported encoder begins with them.
"""

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import tee
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol

import numpy as np
from safetensors import safe_open

from solieu.model import links
from solieu.model.engine import (
    FILES,
    ONNX,
    OPENVINO,
    RECORD,
    Array,
    Candidates,
    Readings,
    Scores,
    Windows,
)
from solieu.model.folder import WEIGHTS, CheckpointError

MOST_STREAMS = 4
"""Batches that OpenVINO works on at once, at most; each stream keeps some 100 MB of its own."""


class Network(Protocol):
    """An exported network. Threads may share it."""

    def __call__(self, batches: Iterable[Sequence[Array]]) -> Iterator[tuple[Array, Array]]:
        """Its two outputs for the inputs of each batch, all in order."""


class CompiledEngine:
    """Runs exported networks.

    Args:
        name: `openvino` or `onnx`.
        encoder: Embeddings (windows, length, width) and mask to vectors and tag scores.
        linker: Mentions of a batch of articles to choices and keys.
        embeddings: The table of embeddings, (ids, width).
    """

    batch_ids = 512
    multiple = 8

    def __init__(self, name: str, encoder: Network, linker: Network, embeddings: Array) -> None:
        self.name = name
        self._encoder = encoder
        self._linker = linker
        self._embeddings = embeddings

    def encode(self, batches: Iterable[Windows]) -> Iterator[Readings]:
        """Vectors and tag scores of the subwords of each batch of windows."""
        return self._encoder(
            [self._embeddings[ids].astype(np.float32), mask] for ids, mask in batches
        )

    def link(self, batches: Iterable[Candidates]) -> Iterator[Scores]:
        """Scores of the links among the mentions of each batch, all of one article."""
        given, told = tee(links.batches(batches))
        for batch, scores in zip(told, self._linker(map(links.stack, given)), strict=True):
            yield from links.unstack(batch, *scores)


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
    """A network in a stream for each core, on two cores 1.4 times as fast as in one for both."""

    def __init__(self, path: Path) -> None:
        import openvino

        self._streams = min(_cores(), MOST_STREAMS)
        # Full precision where the network is not quantised: the default is bfloat16 on some CPUs.
        options = {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": self._streams}
        self._compiled = openvino.Core().compile_model(str(path), "CPU", options)
        self._idle: SimpleQueue[Any] = SimpleQueue()

    def __call__(self, batches: Iterable[Sequence[Array]]) -> Iterator[tuple[Array, Array]]:
        running: deque[Any] = deque()
        for inputs in batches:
            if len(running) > self._streams:  # one waits, so that no stream does
                yield self._finish(running.popleft())
            running.append(self._start(inputs))
        while running:
            yield self._finish(running.popleft())

    def _start(self, inputs: Sequence[Array]) -> Any:
        try:
            request = self._idle.get_nowait()
        except Empty:
            request = self._compiled.create_infer_request()
        request.start_async(list(inputs))
        return request

    def _finish(self, request: Any) -> tuple[Array, Array]:
        request.wait()
        first, second = (tensor.data.copy() for tensor in request.output_tensors)
        self._idle.put(request)
        return first, second


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Onnx:
    def __init__(self, path: Path) -> None:
        import onnxruntime

        self._session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        self._names = [given.name for given in self._session.get_inputs()]

    def __call__(self, batches: Iterable[Sequence[Array]]) -> Iterator[tuple[Array, Array]]:
        for inputs in batches:
            first, second = self._session.run(None, dict(zip(self._names, inputs, strict=True)))
            yield first, second
