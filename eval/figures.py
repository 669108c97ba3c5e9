"""Scores of figures: does a system get everything about a number right?

A gold FIGURE is complete when a predicted one has its span and exactly its keys: the same kind of
the same indicators, the same during, baseline and scope, each target with its label and offsets.
What the gold figure lacks, the predicted one must lack. `part_of` belongs to indicators and does
not count here.

Each slot is also scored alone, in two ways. Its accuracy asks, of the gold figures whose span was
found, how many have exactly the right answer, "none" included. Its precision, recall and F1 count
the single answers given, over all figures.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from solieu.data.article import Article
from solieu.data.inventory import KINDS
from solieu.eval.counts import Accuracy, Mention, Score, compare, mention

FIGURE = "FIGURE"
CHOICES = ("during", "baseline", "scope")
SLOTS = ("span", "kind", "indicator", *CHOICES)


@dataclass(frozen=True, slots=True)
class SlotScore:
    """One slot alone.

    Attributes:
        accuracy: Right answers among the gold figures whose span was found; for the slot `span`,
            found spans among all gold figures.
        answers: The single answers, counted over all figures.
    """

    accuracy: Accuracy = field(default_factory=Accuracy)
    answers: Score = field(default_factory=Score)

    def __add__(self, other: "SlotScore") -> "SlotScore":
        return SlotScore(self.accuracy + other.accuracy, self.answers + other.answers)


@dataclass(frozen=True, slots=True)
class FigureScores:
    """Complete figures, and every slot alone; adds up over articles."""

    complete: Score = field(default_factory=Score)
    slots: Mapping[str, SlotScore] = field(
        default_factory=lambda: dict.fromkeys(SLOTS, SlotScore())
    )

    def __add__(self, other: "FigureScores") -> "FigureScores":
        slots = {name: self.slots[name] + other.slots[name] for name in SLOTS}
        return FigureScores(self.complete + other.complete, slots)


@dataclass(frozen=True, slots=True)
class _Figure:
    """What is said of one figure: pairs of key and target."""

    keys: frozenset[tuple[str, Mention]]

    def slot(self, name: str) -> frozenset[Hashable]:
        if name == "kind":
            return frozenset(key for key, _ in self.keys if key in KINDS)
        if name == "indicator":
            return frozenset(target for key, target in self.keys if key in KINDS)
        return frozenset(target for key, target in self.keys if key == name)


def score_figures(gold: Article, predicted: Article) -> FigureScores:
    """Compare the figures of one article."""
    right, stated = _figures(gold), _figures(predicted)
    found = right.keys() & stated.keys()
    spans = SlotScore(Accuracy(len(found), len(right)), compare(right, stated))
    slots = {
        name: SlotScore(
            Accuracy(
                sum(right[at].slot(name) == stated[at].slot(name) for at in found), len(found)
            ),
            compare(_answers(right, name), _answers(stated, name)),
        )
        for name in SLOTS[1:]
    }
    return FigureScores(compare(right.items(), stated.items()), {"span": spans, **slots})


def complete_figures(gold: Article, predicted: Article) -> set[Mention]:
    """The figures of an article that a system has with all their keys, and no other."""
    return {figure for figure, _ in _figures(gold).items() & _figures(predicted).items()}


def _figures(article: Article) -> dict[Mention, _Figure]:
    keys: dict[Mention, set[tuple[str, Mention]]] = {
        mention(entity): set() for entity in article.entities if entity.label == FIGURE
    }
    for relation in article.relations:
        head, tail = article.entities[relation.head], article.entities[relation.tail]
        if head.label == FIGURE and relation.label in (*KINDS, *CHOICES):
            keys[mention(head)].add((relation.label, mention(tail)))
    return {figure: _Figure(frozenset(said)) for figure, said in keys.items()}


def _answers(figures: Mapping[Mention, _Figure], name: str) -> Iterator[tuple[Mention, Hashable]]:
    return ((at, answer) for at, figure in figures.items() for answer in figure.slot(name))
