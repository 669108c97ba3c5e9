"""Segmentation: a text as sentences of words, each with its place in the text as given.

PhoBERT reads words, not syllables: "chỉ số" is one. The segmenters that find them rewrite the text
and give no offsets, so each works on a cleaned copy (`solieu.data.characters`) whose every
character knows where it came from, and a word is a stretch of that copy.

Where a mention could begin or end inside a segmenter's word, the word is split: at digits, at
punctuation, between a name and a verb (`solieu.data.borders`).
"""

import importlib.util
import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from solieu.data.borders import Borders, Joined
from solieu.data.characters import LINE_END, clean
from solieu.data.crf import ModelError, Underthesea
from solieu.data.tokens import Token, Tokenizer

LONGEST_PIECE = 1000
"""Characters that a segmenter is given at once: underthesea's time grows with the square."""


class SegmentationError(ValueError):
    """A segmenter cannot be used; the message says what to do."""


class Word(NamedTuple):
    """A word.

    Attributes:
        start: Offset of its first character in the text as given.
        end: Offset after its last.
        form: The word as a vocabulary knows it: composed, syllables joined by `_`.
    """

    start: int
    end: int
    form: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one line: its words, at least one, and the line's number from 0."""

    words: tuple[Word, ...]
    line: int


class Segmenter(Protocol):
    """Finds words. `name` is what a model's config says."""

    name: str

    def sentences(self, text: str) -> tuple[Sentence, ...]:
        """The sentences of a text, in order. Every visible character is inside some word."""


class PieceSegmenter:
    """A `Segmenter` made of a function that finds the words of short clean pieces of lines."""

    def __init__(
        self,
        name: str,
        words: Callable[[Sequence[str]], Iterable[Iterable[Joined]]],
        known: Container[str] = (),
    ) -> None:
        self.name = name
        self._words = words
        self._borders = Borders(known)

    def sentences(self, text: str) -> tuple[Sentence, ...]:
        """The sentences of a text, in order."""
        copies = [clean(text[start:end], start) for start, end in _lines(text)]
        bounds = [list(_pieces(copy.text)) for copy in copies]
        pieces = [c.text[a:b] for c, line in zip(copies, bounds, strict=True) for a, b in line]
        answers = iter(self._words(pieces))
        found: list[Sentence] = []
        for number, (copy, line) in enumerate(zip(copies, bounds, strict=True)):
            words: list[Word] = []
            for start, _ in line:
                words += [
                    Word(
                        copy.starts[start + part[0].start],
                        copy.ends[start + part[-1].end - 1],
                        part[0].form if len(part) == 1 else "_".join([t.form for t in part]),
                    )
                    for part in self._parts(next(answers))
                ]
            found += (Sentence(tuple(part), number) for part in _sentences(words))
        return tuple(found)

    def _parts(self, words: Iterable[Joined]) -> Iterator[Joined]:
        before = ""
        for tokens in words:
            for part in self._borders.split(tokens, before):
                before = part[-1].form
                yield part


@cache
def segmenter(name: str) -> Segmenter:
    """The segmenter of that name: `underthesea`, `vncorenlp` or `none`.

    `vncorenlp` is what PhoBERT's authors used; it needs Java, the package `py_vncorenlp`, and the
    environment variable `VNCORENLP` naming the folder of its models. `none` gives syllables.

    Raises:
        SegmentationError: There is no such segmenter, or it is not installed.
    """
    if name == "underthesea":
        try:
            model = _WordModel()
        except ModelError as error:
            raise SegmentationError(str(error)) from None
        return PieceSegmenter(name, model.words, model.known)
    if name == "vncorenlp":
        return PieceSegmenter(name, _Vncorenlp().words)
    if name == "none":
        return PieceSegmenter(name, lambda pieces: map(_alone, pieces))
    raise SegmentationError(f"no segmenter {name!r}; there are underthesea, vncorenlp and none")


class _WordModel:
    """underthesea's words: its tokens, its weights and its dictionary, with the offsets kept."""

    def __init__(self) -> None:
        files = Underthesea()
        dictionary, respelled = files.dictionary(), files.respelled()
        self._tokenizer = Tokenizer(respelled)
        self._model = files.model(dictionary)
        # The dictionary spells "hoà" where the respelled tokens are "hòa".
        self.known = frozenset(
            " ".join([respelled.get(syllable, syllable) for syllable in word.split()])
            for word in dictionary
        )

    def words(self, pieces: Sequence[str]) -> Iterator[Iterator[Joined]]:
        """The words of each piece, as `underthesea.word_tokenize` finds them."""
        tokens = [self._tokenizer.tokens(piece) for piece in pieces]
        begins = self._model.begins([[token.form for token in piece] for piece in tokens])
        return map(_joined, tokens, begins)


def _joined(tokens: Sequence[Token], begins: Sequence[bool]) -> Iterator[Joined]:
    start = 0
    for number in range(1, len(tokens)):
        if begins[number]:
            yield tokens[start:number]
            start = number
    if tokens:
        yield tokens[start:]


def _alone(piece: str) -> Iterator[Joined]:
    return ([token] for token in _syllables(piece))


class _Vncorenlp:
    """VnCoreNLP through its Python wrapper, aligned syllable by syllable."""

    def __init__(self) -> None:
        folder = os.environ.get("VNCORENLP", "")
        if importlib.util.find_spec("py_vncorenlp") is None or not folder:
            raise SegmentationError(
                "the segmenter vncorenlp needs Java, the package py_vncorenlp (pip install "
                "'solieu[vncorenlp]'), and the environment variable VNCORENLP naming the folder "
                "of its models"
            )
        import py_vncorenlp

        here = Path.cwd()
        try:
            self._model: Any = py_vncorenlp.VnCoreNLP(annotators=["wseg"], save_dir=folder)
        finally:
            os.chdir(here)  # the wrapper leaves the process in its own folder

    def words(self, pieces: Sequence[str]) -> Iterator[Iterable[Joined]]:
        """The words of each piece; its syllables where the model's answer does not fit it."""
        for piece in pieces:
            lines = self._model.word_segment(piece) if piece.strip() else []
            answer = [word for line in lines for word in line.split()]
            yield align(piece, answer) or _alone(piece)


def align(piece: str, words: Iterable[str]) -> list[Joined] | None:
    """Find a segmenter's words in the text by walking both once, syllable by syllable.

    Args:
        piece: The text.
        words: Its words in order, syllables joined by `_`; letters may be respelled, none added
            or left out.

    Returns:
        The words with their places, or None where the words are not those of the text.
    """
    place = 0
    found: list[Joined] = []
    for word in words:
        joined: list[Token] = []
        for syllable in re.findall(r"[^_]+|_", word) if word != "_" else ["_"]:
            if syllable == "_" and word != "_" and piece[place : place + 1] != "_":
                continue
            while place < len(piece) and piece[place].isspace():
                place += 1
            end = place + len(syllable)
            if end > len(piece) or any(letter.isspace() for letter in piece[place:end]):
                return None
            joined.append(Token(place, end, syllable))
            place = end
        found.append(joined)
    return found if not piece[place:].strip() else None


_SYLLABLE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\s]")


def _syllables(piece: str) -> Iterator[Token]:
    return (Token(match.start(), match.end(), match[0]) for match in _SYLLABLE.finditer(piece))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in LINE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _pieces(line: str) -> Iterator[tuple[int, int]]:
    """A line in pieces of at most `LONGEST_PIECE`, cut after a sentence or a blank if it can be."""
    start = 0
    while len(line) - start > LONGEST_PIECE:
        piece = line[start : start + LONGEST_PIECE]
        cut = max(piece.rfind(". ") + 1, 0) or max(piece.rfind(" "), 0) or LONGEST_PIECE
        yield start, start + cut
        start += cut
    yield start, len(line)


_ENDS = frozenset([".", "!", "?", "…", "...", "...."])
_NOT_FIRST = frozenset([*")]}\"'”’»,;", *_ENDS])
_BRACKETS = frozenset("()[]")
_LONGEST_BRACKET = 60
"""Words after which a bracket that nobody closed holds no sentence together any more."""


def _sentences(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of a line in sentences: they end at a sign that is not inside brackets."""
    sentence: list[Word] = []
    opened: int | None = None
    for number, word in enumerate(words):
        sentence.append(word)
        if word.form in _BRACKETS:
            opened = number if word.form in "([" else None
        follows = words[number + 1].form if number + 1 < len(words) else ""
        inside = opened is not None and number - opened < _LONGEST_BRACKET
        numbered = len(sentence) == 2 and sentence[0].form.isdigit()
        if word.form in _ENDS and not inside and not numbered and follows not in _NOT_FIRST:
            yield sentence
            sentence = []
    if sentence:
        yield sentence
