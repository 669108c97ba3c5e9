"""The almanac: years, halves, quarters, months, weeks and Tết as intervals of days."""

import calendar
import datetime

Day = datetime.date
Days = tuple[Day, Day]
"""The first and the last day of an interval."""

_TET = {
    2010: (2, 14),
    2011: (2, 3),
    2012: (1, 23),
    2013: (2, 10),
    2014: (1, 31),
    2015: (2, 19),
    2016: (2, 8),
    2017: (1, 28),
    2018: (2, 16),
    2019: (2, 5),
    2020: (1, 25),
    2021: (2, 12),
    2022: (2, 1),
    2023: (1, 22),
    2024: (2, 10),
    2025: (1, 29),
    2026: (2, 17),
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 2),
}
"""New Year's day of the Vietnamese lunar year, month and day; it is reckoned in UTC+7."""
_STEMS = ("giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý")
_BRANCHES = (
    *("tý", "sửu", "dần", "mão", "thìn", "tỵ"),
    *("ngọ", "mùi", "thân", "dậu", "tuất", "hợi"),
)


def years(first: int, last: int) -> Days:
    """From the first day of one year to the last of another."""
    return Day(first, 1, 1), Day(last, 12, 31)


def months(year: int, first: int, last: int) -> Days:
    """From the first day of a month to the last day of a month of the same year."""
    return Day(year, first, 1), Day(year, last, calendar.monthrange(year, last)[1])


def quarters(year: int, first: int, last: int) -> Days:
    """From the first day of a quarter to the last day of a quarter of the same year."""
    return months(year, 3 * first - 2, 3 * last)


def week(day: Day, back: int = 0) -> Days:
    """Monday to Sunday of a day's week, or of one so many weeks before it."""
    monday = day - datetime.timedelta(days=day.weekday() + 7 * back)
    return monday, monday + datetime.timedelta(days=6)


def third(year: int, month: int, part: int) -> Days:
    """The first, second or third ten days of a month; the third goes on to its end."""
    last = calendar.monthrange(year, month)[1]
    return Day(year, month, 10 * part - 9), Day(year, month, 10 * part if part < 3 else last)


def month_of(day: Day, shift: int = 0) -> Days:
    """The month of a day, or the one so many months after it."""
    number = day.year * 12 + day.month - 1 + shift
    return months(number // 12, number % 12 + 1, number % 12 + 1)


def quarter_of(day: Day, shift: int = 0) -> Days:
    """The quarter of a day, or the one so many quarters after it."""
    number = day.year * 4 + (day.month - 1) // 3 + shift
    return quarters(number // 4, number % 4 + 1, number % 4 + 1)


def shifted(days: Days, shift: int) -> Days:
    """An interval so many months later; what ends with a month still does."""
    return _moved(days[0], shift, at_end=False), _moved(days[1], shift, at_end=True)


def tet(year: int) -> Days | None:
    """Tết holiday: the seven days from the eve of the lunar new year; None beyond the table."""
    if year not in _TET:
        return None
    eve = Day(year, *_TET[year]) - datetime.timedelta(days=1)
    return eve, eve + datetime.timedelta(days=6)


def lunar_year(name: str, near: int) -> int | None:
    """The year of a sexagenary name ("mậu tuất") that lies nearest to a year."""
    stem, _, branch = name.partition(" ")
    if stem not in _STEMS or branch not in _BRANCHES:
        return None
    fitting = (
        year
        for year in range(near - 30, near + 30)
        if (year - 4) % 10 == _STEMS.index(stem) and (year - 4) % 12 == _BRANCHES.index(branch)
    )
    return next(fitting, None)


def form(days: Days) -> str:
    """The short form of an interval: 2024, 2024-H1, 2024-Q3, 2024-M07, 2024-M01/M07, 2021/2025."""
    first, last = days
    if first == last:
        return first.isoformat()
    whole = first.day == 1 and (last + datetime.timedelta(days=1)).day == 1
    if not whole:
        return f"{first.isoformat()}/{last.isoformat()}"
    if first.month == 1 and last.month == 12:
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"
    if first.year != last.year:
        return f"{first:%Y-M%m}/{last:%Y-M%m}"
    count = last.month - first.month + 1
    if count == 6 and first.month in (1, 7):
        return f"{first.year}-H{last.month // 6}"
    if count == 3 and first.month % 3 == 1:
        return f"{first.year}-Q{last.month // 3}"
    return f"{first:%Y-M%m}" if count == 1 else f"{first:%Y-M%m}/M{last:%m}"


def _moved(day: Day, shift: int, *, at_end: bool) -> Day:
    number = day.year * 12 + day.month - 1 + shift
    year, month = number // 12, number % 12 + 1
    last = calendar.monthrange(year, month)[1]
    stays_last = at_end and day.day == calendar.monthrange(day.year, day.month)[1]
    return Day(year, month, last if stays_last else min(day.day, last))
