"""Offsets of other tools, checked on the way in and repaired where the mention's text shows how.

Some tools count code points, some UTF-16 units (a character beyond the basic plane, such as an
emoji, is two), some are off by a line end.
"""

from collections.abc import Sequence

from solieu.data.article import ArticleError

NEAR = 5
"""Characters by which offsets may be off."""


def counts_utf16(text: str, mentions: Sequence[tuple[int, str]]) -> bool:
    """Whether the mentions of a text, each with where it begins, rather count UTF-16 units.

    A mention may stand in both places, where its text is repeated after an emoji. If all do, the
    offsets are taken for UTF-16, as browsers count.
    """
    units = sum(_stands(text, from_utf16(text, start), mention) for start, mention in mentions)
    return units >= sum(_stands(text, start, mention) for start, mention in mentions)


def settle(
    text: str, start: int, end: int, mention: str, place: str, *, utf16: bool = False
) -> tuple[int, int]:
    """The offsets of a mention in code points.

    Args:
        text: The article's text.
        start: Where the tool says that it begins.
        end: Where the tool says that it ends.
        mention: Its text, by the tool.
        place: Names the file and line in errors.
        utf16: Whether the tool rather counts UTF-16 units, see `counts_utf16`.

    Raises:
        ArticleError: The mention does not stand there, nor within five characters.
    """
    counted = (start, from_utf16(text, start))
    for begun in (*(reversed(counted) if utf16 else counted), *_around(start)):
        if _stands(text, begun, mention):
            return begun, begun + len(mention)
    raise ArticleError(
        f"{place}: {mention!r} does not stand at {start}-{end}, nor within {NEAR} characters; "
        "correct its offsets"
    )


def to_utf16(text: str, offset: int) -> int:
    """An offset in UTF-16 units from one in code points."""
    return offset + sum(character > "\uffff" for character in text[:offset])


def from_utf16(text: str, offset: int) -> int:
    """An offset in code points from one in UTF-16 units; -1 where it is none."""
    units = 0
    for number, character in enumerate(text):
        if units >= offset:
            return number if units == offset else -1
        units += 1 + (character > "\uffff")
    return len(text) if units == offset else -1


def _stands(text: str, start: int, mention: str) -> bool:
    return start >= 0 and text[start : start + len(mention)] == mention


def _around(start: int) -> list[int]:
    return [start + sign * off for off in range(1, NEAR + 1) for sign in (-1, 1)]
