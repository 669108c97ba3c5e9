"""How far a score can be trusted: a bootstrap interval over articles.

The articles at hand are a sample. Drawing as many of them again, with replacement, many times,
shows how much F1 moves with the luck of the draw. Articles are drawn whole, because the figures of
one article share their periods and their faults.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solieu.eval.counts import Score

RESAMPLES = 1000
SEED = 20240815


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of an interval of F1."""

    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        """For JSON."""
        return {"low": self.low, "high": self.high}


def f1_interval(
    articles: Sequence[Score],
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval:
    """Bootstrap the micro F1 over articles by percentiles; the same input gives the same interval.

    Args:
        articles: The counts of every article, at least one.
        level: Share of the resampled F1 that lies inside.
        resamples: How many times as many articles are drawn.
        seed: Of the draw.

    Raises:
        ValueError: There is no article.
    """
    if not articles:
        raise ValueError("an interval needs the counts of at least one article")
    counts = np.array([(score.tp, score.predicted, score.gold) for score in articles])
    draws = np.random.default_rng(seed).integers(len(counts), size=(resamples, len(counts)))
    tp, predicted, gold = counts[draws].sum(axis=1).T
    f1 = 2 * tp / np.maximum(predicted + gold, 1)
    low, high = np.quantile(f1, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))
