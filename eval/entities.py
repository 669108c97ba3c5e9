"""Scores of mentions: right is what has the label, the start and the end of a gold mention."""

from solieu.data.article import Article
from solieu.data.inventory import Inventory
from solieu.eval.counts import Breakdown, Mention, compare, mention


def score_entities(gold: Article, predicted: Article, inventory: Inventory) -> Breakdown:
    """Compare the mentions of one article by label and character offsets.

    Returns:
        A score for every label of the inventory, and for any other that occurs.
    """
    right, stated = _by_label(gold), _by_label(predicted)
    labels = dict.fromkeys([*inventory.labels, *sorted({*right, *stated})])
    return Breakdown(
        {label: compare(right.get(label, ()), stated.get(label, ())) for label in labels}
    )


def _by_label(article: Article) -> dict[str, set[Mention]]:
    found: dict[str, set[Mention]] = {}
    for entity in article.entities:
        found.setdefault(entity.label, set()).add(mention(entity))
    return found
