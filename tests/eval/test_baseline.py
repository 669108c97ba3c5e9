from collections.abc import Callable, Sequence

import pytest

from solieu.data.article import Article
from solieu.eval.baseline import extract_by_rules, link_by_rules

Build = Callable[..., Article]
Said = set[tuple[str, str, str]]


def said(article: Article) -> Said:
    entities = article.entities
    return {(entities[r.head].text, r.label, entities[r.tail].text) for r in article.relations}


def links(build: Build, text: str, mentions: Sequence[tuple[str, str]]) -> Said:
    return said(link_by_rules(build(text, mentions, [])))


def test_the_article_by_hand_is_read_rightly(gold: Article, build: Build) -> None:
    assert said(link_by_rules(build(links=[]))) == said(gold)


def test_earlier_links_are_replaced(gold: Article) -> None:
    assert link_by_rules(link_by_rules(gold)) == link_by_rules(gold)


@pytest.mark.parametrize(
    ("text", "figure", "kind"),
    [
        ("Thu ngân sách đạt 5 tỷ đồng", "5 tỷ đồng", "level"),
        ("Thu ngân sách tăng nhẹ 5%", "5%", "increase"),
        ("Thu ngân sách giảm khoảng 5%", "5%", "decrease"),
        ("Thu ngân sách tăng lên 5 tỷ đồng", "5 tỷ đồng", "level"),
        ("Thu ngân sách chiếm 5% GDP", "5%", "share"),
        ("Thu ngân sách bằng 5% dự toán", "5%", "progress"),
        ("Thu ngân sách hoàn thành 5%", "5%", "progress"),
    ],
    ids=["level", "increase", "decrease", "reached by a rise", "share", "plan", "fulfilled"],
)
def test_cue_words_name_the_kind(build: Build, text: str, figure: str, kind: str) -> None:
    mentions = [("INDICATOR", "Thu ngân sách"), ("FIGURE", figure)]
    assert links(build, text, mentions) == {(figure, kind, "Thu ngân sách")}


def test_a_counted_noun_after_the_figure_is_its_indicator(build: Build) -> None:
    text = "Vốn lớn, với 12 dự án mới của tỉnh Lam Sơn"
    mentions = [
        ("INDICATOR", "Vốn"),
        ("FIGURE", "12"),
        ("INDICATOR", "dự án mới"),
        ("PLACE", "tỉnh Lam Sơn"),
    ]
    assert links(build, text, mentions) == {
        ("12", "level", "dự án mới"),
        ("12", "scope", "tỉnh Lam Sơn"),
    }


def test_a_period_holds_for_the_next_sentence_and_a_baseline_too(build: Build) -> None:
    text = "Tháng 5, xuất khẩu tăng 3% so với cùng kỳ. Nhập khẩu giảm 4%."
    mentions = [
        ("PERIOD", "Tháng 5"),
        ("INDICATOR", "xuất khẩu"),
        ("FIGURE", "3%"),
        ("PERIOD", "cùng kỳ"),
        ("INDICATOR", "Nhập khẩu"),
        ("FIGURE", "4%"),
    ]
    assert links(build, text, mentions) == {
        ("3%", "increase", "xuất khẩu"),
        ("3%", "during", "Tháng 5"),
        ("3%", "baseline", "cùng kỳ"),
        ("4%", "decrease", "Nhập khẩu"),
        ("4%", "during", "Tháng 5"),
        ("4%", "baseline", "cùng kỳ"),
    }


def test_now_ends_the_inheritance_of_a_period(build: Build) -> None:
    text = "Năm 2023 có 3 dự án. Hiện nay, vốn là 4 tỷ đồng."
    mentions = [("PERIOD", "Năm 2023"), ("FIGURE", "3"), ("FIGURE", "4 tỷ đồng")]
    read = link_by_rules(build(text, mentions, []))
    assert said(read) == {("3", "during", "Năm 2023")}


def test_two_changes_share_the_comparison_behind_them(build: Build) -> None:
    text = "Gạo tăng 3% về lượng và 5% về trị giá so với năm 2022"
    mentions = [
        ("INDICATOR", "Gạo"),
        ("FIGURE", "3%"),
        ("FIGURE", "5%"),
        ("PERIOD", "năm 2022"),
    ]
    read = links(build, text, mentions)
    assert {("3%", "baseline", "năm 2022"), ("5%", "baseline", "năm 2022")} < read
    assert ("5%", "increase", "Gạo") in read


def test_components_are_part_of_the_indicator_before(build: Build) -> None:
    text = "Vốn FDI đạt 9 tỷ USD. Trong đó, vốn cấp mới đạt 4 tỷ USD."
    mentions = [
        ("INDICATOR", "Vốn FDI"),
        ("FIGURE", "9 tỷ USD"),
        ("INDICATOR", "vốn cấp mới"),
        ("FIGURE", "4 tỷ USD"),
    ]
    assert ("vốn cấp mới", "part_of", "Vốn FDI") in links(build, text, mentions)


def test_a_source_is_no_owner(build: Build) -> None:
    text = "Theo Sở Công Thương, xuất khẩu đạt 4 tỷ USD"
    mentions = [
        ("ORGANISATION", "Sở Công Thương"),
        ("INDICATOR", "xuất khẩu"),
        ("FIGURE", "4 tỷ USD"),
    ]
    assert links(build, text, mentions) == {("4 tỷ USD", "level", "xuất khẩu")}


@pytest.mark.parametrize(
    "text",
    [
        "Giám đốc Sở Y tế Lê Văn Bình phát biểu",
        "Lê Văn Bình, Giám đốc Sở Y tế, phát biểu",
        "Giám đốc Sở Y tế, ông Lê Văn Bình, phát biểu",
    ],
    ids=["before", "after", "before with an honorific"],
)
def test_officials_hold_the_office_beside_them(build: Build, text: str) -> None:
    found = {"OFFICIAL": "Lê Văn Bình", "POSITION": "Giám đốc", "ORGANISATION": "Sở Y tế"}
    mentions = sorted(found.items(), key=lambda one: text.index(one[1]))
    assert links(build, text, mentions) == {
        ("Lê Văn Bình", "holds", "Giám đốc"),
        ("Giám đốc", "of", "Sở Y tế"),
    }


def test_an_article_is_read_from_its_text_alone(gold: Article) -> None:
    read = extract_by_rules(Article(gold.text, gold.id, "2024-04-10"))
    assert (read.text, read.id, read.date) == (gold.text, gold.id, "2024-04-10")
    assert {
        ("120 triệu USD", "level", "kim ngạch xuất khẩu"),
        ("8,5%", "increase", "kim ngạch xuất khẩu"),
        ("8,5%", "during", "Quý I/2024"),
        ("8,5%", "baseline", "cùng kỳ"),
        ("Trần Văn An", "holds", "Giám đốc"),
    } <= said(read)
