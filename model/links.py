"""From the linker's scores to relations, for articles of any length."""

from collections.abc import Sequence

import torch
from torch import Tensor

from solieu.data.article import Relation
from solieu.data.inventory import Inventory
from solieu.model.linker import LinkScores

CHUNK = 256
"""Mentions that the linker sees at once; pairs grow with its square."""

MARGIN = 64
"""Mentions on either side of a chunk that only serve as context and as tails."""


def chunks(count: int) -> list[tuple[int, int, int, int]]:
    """Stretches of mentions: (start, end, first owned, end of owned); all heads owned once."""
    if count <= CHUNK:
        return [(0, count, 0, count)] if count else []
    step = CHUNK - 2 * MARGIN
    owned = [(start, min(start + step, count)) for start in range(0, count, step)]
    return [(max(0, a - MARGIN), min(count, b + MARGIN), a, b) for a, b in owned]


def decode(
    scores: LinkScores, inventory: Inventory, heads: Sequence[int], offset: int = 0
) -> list[Relation]:
    """The links of some mentions of one article.

    Every role goes to the best candidate, if that is better than none. A relation's score is the
    probability of the choice times that of the key.

    Args:
        scores: Of one article (a batch of one).
        inventory: Labels and keys.
        heads: The mentions, counted within the scores, whose links are wanted.
        offset: Added to the mentions' numbers.

    Returns:
        Relations in the order of heads and roles.
    """
    best = scores.choices[0].float().softmax(dim=-1).max(dim=-1)
    tails, certainties = best.indices.tolist(), best.values.tolist()
    none = scores.choices.shape[-1] - 1
    relations = []
    for head in heads:
        for number, role in enumerate(inventory.roles):
            tail = tails[number][head]
            if tail == none:
                continue
            key, certainty = _key(scores.keys[0, head, tail], inventory, role.keys)
            score = certainties[number][head] * certainty
            relations.append(Relation(offset + head, key, offset + tail, score))
    return relations


def _key(scores: Tensor, inventory: Inventory, names: Sequence[str]) -> tuple[str, float]:
    """The best of a role's keys and its probability."""
    if len(names) == 1:
        return names[0], 1.0
    columns = [n for n, key in enumerate(inventory.keys) if key.name in names]
    probabilities = scores[torch.tensor(columns)].float().softmax(dim=-1)
    best = int(probabilities.argmax())
    return inventory.keys[columns[best]].name, float(probabilities[best])
