"""The tagger: which words are mentions, and of what label.

The network scores the BIO tags of every word; Viterbi finds the best sequence in which every
`I-X` follows a `B-X` or an `I-X`. A mention stays inside one line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import numpy as np

from solieu.data.inventory import Inventory
from solieu.model.engine import Array


@dataclass(frozen=True, slots=True)
class Span:
    """A mention in words: the first, the one after the last, the label's index, and its score."""

    start: int
    end: int
    label: int
    score: float = 1.0


@lru_cache(maxsize=8)
def legal_transitions(inventory: Inventory) -> Array:
    """Which tag may follow which: bool of shape (tags, tags), row before column."""
    tags = inventory.tags
    legal = np.ones((len(tags), len(tags)), dtype=bool)
    for column, tag in enumerate(tags):
        if tag.startswith("I-"):
            legal[:, column] = [before[1:] == tag[1:] for before in tags]
    return legal


def viterbi(scores: Array, legal: Array) -> list[int]:
    """The best legal sequence of tags of one line.

    Args:
        scores: Log-probabilities or logits of shape (words, tags).
        legal: What `legal_transitions` gives; what may follow `O` may begin a line.

    Returns:
        A tag for every word.
    """
    if not len(scores):
        return []
    forbidden = np.where(legal, 0.0, -np.inf)
    best = scores[0] + forbidden[0]
    steps = []
    for row in scores[1:]:
        paths = best[:, None] + forbidden
        steps.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    path = [int(best.argmax())]
    for step in reversed(steps):
        path.append(int(step[path[-1]]))
    return path[::-1]


def spans_of(tags: Sequence[int], inventory: Inventory, offset: int = 0) -> list[Span]:
    """The mentions that a legal sequence of tags marks."""
    spans: list[Span] = []
    start: int | None = None
    for position, tag in enumerate([*tags, 0]):
        inside = tag > 0 and tag % 2 == 0
        if start is not None and not inside:
            label = (tags[position - 1] - 1) // 2
            spans.append(Span(offset + start, offset + position, label))
            start = None
        if tag % 2 == 1:
            start = position
    return spans


def tags_of(spans: Sequence[Span], words: int) -> list[int]:
    """The BIO tags of `words` words in which the given mentions stand."""
    tags = [0] * words
    for span in spans:
        tags[span.start] = 2 * span.label + 1
        tags[span.start + 1 : span.end] = [2 * span.label + 2] * (span.end - span.start - 1)
    return tags


def decode(scores: Array, lines: Sequence[int], inventory: Inventory) -> list[Span]:
    """Mentions from the tagger's scores of one article.

    Args:
        scores: Logits of shape (words, tags).
        lines: The line of each word.
        inventory: The model's labels.

    Returns:
        Mentions in order. A score is the geometric mean of the probabilities of its tags.
    """
    if not len(scores):
        return []
    legal = legal_transitions(inventory)
    shifted = scores.astype(np.float64) - scores.max(axis=-1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    best = logs.argmax(axis=-1)
    begins = np.diff(np.asarray(lines), prepend=-1) != 0
    before = np.where(begins, 0, np.roll(best, 1))
    broken = ~legal[before, best]
    found: list[Span] = []
    start = 0
    for _, words in groupby(lines):
        end = start + sum(1 for _ in words)
        # Where the best tag of every word makes a legal sequence, it is what Viterbi would find.
        stumbles = broken[start:end].any()
        tags = viterbi(logs[start:end], legal) if stumbles else best[start:end].tolist()
        for span in spans_of(tags, inventory, start):
            places = range(span.start, span.end)
            chosen = [logs[place, tags[place - start]] for place in places]
            found.append(replace(span, score=float(np.exp(np.mean(chosen)))))
        start = end
    return found
