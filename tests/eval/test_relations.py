from collections.abc import Callable

from solieu.data.article import Article
from solieu.data.inventory import SOLIEU
from solieu.eval.counts import Score
from solieu.eval.relations import by_distance, score_relations

Build = Callable[..., Article]
TEXT = "GDP tăng 5%. CPI giảm 3%. Thu khá. Chi khá. Nhập khá. Xuất siêu đạt 7 tỷ USD."
MENTIONS = [
    ("INDICATOR", "GDP"),
    ("FIGURE", "5%"),
    ("INDICATOR", "CPI"),
    ("FIGURE", "3%"),
    ("FIGURE", "7 tỷ USD"),
]


def test_relations_are_counted_by_the_sentences_between_their_ends(build: Build) -> None:
    gold = build(TEXT, MENTIONS, [(1, "increase", 0), (3, "decrease", 0), (4, "level", 0)])
    near = [(1, "increase", 0), (3, "decrease", 0)]
    predicted = build(TEXT, MENTIONS, [*near, (1, "level", 2), (4, "level", 2)])
    assert by_distance([(gold, predicted), (gold, predicted)]) == {
        "0": Score(2, 2, 2),
        "1": Score(2, 4, 2),
        "4": Score(0, 2, 0),
        "5+": Score(0, 0, 2),
    }


def test_the_largest_overlap_is_matched_first(build: Build) -> None:
    text = "thu ngân sách nội địa đạt 5 tỷ đồng"
    figure = ("FIGURE", "5 tỷ đồng")
    links = [(2, "level", 0), (2, "level", 1)]
    parts = [("INDICATOR", "thu ngân sách"), ("INDICATOR", "nội địa"), figure]
    gold = build(text, parts, links)
    across = [("INDICATOR", "thu"), ("INDICATOR", "ngân sách nội"), figure]
    found = score_relations(gold, build(text, across, links), SOLIEU).relaxed.micro
    assert found == Score(1, 2, 2)


def test_mentions_that_only_touch_do_not_overlap(build: Build) -> None:
    text = "thu ngân sách đạt 5 tỷ đồng"
    figure = ("FIGURE", "5 tỷ đồng")
    gold = build(text, [("INDICATOR", "thu ngân sách"), figure], [(1, "level", 0)])
    beside = build(text, [("INDICATOR", "đạt"), figure], [(1, "level", 0)])
    assert score_relations(gold, beside, SOLIEU).relaxed.micro == Score(0, 1, 1)
