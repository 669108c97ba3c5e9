"""Windows: an article of any length in pieces that the encoder can read.

A window begins with `<s>` and ends with `</s>`; another `</s>` stands wherever a new line begins,
as in pre-training. Windows are cut at ends of sentences. Each begins with some of the text before
it as context; a sentence longer than a window is cut at words, with context on both sides. Every
word is owned by exactly one window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Window:
    """What the encoder reads at once.

    Attributes:
        ids: Subword ids, special tokens included.
        owners: For each id the number of its word in the article, where this window owns the
            word; -1 for special tokens and context. The owned words follow each other.
    """

    ids: tuple[int, ...]
    owners: tuple[int, ...]


def windows(
    sentences: Sequence[Sequence[Sequence[int]]],
    lines: Sequence[int],
    *,
    size: int,
    overlap: int,
    bos: int,
    eos: int,
    unk: int,
) -> list[Window]:
    """Pack an article into windows.

    Args:
        sentences: For each sentence its words' subword ids; a word without any counts as unknown.
        lines: The line of each sentence.
        size: Ids of a window at most.
        overlap: Ids of context at most, on each side.
        bos: Begins a window.
        eos: Ends a window, and stands between lines.
        unk: The unknown token.

    Returns:
        Windows that together own every word once, in order. A word longer than an empty window
        keeps the first ids that fit; the segmenter's limit on the length of words makes it rare.

    Raises:
        ValueError: A window has no room for a word, or none beside its context.
    """
    room = size - 2
    if room < 1 or not 0 <= overlap < room:
        raise ValueError(f"windows of {size} ids cannot have an overlap of {overlap}")
    words = _Words(sentences, lines, room, unk)
    return [
        _window(words, context, owned, bos=bos, eos=eos)
        for context, owned in _stretches(words, room, overlap)
    ]


class _Words:
    """The words of an article, numbered through.

    Attributes:
        ids: For each word its ids.
        broken: For each word whether a new line begins with it.
        ends: For each word the number after the last word of its sentence.
        starts: For each word the number of the first word of its sentence.
    """

    def __init__(
        self,
        sentences: Sequence[Sequence[Sequence[int]]],
        lines: Sequence[int],
        room: int,
        unk: int,
    ) -> None:
        self.ids: list[list[int]] = []
        self.broken: list[bool] = []
        self.ends: list[int] = []
        self.starts: list[int] = []
        before: int | None = None
        for sentence, line in zip(sentences, lines, strict=True):
            start, count = len(self.ids), len(sentence)
            self.ids += [list(ids[:room]) or [unk] for ids in sentence]
            self.broken += [number == 0 and before not in (None, line) for number in range(count)]
            self.ends += [start + count] * count
            self.starts += [start] * count
            before = line if count else before
        costs = (len(ids) + broken for ids, broken in zip(self.ids, self.broken, strict=True))
        self._sums = list(accumulate(costs, initial=0))

    def size(self, start: int, end: int) -> int:
        """Ids that the words from `start` up to `end` take in a window that begins with them."""
        if start == end:
            return 0
        return self._sums[end] - self._sums[start] - self.broken[start]


Stretch = tuple[int, int]
"""Words: the number of the first, and the number after the last."""


def _stretches(words: _Words, room: int, overlap: int) -> Iterator[tuple[Stretch, Stretch]]:
    """For each window the words that it shows, and those of them that it owns."""
    start = 0
    while start < len(words.ids):
        first = _context(words, start, overlap)
        end = words.ends[start]
        if words.size(start, end) <= room:
            while words.size(first, end) > room:
                first += 1
            while end < len(words.ids) and words.size(first, words.ends[end]) <= room:
                end = words.ends[end]
            yield (first, end), (start, end)
        else:
            while words.size(first, start + 1) > room:
                first += 1
            last = start + 1
            while words.size(first, last + 1) <= room:
                last += 1
            end = last
            while end > start + 1 and words.size(end - 1, last) <= overlap:
                end -= 1
            yield (first, last), (start, end)
        start = end


def _context(words: _Words, start: int, overlap: int) -> int:
    """The word with which the context before `start` begins.

    Whole sentences where at least one fits into `overlap` ids, else the words that fit. A line's
    end between the context and what follows it is not counted.
    """
    first = start
    while first and words.size(words.starts[first - 1], start) <= overlap:
        first = words.starts[first - 1]
    if first == start:
        while first and words.size(first - 1, start) <= overlap:
            first -= 1
    return first


def _window(words: _Words, shown: Stretch, owned: Stretch, *, bos: int, eos: int) -> Window:
    ids, owners = [bos], [-1]
    for number in range(*shown):
        if words.broken[number] and number > shown[0]:
            ids.append(eos)
            owners.append(-1)
        ids += words.ids[number]
        owner = number if owned[0] <= number < owned[1] else -1
        owners += [owner] * len(words.ids[number])
    return Window((*ids, eos), (*owners, -1))
