"""Borders: where a segmenter's word must be split because a mention may begin or end inside it.

Segmenters join what annotators keep apart: a name with the verb after it, a unit with the noun
that it counts, a full stop or a number with letters. The rules were found by listing the mentions
of annotated articles that began or ended inside a word. A dictionary keeps the rules from splitting
what is one word ("Tết Nguyên đán").
"""

import re
from collections.abc import Container, Iterator
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
        "Ư",
    ]
)
_MULTIPLIERS = frozenset(["tỷ", "tỉ", "triệu", "nghìn", "ngàn", "vạn"])
_UNITS = frozenset(["đồng", "rưỡi", "tấn", "ha"])
_TWO_WORDS = frozenset(["làm giá"])
"""In dictionaries, but in news "làm giá xăng tăng" is what is meant."""
_TITLES = frozenset(["ông", "bà", "anh", "chị", "shark"])
_LEADS = frozenset(["như", "giao", "làm", "trọn"])
_TRAILS = frozenset(["ước", "đạt", "trình"])
_STARTS = frozenset([*".!?…:;-–—\"'“”‘’«»()[]", "...", "..", ""])

_PARTS = re.compile(
    r"\d+(?:[.,/-]\d+)*"  # 45.145,7 and 30/6/2017 and 2016-2020
    r"|[^\W\d_]+(?:[.'’&][^\W\d_]+)*\d{0,2}(?!\d)"  # TP.HCM, H'Mông, R&D, m2, U23
    r"|[^\W\d_]+"
    r"|([^\w\s])\1*"  # ... is one sign
    r"|\S"
)


def split(tokens: Joined, before: str, known: Container[str]) -> Iterator[Joined]:
    """A word in the parts at whose borders a mention may begin or end.

    Args:
        tokens: The word.
        before: The form of the syllable or sign before it; empty at the beginning of a piece.
        known: The words of a dictionary in lower case, syllables joined by blanks.
    """
    if _is_known(tokens, known):
        if not (len(tokens) > 1 and _ends_figure(tokens[0].form, before)):
            yield tokens
            return
        known = ()
    part: Joined = []
    for token in tokens:
        plain = token.form.isalpha() and len(token.form) <= LONGEST_WORD
        if part and (not plain or _breaks(part, token, tokens, before, known)):
            yield part
            before, part = part[-1].form, []
        if plain:
            part.append(token)
            continue
        yield from ([piece] for piece in _cut(token))
        before = token.form
    if part:
        yield part


def _is_known(tokens: Joined, known: Container[str]) -> bool:
    form = " ".join(token.form for token in tokens)
    return len(form) <= LONGEST_WORD and _is_in(known, form)


def _is_in(known: Container[str], form: str) -> bool:
    return form.lower() in known and form.lower() not in _TWO_WORDS


def _ends_figure(form: str, before: str) -> bool:
    """Whether a syllable is a unit that ends a figure: "tấn" after "5", "đồng" after "triệu"."""
    counted = before[-1:].isdigit() or before.lower() in _MULTIPLIERS
    return counted and form.lower() in _UNITS


def _breaks(
    part: Joined, following: Token, tokens: Joined, before: str, known: Container[str]
) -> bool:
    """Whether a word ends between the part read so far and the syllable that follows."""
    left, right = part[-1].form, following.form
    if _is_in(known, f"{left} {right}"):
        return False
    if left.islower() and right[0].isupper():
        return True
    if _is_acronym(left) or _is_acronym(right):
        return True
    if len(part) == 1 and _begins_another(left, right, before):
        return True
    if left[0].isupper() and right.islower():
        return len(part) > 1 or before not in _STARTS or not _is_in(known, left)
    return right in _TRAILS and left not in _TRAILS and following is tokens[-1]


def _begins_another(first: str, right: str, before: str) -> bool:
    """Whether the first syllable of a word is a word of its own: "Bà" before a name."""
    form = first.lower()
    measures = before[-1:].isdigit() and form in _MULTIPLIERS
    return (
        measures
        or _ends_figure(first, before)
        or form in _LEADS
        or (form in _TITLES and right[0].isupper())
    )


def _is_acronym(form: str) -> bool:
    """Capitals beyond the first letter: "GDP", "VietinBank"."""
    return any(letter.isupper() for letter in form[1:])


def _is_abbreviation(form: str) -> bool:
    """Whether a full stop belongs to the word before it: "TP.", "PGS.TS.", an initial."""
    last = form.removesuffix(".").rpartition(".")[2]
    initial = len(last) == 1 and last.isalpha() and last not in "IVX"
    return form[-1:] == "." and len(form) <= LONGEST_WORD and (last in _ABBREVIATIONS or initial)


def _cut(token: Token) -> Iterator[Token]:
    """A token with digits or signs in it, or a very long one, in its parts."""
    if _is_abbreviation(token.form):
        yield token
        return
    if len(token.form) != token.end - token.start:
        yield token  # respelled to another length: no place for a border is known
        return
    for match in _PARTS.finditer(token.form):
        for start in range(match.start(), match.end(), LONGEST_WORD):
            end = min(start + LONGEST_WORD, match.end())
            yield Token(token.start + start, token.start + end, token.form[start:end])
