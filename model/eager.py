"""The engine torch: the network itself, on a CPU or a GPU."""

from collections.abc import Iterable, Iterator

import torch

from solieu.model.engine import TORCH, Array, Candidates, Readings, Scores, Windows
from solieu.model.linker import Mentions
from solieu.model.network import SolieuModel


class TorchEngine:
    """Runs a network in torch.

    On a GPU the encoder runs in bfloat16 where the GPU can, else in float16.

    Args:
        model: The network.
        device: Where it runs: `cpu`, `cuda`, `cuda:1`, ...
    """

    name = TORCH

    def __init__(self, model: SolieuModel, device: str = "cpu") -> None:
        self.device = torch.device(device)
        self.model = model.to(self.device).eval()
        on_gpu = self.device.type == "cuda"
        self.batch_ids = 16384 if on_gpu else 512
        self.multiple = 32 if on_gpu else 1
        self._low = torch.bfloat16 if on_gpu and torch.cuda.is_bf16_supported() else torch.float16
        self._mixed = on_gpu

    def encode(self, batches: Iterable[Windows]) -> Iterator[Readings]:
        """Vectors and tag scores of the subwords of each batch of windows."""
        return (self._encode(*batch) for batch in batches)

    def link(self, batches: Iterable[Candidates]) -> Iterator[Scores]:
        """Scores of the links among the mentions of each batch, all of one article."""
        return (self._link(*batch) for batch in batches)

    @torch.inference_mode()
    def _encode(self, ids: Array, mask: Array) -> Readings:
        input_ids = torch.from_numpy(ids).to(self.device)
        attention_mask = torch.from_numpy(mask).to(self.device)
        with torch.autocast(self.device.type, self._low, enabled=self._mixed):
            hidden = self.model.encoder(input_ids=input_ids, attention_mask=attention_mask)[0]
        vectors = hidden.float()
        return vectors.cpu().numpy(), self.model.tagger(vectors).cpu().numpy()

    @torch.inference_mode()
    def _link(self, vectors: Array, labels: Array, places: Array) -> Scores:
        given = (
            torch.from_numpy(array)[None].to(self.device) for array in (vectors, labels, places)
        )
        scores = self.model.linker(Mentions(*given))
        return scores.choices[0].float().cpu().numpy(), scores.keys[0].float().cpu().numpy()


def best_device(wanted: str | None) -> str:
    """The device that is wanted; the first GPU, or the CPU, where none is.

    Raises:
        ValueError: There is no such device.
    """
    name = wanted or ("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ValueError(f"{name}: no such device; give cpu, cuda or cuda:1") from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(
            f"{name}: PyTorch sees {torch.cuda.device_count()} CUDA devices here; use --device cpu"
        )
    return name
