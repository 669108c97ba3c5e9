"""Windows: an article of any length in pieces that the encoder can read.

A window begins with `<s>` and ends with `</s>`; another `</s>` stands wherever a new line begins,
as in pre-training. Windows are cut at ends of sentences where they can be, and each begins with
some of the text before it as context. Every word is owned by exactly one window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


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


@dataclass
class _Draft:
    """A window being filled."""

    context: list[int] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.context) + len(self.ids)

    def window(self, bos: int, eos: int) -> Window:
        owners = (-1, *(-1 for _ in self.context), *self.owners, -1)
        return Window((bos, *self.context, *self.ids, eos), owners)


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
        overlap: Ids of context at most.
        bos: Begins a window.
        eos: Ends a window, and stands between lines.
        unk: The unknown token.

    Returns:
        Windows that together own every word once, in order. A word longer than an empty window
        keeps the first ids that fit; the segmenter's limit on the length of words makes it rare.
    """
    room = size - 2
    found: list[Window] = []
    draft = _Draft()
    for unit, broken in _units(sentences, lines, room - overlap, unk):
        ids = [number for _, numbers in unit for number in numbers]
        separator = [eos] if broken and len(draft) else []
        if draft.ids and len(draft) + len(separator) + len(ids) > room:
            found.append(draft.window(bos, eos))
            tail = [*draft.context, *draft.ids, *separator]
            draft = _Draft(context=tail[-overlap:] if overlap else [])
            separator = []
        draft.ids += separator + ids
        draft.owners += [-1] * len(separator)
        draft.owners += [word for word, numbers in unit for _ in numbers]
    if draft.ids:
        found.append(draft.window(bos, eos))
    return found


Unit = list[tuple[int, Sequence[int]]]
"""Words that stay together: their numbers and ids."""


def _units(
    sentences: Sequence[Sequence[Sequence[int]]], lines: Sequence[int], limit: int, unk: int
) -> Iterator[tuple[Unit, bool]]:
    """Sentences, or parts of those over `limit` ids, and whether a new line begins with them."""
    number = 0
    before: int | None = None
    for sentence, line in zip(sentences, lines, strict=True):
        unit: Unit = []
        size = 0
        broken = before is not None and line != before
        for ids in sentence:
            kept = list(ids[:limit]) or [unk]
            if unit and size + len(kept) > limit:
                yield unit, broken
                unit, size, broken = [], 0, False
            unit.append((number, kept))
            size += len(kept)
            number += 1
        if unit:
            yield unit, broken
            before = line
