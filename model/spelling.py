"""Spelling: one plain form for text that Vietnamese keyboards, editors and web pages write in many.

Composed letters, one blank for every run of white space, one hyphen for every dash, tone marks in
their old place (hòa, not hoà), nothing invisible. Case is kept: a unit may depend on it.
"""

import re

from solieu.data.characters import clean
from solieu.data.tones import OLD_STYLE

_DASHES = "‐‑‒–—―−﹣－"
_SIGNS = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **{ord("０") + digit: str(digit) for digit in range(10)},
    **dict.fromkeys(map(ord, "∕⁄／"), "/"),
    **dict.fromkeys(map(ord, "％﹪"), "%"),
    ord("½"): " 1/2",
    ord("⅓"): " 1/3",
    ord("⅔"): " 2/3",
    ord("¼"): " 1/4",
    ord("¾"): " 3/4",
    ord("，"): ",",
    ord("．"): ".",
    ord("㎡"): "m²",
    ord("㎥"): "m³",
}
_NEW_TONES = re.compile(r"(?<!q)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)", re.IGNORECASE)


def plain(text: str) -> str:
    """The plain form of a text; for comparing and reading, not for offsets."""
    blanks = " ".join(clean(text).text.translate(_SIGNS).split())
    old = _NEW_TONES.sub(lambda match: OLD_STYLE.get(match[0], match[0]), blanks)
    return old.replace("qúy", "quý").replace("Qúy", "Quý")
