"""The evaluation of a system: every score of its articles against the gold ones, as data.

Entities are compared by character offsets, relations strictly and relaxed, figures as a whole.
What counts as right is said in `entities`, `relations` and `figures`. Only articles are read, so
any system can be scored that writes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from solieu.data.article import Article
from solieu.data.inventory import SOLIEU, Inventory
from solieu.eval.counts import Breakdown, Score
from solieu.eval.entities import score_entities
from solieu.eval.figures import FigureScores, score_figures
from solieu.eval.intervals import Interval, f1_interval
from solieu.eval.pairs import pair
from solieu.eval.relations import RelationScores, by_role, score_relations

SCHEMA = 2
"""Version of what is written as JSON, here and in `report.json`."""


@dataclass(frozen=True, slots=True)
class ArticleScores:
    """The scores of one article, or of several added up (then the first one's id)."""

    id: str = ""
    entities: Breakdown = field(default_factory=Breakdown)
    relations: RelationScores = field(default_factory=RelationScores)
    figures: FigureScores = field(default_factory=FigureScores)

    def __add__(self, other: "ArticleScores") -> "ArticleScores":
        return ArticleScores(
            self.id or other.id,
            self.entities + other.entities,
            self.relations + other.relations,
            self.figures + other.figures,
        )

    @property
    def headlines(self) -> dict[str, Score]:
        """The four scores that sum a system up."""
        return {
            "entities": self.entities.micro,
            "relations": self.relations.strict.micro,
            "relations_relaxed": self.relations.relaxed.micro,
            "figures": self.figures.complete,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything known of a system's quality on some articles.

    Attributes:
        by_article: The scores of every article, in the order of the gold ones; what compares two
            systems article by article needs them.
        entities: Mentions by label.
        relations: Relations by key.
        roles: Relations by role: the five kinds together, `during`, ...
        figures: Complete figures and their slots.
        intervals: 95 % intervals of the micro F1 of `entities`, `relations` (strict),
            `relations_relaxed` and `figures` (complete).
    """

    by_article: tuple[ArticleScores, ...]
    entities: Breakdown
    relations: RelationScores
    roles: RelationScores
    figures: FigureScores
    intervals: Mapping[str, Interval]

    @property
    def headlines(self) -> dict[str, Score]:
        """The four scores that have an interval, by the same names."""
        return ArticleScores("", self.entities, self.relations, self.figures).headlines

    def to_dict(self) -> dict[str, Any]:
        """Everything, for JSON; `schema` counts the changes of this shape."""
        relations = {
            name: {**keys.to_dict("keys"), "roles": roles.to_dict("roles")["roles"]}
            for name, keys, roles in (
                ("strict", self.relations.strict, self.roles.strict),
                ("relaxed", self.relations.relaxed, self.roles.relaxed),
            )
        }
        return {
            "schema": SCHEMA,
            "articles": len(self.by_article),
            "entities": self.entities.to_dict("labels"),
            "relations": relations,
            "figures": _figures_to_dict(self.figures),
            "headlines": {
                name: {"f1": score.f1, **self.intervals[name].to_dict()}
                for name, score in self.headlines.items()
            },
            "by_article": [_article_to_dict(article) for article in self.by_article],
        }


def evaluate(
    gold: Sequence[Article], predicted: Sequence[Article], inventory: Inventory = SOLIEU
) -> Evaluation:
    """Score what a system made of the gold articles' texts.

    Args:
        gold: The annotated articles.
        predicted: The system's, with the same ids and texts, in any order.
        inventory: Names the labels and keys to list even where none occurs, and the roles.

    Raises:
        EvaluationError: The articles do not pair up; the message names the first one.
    """
    articles = tuple(
        ArticleScores(
            right.id,
            score_entities(right, stated, inventory),
            score_relations(right, stated, inventory),
            score_figures(right, stated),
        )
        for right, stated in pair(gold, predicted)
    )
    total = sum(articles, ArticleScores())
    roles = RelationScores(
        by_role(total.relations.strict, inventory), by_role(total.relations.relaxed, inventory)
    )
    intervals = {
        name: f1_interval([article.headlines[name] for article in articles])
        for name in total.headlines
    }
    return Evaluation(articles, total.entities, total.relations, roles, total.figures, intervals)


def _figures_to_dict(figures: FigureScores) -> dict[str, Any]:
    slots = {
        name: {**slot.answers.to_dict(), **slot.accuracy.to_dict()}
        for name, slot in figures.slots.items()
    }
    return {"complete": figures.complete.to_dict(), "slots": slots}


def _article_to_dict(article: ArticleScores) -> dict[str, Any]:
    scores = {name: score.to_dict() for name, score in article.headlines.items()}
    return {"id": article.id, **scores}
