import pytest

from solieu.eval.counts import Accuracy, Breakdown, Score, compare


def test_rates_follow_from_the_counts() -> None:
    score = Score(tp=3, predicted=4, gold=6)
    assert score.precision == 0.75
    assert score.recall == 0.5
    assert score.f1 == pytest.approx(0.6)


@pytest.mark.parametrize(
    "score",
    [Score(), Score(predicted=3), Score(gold=3), Score(predicted=2, gold=2)],
    ids=["nothing", "only predicted", "only gold", "none right"],
)
def test_undefined_rates_are_zero(score: Score) -> None:
    assert (score.precision, score.recall, score.f1) == (0, 0, 0)


def test_an_item_counts_once_however_often_it_is_stated() -> None:
    assert compare(["a", "b"], ["a", "a", "c"]) == Score(tp=1, predicted=2, gold=2)


def test_breakdowns_add_up_part_by_part() -> None:
    first = Breakdown({"PLACE": Score(1, 2, 3)})
    second = Breakdown({"PLACE": Score(1, 1, 1), "PERIOD": Score(0, 1, 0)})
    assert (first + second).parts == {"PLACE": Score(2, 3, 4), "PERIOD": Score(0, 1, 0)}
    assert (first + second).micro == Score(2, 4, 4)


def test_macro_leaves_out_what_never_occurs() -> None:
    parts = {"PLACE": Score(2, 2, 2), "PERIOD": Score(0, 1, 0), "OFFICIAL": Score()}
    assert Breakdown(parts).macro_f1 == 0.5


def test_accuracy_of_no_answers_is_zero() -> None:
    assert Accuracy().value == 0
    assert (Accuracy(1, 2) + Accuracy(2, 2)).value == 0.75
