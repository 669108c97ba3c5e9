"""From windows to batches, and from the vectors of subwords to those of words and mentions.

A word's vector is the mean of its subwords', a mention's is made of its first and last word, the
mean of all its words, and the words before and after it. Training does the same in torch
(`solieu.model.network`), where gradients pass.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeVar

import numpy as np

from solieu.model.engine import Array, Engine, Windows
from solieu.model.windows import Window

Item = TypeVar("Item")


def batches(packed: Sequence[Window], engine: Engine) -> Iterator[list[int]]:
    """Windows in the batches that an engine reads best, as positions in `packed`, longest first.

    The windows of a batch are of one length when padded, and as many as a power of two.
    """
    order = sorted(range(len(packed)), key=lambda number: len(packed[number].ids), reverse=True)
    for length, group in groupby(order, lambda n: padded(len(packed[n].ids), engine.multiple)):
        yield from powers(list(group), max(1, engine.batch_ids // length))


def collate(packed: Sequence[Window], pad: int, multiple: int = 1) -> Windows:
    """Windows as padded ids and mask, each (windows, length), the length a multiple of that."""
    length = padded(max(len(window.ids) for window in packed), multiple)
    ids = np.full((len(packed), length), pad, np.int64)
    mask = np.zeros((len(packed), length), np.int64)
    for row, window in enumerate(packed):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
    return ids, mask


def padded(length: int, multiple: int) -> int:
    """The least multiple that is not less than a length."""
    return -(-length // multiple) * multiple


def powers(group: Sequence[Item], most: int) -> Iterator[list[Item]]:
    """A group in parts, in order, of as many as a power of two, `most` at most."""
    start = 0
    while start < len(group):
        count = 1 << min(most, len(group) - start).bit_length() - 1
        yield list(group[start : start + count])
        start += count


def words_of(window: Window, *values: Array) -> tuple[slice, list[Array]]:
    """The words that a window owns and the means of their subwords' values.

    Args:
        window: The window.
        *values: Arrays (length, width).

    Returns:
        Which words of the article they are, and for each of the values an array (words, width).
    """
    owners = np.array(window.owners)
    places = np.flatnonzero(owners >= 0)
    owned = owners[places]
    starts = np.flatnonzero(np.diff(owned, prepend=-1))
    sizes = np.diff(starts, append=len(owned))[:, None].astype(np.float32)
    means = [np.add.reduceat(array[places], starts) / sizes for array in values]
    return slice(int(owned[0]), int(owned[-1]) + 1), means


def mentions(words: Array, spans: Array) -> Array:
    """Mention vectors from word vectors.

    Args:
        words: (words, width).
        spans: (mentions, 2), at least one: the first and the last word of each mention, in order.

    Returns:
        (mentions, 5 * width): first word, last word, mean of all, the word before, the word after.
    """
    first, last = spans.T
    edges = np.stack([first, last + 1], axis=1).ravel()
    edges = edges[: -1 if edges[-1] == len(words) else None]
    mean = np.add.reduceat(words, edges)[::2] / (last + 1 - first)[:, None].astype(np.float32)
    before = words[(first - 1).clip(min=0)]
    after = words[(last + 1).clip(max=len(words) - 1)]
    return np.concatenate([words[first], words[last], mean, before, after], axis=1)
