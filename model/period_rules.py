"""The ways of naming time, one rule each, tried in order."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from solieu.model import almanac
from solieu.model.almanac import Day, Days

AHEAD = 92
"""Days by which a date without a year may lie after the article and still be of its year."""

COUNT_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
NUMBERS = {word: number for number, word in enumerate(COUNT_WORDS, start=1)}
NUMBERS |= {"tư": 4, "bẩy": 7, "mười một": 11, "mười hai": 12, "giêng": 1, "chạp": 12}
NUMBERS |= {"i": 1, "ii": 2, "iii": 3, "iv": 4, "đầu": 1, "cuối": 4}
_DAYS_OF_WEEK = ("hai", "ba", "tư", "năm", "sáu", "bảy")

_Y = r"(?:19|20)\d\d"
_YEAR = re.compile(rf"(?<!\d)({_Y})(?!\d)")
_UNTIL = re.compile(
    r"(?:tính |lũy kế |cộng dồn |kể )?(?:đến|tới)(?: hết| cuối| ngày| thời điểm)* "
    r"|trước (?=ngày|\d)"
)
_TODAY = re.compile(
    r"(?:đến|tới)(?: thời điểm)? (?:nay|giờ(?: phút này)?|(?:hiện )?nay|này|hiện tại)\b"
    r"|\bhiện (?:nay|tại)|\bhôm nay|\b(?:sáng|trưa|chiều|tối|đêm) nay|phiên (?:này|nay)|\bngày này"
)
_FUTURE = re.compile(r"\b(?:tới|sau|sắp tới|kế tiếp)\b")


class UnknownPeriod(ValueError):  # noqa: N818 - what is unknown is no fault
    """The interval cannot be known; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a period leans on.

    Attributes:
        date: The article's date.
        during: The period that a baseline is compared from.
        ahead: Whether what is to come is spoken of.
    """

    date: Day | None
    during: Days | None = None
    ahead: bool = False

    @property
    def anchor(self) -> Day:
        """The article's date.

        Raises:
            UnknownPeriod: It is not known.
        """
        if self.date is None:
            raise UnknownPeriod("the article's date is not known")
        return self.date


def read(text: str, context: Context) -> Days:
    """The interval that a text in normal form names.

    Raises:
        UnknownPeriod: It cannot be known.
        ValueError: There is no such day.
    """
    for pattern, rule in _RULES:
        match = pattern.search(text)
        found = match and rule(match, text, context)
        if found:
            if found[0] > found[1]:
                raise UnknownPeriod("it ends before it begins")
            return found
    raise UnknownPeriod("not understood")


def _year(text: str, context: Context) -> int | None:
    """The year that a text names, in digits or from the article's date."""
    if match := _YEAR.search(text):
        return int(match[1])
    if match := re.search(r"\bnăm (?:nay|này|ngoái|trước|qua|kia|sau|tới|vừa qua)\b", text):
        word = match[0].removeprefix("năm ")
        shift = {"nay": 0, "này": 0, "kia": -2, "sau": 1, "tới": 1}.get(word, -1)
        base = context.during[0] if context.during and shift == -1 else context.anchor
        return base.year + shift
    return None


def _same(match: re.Match[str], text: str, context: Context) -> Days | None:
    """The figure's own period a year before, or so: "cùng kỳ"."""
    if re.search(r"cùng (?:thời gian|thời điểm|ngày|tháng|quý)(?! (?:năm|của năm|\d))", text):
        if context.during is None:
            raise UnknownPeriod("the period it repeats is not known")
        return context.during
    rest = text[match.end() :].strip()
    if re.match(r"(?:tháng|quý) (?:\d|i)|\d+ (?:tháng|quý)|\d+/\d+/\d", rest):
        return read(rest, context)
    if context.during is None:
        raise UnknownPeriod("the period that it is the same as is not known")
    if "tháng trước" in rest:
        return almanac.shifted(context.during, -1)
    if "quý trước" in rest:
        return almanac.shifted(context.during, -3)
    year = _YEAR.search(rest)
    before = re.search(r"(\d+) năm trước", rest)
    back = int(before[1]) if before else 1
    if year:
        back = context.during[0].year - int(year[1])
    return almanac.shifted(context.during, -12 * back)


def _open(match: re.Match[str], text: str, context: Context) -> Days | None:
    raise UnknownPeriod("it is open on one side")


def _since(match: re.Match[str], text: str, context: Context) -> Days | None:
    """Up to the article's date, or from it: "từ năm 2015 đến nay", "từ nay đến năm 2030"."""
    if match.groupdict().get("now"):
        return context.anchor, read(match["end"], context)[1]
    start = match["start"]
    if begun := re.match(r"đầu (năm|quý|tháng)", start):
        whole = {"năm": _this_year, "quý": almanac.quarter_of, "tháng": almanac.month_of}[begun[1]]
        if not _YEAR.search(start) and "tháng " not in start.replace("tháng này", ""):
            return whole(context.anchor)[0], context.anchor
    return read(start, context)[0], context.anchor


def _this_year(day: Day) -> Days:
    return almanac.years(day.year, day.year)


def _between(match: re.Match[str], text: str, context: Context) -> Days | None:
    """What the first lacks, the last has: "từ tháng 3 đến tháng 7/2024", "1-15/8"."""
    left, right = match["left"].strip(), match["right"].strip()
    last = read(_like(left, right), context)
    if not re.search(r"\D", left):
        unit = "tháng" if re.match(r"(?:các )?tháng", text) else None
        left = f"{unit} {left}" if unit else left
    year, month = last[0].year, last[0].month
    if re.fullmatch(r"(?:sáng |ngày )?\d{1,2}", left):
        first = Day(year, month, int(re.findall(r"\d+", left)[0]))
        return (first if first <= last[1] else almanac.shifted((first, first), -1)[0]), last[1]
    if re.search(_Y, left) or not re.search(r"\d|quý i", left):
        return read(left, context)[0], last[1]
    first = read(f"{left}/{year}" if re.search(r"\d$|quý i", left) else left, context)[0]
    return (first if first <= last[1] else almanac.shifted((first, first), -12)[0]), last[1]


def _like(left: str, right: str) -> str:
    """A bare number with the unit of the one before it: "quý 3 và 4"."""
    unit = re.match(r"(?:các )?(tháng|quý|ngày|năm)\b", left)
    return f"{unit[1]} {right}" if unit and re.match(r"\d|i", right) and "/" not in left else right


def _year_range(match: re.Match[str], text: str, context: Context) -> Days | None:
    first, last = int(match[1]), int(match[2])
    if "niên độ" in text or "niên vụ" in text:
        raise UnknownPeriod("the first month of that business year is not known")
    if last - first == 1 and "năm học" in text:
        return Day(first, 9, 1), Day(last, 5, 31)
    if last - first == 1 and "đông xuân" in text:
        return Day(first, 11, 1), Day(last, 4, 30)
    return almanac.years(first, last)


def _school_year(match: re.Match[str], text: str, context: Context) -> Days | None:
    """From September to May: "năm học này", "năm học trước"; a new one is spoken of in June."""
    anchor, word = context.anchor, match[1]
    begins = {"mới": 6}.get(word, 8)
    first = anchor.year if anchor.month >= begins else anchor.year - 1
    if word in ("trước", "ngoái"):
        first -= 1
    elif word in ("qua", "vừa qua", "vừa rồi"):
        first -= not 6 <= anchor.month < begins
    elif word in ("sau", "tới"):
        first += 1
    return Day(first, 9, 1), Day(first + 1, 5, 31)


def _next_year(match: re.Match[str], text: str, context: Context) -> Days | None:
    return almanac.years(context.anchor.year + 1, context.anchor.year + 1)


def _until(match: re.Match[str], text: str, context: Context) -> Days | None:
    """The last day of what is reached: "tính đến hết tháng 7". A bare year is the year."""
    rest = text[match.end() :]
    if re.fullmatch(rf"(?:năm )?{_Y}|năm \w+", rest) and not re.search("cuối|hết", match[0]):
        return read(rest, context)
    at_end = "cuối " + rest if "cuối" in match[0] else rest
    day = read(at_end, context)[1]
    return day, day


def _rolling(match: re.Match[str], text: str, context: Context) -> Days | None:
    """So long up to the article's date: "3 tháng qua"."""
    count, unit, anchor = int(match["count"] or 1), match["unit"], context.anchor
    if unit in ("tuần", "ngày", "phiên"):
        length = count * (7 if unit == "tuần" else 1)
        return anchor - datetime.timedelta(days=length), anchor
    size = {"tháng": 1, "quý": 3, "năm": 12, "thập kỷ": 120, "thập niên": 120}[unit]
    return almanac.shifted((anchor, anchor), -count * size)[0], anchor


def _ago(match: re.Match[str], text: str, context: Context) -> Days | None:
    """The year, quarter, month, week or day so long before: "2 năm trước"."""
    count, unit = int(match["count"]), match["unit"]
    base = context.during[0] if context.during else context.anchor
    if unit == "năm":
        return almanac.years(base.year - count, base.year - count)
    if unit == "quý":
        return almanac.quarter_of(base, -count)
    if unit == "tháng":
        return almanac.month_of(base, -count)
    if unit == "tuần":
        return almanac.week(base, count)
    if unit != "ngày":
        raise UnknownPeriod("not understood")
    day = base - datetime.timedelta(days=count)
    return day, day


def _today(match: re.Match[str], text: str, context: Context) -> Days | None:
    return context.anchor, context.anchor


def _months_of_year(match: re.Match[str], text: str, context: Context) -> Days | None:
    """The first or last months of a year: "7 tháng đầu năm 2024", "9 tháng"."""
    count = int(match["count"]) * (3 if match["unit"] == "quý" else 1)
    if not 1 <= count <= 12:
        raise UnknownPeriod("a year has 12 months")
    year = _year(text, context)
    if year is None:
        year = context.anchor.year
        if "cuối" not in text and count > context.anchor.month:
            year -= 1
    at_end = re.search(r"\b(?:cuối|còn lại)\b", text)
    return almanac.months(year, 13 - count, 12) if at_end else almanac.months(year, 1, count)


def _rest_of_year(match: re.Match[str], text: str, context: Context) -> Days | None:
    """After the article's month or quarter: "các tháng còn lại"."""
    anchor = context.anchor
    first = anchor.month + 1 if match[1] == "tháng" else 3 * ((anchor.month - 1) // 3 + 1) + 1
    if first > 12:
        raise UnknownPeriod("nothing of the year is left")
    return almanac.months(anchor.year, first, 12)


def _half(match: re.Match[str], text: str, context: Context) -> Days | None:
    second = match["half"] in ("cuối", "sau")
    rest = text[match.end() :].strip()
    if rest.startswith("tháng"):
        first, last = read(rest, context)
        middle = Day(first.year, first.month, 15)
        return (middle + datetime.timedelta(days=1), last) if second else (first, middle)
    year = _year(text, context) or context.anchor.year
    return almanac.months(year, 7, 12) if second else almanac.months(year, 1, 6)


def _part(match: re.Match[str], text: str, context: Context) -> Days | None:
    """A part of a longer one: "đầu tháng 7", "cuối năm 2018"; as a baseline, its edge."""
    name = match["part"]
    part = {"đầu": 1, "thượng tuần": 1, "trung tuần": 2, "giữa": 2}.get(name, 3)
    rest = text[match.end() :].strip()
    whole = read(f"{rest} này" if rest in ("tháng", "quý") else rest, context)
    length = (whole[1] - whole[0]).days
    day = whole[0] if part == 1 else whole[1]
    if context.during and length > 31 and part != 2:
        return day, day
    if length > 300:
        return almanac.months(day.year, *{1: (1, 3), 2: (6, 7), 3: (10, 12)}[part])
    if length > 31:
        return almanac.month_of(whole[0], {1: 0, 2: 1, 3: 2}[part])
    if length < 27:
        raise UnknownPeriod("not understood")
    return almanac.third(day.year, day.month, part)


def _week_of_month(match: re.Match[str], text: str, context: Context) -> Days | None:
    """The first or last seven days of a month: "tuần đầu tháng 8"."""
    first, last = read(text[match.end() :].strip(), context)
    days = datetime.timedelta(days=6)
    return (first, first + days) if match[1] == "đầu" else (last - days, last)


def _end_of(match: re.Match[str], text: str, context: Context) -> Days | None:
    """An edge of the figure's own period: "đầu kỳ", "cuối kỳ"."""
    if context.during is None:
        raise UnknownPeriod("the period that it begins or ends is not known")
    day = context.during[0] if match[1] == "đầu" else context.during[1]
    return day, day


def _is_ahead(text: str, context: Context) -> bool:
    return context.ahead or bool(_FUTURE.search(text))


def _quarter(match: re.Match[str], text: str, context: Context) -> Days | None:
    number = NUMBERS.get(match["number"]) or int(match["number"])
    year = _year(text[match.end("number") :], context) or _year(text, context)
    if year is None:
        year = context.anchor.year
        if almanac.quarters(year, number, number)[0] > context.anchor and not _is_ahead(
            text, context
        ):
            year -= 1
    return almanac.quarters(year, number, number)


def _month(match: re.Match[str], text: str, context: Context) -> Days | None:
    number = int(match["number"])
    year = _year(text, context)
    if year is None:
        year = context.anchor.year
        if number > context.anchor.month and not _is_ahead(text, context):
            year -= 1
    return almanac.months(year, number, number)


def _near(match: re.Match[str], text: str, context: Context) -> Days | None:
    """Beside the figure's own period, else the article's date: "tháng trước", "tuần qua"."""
    unit, word = match["unit"], match["word"]
    shift = {"": 0, "này": 0, "nay": 0, "sau": 1, "tới": 1}.get(word, -1)
    base = context.anchor if shift != -1 or context.during is None else context.during[0]
    if unit == "tháng":
        return almanac.month_of(base, shift)
    if unit == "quý":
        return almanac.quarter_of(base, shift)
    days = almanac.week(base, -shift)
    if "cuối tuần" in text:
        return days[0] + datetime.timedelta(days=5), days[1]
    return days


def _day_of_month(match: re.Match[str], text: str, context: Context) -> Days | None:
    """A day of a month that follows or is left out: "hôm 24 tháng trước", "ngày 15"."""
    rest = text[match.end() :].strip()
    if rest:
        whole = read(rest, context)
        if (whole[1] - whole[0]).days > 31:
            return None
        day = Day(whole[0].year, whole[0].month, int(match["day"]))
        return day, day
    anchor = context.anchor
    number = int(match["day"])
    month = anchor if number <= anchor.day else almanac.month_of(anchor, -1)[0]
    return (Day(month.year, month.month, number),) * 2


def _date(match: re.Match[str], text: str, context: Context) -> Days | None:
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if year:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        return (Day(full, month, day),) * 2
    named = _year(text, context)
    if named is not None:
        return (Day(named, month, day),) * 2
    anchor = context.anchor
    fits = [y for y in (anchor.year, anchor.year - 1, anchor.year + 1) if _exists(y, month, day)]
    if not fits:
        raise UnknownPeriod("no such day")
    near = [Day(y, month, day) for y in fits]
    past = [found for found in near if (found - anchor).days <= (366 if context.ahead else AHEAD)]
    return (max(past or near),) * 2


def _exists(year: int, month: int, day: int) -> bool:
    try:
        Day(year, month, day)
    except ValueError:
        return False
    return True


def _month_year(match: re.Match[str], text: str, context: Context) -> Days | None:
    month, year = int(match["month"]), int(match["year"])
    return almanac.months(year, month, month)


def _weekday(match: re.Match[str], text: str, context: Context) -> Days | None:
    """The last such day up to the article's date: "thứ sáu"."""
    word = match[1]
    number = (
        6 if word is None else _DAYS_OF_WEEK.index(word) if word in _DAYS_OF_WEEK else int(word) - 2
    )
    back = (context.anchor.weekday() - number) % 7
    day = context.anchor - datetime.timedelta(days=back)
    if re.search(r"tuần (?:trước|qua)", text) and almanac.week(day) == almanac.week(context.anchor):
        day -= datetime.timedelta(days=7)
    return day, day


def _session(match: re.Match[str], text: str, context: Context) -> Days | None:
    """Monday or Friday: "phiên đầu tuần"."""
    monday = almanac.week(context.anchor)[0]
    day = monday + datetime.timedelta(days=0 if match[1] == "đầu" else 4)
    day -= datetime.timedelta(days=7 * (day > context.anchor))
    return day, day


def _relative_day(match: re.Match[str], text: str, context: Context) -> Days | None:
    shift = 1 if match[0].endswith(("mai", "sau")) else -1
    day = context.anchor + datetime.timedelta(days=shift)
    return day, day


def _tet(match: re.Match[str], text: str, context: Context) -> Days | None:
    year = _year(text, context)
    words = re.findall(r"\w+", text)
    for name in (" ".join(pair) for pair in pairwise(words)):
        year = year or almanac.lunar_year(name, context.date.year if context.date else 2020)
    if "tháng tết" in text:
        raise UnknownPeriod("vague")
    found = almanac.tet(year or context.anchor.year)
    if found is None:
        raise UnknownPeriod("the lunar calendar of that year is not at hand")
    return found


def _century(match: re.Match[str], text: str, context: Context) -> Days | None:
    values = {"i": 1, "v": 5, "x": 10}
    digits = [values[letter] for letter in match[1]]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    number = sum(-value if value < after else value for value, after in pairs)
    return almanac.years(100 * number - 99, 100 * number)


def _whole_year(match: re.Match[str], text: str, context: Context) -> Days | None:
    year = _year(text, context)
    if year is None and re.search(r"\bcả năm\b|^(?:trong )?năm$|\bđầu năm\b|\bcuối năm\b", text):
        year = context.anchor.year
    if year is None and (ago := re.search(r"năm (\d\d)$", text)):
        year = 1900 + int(ago[1])
    return None if year is None else almanac.years(year, year)


_Rule = Callable[[re.Match[str], str, Context], Days | None]

_TO = r"(?:đến|tới)"
_AND = r" ?(?:-|và|đến|tới) ?"
_NOW = r"(?:nay|giờ|thời điểm (?:này|hiện tại))"
_UNITS = r"(?P<unit>tháng|quý|tuần|năm|ngày|phiên|thập kỷ|thập niên)"
_AGO = r"(?:vừa )?(?:qua|gần đây|gần nhất|trở lại đây)\b"
_ON = r"(?:ngày|hôm|sáng|trưa|chiều|tối|mùng|mồng)"
_PART = r"(?P<part>đầu|giữa|cuối|thượng tuần|trung tuần|hạ tuần)"
_BESIDE = r"(?P<word>này|nay|trước|qua|rồi|vừa qua|vừa rồi|liền trước|sau|tới)"
_ORDINAL = r"(?P<number>iv|iii|ii|i|[1-4]|một|hai|ba|bốn|tư|đầu|cuối)"
_PIECE = r"(?:\d{1,2}|i{1,3}|iv)"
_DATE = r"(?P<day>\d{1,2}) ?[/.-] ?(?P<month>\d{1,2})(?: ?[/.-] ?(?P<year>(?:\d\d)?\d\d))?(?![\d/])"
_TABLE: tuple[tuple[str, _Rule], ...] = (
    (r"cùng (?:kỳ|thời gian|thời điểm|giai đoạn|thời kỳ|tháng|quý|ngày|năm)", _same),
    (rf"(?:^|\s)từ (?P<now>nay|đây) {_TO}(?: hết| năm)* (?P<end>.+)$", _since),
    (rf"(?:tính )?từ (?P<start>.+?) (?:cho )?(?:{_TO}|-) {_NOW}", _since),
    (r"^(?:tính |kể )?từ (?P<start>đầu (?:năm|quý|tháng)(?: (?:nay|này))?)$", _since),
    (rf"^(?:giai đoạn |thời kỳ )?(?:sau|trước)(?: năm)? {_Y}$", _open),
    (r"^năm học (này|nay|mới|trước|ngoái|qua|vừa qua|vừa rồi|sau|tới)$", _school_year),
    (r"^sang năm$", _next_year),
    (rf"({_Y}) ?(?:-|/|đến|tới|và)(?: năm| hết năm)? ?({_Y})(?!\d)", _year_range),
    (
        r"^(?:giai đoạn |trong |kể )?từ(?: ngày)? (?P<left>.+?) (?:đến|tới|-)(?: hết| ngày)* "
        r"(?P<right>.+)$",
        _between,
    ),
    (
        rf"^(?:(?:từ|dịp|tuần|các|kỳ|nghỉ|lễ) )*"
        rf"(?P<left>(?:ngày |sáng )?\d{{1,2}}(?:/\d{{1,2}})?){_AND}"
        rf"(?P<right>\d{{1,2}}/\d{{1,2}}(?:/\d{{4}})?)$",
        _between,
    ),
    (
        rf"^(?:các )?(?P<left>(?:tháng|quý) {_PIECE}){_AND}"
        rf"(?P<right>(?:(?:tháng|quý) )?{_PIECE}(?:[/-]\d{{4}}| năm \d{{4}})?)$",
        _between,
    ),
    (r"\b(đầu|cuối) kỳ\b", _end_of),
    (_TODAY.pattern, _today),
    (rf"^(?:{_UNTIL.pattern})", _until),
    (r"\bcác (tháng|quý)(?: cuối năm)? còn lại", _rest_of_year),
    (rf"\b(?P<count>\d+) {_UNITS} (?:giao dịch )?{_AGO}", _rolling),
    (rf"^(?:trong )?(?P<count>\d+) {_UNITS.replace('tháng|quý|', '')}$", _rolling),
    (rf"(?P<count>)(?P<unit>thập kỷ|thập niên) {_AGO}", _rolling),
    (rf"\b{_ON} (?P<day>\d{{1,2}})(?! ?[\d/.-])", _day_of_month),
    (rf"(?:cách đây|trước đó) (?P<count>\d+) {_UNITS}", _ago),
    (rf"(?<!tháng )(?<!quý )(?<!thứ )\b(?P<count>\d+) {_UNITS} trước(?: đó)?\b", _ago),
    (r"\bnửa (?P<half>đầu|cuối|sau)|\bbán niên", _half),
    (r"(?<![\d/])(?P<count>\d{1,2}) (?P<unit>tháng|quý)(?! này| trước| qua)", _months_of_year),
    (r"\btuần (đầu|cuối)(?: tiên| cùng)?(?: của)?(?= tháng)", _week_of_month),
    (r"\bphiên(?: giao dịch)? (đầu|cuối) tuần", _session),
    (r"\bthứ ([2-7]|hai|ba|tư|năm|sáu|bảy)\b(?! ?\d)|\bchủ nhật\b", _weekday),
    (rf"(?<![\d/]){_DATE}", _date),
    (r"\b(?:hôm|sáng|trưa|chiều|tối|đêm|ngày|phiên) (?:hôm )?(?:qua|mai)\b", _relative_day),
    (rf"^{_PART}(?= (?!tuần))", _part),
    (r"^cuối (?P<unit>tuần)(?P<word>)$", _near),
    (rf"(?<!\d )\bquý {_ORDINAL}(?!\w)", _quarter),
    (rf"\b(?:tháng )?(?P<month>\d{{1,2}}) ?[/-] ?(?P<year>{_Y})(?!\d)", _month_year),
    (r"\btháng (?P<number>\d{1,2})(?!\d)", _month),
    (rf"\b(?P<unit>tháng|quý|tuần) {_BESIDE}\b", _near),
    (r"\btết\b", _tet),
    (r"\bthế kỷ ([ivx]+)\b", _century),
    (rf"\bnăm\b|{_Y}", _whole_year),
)
_RULES = tuple((re.compile(pattern), rule) for pattern, rule in _TABLE)
