"""Scores that mean what they say: a network's are too sure of themselves.

A score is stretched on the logit scale, `a * logit(score) + b`, with numbers that were fitted to a
development set (Platt, 1999, "Probabilistic Outputs for Support Vector Machines"), for mentions,
links and facts apart. The order of scores stays.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

from solieu.data.article import Article, Entity, Relation

ENTITIES, RELATIONS, FACTS = "entities", "relations", "facts"
Calibration = Mapping[str, tuple[float, float]]
"""For each of the three the numbers a (above 0) and b; what is missing stays as it is."""

_LEAST = 1e-7
"""How near a score may come to 0 or 1."""


def logit(score: float) -> float:
    """The logarithm of a score's odds."""
    bounded = min(max(score, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))


def stretched(score: float, a: float, b: float) -> float:
    """A score with its logit stretched and moved."""
    return 1 / (1 + math.exp(-(a * logit(score) + b)))


def calibrated(article: Article, calibration: Calibration) -> Article:
    """The article with its scores stretched; facts without a score stay without."""

    def fit(score: float | None, name: str) -> float | None:
        if score is None or name not in calibration:
            return score
        return stretched(score, *calibration[name])

    return replace(
        article,
        entities=tuple(
            Entity(e.label, e.start, e.end, e.text, fit(e.score, ENTITIES))
            for e in article.entities
        ),
        relations=tuple(
            Relation(r.head, r.label, r.tail, fit(r.score, RELATIONS)) for r in article.relations
        ),
        facts=tuple(replace(f, score=fit(f.score, FACTS)) for f in article.facts),
    )
