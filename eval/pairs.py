"""Pairs of articles to compare: the gold one and what a system made of the same text."""

from collections.abc import Sequence

from solieu.data.article import Article


class EvaluationError(ValueError):
    """The articles cannot be compared; the message says which one and what to do."""


def pair(gold: Sequence[Article], predicted: Sequence[Article]) -> list[tuple[Article, Article]]:
    """Bring the articles together by id, in the order of `gold`.

    A missing prediction is an error, not an empty article: a run that died half-way must not look
    like a poor system.

    Raises:
        EvaluationError: There is no article; an id stands twice or on one side only; two texts of
            one id differ.
    """
    if not gold:
        raise EvaluationError("there is no gold article to score against; name some")
    right, stated = _by_id(gold, "gold"), _by_id(predicted, "predicted")
    _refuse(right.keys() - stated.keys(), "no prediction for", "predict every gold article")
    _refuse(stated.keys() - right.keys(), "no gold article for", "leave these predictions out")
    for name, article in right.items():
        _require_same_text(article, stated[name])
    return [(article, stated[name]) for name, article in right.items()]


def _by_id(articles: Sequence[Article], side: str) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for article in articles:
        if article.id in found:
            raise EvaluationError(f"two {side} articles have the id {article.id!r}; keep one")
        found[article.id] = article
    return found


def _refuse(ids: set[str], what: str, remedy: str) -> None:
    if ids:
        named = ", ".join(repr(name) for name in sorted(ids)[:5])
        more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
        raise EvaluationError(f"{what} {named}{more}; {remedy}")


def _require_same_text(gold: Article, predicted: Article) -> None:
    if gold.text == predicted.text:
        return
    pairs = enumerate(zip(gold.text, predicted.text, strict=False))
    shorter = min(len(gold.text), len(predicted.text))
    place = next((at for at, (one, other) in pairs if one != other), shorter)
    raise EvaluationError(
        f"article {gold.id!r}: the predicted text differs from the gold text at character "
        f"{place}: {gold.text[place : place + 20]!r} became "
        f"{predicted.text[place : place + 20]!r}; predict from the gold text, unchanged"
    )
