"""Mentions as BIO tags of words, and seqeval's scores of them.

Published figures are mostly seqeval's, in strict mode. On mentions that begin and end on borders
of the words it says exactly what `entities` says from character offsets. Otherwise it is blind to
the difference: a mention is widened to every word that it touches, so that two mentions with
different offsets become one where they touch the same words; of two mentions that touch one word
the first keeps it, and a later one may vanish; a mention that touches no word has vanished too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from seqeval.metrics.v1 import precision_recall_fscore_support, unique_labels
from seqeval.scheme import IOB2

from solieu.data.article import Article, Entity
from solieu.eval.pairs import EvaluationError, pair

Word = tuple[int, int]
"""Start and end of a word in the text."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and F1 as seqeval gives them; 0 where undefined."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class SeqevalScores:
    """seqeval's strict scores: over all mentions, and by each label that occurs."""

    micro: Rates
    labels: Mapping[str, Rates]


def bio(entities: Iterable[Entity], words: Sequence[Word]) -> list[str]:
    """Tag every word: `B-` and `I-` of the mention that touches it, else `O`.

    Args:
        entities: The mentions of one text; taken in the order of their offsets.
        words: Its words in order, not overlapping.
    """
    tags = ["O"] * len(words)
    for entity in sorted(entities, key=lambda one: (one.start, one.end)):
        touched = [
            at
            for at, (start, end) in enumerate(words)
            if start < entity.end and end > entity.start and tags[at] == "O"
        ]
        for at in touched:
            tags[at] = f"I-{entity.label}"
        if touched:
            tags[touched[0]] = f"B-{entity.label}"
    return tags


def seqeval_scores(
    gold: Sequence[Article], predicted: Sequence[Article], words: Mapping[str, Sequence[Word]]
) -> SeqevalScores:
    """Score mentions with seqeval in strict mode (`scheme=IOB2`).

    Args:
        gold: The annotated articles.
        predicted: A system's, with the same ids and texts.
        words: The words of every article by its id.

    Raises:
        EvaluationError: The articles do not pair up, or the words of one are missing.
    """
    right, stated = [], []
    for one, other in pair(gold, predicted):
        if one.id not in words:
            raise EvaluationError(f"article {one.id!r} has no words; segment every gold article")
        right.append(bio(one.entities, words[one.id]))
        stated.append(bio(other.entities, words[one.id]))
    return score_tags(right, stated)


def score_tags(gold: list[list[str]], predicted: list[list[str]]) -> SeqevalScores:
    """Run seqeval in strict mode over tags, a list for every article."""
    arguments = {"y_true": gold, "y_pred": predicted, "scheme": IOB2, "zero_division": 0}
    micro = precision_recall_fscore_support(**arguments, average="micro")[:3]
    by_label = precision_recall_fscore_support(**arguments, average=None)[:3]
    labels = unique_labels(gold, predicted, IOB2)
    return SeqevalScores(
        Rates(*map(float, micro)),
        {
            label: Rates(*map(float, rates))
            for label, rates in zip(labels, zip(*by_label, strict=True), strict=True)
        },
    )
