from dataclasses import replace

import pytest

from solieu.data.article import Article
from solieu.eval.pairs import EvaluationError, pair

ONE, TWO = Article("Giá gạo tăng 2%.", "mot"), Article("GDP tăng 6%.", "hai")


def test_articles_pair_by_id_in_the_order_of_the_gold_ones() -> None:
    assert pair([ONE, TWO], [TWO, ONE]) == [(ONE, ONE), (TWO, TWO)]


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [
        ([], [], "no gold article"),
        ([ONE, TWO], [ONE], "no prediction for 'hai'"),
        ([ONE], [ONE, TWO], "no gold article for 'hai'"),
        ([ONE, ONE], [ONE], "two gold articles have the id 'mot'"),
        ([ONE], [ONE, ONE], "two predicted articles have the id 'mot'"),
        ([ONE], [replace(ONE, text="Giá gạo giảm 2%.")], "'mot'.*at character 8: 'tăng 2%.'"),
        ([ONE], [replace(ONE, text="Giá gạo")], "'mot'.*at character 7"),
    ],
    ids=["empty", "missing", "extra", "gold twice", "predicted twice", "other text", "cut text"],
)
def test_what_does_not_pair_is_named(
    gold: list[Article], predicted: list[Article], message: str
) -> None:
    with pytest.raises(EvaluationError, match=message):
        pair(gold, predicted)


def test_of_many_ids_five_are_named() -> None:
    many = [replace(ONE, id=f"a{n}") for n in range(8)]
    named = "'a0', 'a1', 'a2', 'a3', 'a4'"
    for missing, more in ((5, ""), (6, " and 1 more"), (8, " and 3 more")):
        with pytest.raises(EvaluationError) as caught:
            pair(many[:missing], [])
        assert str(caught.value) == f"no prediction for {named}{more}; predict every gold article"


def test_of_texts_that_differ_twenty_characters_are_shown() -> None:
    gold = replace(ONE, text="Giá gạo tăng 2% rồi giảm 3% trong hai tuần.")
    with pytest.raises(EvaluationError) as caught:
        pair([gold], [replace(gold, text=gold.text.replace("tăng", "giảm"))])
    shown = "'tăng 2% rồi giảm 3% ' became 'giảm 2% rồi giảm 3% '; predict from"
    assert f"at character 8: {shown}" in str(caught.value)


def test_a_gold_article_alone_is_no_prediction_too_many() -> None:
    with pytest.raises(EvaluationError, match="no gold article for 'hai'; leave"):
        pair([ONE, replace(ONE, id="ba")], [ONE, replace(ONE, id="ba"), TWO])
