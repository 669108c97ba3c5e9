"""Sentences of a text, as a reader would quote them."""

import re
from bisect import bisect_left, bisect_right

_END = re.compile(r"[\n\r\u0085\u2028\u2029]+|(?<=[.!?…])[”\"’)]*\s+(?=[“\"‘(]*(\w))")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"])(?:TP|TX|TT|Q|P|H|X|GS|PGS|TS|ThS|BS|KS|CN|Mr|Mrs|Ms|Dr|St|No)\.$", re.I
)
_LONGEST_ABBREVIATION = 6


class Sentences:
    """The sentences of a text.

    A sentence ends with its line, or with a full stop, question mark, exclamation mark or ellipsis
    that blanks and a capital letter or a number follow; "TP. Huế" and the like go on.

    Args:
        text: The text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        self._ends: list[int] = []
        for match in _END.finditer(text):
            if match[1] and not self._ends_at(match):
                continue
            quotes = len(match[0]) - len(match[0].lstrip('”"’)'))
            self._ends.append(match.start() + quotes)
            self._starts.append(match.end())
        self._ends.append(len(text))

    def number(self, place: int) -> int:
        """Which sentence a character stands in, from 0."""
        return max(0, bisect_right(self._starts, place) - 1)

    def span(self, place: int) -> tuple[int, int]:
        """Start and end of the sentence in which a character stands."""
        number = self.number(place)
        return self._starts[number], self._ends[number]

    def around(self, start: int, end: int) -> str:
        """The sentence in which the characters from `start` to `end` stand, or the sentences."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = min(bisect_left(self._ends, end), len(self._ends) - 1)
        return self._text[self._starts[first] : self._ends[max(first, last)]].strip()

    def _ends_at(self, match: re.Match[str]) -> bool:
        if not (match[1].isupper() or match[1].isdigit()):
            return False
        before = self._text[max(0, match.start() - _LONGEST_ABBREVIATION) : match.start()]
        return not _ABBREVIATION.search(before)
