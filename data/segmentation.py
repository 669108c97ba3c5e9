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
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

from solieu.data.borders import Joined, Token, split
from solieu.data.characters import LINE_END, Clean, clean

LONGEST_PIECE = 1000
"""Characters that a segmenter is given at once: underthesea's time grows with the square."""


class SegmentationError(ValueError):
    """A segmenter cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Word:
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
    """A `Segmenter` made of a function that finds the words of a short clean piece of one line."""

    def __init__(
        self, name: str, words: Callable[[str], Iterable[Joined]], known: Container[str] = ()
    ) -> None:
        self.name = name
        self._words = words
        self._known = known

    def sentences(self, text: str) -> tuple[Sentence, ...]:
        """The sentences of a text, in order."""
        found: list[Sentence] = []
        for number, (start, end) in enumerate(_lines(text)):
            copy = clean(text[start:end], start)
            words = [word for piece in _pieces(copy.text) for word in self._placed(copy, piece)]
            found += (Sentence(tuple(part), number) for part in _sentences(words))
        return tuple(found)

    def _placed(self, copy: Clean, piece: tuple[int, int]) -> Iterator[Word]:
        start, end = piece
        before = ""
        for tokens in self._words(copy.text[start:end]):
            for part in split(tokens, before, self._known):
                before = part[-1].form
                first, last = start + part[0].start, start + part[-1].end - 1
                form = "_".join(token.form for token in part)
                yield Word(copy.starts[first], copy.ends[last], form)


@cache
def segmenter(name: str) -> Segmenter:
    """The segmenter of that name: `underthesea`, `vncorenlp` or `none`.

    `vncorenlp` is what PhoBERT's authors used; it needs Java, the package `py_vncorenlp`, and the
    environment variable `VNCORENLP` naming the folder of its models. `none` gives syllables.

    Raises:
        SegmentationError: There is no such segmenter, or it is not installed.
    """
    if name == "underthesea":
        underthesea = _Underthesea()
        return PieceSegmenter(name, underthesea.words, underthesea.known)
    if name == "vncorenlp":
        return PieceSegmenter(name, _Vncorenlp().words)
    if name == "none":
        return PieceSegmenter(name, lambda piece: ([token] for token in _syllables(piece)))
    raise SegmentationError(f"no segmenter {name!r}; there are underthesea, vncorenlp and none")


class _Underthesea:
    """underthesea's own expressions, normalisation and weights, with the offsets kept."""

    def __init__(self) -> None:
        import joblib  # type: ignore[import-untyped]
        from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger
        from underthesea.pipeline import word_tokenize
        from underthesea.pipeline.text_normalize import token_normalize
        from underthesea.pipeline.word_tokenize.regex_tokenize import patterns

        self._patterns = patterns
        self._normal = lru_cache(maxsize=100_000)(token_normalize)
        self._tagger = FastCRFSequenceTagger()
        folder = Path(str(word_tokenize.__file__)).parent / "models" / "ws_crf_vlsp2013_20230727"
        self._tagger.load(str(folder))
        # Its dictionary spells "hoà" where its normalised tokens are "hòa".
        self.known = frozenset(
            " ".join(map(self._normal, word.split()))
            for word in joblib.load(folder / "dictionary.bin")
        )

    def words(self, piece: str) -> Iterator[Joined]:
        """The words of a piece, as `underthesea.word_tokenize` finds them."""
        tokens = [
            Token(m.start(), m.end(), self._normal(m[0])) for m in self._patterns.finditer(piece)
        ]
        word: Joined = []
        for token, tag in zip(tokens, self._tags(tokens), strict=True):
            if tag != "I-W" and word:
                yield word
                word = []
            word.append(token)
        if word:
            yield word

    def _tags(self, tokens: Sequence[Token]) -> list[str]:
        if not tokens:
            return []
        try:
            tags: list[str] = self._tagger.predict([[token.form] for token in tokens])
        except BaseException as error:
            # A panic of its Rust code is no Exception; the text's syllables still serve.
            if type(error).__name__ != "PanicException":
                raise
            return ["B-W"] * len(tokens)
        return tags


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

    def words(self, piece: str) -> Iterator[Joined]:
        """The words of a piece; its syllables where the model's answer does not fit the piece."""
        if not piece.strip():
            return
        answer = [word for line in self._model.word_segment(piece) for word in line.split()]
        yield from align(piece, answer) or ([token] for token in _syllables(piece))


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
        joined: Joined = []
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
