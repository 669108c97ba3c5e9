import pytest

from solieu.eval.counts import Score
from solieu.eval.intervals import f1_interval

ARTICLES = [Score(tp, 10, 10) for tp in (2, 4, 6, 8, 10)]


def test_the_same_articles_give_the_same_interval() -> None:
    assert f1_interval(ARTICLES) == f1_interval(ARTICLES)
    assert f1_interval(ARTICLES) != f1_interval(ARTICLES, seed=1)


def test_the_interval_holds_the_score_and_shrinks_with_more_articles() -> None:
    few, many = f1_interval(ARTICLES), f1_interval(ARTICLES * 20)
    assert few.low < many.low < 0.6 < many.high < few.high


def test_articles_without_anything_change_no_rate() -> None:
    one = f1_interval([Score(3, 4, 4)])
    assert one.low == one.high == 0.75
    assert f1_interval([Score()] * 3).high == 0


def test_no_article_has_no_interval() -> None:
    with pytest.raises(ValueError, match="at least one article"):
        f1_interval([])
