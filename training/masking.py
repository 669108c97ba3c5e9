"""Masked words: what an encoder is pre-trained to restore."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

KEPT = 0.1
"""Share of the chosen ids that stay as they are, so that unmasked words count too."""


Measures = dict[str, Tensor]
"""What a pre-training model tells of a batch beside its loss, by name: shares from 0 to 1."""


@dataclass(frozen=True)
class Masked:
    """Ids with some of them hidden.

    Attributes:
        ids: (rows, length).
        places: (rows, hidden): which are asked for.
        targets: (rows, hidden): what stood there.
        draws: (rows, hidden), from 0 to 1: chance for what is drawn in their place.
    """

    ids: Tensor
    places: Tensor
    targets: Tensor
    draws: Tensor


def mask_words(
    ids: Tensor, share: float, mask: int, specials: int, generator: torch.Generator
) -> Masked:
    """Hide a share of each row.

    Args:
        ids: (rows, length).
        share: Of a row, from 0 to 1; the same number in every row.
        mask: Id of the masking token.
        specials: Ids below it are never chosen.
        generator: Draws.
    """
    count = max(1, int(share * ids.shape[1]))
    drawn = torch.rand(ids.shape, generator=generator)
    places = drawn.masked_fill(ids < specials, -1.0).topk(count, dim=1).indices
    targets = ids.gather(1, places)
    kept = torch.rand(targets.shape, generator=generator) < KEPT
    hidden = torch.where(kept, targets, torch.full_like(targets, mask))
    draws = torch.rand(targets.shape, generator=generator)
    return Masked(ids.scatter(1, places, hidden), places, targets, draws)


class MaskedWordModel(nn.Module):
    """An encoder with a head that restores hidden ids; input and output embeddings are one.

    Args:
        encoder: Any that `AutoModel` gives.
    """

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder: Any = encoder
        width = encoder.config.hidden_size
        size = encoder.config.vocab_size
        self.head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
        self.bias = nn.Parameter(torch.zeros(size))

    def scores(self, ids: Tensor, places: Tensor) -> Tensor:
        """Logits of what stood at the places, (rows, hidden, vocabulary)."""
        hidden = self.encoder(input_ids=ids, attention_mask=torch.ones_like(ids))[0]
        asked = hidden.gather(1, places[..., None].expand(-1, -1, hidden.shape[-1]))
        embeddings = self.encoder.get_input_embeddings().weight
        return functional.linear(self.head(asked), embeddings, self.bias).float()

    def forward(
        self, ids: Tensor, places: Tensor, targets: Tensor, draws: Tensor
    ) -> tuple[Tensor, Measures]:
        """Mean cross-entropy of the hidden ids, and the share that is restored."""
        scores = self.scores(ids, places)
        loss = functional.cross_entropy(scores.flatten(0, 1), targets.flatten())
        return loss, {"restored": (scores.argmax(-1) == targets).float().mean()}
