import pytest

from solieu.data.markdown import parse
from solieu.model.facts import with_facts


def checks(body):
    article = with_facts(parse(f"---\nid: a\ndate: 2024-08-15\n---\n{body}\n"))
    return [(check.name, check.holds) for fact in article.facts for check in fact.checks]


@pytest.mark.parametrize(("share", "holds"), [("25%", True), ("24,9%", True), ("31%", False)])
def test_a_share_is_its_part_over_its_whole(share, holds):
    body = (
        "[Tổng thu](INDICATOR i1) [4.012 tỷ đồng](FIGURE level=i1), [thu nội địa](INDICATOR i2 "
        f"part_of=i1) [1.000 tỷ đồng](FIGURE level=i2), chiếm [{share}](FIGURE share=i2)."
    )
    assert checks(body) == [("share of the whole", holds)] * 3


@pytest.mark.parametrize(("change", "holds"), [("10%", True), ("10,2%", True), ("12%", False)])
def test_a_change_leads_from_the_level_before_to_the_level_after(change, holds):
    body = (
        "[Năm 2023](PERIOD t1), [thu](INDICATOR i1) [1.101 tỷ đồng](FIGURE level=i1 during=t1), "
        f"tăng [{change}](FIGURE increase=i1 during=t1 baseline=t2) so với [năm 2022](PERIOD t2) "
        "([1.000 tỷ đồng](FIGURE level=i1 during=t2))."
    )
    found = checks(body)
    assert set(found) == {("change between the levels", holds)}


def test_a_decrease_counts_down():
    body = (
        "[Năm 2023](PERIOD t1), [thu](INDICATOR i1) [905 tỷ đồng](FIGURE level=i1 during=t1), "
        "giảm [9,5%](FIGURE decrease=i1 during=t1 baseline=t2) so với [năm 2022](PERIOD t2) "
        "([1.000 tỷ đồng](FIGURE level=i1 during=t2))."
    )
    assert ("change between the levels", True) in checks(body)


@pytest.mark.parametrize(("part", "holds"), [("400", True), ("700", False)])
def test_parts_are_no_more_than_their_whole(part, holds):
    body = (
        "[Tổng](INDICATOR i1) [1.002 hộ](FIGURE level=i1): [nghèo](INDICATOR i2 part_of=i1) "
        f"[{part} hộ](FIGURE level=i2), [khá](INDICATOR i3 part_of=i1) [551 hộ](FIGURE level=i3)."
    )
    assert checks(body) == [("parts within the whole", holds)] * 3


@pytest.mark.parametrize(("rate", "holds"), [("65,9%", True), ("66%", True), ("56%", False)])
def test_a_fraction_and_its_percentage_say_the_same(rate, holds):
    body = f"[27/41](FIGURE level=i1) [xã đạt chuẩn](INDICATOR i1), bằng [{rate}](FIGURE share=i1)."
    assert checks(body) == [("fraction and percentage", holds)] * 2


def test_a_blurred_value_is_given_room():
    body = (
        "[Tổng thu](INDICATOR i1) [4.012 tỷ đồng](FIGURE level=i1), [thu nội địa](INDICATOR i2 "
        "part_of=i1) [1.000 tỷ đồng](FIGURE level=i2), chiếm gần [26%](FIGURE share=i2)."
    )
    assert checks(body) == [("share of the whole", True)] * 3


def test_what_cannot_be_compared_is_not_checked():
    assert (
        checks("[Thu](INDICATOR i1) tăng [5%](FIGURE increase=i1), đạt [7](FIGURE level=i1).") == []
    )
