"""Counts: what every score is made of.

A system states items (mentions, relations, figures); a person stated the right ones. Three numbers
tell all: how many of the stated are right, how many were stated, how many should have been.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from solieu.data.article import Entity

Item = TypeVar("Item", bound=Hashable)

Mention = tuple[str, int, int]
"""What makes two entities the same: label, start, end."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind of item; they add up over articles.

    Attributes:
        tp: Stated and right ("true positives").
        predicted: Stated.
        gold: Right, stated or not.
    """

    tp: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the stated that is right; 0 where nothing was stated."""
        return _ratio(self.tp, self.predicted)

    @property
    def recall(self) -> float:
        """Share of the right that was stated; 0 where there was nothing to state."""
        return _ratio(self.tp, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where there is neither."""
        return _ratio(2 * self.tp, self.predicted + self.gold)

    def __add__(self, other: "Score") -> "Score":
        return Score(self.tp + other.tp, self.predicted + other.predicted, self.gold + other.gold)

    def to_dict(self) -> dict[str, int | float]:
        """The counts and what follows from them, for JSON."""
        return {
            "tp": self.tp,
            "predicted": self.predicted,
            "gold": self.gold,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
        }


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many of `total` answers are right; adds up over articles."""

    right: int = 0
    total: int = 0

    @property
    def value(self) -> float:
        """Share of right answers; 0 where none was asked for."""
        return _ratio(self.right, self.total)

    def __add__(self, other: "Accuracy") -> "Accuracy":
        return Accuracy(self.right + other.right, self.total + other.total)

    def to_dict(self) -> dict[str, int | float]:
        """The counts and their ratio, for JSON."""
        return {"right": self.right, "total": self.total, "accuracy": self.value}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Scores by label or key, with their averages; adds up over articles."""

    parts: Mapping[str, Score] = field(default_factory=dict)

    @property
    def micro(self) -> Score:
        """All items counted alike."""
        return sum(self.parts.values(), Score())

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the parts that occur, in the gold articles or in the predicted ones."""
        occurring = [part.f1 for part in self.parts.values() if part.gold or part.predicted]
        return _ratio(sum(occurring), len(occurring))

    def __add__(self, other: "Breakdown") -> "Breakdown":
        names = dict.fromkeys([*self.parts, *other.parts])
        none = Score()
        return Breakdown(
            {name: self.parts.get(name, none) + other.parts.get(name, none) for name in names}
        )

    def to_dict(self, name: str) -> dict[str, object]:
        """The averages, and under `name` every part, for JSON."""
        return {
            "micro": self.micro.to_dict(),
            "macro_f1": self.macro_f1,
            name: {part: score.to_dict() for part, score in self.parts.items()},
        }


def compare(gold: Iterable[Item], predicted: Iterable[Item]) -> Score:
    """Count the items that are in both. Each counts once, however often it is stated."""
    expected, stated = set(gold), set(predicted)
    return Score(len(expected & stated), len(stated), len(expected))


def mention(entity: Entity) -> Mention:
    """The entity as scores compare it."""
    return entity.label, entity.start, entity.end


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
