"""Figures: what "45.145,7 tỷ đồng" says, as an exact decimal and a unit."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from solieu.model import numerals, units
from solieu.model.numerals import Numeral, Token
from solieu.model.spelling import plain

Bound = Literal["lower", "upper"]

LONGEST = 200
"""Characters of a figure at most."""

_TIMES = "lần"
_SHAPES = {
    "đôi": Decimal(2),
    "gấp đôi": Decimal(2),
    "gấp hai": Decimal(2),
    "gấp rưỡi": Decimal("1.5"),
    "gấp ba": Decimal(3),
    "gấp bốn": Decimal(4),
    "gấp năm": Decimal(5),
    "một nửa": Decimal("0.5"),
    "phân nửa": Decimal("0.5"),
    "nửa": Decimal("0.5"),
}
_PART_OF = re.compile(r"^một phần (?=\w)", re.IGNORECASE)
_OVER = frozenset(("/", "phần", "trên", "chia"))
_RANGE = frozenset(("-", "đến", "tới", "~"))
_MINUS = frozenset(("âm", "-", "trừ"))
_BLURS = (
    *("gần", "hơn", "khoảng", "xấp xỉ", "ước", "ước tính", "dự kiến", "cỡ", "tầm", "chừng"),
    *("quanh", "ngót", "ngót nghét", "suýt soát"),
)
_BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("trên", "ít nhất", "tối thiểu", "vượt quá"), "lower"),
    **dict.fromkeys(("không dưới", "không ít hơn", "không thấp hơn"), "lower"),
    **dict.fromkeys(("dưới", "nhiều nhất", "tối đa", "chưa tới", "chưa đến", "chưa đầy"), "upper"),
    **dict.fromkeys(("không quá", "không vượt quá", "không vượt", "không tới"), "upper"),
    **dict.fromkeys(("không trên", "chưa quá", "chưa vượt", "không cao hơn"), "upper"),
}


def _one_of(phrases: Iterable[str]) -> str:
    return "|".join(sorted(phrases, key=len, reverse=True))


_VERBS = (
    *("đạt", "tăng", "giảm", "chiếm", "là", "có", "còn", "mức", "ở", "tới", "đến", "bằng"),
    *("thêm", "lên", "xuống", "thu", "chi", "hút", "tiếp", "đón", "được"),
)
_LED_BY = rf"(?:(?:{_one_of(_VERBS)}) )*$"
_COMPARED = "".join(
    rf"(?<!{word} )" for word in ("cao", "thấp", "nhiều", "ít", "lớn", "nhỏ", "kém")
)
_BLURRED = re.compile(
    rf"(?<!\w){_COMPARED}(?:{_one_of(_BLURS)}) (?:(?:{_one_of((*_BLURS, *_BOUNDS))}) )?{_LED_BY}"
)
_BOUND = re.compile(rf"(?<!\w)({_one_of(_BOUNDS)}) {_LED_BY}")
_LEADS = re.compile(rf"(?:(?:{_one_of((*_BLURS, *_BOUNDS))}|từ|giữa) )+", re.IGNORECASE)
_FOLLOWS = re.compile(r"(?<=\S) (?:trở lên|trở xuống|trở đi)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FigureValue:
    """What a figure says.

    Attributes:
        value: Exact value with multipliers applied; None where it cannot be read. For a range its
            lower end, for a fraction ("27/41", "hai phần ba") its upper number.
        value_to: The upper end of a range.
        whole: The lower number of a fraction.
        unit: ISO 4217 code, "%", "pp" (percentage points), or the unit's usual symbol or name.
        unit_text: Multiplier and unit as written.
        approximate: The words around it blur it ("gần", "khoảng", "hơn", "ước").
        bound: `lower` or `upper`, where the words around it make it one ("trên", "không quá").
        ambiguous: Both readings, where dots and commas allow two ("1.234").
        reason: Why there is no value.
    """

    value: Decimal | None = None
    value_to: Decimal | None = None
    whole: Decimal | None = None
    unit: str | None = None
    unit_text: str = ""
    approximate: bool = False
    bound: Bound | None = None
    ambiguous: tuple[Decimal, ...] = ()
    reason: str | None = None


def parse_figure(
    text: str, before: str = "", after: str = "", decimal_sign: str | None = None
) -> FigureValue:
    """Read a figure.

    Args:
        text: The figure as written: number, multiplier and unit.
        before: The words before it, which may blur or bound it ("gần", "không quá").
        after: The words after it ("trở lên").
        decimal_sign: "," or ".", where the article is known to write decimals so; it decides
            what would be ambiguous.
    """
    if len(text) > LONGEST:
        return FigureValue(reason="too long for a figure")
    written = plain(text).rstrip(".,;: ")
    if leads := _LEADS.match(written):
        written, before = written[leads.end() :], f"{before} {leads[0]}"
    if follows := _FOLLOWS.search(written):
        written, after = written[: follows.start()], follows[0].strip()
    led = f" {plain(before).lower()} "
    value = _value(written, decimal_sign, between=led.endswith(" giữa "))
    return replace(
        value, approximate=bool(_BLURRED.search(led)), bound=_bound(led, plain(after).lower())
    )


def step(text: str) -> Decimal:
    """What one in the last digit of a figure counts as written: 10⁷ for "4,15 tỷ USD"."""
    source = numerals.tokens(plain(text[:LONGEST]))
    place = next((n for n, token in enumerate(source) if token.is_number), None)
    low = None if place is None else numerals.read(source, place)
    if place is None or low is None:
        return Decimal(1)
    _, sign, decimals = source[place].text.rpartition(low.sign or " ")
    return numerals.shift(Decimal(1), low.power - (len(decimals) if sign else 0))


def decimal_sign(figures: Iterable[str]) -> str | None:
    """The sign before decimals that the figures of an article show, or None without a habit."""
    signs: Counter[str] = Counter()
    for text in figures:
        low = numerals.read(numerals.tokens(plain(text[:LONGEST])), 0)
        if low and low.sign and low.other is None:
            signs[low.sign] += 1
    found = signs.most_common(2)
    return found[0][0] if found and (len(found) == 1 or found[0][1] > 2 * found[1][1]) else None


def _bound(led: str, follows: str) -> Bound | None:
    """Whether the words around a figure make it a bound."""
    if follows.startswith(("trở lên", "trở đi")):
        return "lower"
    if follows.startswith("trở xuống"):
        return "upper"
    match = _BOUND.search(led)
    return _BOUNDS[match[1]] if match else None


def _value(written: str, sign: str | None, *, between: bool) -> FigureValue:
    shape = written.lower().removesuffix(" lần")
    if shape in _SHAPES:
        return FigureValue(_SHAPES[shape], unit=_TIMES, unit_text=written)
    written = _PART_OF.sub("1 phần ", written)
    source = numerals.tokens(written)
    times = bool(source) and source[0].word == "gấp"
    minus = bool(source) and source[0].word in _MINUS
    currency = units.money(source, int(minus))
    if currency and numerals.read(source, _begin(source, currency[1])) is None:
        currency = None
    low = numerals.read(source, _begin(source, currency[1]) if currency else int(times or minus))
    if low is None:
        return FigureValue(reason="no number")
    low = _by_habit(low, sign)
    value = _with_unit(written, source, low, sign, _RANGE | {"và"} if between else _RANGE)
    if currency and value.unit in (None, currency[0]):
        value = replace(value, unit=currency[0])
    if times and value.unit is None:
        value = replace(value, unit=_TIMES)
    return _negative(value) if minus else value


def _begin(source: Sequence[Token], at: int) -> int:
    """Where a number begins after a currency: "Rs. 20"."""
    return at + (at < len(source) and source[at].text == ".")


def _with_unit(
    written: str, source: Sequence[Token], low: Numeral, sign: str | None, range_: frozenset[str]
) -> FigureValue:
    lower = _lower_number(source, low)
    high = None if lower else _high(source, low.end, range_)
    last = lower or high or low
    if last is not low:
        last = _by_habit(last, sign)
        low = low if low.power else low.times(last.power)
    unit = units.read(source, last.end)
    divides = unit is not None and unit.divides
    begun = source[last.unit_at].start if last.unit_at < len(source) else len(written)
    return FigureValue(
        value=low.value,
        value_to=last.value if high else None,
        whole=last.value if lower else None,
        unit=unit.symbol if unit else None,
        unit_text=numerals.joined(written)[begun:],
        ambiguous=(low.value, low.other) if low.other is not None and divides else (),
    )


def _lower_number(source: Sequence[Token], low: Numeral) -> Numeral | None:
    """The lower number of a fraction: "27/41", "hai phần ba", but not of "500/năm"."""
    if low.end + 1 >= len(source) or source[low.end].word not in _OVER:
        return None
    if source[low.end].word == "/" and not source[low.end + 1].is_number:
        return None
    return numerals.read(source, low.end + 1)


def _high(source: Sequence[Token], end: int, range_: frozenset[str]) -> Numeral | None:
    """The upper end of a range; a currency may stand before it."""
    sign = next((n for n in range(end, len(source)) if source[n].word in range_), None)
    if sign is None:
        return None
    currency = units.money(source, sign + 1)
    return numerals.read(source, currency[1] if currency else sign + 1)


def _by_habit(numeral: Numeral, sign: str | None) -> Numeral:
    """The reading that a known decimal sign leaves of a number that has two."""
    if sign is None or numeral.other is None:
        return numeral
    value = numeral.value if sign == numeral.sign else numeral.other
    return replace(numeral, value=value, other=None)


def _negative(value: FigureValue) -> FigureValue:
    assert value.value is not None
    return replace(value, value=-value.value, ambiguous=tuple(-v for v in value.ambiguous))
