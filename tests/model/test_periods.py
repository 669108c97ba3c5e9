"""Periods as intervals."""

import pytest

import solieu

DURING = ("2024-01-01", "2024-07-31")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("7 tháng đầu năm 2024", "2024-01-01", "2024-07-31"),
        ("7 tháng", "2024-01-01", "2024-07-31"),
        ("quý III/2019", "2019-07-01", "2019-09-30"),
        ("quý I", "2024-01-01", "2024-03-31"),
        ("tháng 10", "2023-10-01", "2023-10-31"),
        ("tháng 4/2023", "2023-04-01", "2023-04-30"),
        ("năm 2023", "2023-01-01", "2023-12-31"),
        ("năm ngoái", "2023-01-01", "2023-12-31"),
        ("sáng 15/8", "2024-08-15", "2024-08-15"),
        ("giai đoạn 2021-2025", "2021-01-01", "2025-12-31"),
        ("đến hết ngày 31/12/2017", "2017-12-31", "2017-12-31"),
        ("từ đầu năm đến nay", "2024-01-01", "2024-08-20"),
        ("cùng kỳ năm trước", "2023-01-01", "2023-07-31"),
        ("cùng kỳ 2022", "2022-01-01", "2022-07-31"),
    ],
)
def test_interval(text, start, end):
    found = solieu.parse_period(text, date="2024-08-20", during=DURING)
    assert (found.start, found.end) == (start, end)


def test_the_end_of_february_stays_the_end_of_february():
    found = solieu.parse_period("cùng kỳ", during=("2024-02-01", "2024-02-29"))
    assert (found.start, found.end) == ("2023-02-01", "2023-02-28")


@pytest.mark.parametrize(
    ("text", "date"), [("tháng 10", None), ("30/2/2024", "2024-08-15"), ("gần đây", "2024-08-15")]
)
def test_what_cannot_be_known_is_none_with_a_reason(text, date):
    found = solieu.parse_period(text, date=date)
    assert (found.start, found.end) == (None, None)
    assert found.reason
