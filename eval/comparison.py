"""Two systems on the same articles: by how much one is better, and whether that may be luck.

The interval of a difference comes from drawing articles anew (paired bootstrap), its p value from
exchanging the two systems' articles at random (Noreen, 1989, "Computer-Intensive Methods for
Testing Hypotheses").
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from solieu.data.article import Article
from solieu.data.inventory import SOLIEU, Inventory
from solieu.eval.counts import Breakdown, Score
from solieu.eval.figures import complete_figures
from solieu.eval.pairs import pair
from solieu.eval.scores import ArticleScores, Evaluation, evaluate
from solieu.model.sentences import Sentences

RESAMPLES = 1_000
EXCHANGES = 10_000
SEED = 20240815

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """How two systems differ in one F1.

    Attributes:
        first: F1 of the first.
        second: F1 of the second.
        low: Lower end of the difference's 95 % interval, second minus first.
        high: Its upper end.
        p: How often chance gives a difference as large, either way round.
    """

    first: float
    second: float
    low: float
    high: float
    p: float

    @property
    def value(self) -> float:
        """Second minus first."""
        return self.second - self.first


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that one of the two systems has complete.

    Attributes:
        article: The article's id.
        figure: The figure.
        sentence: The sentence in which it stands.
    """

    article: str
    figure: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on the same articles.

    Attributes:
        articles: How many.
        headlines: The differences in `entities`, `relations`, `relations_relaxed` and `figures`.
        labels: The differences by label, and by key.
        won: Figures that only the second has complete.
        lost: Figures that only the first has complete.
    """

    articles: int
    headlines: Mapping[str, Difference]
    labels: Mapping[str, Difference]
    won: tuple[Change, ...]
    lost: tuple[Change, ...]


def compare_systems(
    gold: Sequence[Article],
    first: Sequence[Article],
    second: Sequence[Article],
    inventory: Inventory = SOLIEU,
) -> Comparison:
    """Compare two systems' articles with the gold ones and with each other.

    Raises:
        EvaluationError: The articles do not pair up.
    """
    one, other = evaluate(gold, first, inventory), evaluate(gold, second, inventory)
    headlines = {
        name: difference(
            [article.headlines[name] for article in one.by_article],
            [article.headlines[name] for article in other.by_article],
        )
        for name in one.headlines
    }
    parts = {
        label: difference(*_sides(one, other, lambda found: found.entities, label))
        for label in dict.fromkeys([*one.entities.parts, *other.entities.parts])
    }
    strict = one.relations.strict.parts, other.relations.strict.parts
    parts |= {
        key: difference(*_sides(one, other, lambda found: found.relations.strict, key))
        for key in dict.fromkeys([*strict[0], *strict[1]])
    }
    won, lost = _changes(gold, first, second)
    return Comparison(len(gold), headlines, parts, tuple(won), tuple(lost))


def difference(first: Sequence[Score], second: Sequence[Score], seed: int = SEED) -> Difference:
    """Compare the counts of two systems, article by article, in the same order.

    Raises:
        ValueError: There are no articles, or not as many of each.
    """
    if not first or len(first) != len(second):
        raise ValueError("a comparison needs the same articles of both systems")
    counts = np.array(
        [[(s.tp, s.predicted, s.gold) for s in scores] for scores in (first, second)], dtype=float
    )
    draw = np.random.default_rng(seed)
    size = counts.shape[1]
    chosen = draw.integers(size, size=(RESAMPLES, size))
    drawn = _f1(counts[1][chosen].sum(axis=1)) - _f1(counts[0][chosen].sum(axis=1))
    low, high = np.quantile(drawn, [0.025, 0.975])
    whole = _f1(counts.sum(axis=1))
    swapped = draw.random((EXCHANGES, size)) < 0.5
    gap = counts[1] - counts[0]
    moved = swapped.astype(float) @ gap
    sums = counts.sum(axis=1)
    exchanged = _f1(sums[1] - moved) - _f1(sums[0] + moved)
    observed = abs(whole[1] - whole[0])
    as_large = int((np.abs(exchanged) >= observed - 1e-12).sum())
    p = (as_large + 1) / (EXCHANGES + 1)
    return Difference(float(whole[0]), float(whole[1]), float(low), float(high), p)


def _sides(
    one: Evaluation, other: Evaluation, part: Callable[[ArticleScores], Breakdown], name: str
) -> tuple[list[Score], list[Score]]:
    """The counts of a label or key in every article, of both systems."""
    none = Score()
    first, second = (
        [part(article).parts.get(name, none) for article in found.by_article]
        for found in (one, other)
    )
    return first, second


def _f1(counts: Array) -> Array:
    tp, predicted, gold = np.moveaxis(counts, -1, 0)
    return np.asarray(2 * tp / np.maximum(predicted + gold, 1))


def _changes(
    gold: Sequence[Article], first: Sequence[Article], second: Sequence[Article]
) -> tuple[list[Change], list[Change]]:
    won: list[Change] = []
    lost: list[Change] = []
    for (article, one), (_, other) in zip(pair(gold, first), pair(gold, second), strict=True):
        before, after = complete_figures(article, one), complete_figures(article, other)
        sentences = Sentences(article.text)
        for changes, figures in ((won, after - before), (lost, before - after)):
            for _, start, end in sorted(figures, key=lambda figure: figure[1]):
                sentence = sentences.around(start, end)
                changes.append(Change(article.id, article.text[start:end], sentence))
    return won, lost
