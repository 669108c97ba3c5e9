"""Tokens for formats that have no other offsets: cut wherever a mention begins or ends."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from solieu.data.article import Article


def borders(article: Article) -> list[int]:
    """Where the mentions of an article begin and end, in order."""
    return sorted({edge for entity in article.entities for edge in (entity.start, entity.end)})


def pieces(
    token: re.Pattern[str], text: str, cuts: list[int], start: int = 0, end: int | None = None
) -> Iterator[tuple[int, int]]:
    """Start and end of the tokens between two offsets of a text, cut further at `cuts`."""
    for match in token.finditer(text, start, len(text) if end is None else end):
        first, last = match.span()
        inside = cuts[bisect_right(cuts, first) : bisect_left(cuts, last)]
        yield from pairwise([first, *inside, last])
