"""Borders: where a segmenter's word must be split because a mention may begin or end inside it.

Segmenters join what annotators keep apart: a name with the verb after it, a unit with the noun
that it counts, a digit with letters. The rules were found by listing the mentions of annotated
articles that began or ended inside a word; with them 0.5 % still do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_WORD = 48
"""Characters of a word at most."""


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable or a sign: a stretch of a piece, and its form."""

    start: int
    end: int
    form: str


Joined = list[Token]
"""The tokens of one word."""


_ABBREVIATIONS = frozenset(
    [
        "TP",
        "Tp",
        "tp",
        "ThS",
        "TS",
        "PGS",
        "GS",
        "BS",
        "KS",
        "LS",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "St",
        "Q",
        "P",
    ]
)
_PARTS = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+(?:[.'’&][^\W\d_]+)*|[^\s]")


def split(tokens: Joined, counted: bool) -> Iterator[Joined]:
    """A word in the parts at whose borders a mention may begin or end.

    Args:
        tokens: The word.
        counted: Whether a number or a multiplier stands before it.
    """
    part: Joined = []
    for token in tokens:
        plain = token.form.isalpha() and len(token.form) <= LONGEST_WORD
        if part and (not plain or _breaks(part, token.form, counted)):
            yield part
            part = []
            counted = False
        if plain:
            part.append(token)
        else:
            yield from ([piece] for piece in _cut(token))
            counted = counts(token.form)
    if part:
        yield part


_MULTIPLIERS = frozenset(["tỷ", "tỉ", "triệu", "nghìn", "ngàn"])
_AFTER_NUMBERS = _MULTIPLIERS | frozenset(["đồng", "rưỡi", "tấn", "ha"])


def counts(form: str) -> bool:
    """Whether what follows a word of this form may be a unit."""
    return form[-1:].isdigit() or form.lower() in _MULTIPLIERS


def _breaks(part: Joined, following: str, counted: bool) -> bool:
    """Whether a segmenter's word is two: a name and a common word, or a unit and its noun."""
    before = part[-1].form
    if following[0].isupper() and before.islower():
        return True
    if _is_acronym(before) or _is_acronym(following):
        return True
    if following.islower() and len(part) > 1 and part[-2].form[0].isupper():
        return before[0].isupper()
    return counted and len(part) == 1 and before.lower() in _AFTER_NUMBERS


def _is_acronym(form: str) -> bool:
    """Capitals beyond the first letter: "GDP", "VietinBank"."""
    return any(letter.isupper() for letter in form[1:])


def _cut(token: Token) -> Iterator[Token]:
    """A token with digits or signs in it, or a very long one, in its parts."""
    whole = token.form.removesuffix(".")
    if token.form != whole and (whole in _ABBREVIATIONS or len(whole) == 1):
        yield token
        return
    if len(token.form) != token.end - token.start:
        yield token  # respelled to another length, as "v.v": no place for a border is known
        return
    for match in _PARTS.finditer(token.form):
        for start in range(match.start(), match.end(), LONGEST_WORD):
            end = min(start + LONGEST_WORD, match.end())
            yield Token(token.start + start, token.start + end, token.form[start:end])
