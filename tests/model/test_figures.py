import csv
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import solieu
from solieu.model.figures import decimal_sign, step

CASES = list(csv.DictReader((Path(__file__).parent / "figures.tsv").open(), delimiter="\t"))
DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
SCALES = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ")


def shown(value):
    return "" if value is None else f"{value:f}"


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_figure(case):
    found = solieu.parse_figure(case["text"])
    assert (shown(found.value) or "-") == case["value"]
    assert shown(found.value_to) == case["value_to"]
    assert shown(found.whole) == case["whole"]
    assert (found.unit or "") == case["unit"]
    assert ("~" if found.approximate else "") + (found.bound or "") == case["around"]
    assert "/".join(map(shown, found.ambiguous)) == case["ambiguous"]
    assert (found.value is None) == bool(found.reason)


def test_what_is_longer_than_a_figure_is_not_read():
    assert solieu.parse_figure("7 tỷ đồng".ljust(200, ".")).value == 7_000_000_000
    assert solieu.parse_figure("7 tỷ đồng".ljust(201, ".")).reason == "too long for a figure"


def test_there_are_enough_cases():
    assert len(CASES) > 400


@pytest.mark.parametrize(
    ("before", "after", "approximate", "bound"),
    [
        ("ước đạt khoảng ", "", True, None),
        ("đạt gần ", "", True, None),
        ("cả nước tăng ", "", False, None),
        ("gần đây tăng ", "", False, None),
        ("khoảng cách ", "", False, None),
        ("cao hơn ", "", False, None),
        ("thu hút trên ", "", False, "lower"),
        ("không quá ", "", False, "upper"),
        ("không dưới ", "", False, "lower"),
        ("từ ", " trở lên", False, "lower"),
        ("từ ", " trở xuống", False, "upper"),
        ("tăng ", "", False, None),
    ],
)
def test_words_around_it_blur_or_bound_it(before, after, approximate, bound):
    found = solieu.parse_figure("12 tỷ đồng", before=before, after=after)
    assert (found.approximate, found.bound) == (approximate, bound)


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["5,6%", "1.234,5 tấn"], ","),
        (["5.6%", "1,234.5 tấn"], "."),
        (["1.234 tấn", "500"], None),
        (["5.6%", "7,2%"], None),
        (["5.6%", "7,2%", "8,1%"], None),
        (["5.6%", "7,2%", "8,1%", "9,9%"], ","),
    ],
)
def test_the_habit_of_an_article(texts, sign):
    assert decimal_sign(texts) == sign


def test_a_known_habit_decides_what_could_be_both():
    assert solieu.parse_figure("1.234 tấn", decimal_sign=",").value == 1234
    assert solieu.parse_figure("1.234 tấn", decimal_sign=".").value == Decimal("1.234")
    assert solieu.parse_figure("1,234 tấn", decimal_sign=".").value == 1234


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("4,15 tỷ USD", "10000000"),
        ("1.000 tỷ đồng", "1000000000"),
        ("7,15%", "0.01"),
        ("27/41", "1"),
    ],
)
def test_one_in_the_last_digit(text, size):
    assert step(text) == Decimal(size)


def test_the_unit_is_kept_as_written():
    assert solieu.parse_figure("45.145,7 tỷ đồng").unit_text == "tỷ đồng"
    assert solieu.parse_figure("5 tỷ đổng").unit_text == "tỷ đổng"


def below_thousand(number, leading):
    """A number below a thousand in words; `leading` where nothing stands before it."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = []
    if hundreds or not leading:
        words += [DIGITS[hundreds], "trăm"]
    if tens == 0 and ones and words:
        words += ["linh", DIGITS[ones]]
    elif tens == 1:
        words += ["mười", *([{5: "lăm"}.get(ones, DIGITS[ones])] if ones else [])]
    elif tens:
        last = {1: "mốt", 4: "tư", 5: "lăm"}.get(ones, DIGITS[ones])
        words += [DIGITS[tens], "mươi", *([last] if ones else [])]
    elif ones or not words:
        words.append(DIGITS[ones])
    return words


def spelled(number):
    """A whole number in words, as it is taught at school."""
    groups = [number // 1000**power % 1000 for power in range(4)]
    words = []
    for power in reversed(range(4)):
        if groups[power]:
            words += below_thousand(groups[power], leading=not words)
            words += SCALES[power].split()
    return " ".join(words or [DIGITS[0]])


def written(number, decimals, scale):
    """A number in digits, with dots between thousands, a comma and a scale."""
    whole = f"{number:,}".replace(",", ".")
    return f"{whole}{',' if decimals else ''}{decimals} {SCALES[scale]}".strip()


POWERS = (0, 3, 6, 9, 12, 15)
WRITTEN = (st.integers(0, 10**9), st.sampled_from(["", "5", "25", "05"]), st.integers(0, 5))


def check_written(number, decimals, scale):
    found = solieu.parse_figure(f"{written(number, decimals, scale)} đồng")
    expected = Decimal(f"{number}.{decimals or 0}").scaleb(POWERS[scale])
    assert (found.value, found.unit) == (expected, "VND")


def check_spelled(number):
    assert solieu.parse_figure(spelled(number)).value == number, spelled(number)


@settings(max_examples=1_000, deadline=None)
@given(*WRITTEN)
def test_numbers_in_digits_are_read(number, decimals, scale):
    check_written(number, decimals, scale)


@settings(max_examples=1_000, deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_numbers_in_words_are_read(number):
    check_spelled(number)


@pytest.mark.slow
@settings(max_examples=50_000, deadline=None)
@given(*WRITTEN)
def test_fifty_thousand_numbers_in_digits_are_read(number, decimals, scale):
    check_written(number, decimals, scale)


@pytest.mark.slow
@settings(max_examples=50_000, deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_fifty_thousand_numbers_in_words_are_read(number):
    check_spelled(number)


@settings(max_examples=500, deadline=None)
@given(st.text(), st.text(), st.text())
def test_any_text_has_a_value_or_a_reason(text, before, after):
    found = solieu.parse_figure(text, before, after)
    assert (found.value is None) == bool(found.reason)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([case["text"] for case in CASES]), min_size=2, max_size=3))
@example(["ba chục triệu", "hai phẩy năm", "hai phẩy năm"])
def test_figures_put_together_never_fail(parts):
    found = solieu.parse_figure(" ".join(parts))
    assert (found.value is None) == bool(found.reason)


@pytest.mark.parametrize("text", ["1.1" * 300_000, "một " * 300_000, "5%" * 300_000])
def test_long_texts_are_refused_at_once(text):
    begun = time.perf_counter()
    assert solieu.parse_figure(text, before=text[:40], after=text[:40]).value is None
    assert time.perf_counter() - begun < 1
