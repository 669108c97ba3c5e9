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
