"""Loading an extractor: the packaged model, a folder, or a model of a hub."""

from pathlib import Path

import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

from solieu.model.checkpoint import PACKAGED, CheckpointError, load_checkpoint, read_record
from solieu.model.encoding import ArticleEncoder
from solieu.model.extractor import Extractor

FILES = ["*.json", "*.safetensors", "vocab.txt", "bpe.codes", "*.model"]


def load(
    source: str | Path | None = None, device: str | None = None, *, min_score: float = 0.0
) -> Extractor:
    """Load an extractor.

    Args:
        source: A model folder, a run folder, or a model's name on the hub; the packaged model,
            which needs no network, where none is given.
        device: Where the network runs: `cpu`, `cuda`, `cuda:1`, ...; the first GPU, or the CPU
            where there is none, by default.
        min_score: Facts below this score, from 0 to 1, are left out.

    Raises:
        CheckpointError: The model is missing, damaged, or of a newer version.
        ValueError: There is no such device, or no such score.
    """
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    _check_device(device)
    folder = _folder(source)
    model, subwords = load_checkpoint(folder)
    encoder = ArticleEncoder.from_config(model.config, subwords)
    record = read_record(folder)
    return Extractor(model, encoder, device, min_score=min_score, record=record)


def _check_device(name: str) -> None:
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ValueError(f"{name}: no such device; give cpu, cuda or cuda:1") from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(
            f"{name}: PyTorch sees {torch.cuda.device_count()} CUDA devices here; use --device cpu"
        )


def _folder(source: str | Path | None) -> Path:
    if source is None:
        return PACKAGED
    path = Path(source)
    if path.is_file():
        raise CheckpointError(f"{path}: is a file; name the folder that holds the model")
    if (path / "model" / "config.json").is_file():
        return path / "model"
    return path if path.is_dir() else _download(str(source))


def _download(name: str) -> Path:
    advice = "Name a model folder, or use the packaged model: solieu.load()"
    try:
        return Path(snapshot_download(name, allow_patterns=FILES))
    except HFValidationError:
        raise CheckpointError(f"{name}: no such folder. {advice}") from None
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise CheckpointError(
            f"{name}: no such folder, and the hub could not give it ({reason}). {advice}"
        ) from None
