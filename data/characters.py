"""A cleaned copy of a text that remembers where each of its characters came from.

Segmenters want composed Unicode, plain blanks and nothing invisible. Users want offsets into the
text that they gave. `clean` makes the copy and the map back.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LINE_END = re.compile(r"\r\n|[\n\r\u0085\u2028\u2029]")
"""What ends a line in any of the ways in which texts come."""

_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef"
)
_BLANK = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800"
    "\u3000\u3164"
)
_SURROGATE = "\ud800-\udfff"
_MARK = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LETTERS = {"Ð": "Đ", "ð": "đ", "\u212a": "K", "\u212b": "Å", "\u2126": "Ω"}

_CHANGED = re.compile(
    f"(?P<invisible>[{_INVISIBLE}]+)"
    f"|(?P<blank>[{_BLANK}])"
    f"|(?P<surrogate>[{_SURROGATE}])"
    f"|(?P<cluster>[^{_MARK}\\s]?[{_MARK}{_INVISIBLE}]*[{_MARK}])"
    f"|(?P<letter>[{''.join(_LETTERS)}])"
)
_ODD = re.compile(f"[{_INVISIBLE}{_BLANK}{_SURROGATE}{_MARK}{''.join(_LETTERS)}]")
"""Whatever changes has one of these: looking for them alone is much faster."""
_HIDDEN = re.compile(f"[{_INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class Clean:
    """A cleaned copy.

    Attributes:
        text: The copy: letters composed with their marks (NFC), marks that compose with nothing
            left out, blanks and control characters as blanks, invisible characters left out, `Ð`
            as `Đ`, lone surrogates as U+FFFD.
        starts: For each character of the copy where it begins in the source.
        ends: For each character of the copy where it ends in the source.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def clean(source: str, offset: int = 0) -> Clean:
    """Clean a text.

    Args:
        source: Any text.
        offset: Where the source begins in a larger text; added to the map.
    """
    if not _ODD.search(source):
        return Clean(
            source,
            range(offset, offset + len(source)),
            range(offset + 1, offset + len(source) + 1),
        )
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in _CHANGED.finditer(source):
        start, end = match.span()
        pieces.append(source[done:start])
        starts.extend(range(offset + done, offset + start))
        ends.extend(range(offset + done + 1, offset + start + 1))
        piece = _cleaned(match)
        pieces.append(piece)
        starts.extend([offset + start] * len(piece))
        ends.extend([offset + end] * len(piece))
        done = end
    pieces.append(source[done:])
    starts.extend(range(offset + done, offset + len(source)))
    ends.extend(range(offset + done + 1, offset + len(source) + 1))
    return Clean("".join(pieces), starts, ends)


def _cleaned(match: re.Match[str]) -> str:
    text = match[0]
    if match["invisible"]:
        return ""
    if match["blank"]:
        return " "
    if match["surrogate"]:
        return "\ufffd"
    if match["letter"]:
        return _LETTERS[text]
    # One character, or two words could share a cluster. A mark on nothing stands for itself.
    composed = unicodedata.normalize("NFC", _HIDDEN.sub("", text))[0]
    return _LETTERS.get(composed, composed)
