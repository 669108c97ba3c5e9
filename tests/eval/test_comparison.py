import pytest

from solieu.data.article import Article
from solieu.data.markdown import parse
from solieu.eval.comparison import compare_systems, difference
from solieu.eval.counts import Score

HEAD = "---\nid: a{n}\ndate: unknown\n---\n"
BODY = (
    "[GDP](INDICATOR i1) tăng [5%](FIGURE increase=i1), [CPI](INDICATOR i2) [3%](FIGURE level=i2)."
)


def articles(count, body=BODY):
    return [parse(HEAD.format(n=n) + body) for n in range(count)]


def test_a_system_differs_from_itself_in_nothing():
    gold = articles(8)
    found = compare_systems(gold, gold, gold)
    for one in [*found.headlines.values(), *found.labels.values()]:
        assert (one.value, one.low, one.high, one.p) == (0, 0, 0, 1)
    assert found.won == found.lost == ()


def test_a_better_system_is_better_beyond_chance():
    gold = articles(12)
    empty = [Article(article.text, article.id) for article in gold]
    found = compare_systems(gold, empty, gold)
    assert found.headlines["figures"].value == 1
    assert found.headlines["figures"].p < 0.001
    assert found.labels["FIGURE"].low == 1
    assert [change.figure for change in found.won[:2]] == ["5%", "3%"]
    assert len(found.won) == 24
    back = compare_systems(gold, gold, empty)
    assert len(back.lost) == 24
    assert back.headlines["figures"].value == -1


def test_a_difference_of_few_articles_may_be_chance():
    first = [Score(5, 10, 10)] * 6
    second = [Score(6, 10, 10), Score(4, 10, 10), *[Score(5, 10, 10)] * 3, Score(6, 10, 10)]
    found = difference(first, second)
    assert found.low <= 0 <= found.high
    assert found.p > 0.2


def test_other_articles_cannot_be_compared():
    with pytest.raises(ValueError, match="same articles"):
        difference([Score(1, 1, 1)], [])
