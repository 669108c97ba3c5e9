"""Agreement of two annotators: what both have, and the differences to talk about.

Agreement is F1 of one against the other, which is the same either way round; unlike kappa it needs
no count of what neither annotated (Hripcsak and Rothschild, 2005).
"""

from collections.abc import Iterator, Sequence

from solieu.data.article import Article, Entity
from solieu.eval.pairs import pair
from solieu.eval.scores import Evaluation, evaluate


def agreement(first: Sequence[Article], second: Sequence[Article]) -> Evaluation:
    """Score one annotator's articles against the other's; look at F1 only.

    Raises:
        ValueError: The two did not annotate the same articles with the same text.
    """
    return evaluate(list(first), list(second))


def differences(first: Sequence[Article], second: Sequence[Article]) -> Iterator[str]:
    """What only one of the two has, a line each: article, line of the text, who, and what."""
    for one, other in pair(first, second):
        found = {**_items(one, "<"), **_items(other, ">")}
        both = _items(one, "").keys() & _items(other, "").keys()
        for (place, what, side), text in sorted(found.items()):
            if (place, what, "") not in both:
                line = one.text.count("\n", 0, place) + 1
                yield f"{one.id}:{line}: {side} {text}"


def _items(article: Article, side: str) -> dict[tuple[int, str, str], str]:
    """Mentions and links by place, a name that two annotators share, and the side."""
    items = {}
    for entity in article.entities:
        name = _name(entity)
        items[entity.start, name, side] = f"{entity.label} {entity.text!r}"
    for relation in article.relations:
        head, tail = article.entities[relation.head], article.entities[relation.tail]
        name = f"{_name(head)} {relation.label} {_name(tail)}"
        items[head.start, name, side] = f"{head.text!r} {relation.label} {tail.text!r}"
    return items


def _name(entity: Entity) -> str:
    return f"{entity.label} {entity.start} {entity.end}"
