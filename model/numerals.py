"""Numerals: exact numbers from digits, from Vietnamese words, and from both mixed.

In Vietnamese a dot sets off thousands and a comma decimals, and some writers have it the other
way round. A number that reads both ways ("1.234") keeps both readings; who knows the unit or the
writer's habit decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

LONGEST = 40
"""Characters of a number at most: beyond it is no number of this world, and not exact either."""
_GREATEST_POWER = 24

_TOKEN = re.compile(
    r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?(?![.,]?\d)"  # 1 234 567,8
    r"|(?<!\w)[.,]\d+(?![.,]?\d)"  # ,77
    r"|\d+(?:[.,]\d+)*"
    r"|(?:[kcdm]|ha)?m[23](?![^\W_])"  # m2, km3
    r"|[^\W\d_]+[²³]?"
    r"|[^\w\s]|[_\d²³]"
)
_TYPED_BLANK = re.compile(r"(?<=\d)(?: ([.,]) ?|([.,]) )(?=\d)")

_DIGITS = {
    **dict(
        zip(
            ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"],
            range(10),
            strict=True,
        )
    ),
    **{"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, "bẩy": 7},
}
_POWERS = {
    **dict.fromkeys(("nghìn", "ngàn", "nghin", "ngìn", "nghàn", "k"), 3),
    **{"trăm": 2, "chục": 1, "vạn": 4},
    **dict.fromkeys(("triệu", "triêu", "triẹu", "triêụ", "trệu", "tr"), 6),
    **dict.fromkeys(("tỷ", "tỉ", "tỹ", "tỵ", "tỳ", "tý"), 9),
}
_LETTERS = {"K": 3, "M": 6}
_HALF = frozenset(("rưỡi", "rưởi", "rười"))
_POINT = frozenset(("phẩy", "phảy", "chấm"))
_AND = frozenset(("linh", "lẻ", "lẽ"))
_TENS = frozenset(("mươi", "chục"))
_MONEY = frozenset(("đồng", "đ", "đô", "usd", "vnd", "vnđ"))


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a word or a sign, with its offsets in the plain text."""

    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """In lower case."""
        return self.text.lower()

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.text[-1].isdecimal() and not self.text[0].isalpha()


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as read.

    Attributes:
        value: The number, read in the Vietnamese way.
        other: The other reading where dots and commas allow one, else None.
        sign: The sign that sets off its decimals by `value`'s reading, or None without decimals
            and without thousands.
        power: It was multiplied by ten to this power ("triệu" is 6).
        end: Position after its last token.
        unit_at: Position from which words belong to the unit as written ("tỷ đồng").
    """

    value: Decimal
    other: Decimal | None
    sign: str | None
    power: int
    end: int
    unit_at: int

    def times(self, power: int) -> "Numeral":
        """The same numeral, multiplied by ten to a power that stands elsewhere."""
        other = None if self.other is None else shift(self.other, power)
        return Numeral(shift(self.value, power), other, self.sign, power, self.end, self.unit_at)


@dataclass(frozen=True, slots=True)
class _Group:
    """A number without its multipliers."""

    value: Decimal
    end: int
    other: Decimal | None = None
    sign: str | None = None
    words: int = 0


def tokens(plain: str) -> list[Token]:
    """The tokens of a text in plain form; a blank typed beside a decimal sign is overlooked."""
    joined = _TYPED_BLANK.sub(lambda match: match[1] or match[2], plain)
    return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(joined)]


def joined(plain: str) -> str:
    """The text that the offsets of `tokens` count in."""
    return _TYPED_BLANK.sub(lambda match: match[1] or match[2], plain)


def shift(value: Decimal, power: int) -> Decimal:
    """A number times ten to a power, exactly, written without an exponent."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    moved = exponent + power
    if moved > 0:
        return Decimal((sign, digits + (0,) * moved, 0))
    return Decimal((sign, digits, moved))


def read(source: Sequence[Token], at: int) -> Numeral | None:
    """The numeral that begins at a token, as long as it goes, or None."""
    first = _group(source, at)
    if first is None:
        return None
    power, end = _powers(source, first.end)
    if power > _GREATEST_POWER:
        return None
    half, end = _half(source, end, power)
    value = shift(first.value, power) + half
    other = None if first.other is None else shift(first.other, power) + half
    unit_at = end if half else first.end
    numeral = Numeral(value, other, first.sign, power, end, unit_at)
    if power < 2 or half:
        return numeral
    whole = _continued(source, numeral)
    return whole and _with_decimals(source, whole)


def _continued(source: Sequence[Token], head: Numeral) -> Numeral | None:
    """A numeral of several parts: "2 tỷ 500 triệu", "hai nghìn ba trăm tỷ", "một triệu hai"."""
    parts = [(head.value, head.power)]
    end = head.end
    while (group := _group(source, end)) is not None:
        power, after = _powers(source, group.end)
        value = group.value
        last = parts[-1][1]
        if power == 0 and group.words <= 1 and (source[end].is_number or value < 10):
            if not _is_short(source, end, after):
                return None if source[end].is_number else _sum(parts, head, end)
            value = shift(value, last - 1)
        while parts and parts[-1][1] < power:
            value += parts.pop()[0]
        if power > _GREATEST_POWER or (parts and shift(value, power) >= shift(Decimal(1), last)):
            return None
        half, after = _half(source, after, power) if power else (Decimal(0), after)
        parts.append((shift(value, power) + half, power))
        end = after
        if power == 0:
            break
    return _sum(parts, head, end)


def _with_decimals(source: Sequence[Token], whole: Numeral) -> Numeral:
    """Decimals spoken after multipliers: "một triệu phẩy không một"."""
    spoken = whole.end < len(source) and source[whole.end].word in _POINT
    spoken = spoken and whole.value == int(whole.value)
    found = _decimals(source, _Group(whole.value, whole.end)) if spoken else None
    if found is None:
        return whole
    return Numeral(found.value, None, None, 0, found.end, found.end)


def _sum(parts: list[tuple[Decimal, int]], head: Numeral, end: int) -> Numeral:
    if end == head.end:
        return head
    return Numeral(sum((value for value, _ in parts), Decimal(0)), None, None, 1, end, end)


def _is_short(source: Sequence[Token], at: int, after: int) -> bool:
    """Whether a lone digit says tenths of the multiplier before it: "một triệu hai"."""
    plain = len(source[at].text) == 1 if source[at].is_number else source[at].word != "một"
    return plain and (after == len(source) or source[after].word in _MONEY)


def _half(source: Sequence[Token], at: int, power: int) -> tuple[Decimal, int]:
    if at < len(source) and source[at].word in _HALF:
        return shift(Decimal("0.5"), power), at + 1
    return Decimal(0), at


def _powers(source: Sequence[Token], at: int) -> tuple[int, int]:
    """The product of the multipliers from a token on, as a power of ten, and where they end."""
    power = 0
    while at < len(source) and power <= _GREATEST_POWER:
        token = source[at]
        found = _LETTERS.get(token.text) or _POWERS.get(token.word)
        if found is None:
            break
        power += found
        at += 1
    return power, at


def _group(source: Sequence[Token], at: int) -> _Group | None:
    if at >= len(source):
        return None
    if source[at].is_number:
        group = _written(source[at].text, at)
    elif source[at].word == "nửa" and _powers(source, at + 1)[0]:
        return _Group(Decimal("0.5"), at + 1)
    else:
        group = _spelled(source, at)
    if group and group.end + 1 < len(source) and source[group.end].word in _POINT:
        return _decimals(source, group) or group
    return group


def _decimals(source: Sequence[Token], whole: _Group) -> _Group | None:
    """The decimals spoken after "phẩy"."""
    at = whole.end + 1
    digits = ""
    while at < len(source) and len(digits) < LONGEST:
        piece = (
            (source[at].text, at + 1) if source[at].text.isdecimal() else _piece(source, at, False)
        )
        if piece is None:
            break
        digits += piece[0]
        at = piece[1]
    return _Group(Decimal(f"{whole.value}.{digits}"), at, words=2) if digits else None


def _written(text: str, at: int) -> _Group | None:
    """A number in digits, with both its readings if it has two."""
    number = text.replace(" ", "")
    signs = [character for character in number if character in ".,"]
    parts = re.split("[.,]", number)
    if len(number) > LONGEST:
        return None
    if not signs:
        return _Group(Decimal(number), at + 1, sign="," if " " in text else None)
    whole = Decimal("".join(parts))
    broken = Decimal(f"{''.join(parts[:-1]) or 0}.{parts[-1]}")
    if len(signs) == 1:
        if not _is_grouped(parts):
            return _Group(broken, at + 1, sign=signs[0])
        if signs[0] == ".":
            return _Group(whole, at + 1, broken, ",")
        return _Group(broken, at + 1, whole, ",")
    if len(set(signs)) == 1:
        other = "," if signs[0] == "." else "."
        return _Group(whole, at + 1, sign=other) if _is_grouped(parts) else None
    if signs.count(signs[-1]) == 1 and _is_grouped(parts[:-1]):
        return _Group(broken, at + 1, sign=signs[-1])
    return None


def _is_grouped(parts: list[str]) -> bool:
    return 1 <= len(parts[0]) <= 3 and parts[0][0] != "0" and all(len(p) == 3 for p in parts[1:])


def _spelled(source: Sequence[Token], at: int) -> _Group | None:
    """A number below a thousand in words, or digits spoken one by one."""
    if source[at].word in _AND:
        piece = _piece(source, at + 1, False)
        return piece and _Group(Decimal(piece[0]), piece[1], words=2)
    low = _run(source, at)
    if low is None:
        return None
    digits, end, words = low
    if end >= len(source) or source[end].word != "trăm" or len(digits) > 1:
        return _Group(Decimal(digits), end, words=words)
    value = int(digits) * 100
    end += 1
    if end < len(source) and source[end].word in _HALF:
        return _Group(Decimal(value + 50), end + 1, words=2)
    if end < len(source) and source[end].word in _AND and (piece := _piece(source, end + 1, False)):
        return _Group(Decimal(value + int(piece[0])), piece[1], words=2)
    rest = _run(source, end)
    if rest is None or len(rest[0]) > 2:
        return _Group(Decimal(value), end, words=2)
    tail = int(rest[0]) * (10 if len(rest[0]) == 1 else 1)
    return _Group(Decimal(value + tail), rest[1], words=2)


def _run(source: Sequence[Token], at: int) -> tuple[str, int, int] | None:
    """Pieces side by side: "hai mươi mốt", "bốn ba", "hai không mười ba"."""
    digits, end = "", at
    while end < len(source) and len(digits) < 6:
        piece = _piece(source, end, bool(digits))
        if piece is None or (digits and piece[1] < len(source) and _scales(source[piece[1]])):
            break
        digits += piece[0]
        end = piece[1]
    return (digits, end, end - at) if digits else None


def _scales(token: Token) -> bool:
    return token.word == "trăm"


def _piece(source: Sequence[Token], at: int, inside: bool) -> tuple[str, int] | None:
    """One digit, or tens; "năm" after another digit is the year unless tens or more follow it."""
    if at >= len(source):
        return None
    word = source[at].word
    follower = source[at + 1].word if at + 1 < len(source) else ""
    if word == "mười":
        return _with_ones(source, at + 1, "1")
    if word not in _DIGITS or (word == "một" and follower in ("nửa", "phần")):
        return None
    if follower in _TENS and word != "không":
        return _with_ones(source, at + 2, str(_DIGITS[word]))
    if inside and word == "năm":
        return None
    return str(_DIGITS[word]), at + 1


def _with_ones(source: Sequence[Token], at: int, tens: str) -> tuple[str, int]:
    word = source[at].word if at < len(source) else ""
    follower = source[at + 1].word if at + 1 < len(source) else ""
    if word in _DIGITS and word not in ("không", "năm") and follower not in ("trăm", *_TENS):
        return tens + str(_DIGITS[word]), at + 1
    return tens + "0", at
