import pytest

from solieu.data.segmentation import Word
from solieu.model.edges import trimmed
from solieu.model.tagger import Span


@pytest.mark.parametrize(
    ("mention", "kept"),
    [
        ("giá trị trọn_gói ,", "giá trị trọn_gói"),
        ("sản_lượng )", "sản_lượng"),
        ("chỉ_số giá ( CPI )", "chỉ_số giá ( CPI )"),
        ("Sài_Gòn (", "Sài_Gòn"),
        ("( CPI )", "( CPI )"),
        ("( CPI", "CPI"),
        (": GDP ;", "GDP"),
        ("5,6 %", "5,6 %"),
        ("- 5 tỷ", "- 5 tỷ"),
        (", .", ","),
        ("GDP", "GDP"),
    ],
)
def test_signs_at_the_edges_are_left_out(mention, kept):
    forms = ["Năm", *mention.split(), "tăng"]
    words = [Word(n, n + 1, form) for n, form in enumerate(forms)]
    found = trimmed(Span(1, len(forms) - 1, 3, 0.5), words)
    assert " ".join(forms[found.start : found.end]) == kept
    assert (found.label, found.score) == (3, 0.5)
