"""Figures as exact decimals."""

from decimal import Decimal

import pytest

import solieu


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("45.145,7 tỷ đồng", "45145700000000", "VND"),
        ("128.450 tỷ đồng", "128450000000000", "VND"),
        ("7,15%", "7.15", "%"),
        ("0,25 điểm phần trăm", "0.25", "pp"),
        ("17,6 tỷ USD", "17600000000", "USD"),
        ("2.067ha", "2067", "ha"),
        ("1,2 triệu lượt", "1200000", "lượt"),
        ("38 triệu đồng/lượng", "38000000", "VND/lượng"),
        ("gấp đôi", "2", "lần"),
        ("một nửa", "0.5", "lần"),
        ("3,4 lần", "3.4", "lần"),
        ("27/41", "27", None),
    ],
)
def test_value_and_unit(text, value, unit):
    found = solieu.parse_figure(text)
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["6,5-6,7%", "6,5% đến 6,7%"])
def test_a_range_has_two_ends(text):
    found = solieu.parse_figure(text)
    assert (found.value, found.value_to, found.unit) == (Decimal("6.5"), Decimal("6.7"), "%")


@pytest.mark.parametrize(
    ("before", "approximate"),
    [("ước đạt khoảng ", True), ("đạt gần ", True), ("tăng ", False), ("", False)],
)
def test_words_before_it_blur_it(before, approximate):
    assert solieu.parse_figure("12 tỷ đồng", before=before).approximate == approximate


@pytest.mark.parametrize("text", ["", "nhiều", "\ud800", "…"])
def test_what_is_no_number_has_no_value_and_a_reason(text):
    found = solieu.parse_figure(text)
    assert found.value is None
    assert found.reason
