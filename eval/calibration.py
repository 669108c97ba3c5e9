"""Confidence: does a score of 0.9 mean right nine times of ten, and what is left above a score?

The expected calibration error is that of Guo et al. (2017, "On Calibration of Modern Neural
Networks"), over bins of equal width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from solieu.model.confidence import logit

BINS = 10
_RIDGE = 1.0
_FLATTEST = 0.05
_SHORTEST = 1e-9


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a system: its score from 0 to 1, and whether it is right."""

    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers between two scores.

    Attributes:
        low: Scores from here.
        high: Scores up to here.
        count: How many answers.
        score: Their mean score.
        right: The share of them that is right.
    """

    low: float
    high: float
    count: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left when only answers from a score on are taken.

    Attributes:
        score: The lowest score that is taken.
        coverage: Share of the answers that are left.
        precision: Share of those that are right.
    """

    score: float
    coverage: float
    precision: float


def bins(answers: Sequence[Answered], count: int = BINS) -> list[Bin]:
    """The answers in bins of equal width; empty bins are left out."""

    def place(answer: Answered) -> int:
        return min(int(answer.score * count), count - 1)

    found = []
    for number, group in groupby(sorted(answers, key=place), key=place):
        members = list(group)
        size = len(members)
        found.append(
            Bin(
                number / count,
                (number + 1) / count,
                size,
                sum(answer.score for answer in members) / size,
                sum(answer.right for answer in members) / size,
            )
        )
    return found


def expected_calibration_error(answers: Sequence[Answered], count: int = BINS) -> float:
    """Mean distance of score and share that is right, weighed by answers; 0 without answers."""
    if not answers:
        return 0.0
    weighed = sum(found.count * abs(found.score - found.right) for found in bins(answers, count))
    return weighed / len(answers)


def precision_by_coverage(answers: Sequence[Answered]) -> list[Kept]:
    """What is left from every score on that occurs, from the highest score to the lowest."""
    ordered = sorted(answers, key=lambda answer: -answer.score)
    found: list[Kept] = []
    taken = right = 0
    for score, group in groupby(ordered, key=lambda answer: answer.score):
        members = list(group)
        taken += len(members)
        right += sum(answer.right for answer in members)
        found.append(Kept(score, taken / len(ordered), right / taken))
    return found


def platt(answers: Sequence[Answered], steps: int = 50) -> tuple[float, float]:
    """The numbers a and b by which `solieu.model.confidence` stretches scores to fit answers.

    Logistic regression of right on the score's logit by Newton's method, with a little ridge toward
    leaving scores as they are, so that few answers move them little.

    Returns:
        a, at least 0.05, and b; 1 and 0 without answers.
    """
    x = np.array([logit(answer.score) for answer in answers])
    y = np.array([float(answer.right) for answer in answers])
    design = np.stack([x, np.ones_like(x)], axis=1)
    prior = weights = np.array([1.0, 0.0])

    def loss(tried: npt.NDArray[np.float64]) -> float:
        z = design @ tried
        return float((np.logaddexp(0, z) - y * z).sum() + _RIDGE / 2 * ((tried - prior) ** 2).sum())

    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (p - y) + _RIDGE * (weights - prior)
        curvature = (design.T * (p * (1 - p))) @ design + _RIDGE * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > _SHORTEST:
            step = step / 2
        weights = weights - step
    a, b = float(max(weights[0], _FLATTEST)), float(weights[1])
    return a, b


def least_score(answers: Sequence[Answered], precision: float) -> Kept | None:
    """The lowest score from which on answers are right that often, or None where none is."""
    enough = [kept for kept in precision_by_coverage(answers) if kept.precision >= precision]
    return enough[-1] if enough else None
