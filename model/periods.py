"""Periods: "7 tháng đầu năm 2024" as an interval of days.

What a text leaves out (year, month) is taken from the article's date, and news leans to the past:
"tháng 12" in an article of January is last year's. What cannot be known stays None, with the
reason. The ways of naming time are in `period_rules`.
"""

import re
from dataclasses import dataclass

from solieu.model import almanac, numerals
from solieu.model.almanac import Day
from solieu.model.period_rules import COUNT_WORDS, NUMBERS, Context, UnknownPeriod, read
from solieu.model.spelling import plain

LONGEST = 120
"""Characters of a period at most."""

_NAME = "mười một|mười hai|bẩy|" + "|".join(COUNT_WORDS)
_COUNTED = re.compile(rf"(?<!thứ )\b({_NAME})(?= (?:tháng|quý|tuần|năm|ngày|phiên)\b)")
_MONTH_NAME = re.compile(
    rf"(?<!\d )\btháng ({_NAME.replace('|năm', '')}|tư|giêng|chạp)(?! (?:tháng|năm đầu))(?!\w)"
)
_SPOKEN = "không|mốt|lăm|mươi|trăm|nghìn|ngàn|linh|lẻ|tư|bẩy|" + "|".join(COUNT_WORDS)
_YEAR_NAME = re.compile(rf"\bnăm (?!năm )((?:(?:{_SPOKEN}) ){{1,7}}(?:{_SPOKEN}))(?!\w)")
_DAY_NAME = re.compile(
    rf"(?:^|(?:\b(?:ngày|mùng|mồng|hôm) )+)(?P<words>(?:(?:{_SPOKEN}) ){{1,3}})"
    rf"(?=tháng (?:\d|{_NAME}|tư|giêng|chạp))"
)
_MONTH_OF_DAY = re.compile(rf"(\bngày \d+ tháng )({_NAME}|tư|giêng|chạp)(?!\w)")
_MAY = re.compile(r"(?<!\d )\b[Tt]háng Năm\b(?! \d)")


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """An interval of days.

    Attributes:
        start: ISO date of the first day.
        end: ISO date of the last day.
        form: The interval in short: "2024", "2024-H1", "2024-Q3", "2024-M07", "2024-M01/M07",
            "2021/2025", or its ISO dates.
        reason: Why there is no interval.
    """

    start: str | None = None
    end: str | None = None
    form: str | None = None
    reason: str | None = None


def parse_period(
    text: str,
    date: str | None = None,
    during: tuple[str, str] | None = None,
    *,
    ahead: bool = False,
) -> PeriodValue:
    """Read a period.

    Args:
        text: The period as written.
        date: ISO date of publication.
        during: The figure's own period, as ISO dates, where `text` is the period it is compared
            with: "cùng kỳ" is the year before it, "tháng trước" the month before it.
        ahead: Whether the text speaks of what is to come, a plan or a deadline: then "quý IV" in an
            article of August is this year's, not the last one.

    Raises:
        ValueError: `date` or `during` are not ISO dates.
    """
    anchor = Day.fromisoformat(date) if date else None
    own = (Day.fromisoformat(during[0]), Day.fromisoformat(during[1])) if during else None
    try:
        days = read(_normal(text), Context(anchor, own, ahead))
    except UnknownPeriod as unknown:
        return PeriodValue(reason=str(unknown))
    except (ValueError, OverflowError):
        return PeriodValue(reason="no such day")
    return PeriodValue(days[0].isoformat(), days[1].isoformat(), almanac.form(days))


def _normal(text: str) -> str:
    """Lower case, plain spelling, numbers of months and the like in digits, no brackets."""
    if len(text) > LONGEST:
        raise UnknownPeriod("too long for a period")
    written = _MAY.sub("tháng 5", plain(text)).lower().replace("quí", "quý")
    written = _spoken(written)
    written = _COUNTED.sub(lambda match: str(NUMBERS[match[1]]), written)
    written = _MONTH_NAME.sub(lambda match: f"tháng {NUMBERS[match[1]]}", written)
    written = re.sub(r"(?<=\d), (?=\d)", " và ", written)
    return " ".join(re.sub(r"[()“”\",;:]", " ", written).split())


def _spoken(written: str) -> str:
    """Days and years in words as digits: "ngày mười lăm tháng bảy năm hai nghìn mười ba"."""
    written = _YEAR_NAME.sub(_year_in_digits, written)
    written = re.sub(r"\btháng năm(?= năm \d{4})", "tháng 5", written)
    written = _DAY_NAME.sub(_day_in_digits, written)
    written = _MONTH_OF_DAY.sub(lambda match: f"{match[1]}{NUMBERS[match[2]]}", written)
    return re.sub(r"^(?=\d{1,2} tháng \d)", "ngày ", written)


def _year_in_digits(match: re.Match[str]) -> str:
    words = re.sub(r"\bkhông (?:linh|lẻ)\b", "không không", match[1])
    number = numerals.read(numerals.tokens(words), 0)
    fits = number is not None and 1800 <= number.value <= 2200
    return f"năm {number.value}" if number and fits else match[0]


def _day_in_digits(match: re.Match[str]) -> str:
    number = numerals.read(numerals.tokens(match["words"]), 0)
    fits = number is not None and 1 <= number.value <= 31
    return f"ngày {number.value} " if number and fits else match[0]
