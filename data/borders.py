"""Borders: where a segmenter's word must be split because a mention may begin or end inside it.

Segmenters join what annotators keep apart: a name with the verb after it, a unit with the noun
that it counts, a full stop or a number with letters. The rules were found by listing the mentions
of annotated articles that began or ended inside a word. A dictionary keeps the rules from splitting
what is one word ("Tết Nguyên đán").
"""

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache

from solieu.data.tokens import Token

LONGEST_WORD = 48
"""Characters of a word at most."""

REMEMBERED = 20_000
"""Words whose borders are remembered."""

Joined = Sequence[Token]
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


class Borders:
    """Splits words.

    Args:
        known: The words of a dictionary in lower case, syllables joined by blanks.
    """

    def __init__(self, known: Container[str]) -> None:
        self._known = known
        self._sizes = lru_cache(maxsize=REMEMBERED)(self._sizes_of)

    def split(self, tokens: Joined, before: str) -> Iterator[Joined]:
        """A word in the parts at whose borders a mention may begin or end.

        Args:
            tokens: The word.
            before: The form of the syllable or sign before it; empty at the beginning of a piece.
        """
        if len(tokens) == 1 and _is_plain(tokens[0].form):
            yield tokens
            return
        start = 0
        for size in self._sizes(tuple(token.form for token in tokens), _kind(before)):
            if size == 0:
                yield from _cut(tokens[start])
                start += 1
            else:
                yield tokens[start : start + size]
                start += size

    def _sizes_of(self, forms: tuple[str, ...], before: str) -> tuple[int, ...]:
        """How many tokens each part has; 0 is a token with digits or signs, to be cut."""
        known = self._known
        if _is_in(known, " ".join(forms)):
            if not (len(forms) > 1 and _ends_figure(forms[0], before)):
                return (len(forms),)
            known = ()
        sizes: list[int] = []
        part: list[str] = []
        for number, form in enumerate(forms):
            plain = _is_plain(form)
            last = number == len(forms) - 1
            if part and (not plain or _breaks(part, form, last, before, known)):
                sizes.append(len(part))
                before, part = part[-1], []
            if plain:
                part.append(form)
                continue
            sizes.append(0)
            before = form
        return (*sizes, len(part)) if part else tuple(sizes)


def _kind(before: str) -> str:
    """A form that the rules take for the same as the one before a word; there are few."""
    if before[-1:].isdigit():
        return "0"
    if before.lower() in _MULTIPLIERS:
        return before.lower()
    return "" if before in _STARTS else "x"


def _is_plain(form: str) -> bool:
    return form.isalpha() and len(form) <= LONGEST_WORD


def _is_in(known: Container[str], form: str) -> bool:
    lower = form.lower()
    return len(form) <= LONGEST_WORD and lower in known and lower not in _TWO_WORDS


def _ends_figure(form: str, before: str) -> bool:
    """Whether a syllable is a unit that ends a figure: "tấn" after "5", "đồng" after "triệu"."""
    counted = before[-1:].isdigit() or before.lower() in _MULTIPLIERS
    return counted and form.lower() in _UNITS


def _breaks(
    part: Sequence[str], right: str, is_last: bool, before: str, known: Container[str]
) -> bool:
    """Whether a word ends between the part read so far and the syllable that follows."""
    left = part[-1]
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
    return right in _TRAILS and left not in _TRAILS and is_last


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


def _cut(token: Token) -> Iterator[Joined]:
    """A token with digits or signs in it, or a very long one, in its parts."""
    start, end, form = token
    parts = _parts(form)
    if len(parts) == 1 or len(form) != end - start:
        yield [token]  # respelled to another length: no place for a border is known
        return
    for first, last in parts:
        yield [Token(start + first, start + last, form[first:last])]


@lru_cache(maxsize=REMEMBERED)
def _parts(form: str) -> tuple[tuple[int, int], ...]:
    if _is_abbreviation(form):
        return ((0, len(form)),)
    return tuple(
        (start, min(start + LONGEST_WORD, match.end()))
        for match in _PARTS.finditer(form)
        for start in range(match.start(), match.end(), LONGEST_WORD)
    )
