"""Figures: what "45.145,7 tỷ đồng" says, as an exact decimal and a unit."""

import re
from dataclasses import dataclass
from decimal import Decimal

from solieu.model import numerals, units
from solieu.model.spelling import plain

_SHAPES = {
    "gấp đôi": (Decimal(2), "lần"),
    "gấp rưỡi": (Decimal("1.5"), "lần"),
    "một nửa": (Decimal("0.5"), "lần"),
}
_BLURRED = re.compile(r"\b(?:gần|hơn|khoảng|xấp xỉ|ước|trên|dưới|cỡ|tầm)(?: \w+){0,2}\s*$", re.I)
_RANGE = frozenset(("-", "–", "đến", "tới"))


@dataclass(frozen=True, slots=True)
class FigureValue:
    """What a figure says.

    Attributes:
        value: Exact value with multipliers applied; None where it cannot be read.
        value_to: The upper end of a range.
        unit: ISO 4217 code, "%", "pp" (percentage points), or the unit's usual symbol or name.
        approximate: The words before it blur it.
        ambiguous: Both readings, where dots and commas allow two ("1.234").
        reason: Why there is no value.
    """

    value: Decimal | None = None
    value_to: Decimal | None = None
    unit: str | None = None
    approximate: bool = False
    ambiguous: tuple[Decimal, ...] = ()
    reason: str | None = None


def parse_figure(text: str, before: str = "", after: str = "") -> FigureValue:
    """Read a figure.

    Args:
        text: The figure as written: number, multiplier and unit.
        before: The words before it, which may blur it ("gần", "khoảng").
        after: The words after it.
    """
    approximate = bool(_BLURRED.search(plain(before))) or plain(after).startswith("trở lên")
    written = plain(text)
    if written.lower() in _SHAPES:
        value, unit = _SHAPES[written.lower()]
        return FigureValue(value, unit=unit, approximate=approximate)
    source = numerals.tokens(written)
    low = numerals.read(source, 0)
    if low is None:
        return FigureValue(approximate=approximate, reason="no number")
    high, end = None, low.end
    if end + 1 < len(source) and source[end].text == "/" and source[end + 1].is_number:
        end += 2  # "27/41": so many of a whole
    sign = next((n for n in range(end, len(source)) if source[n].word in _RANGE), None)
    if sign is not None and (high := numerals.read(source, sign + 1)):
        end = high.end
    if high and not low.power:
        low = low.times(high.power)
    unit_found = units.read(source, end)
    divides = unit_found is not None and unit_found.divides
    ambiguous = (low.value, low.other) if low.other is not None and divides else ()
    return FigureValue(
        value=low.value,
        value_to=high.value if high else None,
        unit=unit_found.symbol if unit_found else None,
        approximate=approximate,
        ambiguous=ambiguous,
    )
