import pytest

from solieu.data.markdown import parse
from solieu.model.facts import with_facts


@pytest.mark.parametrize(
    ("body", "full_name"),
    [
        ("[GDP](INDICATOR i1) tăng [5%](FIGURE increase=i1).", "GDP"),
        (
            "[Chỉ số giá (CPI)](INDICATOR i1) tăng, [CPI](INDICATOR i2) [5%](FIGURE increase=i2).",
            "Chỉ số giá",
        ),
        (
            "[Chỉ số giá (CPI)](INDICATOR i1): [CPI](INDICATOR i3) có [nhóm ăn](INDICATOR i2 "
            "part_of=i3) tăng [5%](FIGURE increase=i2).",
            "Chỉ số giá: nhóm ăn",
        ),
        (
            "[Vốn (thực hiện)](INDICATOR i1) đạt [5 tỷ đồng](FIGURE level=i1).",
            "Vốn (thực hiện)",
        ),
    ],
)
def test_the_full_name_has_wholes_and_long_forms(body, full_name):
    article = with_facts(parse(f"---\nid: a\ndate: unknown\n---\n{body}\n"))
    assert article.facts[0].indicator.full_name == full_name
