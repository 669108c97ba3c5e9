"""Periods: "7 tháng đầu năm 2024" as an interval of days.

Years that a text leaves out are taken from the article's date, and news leans to the past. What
cannot be known stays None, with the reason.
"""

import calendar
import datetime
import re
from dataclasses import dataclass

from solieu.model.spelling import plain

Days = tuple[datetime.date, datetime.date]

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_DATE = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}))?(?!\d)")
_MONTH_YEAR = re.compile(r"(?<![\d/])(\d{1,2})\s*[/-]\s*(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SPAN = re.compile(r"((?:19|20)\d\d)\s*(?:-|–|đến|tới)\s*(?:năm )?((?:19|20)\d\d)")
_MONTHS = re.compile(r"(\d{1,2}) tháng")
_MONTH = re.compile(r"tháng (\d{1,2})(?!\d)")
_QUARTER = re.compile(r"quý (iv|iii|ii|i|[1-4])(?!\w)")


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """An interval: inclusive ISO dates, or None with the reason."""

    start: str | None = None
    end: str | None = None
    reason: str | None = None


def parse_period(
    text: str, date: str | None = None, during: tuple[str, str] | None = None
) -> PeriodValue:
    """Read a period.

    Args:
        text: The period as written.
        date: ISO date of publication.
        during: The interval that "cùng kỳ" is the year before of.
    """
    anchor = datetime.date.fromisoformat(date) if date else None
    try:
        found = _days(plain(text).lower(), anchor, during)
    except ValueError:
        return PeriodValue(reason="no such day")
    if found is None:
        return PeriodValue(reason="not understood, or its year is not known")
    return PeriodValue(found[0].isoformat(), found[1].isoformat())


def _days(text: str, anchor: datetime.date | None, during: tuple[str, str] | None) -> Days | None:
    if "cùng kỳ" in text:
        return _same_period(text, during)
    if span := _SPAN.search(text):
        return datetime.date(int(span[1]), 1, 1), datetime.date(int(span[2]), 12, 31)
    until = text.startswith(("đến", "tính đến", "từ đầu năm"))
    found = _written(text, anchor)
    return (found[1], found[1]) if found and until and not text.startswith("từ đầu") else found


def _written(text: str, anchor: datetime.date | None) -> Days | None:
    match = _MONTH_YEAR.search(text)
    if match and (not _DATE.search(text) or "tháng" in text):
        return _months(int(match[2]), int(match[1]), int(match[1]))
    if match := _DATE.search(text):
        year = int(match[3]) if match[3] else anchor.year if anchor else None
        if year is None:
            return None
        day = datetime.date(year, int(match[2]), int(match[1]))
        if not match[3] and anchor and day > anchor and not text.startswith("đến"):
            day = day.replace(year=year - 1)
        return day, day
    year = _year(text, anchor)
    if year is None:
        return None
    if match := _MONTHS.search(text):
        count = int(match[1])
        last = "cuối năm" in text
        return _months(year, 13 - count, 12) if last else _months(year, 1, count)
    if match := _QUARTER.search(text):
        quarter = _ROMAN.get(match[1]) or int(match[1])
        return _months(year, 3 * quarter - 2, 3 * quarter)
    if match := _MONTH.search(text):
        month = int(match[1])
        if anchor and not _YEAR.search(text) and month > anchor.month:
            year -= 1
        return _months(year, month, month)
    if "nửa đầu năm" in text or "nửa cuối năm" in text:
        return _months(year, 1, 6) if "đầu" in text else _months(year, 7, 12)
    if "từ đầu năm" in text:
        return (datetime.date(year, 1, 1), anchor) if anchor else None
    return _months(year, 1, 12) if "năm" in text or _YEAR.fullmatch(text) else None


def _year(text: str, anchor: datetime.date | None) -> int | None:
    if match := _YEAR.search(text):
        return int(match[1])
    if anchor is None:
        return None
    return anchor.year - ("năm trước" in text or "năm ngoái" in text)


def _months(year: int, first: int, last: int) -> Days:
    end = calendar.monthrange(year, last)[1]
    return datetime.date(year, first, 1), datetime.date(year, last, end)


def _same_period(text: str, during: tuple[str, str] | None) -> Days | None:
    if during is None:
        return None
    start, end = (datetime.date.fromisoformat(day) for day in during)
    match = _YEAR.search(text)
    back = start.year - int(match[1]) if match else 1
    return _earlier(start, back), _earlier(end, back)


def _earlier(day: datetime.date, years: int) -> datetime.date:
    last = calendar.monthrange(day.year - years, day.month)[1]
    at_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.replace(year=day.year - years, day=last if at_end else min(day.day, last))
