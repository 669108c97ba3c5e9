"""Scores of relations, strict and relaxed.

Strict: a relation is right when its key, and the labels and offsets of both ends, are those of a
gold relation. Relaxed: the key and both labels are right, and each end overlaps the gold one.
Everything is counted over the gold relations, so what a system never considered is a miss.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from solieu.data.article import Article
from solieu.data.inventory import Inventory
from solieu.eval.counts import Breakdown, Mention, Score, compare, mention
from solieu.model.sentences import Sentences

_FAR = 5
Link = tuple[Mention, Mention]
"""The ends of a relation: head and tail."""


@dataclass(frozen=True, slots=True)
class RelationScores:
    """Relations by key, strict and relaxed; adds up over articles."""

    strict: Breakdown = field(default_factory=Breakdown)
    relaxed: Breakdown = field(default_factory=Breakdown)

    def __add__(self, other: "RelationScores") -> "RelationScores":
        return RelationScores(self.strict + other.strict, self.relaxed + other.relaxed)


def score_relations(gold: Article, predicted: Article, inventory: Inventory) -> RelationScores:
    """Compare the relations of one article.

    Returns:
        Scores for every key of the inventory, and for any other that occurs.
    """
    right, stated = _by_key(gold), _by_key(predicted)
    names = (key.name for key in inventory.keys)
    keys = dict.fromkeys([*names, *sorted({*right, *stated})])
    ends = {key: (right.get(key, set()), stated.get(key, set())) for key in keys}
    return RelationScores(
        strict=Breakdown({key: compare(*both) for key, both in ends.items()}),
        relaxed=Breakdown({key: _overlapping(*both) for key, both in ends.items()}),
    )


def by_role(keys: Breakdown, inventory: Inventory) -> Breakdown:
    """Add up the scores of the keys that answer one question: `kind`, `during`, ..."""
    roles: dict[str, Score] = {}
    for name, score in keys.parts.items():
        key = inventory.key(name)
        role = key.role if key else name
        roles[role] = roles.get(role, Score()) + score
    return Breakdown(roles)


def by_distance(pairs: Iterable[tuple[Article, Article]]) -> dict[str, Score]:
    """Strict scores of relations whose ends stand so many sentences apart, up to "5+"."""
    found: dict[str, Score] = {}
    for gold, predicted in pairs:
        sentences = Sentences(gold.text)
        right, stated = _by_sentences(gold, sentences), _by_sentences(predicted, sentences)
        for name in right.keys() | stated.keys():
            score = compare(right.get(name, ()), stated.get(name, ()))
            found[name] = found.get(name, Score()) + score
    return dict(sorted(found.items()))


def _by_sentences(article: Article, sentences: Sentences) -> dict[str, set[tuple[str, Link]]]:
    found: dict[str, set[tuple[str, Link]]] = {}
    for relation in article.relations:
        head, tail = article.entities[relation.head], article.entities[relation.tail]
        apart = abs(sentences.number(head.start) - sentences.number(tail.start))
        name = f"{apart}" if apart < _FAR else f"{_FAR}+"
        found.setdefault(name, set()).add((relation.label, (mention(head), mention(tail))))
    return found


def _by_key(article: Article) -> dict[str, set[Link]]:
    found: dict[str, set[Link]] = {}
    for relation in article.relations:
        head, tail = article.entities[relation.head], article.entities[relation.tail]
        found.setdefault(relation.label, set()).add((mention(head), mention(tail)))
    return found


def _overlapping(gold: set[Link], predicted: set[Link]) -> Score:
    """Match one to one, the largest overlap first, so that an exact match is never given away."""
    candidates = sorted(
        (-overlap, right, stated)
        for right in gold
        for stated in predicted
        if (overlap := _link_overlap(right, stated))
    )
    taken: set[Link] = set()
    given: set[Link] = set()
    for _, right, stated in candidates:
        if right not in taken and stated not in given:
            taken.add(right)
            given.add(stated)
    return Score(len(taken), len(predicted), len(gold))


def _link_overlap(one: Link, other: Link) -> float:
    """From 0 (an end does not overlap or has another label) to 2 (the same link)."""
    head, tail = (_overlap(*ends) for ends in zip(one, other, strict=True))
    return head + tail if head and tail else 0.0


def _overlap(one: Mention, other: Mention) -> float:
    """Common characters over all characters of both."""
    (label, start, end), (other_label, other_start, other_end) = one, other
    common = min(end, other_end) - max(start, other_start)
    if label != other_label or common <= 0:
        return 0.0
    return common / (max(end, other_end) - min(start, other_start))
