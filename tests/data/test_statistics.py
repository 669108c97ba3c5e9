from dataclasses import replace

import pytest

from solieu.data.markdown import parse
from solieu.data.statistics import lengths, near_duplicates, reaches, statistics

ARTICLE = parse(
    "---\nid: a\ndate: unknown\n---\n[Quý I](PERIOD t1), ông [An](OFFICIAL) nói:\n"
    "[GDP](INDICATOR i1) tăng [5%](FIGURE increase=i1 during=t1), có [7](FIGURE) nơi."
)


def test_everything_is_counted():
    found = statistics([ARTICLE], ["level", "increase"])
    assert (found.articles, found.syllables) == (1, 11)
    assert found.labels == {"FIGURE": 2, "PERIOD": 1, "OFFICIAL": 1, "INDICATOR": 1}
    assert found.keys == {"increase": 1, "during": 1}
    assert found.mean_reach == {"during": 1, "increase": 0}
    assert found.figures_without_indicator == 1
    assert (found.indicators, found.officials, found.organisations) == (1, 1, 0)


def test_near_duplicates_are_found():
    other = replace(ARTICLE, id="b")
    assert near_duplicates([ARTICLE, other]) == [("a", "b", 1.0)]
    different = parse(
        "---\nid: c\ndate: unknown\n---\nMột bài khác hẳn, không có chữ nào giống bài kia cả."
    )
    assert near_duplicates([ARTICLE, different]) == []


def test_nothing_to_count_is_an_error():
    with pytest.raises(ValueError, match="no articles"):
        statistics([], [])


def test_links_are_counted_by_the_lines_they_reach():
    assert reaches([ARTICLE]) == {"the same line": 1, "1 line": 1}


def test_lengths_fall_into_classes_without_a_gap():
    long = replace(ARTICLE, id="b", text="a " * 30, entities=(), relations=())
    assert lengths([ARTICLE, long], width=10) == {"10 to 19": 1, "20 to 29": 0, "30 to 39": 1}
