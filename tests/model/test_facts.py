from decimal import Decimal

import pytest

from solieu.data.markdown import parse
from solieu.model.facts import with_facts


def read(body, date="2024-08-15"):
    return with_facts(parse(f"---\nid: a\ndate: {date}\n---\n{body}\n"))


def test_a_fact_says_what_its_links_say():
    article = read(
        "[7 tháng năm 2024](PERIOD t1), [chỉ số sản xuất công nghiệp](INDICATOR i1) của "
        "[Hà Nam](PLACE l1) tăng [11,32%](FIGURE increase=i1 during=t1 baseline=t2 scope=l1) so "
        "với [cùng kỳ năm trước](PERIOD t2)."
    )
    [fact] = article.facts
    assert (fact.kind, fact.value, fact.unit) == ("increase", Decimal("11.32"), "%")
    assert fact.indicator.name == "chỉ số sản xuất công nghiệp"
    assert (fact.during.start, fact.during.end) == ("2024-01-01", "2024-07-31")
    assert (fact.baseline.start, fact.baseline.end) == ("2023-01-01", "2023-07-31")
    assert fact.scope.name == "Hà Nam"
    assert fact.score is None
    assert fact.sentence == article.text.strip()


def test_every_figure_is_a_fact_and_what_is_not_linked_stays_empty():
    [fact] = read("Có [12](FIGURE) điều.").facts
    assert (fact.kind, fact.indicator, fact.during, fact.baseline, fact.scope) == (None,) * 5
    assert fact.value == 12


def test_wholes_are_followed_outwards():
    article = read(
        "[IIP](INDICATOR i1) có [ngành chế biến](INDICATOR i2 part_of=i1), trong đó "
        "[dệt may](INDICATOR i3 part_of=i2) tăng [5%](FIGURE increase=i3)."
    )
    assert article.facts[0].indicator.part_of == ("ngành chế biến", "IIP")


def test_a_circle_of_wholes_is_followed_once():
    article = read(
        "[A](INDICATOR i1 part_of=i2) và [B](INDICATOR i2 part_of=i1) đạt [5%](FIGURE level=i1)."
    )
    assert article.facts[0].indicator.part_of == ("B",)


@pytest.mark.parametrize(
    ("before", "approximate"),
    [("gần", True), ("khoảng", True), ("hơn", True), ("ước đạt", True), ("đạt đúng", False)],
)
def test_words_before_a_figure_blur_it(before, approximate):
    [fact] = read(f"[Thu](INDICATOR i1) {before} [5 tỷ đồng](FIGURE level=i1).").facts
    assert fact.approximate is approximate
    assert (fact.value, fact.unit) == (5_000_000_000, "VND")


def test_an_official_is_one_person_with_every_office():
    article = read(
        "[Bộ trưởng](POSITION p1 of=o1) [Bộ Công Thương](ORGANISATION o1) "
        "[Trần Văn An](OFFICIAL holds=p1) nói. Ông [An](OFFICIAL holds=p2), "
        "[Trưởng ban](POSITION p2) chỉ đạo, cùng [Lê Thị Bình](OFFICIAL)."
    )
    people = [
        (o.name, [(office.title, office.organisation) for office in o.positions])
        for o in article.officials
    ]
    assert people == [
        ("Trần Văn An", [("Bộ trưởng", "Bộ Công Thương"), ("Trưởng ban", None)]),
        ("Lê Thị Bình", []),
    ]


def test_an_office_named_twice_counts_once_and_a_bare_title_is_not_another():
    [official] = read(
        "[Chủ tịch](POSITION p1) [Lê An](OFFICIAL holds=p1), [Chủ tịch](POSITION p2 of=o1) "
        "[UBND tỉnh](ORGANISATION o1) [Lê An](OFFICIAL holds=p2), [chủ tịch](POSITION p3 of=o2) "
        "[UBND tỉnh](ORGANISATION o2) [An](OFFICIAL holds=p3)."
    ).officials
    offices = [(office.title, office.organisation) for office in official.positions]
    assert offices == [("Chủ tịch", "UBND tỉnh")]


@pytest.mark.parametrize(("kind", "change"), [("increase", 3), ("decrease", -3), ("level", None)])
def test_a_change_has_a_sign(kind, change):
    [fact] = read(f"[Thu](INDICATOR i1) là [3%](FIGURE {kind}=i1).").facts
    assert (fact.value, fact.change) == (3, change)


@pytest.mark.parametrize(
    ("other", "value", "ambiguous"),
    [
        ("2,5 tấn", Decimal(1234), ()),
        ("2.5 tấn", Decimal("1.234"), ()),
        ("25 tấn", Decimal(1234), (Decimal(1234), Decimal("1.234"))),
    ],
)
def test_the_habit_of_the_article_decides_what_a_dot_is(other, value, ambiguous):
    fact = read(f"Bán [{other}](FIGURE), mua [1.234 tấn](FIGURE).").facts[1]
    assert (fact.value, fact.ambiguous) == (value, ambiguous)


def test_a_fraction_keeps_both_numbers_and_a_bound_is_told():
    fact = read("Có không quá [27/41 xã](FIGURE).").facts[0]
    assert (fact.value, fact.whole, fact.unit, fact.bound) == (27, 41, "xã", "upper")


def test_the_latest_date_of_the_text_stands_in_for_the_articles_own():
    article = with_facts(
        parse(
            "---\nid: a\ndate: unknown\n---\n[Ngày 5/8/2024](PERIOD), [thu](INDICATOR i1) "
            "[7 tháng](PERIOD t1) đạt [5 tỷ đồng](FIGURE level=i1 during=t1), "
            "[năm 2019](PERIOD t2) [4 tỷ đồng](FIGURE level=i1 during=t2), "
            "mục tiêu [đến năm 2030](PERIOD)."
        )
    )
    first, second = (fact.during for fact in article.facts)
    assert (first.form, first.assumed) == ("2024-M01/M07", True)
    assert (second.form, second.assumed) == ("2019", False)


def test_without_any_date_a_period_stays_open():
    article = read(
        "[Thu](INDICATOR i1) [7 tháng](PERIOD t1) đạt [5](FIGURE level=i1 during=t1).", "unknown"
    )
    during = article.facts[0].during
    assert (during.start, during.reason, during.assumed) == (
        None,
        "the article's date is not known",
        False,
    )


@pytest.mark.parametrize(("verb", "form"), [("Phấn đấu", "2024-Q4"), ("Báo cáo nêu", "2023-Q4")])
def test_the_period_of_a_plan_lies_ahead(verb, form):
    body = f"{verb} [thu](INDICATOR i1) [quý IV](PERIOD t1) đạt [5%](FIGURE level=i1 during=t1)."
    assert read(body).facts[0].during.form == form
