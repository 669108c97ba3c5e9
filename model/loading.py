"""Loading an extractor: the packaged model, a folder, or a model of a hub."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from solieu.model.encoding import ArticleEncoder
from solieu.model.engine import AUTO, TORCH, Engine, choose
from solieu.model.extractor import Extractor
from solieu.model.folder import PACKAGED, CheckpointError, model_folder, read_config, read_record
from solieu.model.settings import Settings
from solieu.model.subwords import load_subwords

FILES = [
    *("*.json", "*.safetensors", "vocab.txt", "bpe.codes", "*.model"),
    *("*.xml", "*.bin", "*.onnx"),
]


def load(
    source: str | Path | None = None,
    device: str | None = None,
    *,
    engine: str = AUTO,
    min_score: float = 0.0,
) -> Extractor:
    """Load an extractor.

    Args:
        source: A model folder, a run folder, or a model's name on the hub; the packaged model,
            which needs no network, where none is given.
        device: Where the network runs: `cpu`, `cuda`, `cuda:1`, ...; the first GPU, or the CPU
            where there is none, by default.
        engine: What runs the network: `torch`, `openvino` or `onnx`; `auto` takes torch on a GPU,
            and on a CPU the fastest that is installed and that the model was exported for.
        min_score: Facts below this score, from 0 to 1, are left out.

    Raises:
        CheckpointError: The model is missing, damaged, or of a newer version, or nothing is
            installed that runs it.
        ValueError: There is no such device, engine or score.
    """
    folder = _folder(source)
    fields = read_config(folder)
    try:
        settings = Settings.from_dict(fields)
    except ValueError as error:
        raise CheckpointError(f"{folder / 'config.json'}: {error}") from None
    encoder = ArticleEncoder.from_settings(settings, load_subwords(folder))
    network = _engine(choose(engine, folder, device), folder, fields, device)
    return Extractor(network, encoder, settings, min_score=min_score, record=read_record(folder))


def _engine(name: str, folder: Path, fields: Mapping[str, Any], device: str | None) -> Engine:
    if name != TORCH:
        from solieu.model.compiled import load_compiled

        return load_compiled(name, folder)
    from solieu.model.checkpoint import load_network
    from solieu.model.eager import TorchEngine, best_device

    device = best_device(device)
    return TorchEngine(load_network(folder, fields), device)


def _folder(source: str | Path | None) -> Path:
    if source is None:
        return PACKAGED
    path = Path(source)
    if path.is_file():
        raise CheckpointError(f"{path}: is a file; name the folder that holds the model")
    return model_folder(path) if path.is_dir() else _download(str(source))


def _download(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

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
