"""Scores of facts as a reader uses them: is the number right, its unit, its time, and its name?

Spans do not count here, values do: "7 tháng" and "7 tháng đầu năm 2024" are the same period once
both are on the calendar. A fact belongs to its figure; a figure that was not found has no fact.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from solieu.data.article import Article, Fact, Indicator, Period
from solieu.eval.counts import Score, compare

Answer = tuple[object, ...]

PARTS: Mapping[str, Callable[[Fact], Answer]] = {
    "value": lambda fact: (fact.value, fact.value_to, fact.whole),
    "unit": lambda fact: (fact.unit,),
    "kind": lambda fact: (fact.kind,),
    "name": lambda fact: (_name(fact.indicator),),
    "during": lambda fact: (_form(fact.during),),
    "baseline": lambda fact: (_form(fact.baseline),),
    "scope": lambda fact: (fact.scope.name.lower() if fact.scope else None,),
}
"""What is asked of a fact, and how it is answered."""


@dataclass(frozen=True, slots=True)
class FactScores:
    """Facts with every part right, and each part alone; adds up over articles."""

    complete: Score = field(default_factory=Score)
    parts: Mapping[str, Score] = field(default_factory=lambda: dict.fromkeys(PARTS, Score()))

    def __add__(self, other: "FactScores") -> "FactScores":
        parts = {name: self.parts[name] + other.parts[name] for name in PARTS}
        return FactScores(self.complete + other.complete, parts)

    def to_dict(self) -> dict[str, object]:
        """For JSON."""
        parts = {name: score.to_dict() for name, score in self.parts.items()}
        return {"complete": self.complete.to_dict(), "parts": parts}


def score_facts(gold: Article, predicted: Article) -> FactScores:
    """Compare the facts of one article, figure by figure."""
    right, stated = _facts(gold), _facts(predicted)
    return FactScores(
        compare(_answers(right).items(), _answers(stated).items()),
        {
            name: compare(_answers(right, name).items(), _answers(stated, name).items())
            for name in PARTS
        },
    )


def _facts(article: Article) -> dict[tuple[int, int], Fact]:
    figures = ((article.entities[fact.figure], fact) for fact in article.facts)
    return {(figure.start, figure.end): fact for figure, fact in figures}


def _answers(facts: Mapping[tuple[int, int], Fact], *names: str) -> dict[tuple[int, int], Answer]:
    return {
        place: tuple(answer for name in names or PARTS for answer in PARTS[name](fact))
        for place, fact in facts.items()
    }


def _name(indicator: Indicator | None) -> str | None:
    return indicator.full_name.lower() if indicator else None


def _form(period: Period | None) -> str | None:
    """The interval, or the words where there is none."""
    return (period.form or period.text.lower()) if period else None
