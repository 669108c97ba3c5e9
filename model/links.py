"""From mentions to what the linker reads, and from its scores to relations."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from solieu.data.article import Relation
from solieu.data.inventory import Inventory
from solieu.model.engine import Array, Candidates, Scores
from solieu.model.pooling import padded, powers
from solieu.model.tagger import Span

CHUNK = 128
"""Mentions that the linker sees at once; pairs grow with its square."""

MARGIN = 32
"""Mentions on either side of a chunk that only serve as context and as tails."""


def chunks(count: int) -> list[tuple[int, int, int, int]]:
    """Stretches of mentions: (start, end, first owned, end of owned); all heads owned once."""
    if count <= CHUNK:
        return [(0, count, 0, count)] if count else []
    step = CHUNK - 2 * MARGIN
    owned = [(start, min(start + step, count)) for start in range(0, count, step)]
    return [(max(0, a - MARGIN), min(count, b + MARGIN), a, b) for a, b in owned]


PAIRS = 2048
"""Pairs of mentions up to which short articles share a batch."""

MULTIPLE = 8
"""The mentions of a batch are padded to a multiple of it: few shapes are met."""


def batches(candidates: Iterable[Candidates]) -> Iterator[list[Candidates]]:
    """Articles' mentions in batches, in order, as many as a power of two in each."""
    group: list[Candidates] = []
    size = 0
    for one in candidates:
        own = padded(len(one[1]), MULTIPLE)
        longest = max(size, own)
        if group and (len(group) + 1) * longest**2 > PAIRS:
            yield from powers(group, len(group))
            group, longest = [], own
        group.append(one)
        size = longest
    yield from powers(group, len(group))


def stack(batch: Sequence[Candidates]) -> Candidates:
    """A batch as arrays with a first axis for its articles; labels are -1 where padded."""
    size = padded(max(len(labels) for _, labels, _ in batch), MULTIPLE)
    vectors = np.zeros((len(batch), size, batch[0][0].shape[1]), np.float32)
    labels = np.full((len(batch), size), -1, np.int64)
    places = np.zeros((len(batch), size, batch[0][2].shape[1]), np.int64)
    for row, one in enumerate(batch):
        count = len(one[1])
        vectors[row, :count], labels[row, :count], places[row, :count] = one
    return vectors, labels, places


def unstack(batch: Sequence[Candidates], choices: Array, keys: Array) -> Iterator[Scores]:
    """The scores of each article of a batch, without its padding."""
    for row, (_, labels, _) in enumerate(batch):
        count = len(labels)
        kept = [*range(count), choices.shape[-1] - 1]  # the last column is none
        yield choices[row, :, :count].take(kept, axis=-1), keys[row, :count, :count]


def decode(
    choices: Array, keys: Array, inventory: Inventory, heads: Sequence[int], offset: int = 0
) -> list[Relation]:
    """The links of some mentions of one article.

    Every role goes to the best candidate, if that is better than none. A relation's score is the
    probability of the choice times that of the key.

    Args:
        choices: Logits (roles, mentions, mentions + 1), see `solieu.model.linker.LinkScores`.
        keys: Logits (mentions, mentions, keys).
        inventory: Labels and keys.
        heads: The mentions, counted within the scores, whose links are wanted.
        offset: Added to the mentions' numbers.

    Returns:
        Relations in the order of heads and roles.
    """
    best = choices.argmax(axis=-1)
    certainties = softmax(choices).max(axis=-1)
    none = choices.shape[-1] - 1
    columns = {
        role.name: [n for n, key in enumerate(inventory.keys) if key.name in role.keys]
        for role in inventory.roles
    }
    relations = []
    for head in heads:
        for number, role in enumerate(inventory.roles):
            tail = int(best[number, head])
            if tail == none:
                continue
            named = columns[role.name]
            chances = softmax(keys[head, tail, named])
            key = int(chances.argmax())
            score = float(certainties[number, head] * chances[key])
            name = inventory.keys[named[key]].name
            relations.append(Relation(offset + head, name, offset + tail, score))
    return relations


def pointed_at(
    spans: Sequence[Span], relations: Sequence[Relation], inventory: Inventory
) -> tuple[list[Span], list[Relation]]:
    """The mentions that count: those of `inventory.targets` only where a link points at them.

    The links of a mention that does not count go with it, and what they alone pointed at, too.

    Returns:
        Mentions in their order, and the links between them.
    """
    bound = {inventory.labels.index(label) for label in inventory.targets}
    kept, left, before = set(range(len(spans))), list(relations), -1
    while len(kept) != before:
        before = len(kept)
        tails = {relation.tail for relation in left}
        kept = {n for n in kept if spans[n].label not in bound or n in tails}
        left = [relation for relation in left if relation.head in kept]
    place = {number: new for new, number in enumerate(sorted(kept))}
    counted = [span for number, span in enumerate(spans) if number in kept]
    return counted, [replace(r, head=place[r.head], tail=place[r.tail]) for r in left]


def softmax(scores: Array) -> Array:
    """Probabilities along the last axis, in double precision."""
    shifted = scores.astype(np.float64) - scores.max(axis=-1, keepdims=True)
    powers = np.exp(shifted)
    found: Array = powers / powers.sum(axis=-1, keepdims=True)
    return found
