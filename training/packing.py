"""Packing: text of any size as one file of ids, from which batches are drawn."""

import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy
import torch
from torch import Tensor

from solieu.data.article import ArticleError
from solieu.data.segmentation import Segmenter
from solieu.model.subwords import Subwords

SUFFIXES = (".txt", ".xz")


def segmented_lines(sources: Iterable[str], segmenter: Segmenter | None) -> Iterator[str]:
    """The lines of text files as segmented words, one at a time.

    Args:
        sources: Files (`.txt`, or `.txt.xz`) or folders of them.
        segmenter: Finds the words; None where the text is segmented already.

    Raises:
        ArticleError: There is no such text.
    """
    for source in sources:
        path = Path(source)
        found = sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES)
        files = found if path.is_dir() else [path]
        if not files or not all(file.is_file() for file in files):
            raise ArticleError(f"{source}: no text; give .txt or .txt.xz files, or a folder")
        for file in files:
            yield from _lines(file, segmenter)


def _lines(file: Path, segmenter: Segmenter | None) -> Iterator[str]:
    opener = lzma.open if file.suffix == ".xz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.strip():
                continue
            if segmenter is None:
                yield line.strip()
            else:
                words = (word.form for s in segmenter.sentences(line) for word in s.words)
                yield " ".join(words)


def pack(lines: Iterable[str], subwords: Subwords, path: Path) -> int:
    """Write the ids of lines to a file, with the end token after each.

    Returns:
        The number of ids.
    """
    kind = _kind(subwords.size)
    count = 0
    staging = path.with_suffix(".part")
    with staging.open("wb") as file:
        for line in lines:
            ids = [n for word in line.split() for n in subwords.ids(word)]
            numpy.array([*ids, subwords.eos], dtype=kind).tofile(file)
            count += len(ids) + 1
    staging.replace(path)
    return count


class Packed:
    """The ids of a packed file; nothing but the rows that are drawn is read into memory.

    Args:
        path: The file.
        subwords: The vocabulary that it was packed with.
        length: Ids of a row.

    Attributes:
        size: Ids of the vocabulary.

    Raises:
        ArticleError: The file is shorter than a row.
    """

    def __init__(self, path: Path, subwords: Subwords, length: int) -> None:
        self._ids = numpy.memmap(path, dtype=_kind(subwords.size), mode="r")
        self._bos = subwords.bos
        self.size = subwords.size
        self.length = length
        if len(self._ids) < length:
            raise ArticleError(f"{path}: {len(self._ids)} ids are too few for rows of {length}")

    def __len__(self) -> int:
        """Whole rows."""
        return len(self._ids) // self.length

    def draw(self, rows: int, generator: torch.Generator) -> Tensor:
        """Rows from anywhere, (rows, length); each begins with the start token."""
        last = len(self._ids) - self.length + 1
        starts = torch.randint(0, last, (rows,), generator=generator).tolist()
        return self._stack(starts)

    def rows(self, first: int, count: int) -> Tensor:
        """Rows in order, (count, length)."""
        return self._stack([n * self.length for n in range(first, first + count)])

    def _stack(self, starts: list[int]) -> Tensor:
        rows = numpy.stack([self._ids[start : start + self.length] for start in starts])
        ids = torch.from_numpy(rows.astype(numpy.int64))
        ids[:, 0] = self._bos
        return ids


def _kind(size: int) -> type[numpy.unsignedinteger]:
    return numpy.uint16 if size <= 65_536 else numpy.uint32
