import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solieu.model.spelling import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quý I", "Quý I"),
        ("qúy", "quý"),
        ("hoà", "hòa"),
        ("Hoà Bình", "Hòa Bình"),
        ("HOÀ", "HÒA"),
        ("oÀ", "oÀ"),
        ("thuỷ sản", "thủy sản"),
        ("toán", "toán"),
        ("2019–2020", "2019-2020"),
        ("1\u00a0234\u202f567", "1 234 567"),
        ("5\u00ad%\u200b", "5%"),
        ("５％", "5%"),
        ("Ðồng", "Đồng"),
        ("2½", "2 1/2"),
        (unicodedata.normalize("NFD", "tỷ đồng"), "tỷ đồng"),
    ],
)
def test_one_plain_form(text, expected):
    assert plain(text) == expected


@given(st.text())
def test_the_plain_form_is_plain(text):
    assert plain(plain(text)) == plain(text)
