import pytest
from hypothesis import given
from hypothesis import strategies as st

from solieu.data.article import Article, Entity, Fact, Relation
from solieu.eval.calibration import Answered, expected_calibration_error, platt
from solieu.model.confidence import calibrated, stretched

ARTICLE = Article(
    "GDP 5%",
    "a",
    None,
    (Entity("INDICATOR", 0, 3, "GDP", 0.9), Entity("FIGURE", 4, 6, "5%", 0.8)),
    (Relation(1, "level", 0, 0.7),),
    (Fact(1, score=0.6),),
)


def test_what_is_not_calibrated_stays():
    assert calibrated(ARTICLE, {}) == ARTICLE
    assert stretched(0.3, 1, 0) == pytest.approx(0.3)


def test_each_kind_of_score_has_its_own_numbers():
    found = calibrated(ARTICLE, {"entities": (0.5, 0.0), "facts": (1.0, -1.0)})
    assert found.entities[0].score == pytest.approx(0.75)
    assert found.relations[0].score == 0.7
    assert found.facts[0].score < 0.6


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.05, 5), st.floats(-3, 3))
def test_the_order_of_scores_stays(one, other, a, b):
    low, high = sorted((one, other))
    assert 0 <= stretched(low, a, b) <= stretched(high, a, b) <= 1


def test_scores_that_are_too_sure_become_right():
    sure = [Answered(0.99, n % 10 < 7) for n in range(1000)]
    sure += [Answered(0.6, n % 10 < 4) for n in range(1000)]
    a, b = platt(sure)
    fitted = [Answered(stretched(answer.score, a, b), answer.right) for answer in sure]
    assert expected_calibration_error(fitted) < 0.02 < expected_calibration_error(sure)


def test_without_answers_nothing_is_stretched():
    assert platt([]) == (1.0, 0.0)
    assert platt([Answered(1.0, True), Answered(0.0, False)])[0] > 0
