import pytest
from hypothesis import given
from hypothesis import strategies as st

from solieu.eval.calibration import (
    Answered,
    bins,
    expected_calibration_error,
    least_score,
    precision_by_coverage,
)

ANSWERS = [Answered(0.95, True), Answered(0.9, True), Answered(0.6, False), Answered(0.55, True)]


def test_answers_fall_into_bins():
    found = bins(ANSWERS)
    assert [(b.low, b.count, b.right) for b in found] == [(0.5, 1, 1.0), (0.6, 1, 0.0), (0.9, 2, 1)]
    assert bins([Answered(1.0, True)])[0].high == 1.0


def test_the_error_is_the_distance_from_the_diagonal():
    assert expected_calibration_error([Answered(0.8, n < 8) for n in range(10)]) == pytest.approx(0)
    assert expected_calibration_error([Answered(1.0, False)]) == 1
    assert expected_calibration_error(ANSWERS) == pytest.approx((0.45 + 0.6 + 0.15) / 4)
    assert expected_calibration_error([]) == 0


def test_precision_falls_as_more_is_taken():
    found = precision_by_coverage(ANSWERS)
    assert [(k.score, k.coverage) for k in found] == [
        (0.95, 0.25),
        (0.9, 0.5),
        (0.6, 0.75),
        (0.55, 1.0),
    ]
    assert [k.precision for k in found] == pytest.approx([1, 1, 2 / 3, 3 / 4])


def test_the_least_score_keeps_most():
    assert least_score(ANSWERS, 0.9).score == 0.9
    assert least_score(ANSWERS, 0.7).score == 0.55
    assert least_score([Answered(0.5, False)], 0.5) is None


@given(st.lists(st.builds(Answered, st.floats(0, 1), st.booleans()), min_size=1))
def test_whatever_is_answered_adds_up(answers):
    assert sum(b.count for b in bins(answers)) == len(answers)
    assert 0 <= expected_calibration_error(answers) <= 1
    last = precision_by_coverage(answers)[-1]
    assert last.coverage == 1
    assert last.precision == pytest.approx(sum(a.right for a in answers) / len(answers))
