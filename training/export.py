"""Exporting a model's networks for the engines that need no torch.

Two networks are written beside the weights: the encoder with the tagger on top, which begins with
embeddings, and the linker. OpenVINO's is converted from the torch network directly, since its
attention then stays one operation; ONNX Runtime's goes through torch's exporter.

Quantised (`int8`), the encoder's matrix products work on whole numbers of eight bits. For OpenVINO
the ranges of what flows between them are measured on windows of annotated articles (static
quantisation, NNCF); ONNX Runtime finds them as it runs (dynamic quantisation). The linker, a
twentieth of the work, keeps its precision.
"""

import json
import logging
import random
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import torch
from torch import Tensor, nn

from solieu.data.article import Article
from solieu.model.checkpoint import load_checkpoint
from solieu.model.encoding import ArticleEncoder
from solieu.model.engine import FILES, ONNX, OPENVINO, RECORD
from solieu.model.folder import staging
from solieu.model.linker import Mentions
from solieu.model.network import SolieuModel
from solieu.model.windows import Window
from solieu.training.splitting import split

FP32, INT8 = "fp32", "int8"
WINDOWS = 400
"""Windows by which the ranges of int8 are measured."""

SEED = 0


class ExportError(ValueError):
    """A model cannot be exported; the message says what to do."""


class _Encoder(nn.Module):
    def __init__(self, model: SolieuModel) -> None:
        super().__init__()
        self.encoder = model.encoder
        self.output = model.tagger.output

    def forward(self, embeddings: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        vectors = self.encoder(inputs_embeds=embeddings, attention_mask=mask)[0]
        return vectors, self.output(vectors)


class _Linker(nn.Module):
    def __init__(self, model: SolieuModel) -> None:
        super().__init__()
        self.linker = model.linker

    def forward(self, vectors: Tensor, labels: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        scores = self.linker(Mentions(vectors, labels, places))
        return scores.choices, scores.keys


def export(
    folder: Path, engine: str, articles: Sequence[Article] = (), *, output: Path | None = None
) -> None:
    """Write a model's networks for an engine into its folder.

    Args:
        folder: The model folder.
        engine: `openvino` or `onnx`.
        articles: Quantise the encoder; OpenVINO's ranges are measured on these articles. Full
            precision where none are given.
        output: Leave the folder as it is and write a copy with the networks here.

    Raises:
        CheckpointError: The folder is not whole.
        ExportError: There is no such engine, a package that exporting needs is missing, or the
            articles are too few.
    """
    if engine not in FILES:
        raise ExportError(f"no engine {engine!r} to export for; there are {', '.join(FILES)}")
    model, subwords = load_checkpoint(folder)
    split(model.encoder)
    encoder = ArticleEncoder.from_settings(model.config.settings(), subwords)
    windows = [window for article in articles for window in encoder.encode(article.text).windows]
    random.Random(SEED).shuffle(windows)
    if articles and len(windows) < WINDOWS // 10:
        raise ExportError(
            f"the articles make {len(windows)} windows; give some that make {WINDOWS // 10} or more"
        )
    with staging(output or folder) as place:
        for path in folder.iterdir():
            if path.is_file() and path.name not in FILES[engine]:
                shutil.copy2(path, place / path.name)
        write = {OPENVINO: _to_openvino, ONNX: _to_onnx}[engine]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of tracing: that shapes were taken for constants
                write(model, place, windows[:WINDOWS])
        except ImportError as error:
            raise ExportError(f"{error}; pip install 'solieu[export]'") from None
        _note(place, model, engine, INT8 if articles else FP32)


def _note(place: Path, model: SolieuModel, engine: str, precision: str) -> None:
    table = model.encoder.get_input_embeddings().weight
    name = next(name for name, weight in model.named_parameters() if weight is table)
    path = place / RECORD
    record = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    record |= {"embeddings": name, engine: {"precision": precision}}
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _examples(model: SolieuModel) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
    """Inputs that show the exporters the shapes: two windows, and two articles' mentions.

    The windows are full: encoders with local attention leave it out where the text is short.
    """
    size = model.config.window
    ids = torch.arange(2 * size).view(2, size) % model.encoder.config.vocab_size
    labels = torch.arange(18).view(2, 9) % len(model.inventory.labels)
    vectors = torch.randn(2, 9, 5 * model.encoder.config.hidden_size)
    places = torch.arange(9)[None, :, None].repeat(2, 1, 3)
    embeddings = model.encoder.get_input_embeddings()(ids).detach()
    mask = torch.ones_like(ids)
    mask[1, -1] = 0
    return (embeddings, mask), (vectors, labels, places)


def _to_openvino(model: SolieuModel, place: Path, windows: Sequence[Window]) -> None:
    import openvino

    networks = (_Encoder(model).eval(), _Linker(model).eval())
    for file, network, example in zip(FILES[OPENVINO], networks, _examples(model), strict=True):
        is_encoder = isinstance(network, _Encoder)
        converted = openvino.convert_model(network, example_input=example)
        if windows and is_encoder:
            converted = _quantised(converted, model, windows)
        openvino.save_model(
            converted, place / file, compress_to_fp16=not is_encoder or bool(windows)
        )


def _quantised(converted: Any, model: SolieuModel, windows: Sequence[Window]) -> Any:
    import nncf

    logging.getLogger("nncf").setLevel(logging.ERROR)
    table = model.encoder.get_input_embeddings().weight.detach()

    def inputs(window: Window) -> Any:
        vectors = table[torch.tensor([window.ids])].numpy()
        return {0: vectors, 1: numpy.ones(vectors.shape[:2], numpy.int64)}

    return nncf.quantize(
        converted,
        nncf.Dataset(list(windows), inputs),
        subset_size=len(windows),
        preset=nncf.QuantizationPreset.MIXED,
        model_type=nncf.ModelType.TRANSFORMER,
    )


def _to_onnx(model: SolieuModel, place: Path, windows: Sequence[Window]) -> None:
    any_size = torch.export.Dim.DYNAMIC
    batch = {0: any_size, 1: any_size}
    names = (
        (("embeddings", "mask"), ("vectors", "scores"), (batch, batch)),
        (("vectors", "labels", "places"), ("choices", "keys"), (batch,) * 3),
    )
    networks = (_Encoder(model).eval(), _Linker(model).eval())
    for file, network, example, (inputs, outputs, shapes) in zip(
        FILES[ONNX], networks, _examples(model), names, strict=True
    ):
        with torch.no_grad():
            program = torch.onnx.export(
                network,
                example,
                dynamo=True,
                verbose=False,
                input_names=inputs,
                output_names=outputs,
                dynamic_shapes=shapes,
            )
        assert program is not None
        path = place / file
        program.save(str(path), external_data=False)
        if windows and isinstance(network, _Encoder):
            _quantise_onnx(path)


def _quantise_onnx(path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    full = path.with_suffix(".full")
    path.replace(full)
    quantize_dynamic(
        full, path, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gemm"]
    )
    full.unlink()
