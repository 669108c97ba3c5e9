import csv
import datetime
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import solieu
from solieu.model import almanac

CASES = list(csv.DictReader((Path(__file__).parent / "periods.tsv").open(), delimiter="\t"))
DATES = st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 12, 31))
ROMAN = ("", "I", "II", "III", "IV")


def read(text, date="", during=""):
    own = tuple(during.split("/")) if during else None
    return solieu.parse_period(text, date=date or None, during=own)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{c['text']}|{c['date']}|{c['during']}" for c in CASES]
)
def test_period(case):
    found = read(case["text"], case["date"], case["during"])
    assert (found.form or "-") == case["form"]
    assert (found.start is None) == (found.end is None) == bool(found.reason)


def test_there_are_enough_cases():
    assert len(CASES) > 350


def test_the_end_of_february_stays_the_end_of_february():
    found = read("cùng kỳ", during="2024-02-01/2024-02-29")
    assert (found.start, found.end) == ("2023-02-01", "2023-02-28")


def written(kind, first, last):
    """A period in words, and its interval."""
    if kind == "day":
        return f"ngày {first.day}/{first.month}/{first.year}", (first, first)
    if kind == "month":
        return f"tháng {first.month}/{first.year}", almanac.months(
            first.year, first.month, first.month
        )
    if kind == "quarter":
        quarter = (first.month + 2) // 3
        days = almanac.quarters(first.year, quarter, quarter)
        return f"quý {ROMAN[quarter]} năm {first.year}", days
    if kind == "months":
        return f"{first.month} tháng đầu năm {first.year}", almanac.months(
            first.year, 1, first.month
        )
    if kind == "years":
        last = max(first.year + 1, last.year)
        return f"giai đoạn {first.year}-{last}", almanac.years(first.year, last)
    first, last = sorted((first, last))
    text = f"từ {first.day}/{first.month}/{first.year} đến {last.day}/{last.month}/{last.year}"
    return text, (first, last)


KINDS = st.sampled_from(["day", "month", "quarter", "months", "years", "interval"])


def check_written(kind, first, last):
    text, days = written(kind, first, last)
    found = read(text)
    assert (found.start, found.end) == (days[0].isoformat(), days[1].isoformat()), text
    assert found.form == almanac.form(days)


@settings(max_examples=2_000, deadline=None)
@given(kind=KINDS, first=DATES, last=DATES)
def test_what_is_written_is_read(kind, first, last):
    check_written(kind, first, last)


@pytest.mark.slow
@settings(max_examples=20_000, deadline=None)
@given(kind=KINDS, first=DATES, last=DATES)
def test_what_is_written_is_read_twenty_thousand_times(kind, first, last):
    check_written(kind, first, last)


@settings(max_examples=500, deadline=None)
@given(text=st.text(), date=DATES)
def test_any_text_gives_an_interval_or_a_reason(text, date):
    found = read(text, date.isoformat())
    assert bool(found.reason) != bool(found.start)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([c["text"] for c in CASES]), min_size=2, max_size=4))
def test_periods_put_together_never_fail(parts):
    found = read(" ".join(parts), "2024-08-20", "2024-01-01/2024-07-31")
    assert found.start is None or found.start <= found.end


@pytest.mark.parametrize("text", ["1 " * 500_000, "từ " * 300_000, "cùng kỳ " * 100_000])
def test_long_texts_are_refused_at_once(text):
    begun = time.perf_counter()
    assert read(text, "2024-08-20").reason == "too long for a period"
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(("date", "during"), [("2024-13-01", ""), ("", "2024-01-01/x")])
def test_wrong_dates_are_errors(date, during):
    with pytest.raises(ValueError, match=r"month|isoformat"):
        read("quý I", date, during)


@pytest.mark.parametrize(
    ("text", "past", "ahead"),
    [
        ("quý IV", "2023-Q4", "2024-Q4"),
        ("tháng 12", "2023-M12", "2024-M12"),
        ("ngày 31/12", "2023-12-31", "2024-12-31"),
        ("quý I", "2024-Q1", "2024-Q1"),
        ("năm 2023", "2023", "2023"),
    ],
)
def test_a_plan_looks_ahead(text, past, ahead):
    assert solieu.parse_period(text, "2024-08-20").form == past
    assert solieu.parse_period(text, "2024-08-20", ahead=True).form == ahead
