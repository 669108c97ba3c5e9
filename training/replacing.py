"""Replaced words: an encoder learns to tell which ids of a text a small generator has put there.

ELECTRA (Clark et al. 2020): the generator restores hidden ids, what it draws takes their place, and
the encoder judges every id, not only those that were hidden.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from solieu.training.masking import MaskedWordModel, Measures

WEIGHT = 50.0
"""Of the encoder's loss beside the generator's; ELECTRA's."""

SHARE = 3
"""The generator has a third of the encoder's layers, rounded up, and its width."""


class ReplacedWordModel(nn.Module):
    """An encoder with a head that judges ids, and the generator, which shares its embeddings.

    Args:
        encoder: Any that `AutoModel` gives.
    """

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder: Any = encoder
        fields = encoder.config.to_dict()
        layers = fields["num_hidden_layers"] = math.ceil(fields["num_hidden_layers"] / SHARE)
        if "layer_types" in fields:
            fields["layer_types"] = fields["layer_types"][:layers]
        body = AutoModel.from_config(type(encoder.config).from_dict(fields))
        body.set_input_embeddings(encoder.get_input_embeddings())
        self.generator = MaskedWordModel(body)
        width = encoder.config.hidden_size
        self.head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, 1))

    def forward(
        self, ids: Tensor, places: Tensor, targets: Tensor, draws: Tensor
    ) -> tuple[Tensor, Measures]:
        """The sum of both losses, and what the two models get right.

        That is the share of the hidden ids that the generator restores, and the share of the
        replaced ids that the encoder recognises.

        Args:
            ids: (rows, length), some hidden.
            places: (rows, hidden): which.
            targets: (rows, hidden): what stood there.
            draws: (rows, hidden), from 0 to 1: by chance, what the generator puts there.
        """
        scores = self.generator.scores(ids, places)
        restoring = functional.cross_entropy(scores.flatten(0, 1), targets.flatten())
        with torch.no_grad():
            chances = scores.softmax(dim=-1).cumsum(dim=-1)
            drawn = torch.searchsorted(chances, draws[..., None].to(chances.dtype)).squeeze(-1)
            filled = ids.scatter(1, places, drawn.clamp(max=scores.shape[-1] - 1))
            replaced = filled != ids.scatter(1, places, targets)
        hidden = self.encoder(input_ids=filled, attention_mask=torch.ones_like(filled))[0]
        judged = self.head(hidden).squeeze(-1).float()
        judging = functional.binary_cross_entropy_with_logits(judged, replaced.float())
        restored = (scores.argmax(-1) == targets).float().mean()
        recognised = (judged > 0)[replaced].float().sum() / replaced.sum().clamp(min=1)
        measures = {"restored": restored, "recognised": recognised}
        return restoring + WEIGHT * judging, measures
