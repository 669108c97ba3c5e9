"""An evaluation as one record: every score, how sure it is, and every error.

The record is what `report.json` holds. The pages and tables for people are made from it alone, so
that no number is typed by hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nervaluate import Evaluator

from solieu.data.article import Article
from solieu.data.inventory import SOLIEU, Inventory
from solieu.eval.bio import SeqevalScores
from solieu.eval.calibration import (
    Answered,
    bins,
    expected_calibration_error,
    least_score,
    precision_by_coverage,
)
from solieu.eval.counts import Score, mention
from solieu.eval.errors import Passage, confusion, passages, sides
from solieu.eval.facts import FactScores, score_facts
from solieu.eval.figures import complete_figures
from solieu.eval.intervals import f1_interval
from solieu.eval.pairs import pair
from solieu.eval.relations import by_distance
from solieu.eval.scores import SCHEMA, Evaluation, evaluate
from solieu.model.confidence import ENTITIES, FACTS, RELATIONS
from solieu.model.facts import with_facts

COLUMNS = ("strict", "exact", "partial", "ent_type")
WANTED = (0.8, 0.9, 0.95)
_CLASSES = ((0, 299), (300, 499), (500, 799), (800, None))
_POINTS = 200


@dataclass(frozen=True)
class Report:
    """What is known of a system on some articles.

    Attributes:
        system: Its name.
        data: The name of the articles.
        evaluation: Its scores from raw text.
        others: The scores of what stands beside it: rules, gold mentions given, ...
        record: Everything, for JSON.
        passages: Every sentence with an error.
    """

    system: str
    data: str
    evaluation: Evaluation
    others: Mapping[str, Evaluation]
    record: Mapping[str, Any]
    passages: tuple[Passage, ...] = field(default=())


def report(
    gold: Sequence[Article],
    predicted: Sequence[Article],
    *,
    system: str,
    data: str,
    others: Mapping[str, Evaluation] | None = None,
    inventory: Inventory = SOLIEU,
    splits: Mapping[str, str] | None = None,
    seqeval: SeqevalScores | None = None,
    history: Sequence[Mapping[str, Any]] = (),
) -> Report:
    """Score a system and list its errors.

    Args:
        gold: The annotated articles.
        predicted: The system's, with the same ids and texts.
        system: Its name.
        data: The name of the articles.
        others: Evaluations to show beside it.
        inventory: The labels and keys.
        splits: For each article's id its split, where there are several.
        seqeval: seqeval's scores.
        history: The log of the run that made the model.

    Raises:
        EvaluationError: The articles do not pair up.
    """
    found = evaluate(gold, predicted, inventory)
    pairs = [(with_facts(one), with_facts(other)) for one, other in pair(gold, predicted)]
    facts = [score_facts(one, other) for one, other in pairs]
    wrong = tuple(passage for one, other in pairs for passage in passages(one, other))
    answers = scored_answers(pairs)
    record = {
        "schema": SCHEMA,
        "system": system,
        "data": {
            "name": data,
            "articles": len(gold),
            "figures": sum(e.label == "FIGURE" for one in gold for e in one.entities),
            "syllables": sum(len(one.text.split()) for one in gold),
        },
        "scores": found.to_dict(),
        "facts": {
            **sum(facts, FactScores()).to_dict(),
            "interval": f1_interval([one.complete for one in facts]).to_dict(),
        },
        "label_intervals": _label_intervals(found),
        "nervaluate": _nervaluate(pairs, inventory),
        "seqeval": _seqeval(seqeval),
        "confusion": [[*labels, n] for labels, n in sorted(confusion(pairs).items())],
        "sides": sides(pairs),
        "distance": {name: score.to_dict() for name, score in by_distance(pairs).items()},
        "length": _by_class(found, gold),
        "splits": _by_split(found, splits or {}),
        "calibration": {name: _calibration(answers[name]) for name in answers},
        "coverage": _coverage(answers[FACTS]),
        "learning": _learning(history),
        "others": {name: other.to_dict() for name, other in (others or {}).items()},
        "errors": [_passage(passage) for passage in wrong],
    }
    return Report(system, data, found, others or {}, record, wrong)


def scored_answers(pairs: Iterable[tuple[Article, Article]]) -> dict[str, list[Answered]]:
    """Every scored answer of a system, and whether it is right: mentions, links and facts.

    A fact is right where its figure is complete.
    """
    found: dict[str, list[Answered]] = {ENTITIES: [], RELATIONS: [], FACTS: []}
    for gold, predicted in pairs:
        right = {mention(entity) for entity in gold.entities}
        for entity in predicted.entities:
            if entity.score is not None:
                found[ENTITIES].append(Answered(entity.score, mention(entity) in right))
        links = set(_links(gold))
        for relation, link in zip(predicted.relations, _links(predicted), strict=True):
            if relation.score is not None:
                found[RELATIONS].append(Answered(relation.score, link in links))
        complete = complete_figures(gold, predicted)
        for fact in predicted.facts:
            if fact.score is not None:
                found[FACTS].append(
                    Answered(fact.score, mention(predicted.entities[fact.figure]) in complete)
                )
    return found


def _links(article: Article) -> list[tuple[Any, str, Any]]:
    return [
        (mention(article.entities[r.head]), r.label, mention(article.entities[r.tail]))
        for r in article.relations
    ]


def _label_intervals(evaluation: Evaluation) -> dict[str, dict[str, float]]:
    none = Score()
    return {
        label: f1_interval(
            [article.entities.parts.get(label, none) for article in evaluation.by_article]
        ).to_dict()
        for label in evaluation.entities.parts
    }


def _nervaluate(
    pairs: Sequence[tuple[Article, Article]], inventory: Inventory
) -> dict[str, dict[str, Any]]:
    """Nervaluate's columns, over all labels and for each; it counts ends as inside."""
    right, stated = (
        [
            [{"label": e.label, "start": e.start, "end": e.end - 1} for e in article.entities]
            for article in articles
        ]
        for articles in zip(*pairs, strict=True)
    )
    found = Evaluator(right, stated, tags=list(inventory.labels), loader="dict").evaluate()
    by_label = found["entities"]
    parts = {"": found["overall"]}
    parts |= {label: by_label[label] for label in inventory.labels if label in by_label}
    return {
        label: {
            column: {
                "precision": float(scores[column].precision),
                "recall": float(scores[column].recall),
                "f1": float(scores[column].f1),
            }
            for column in COLUMNS
        }
        for label, scores in parts.items()
    }


def _seqeval(scores: SeqevalScores | None) -> dict[str, float] | None:
    if scores is None:
        return None
    micro = scores.micro
    return {"precision": micro.precision, "recall": micro.recall, "f1": micro.f1}


def _by_class(evaluation: Evaluation, gold: Sequence[Article]) -> dict[str, dict[str, Any]]:
    """F1 of articles of like length."""
    lengths = {article.id: len(article.text.split()) for article in gold}
    found = {}
    for low, high in _CLASSES:
        name = f"{low}–{high}" if high else f"{low}–"
        members = [
            article
            for article in evaluation.by_article
            if low <= lengths[article.id] <= (high or lengths[article.id])
        ]
        if members:
            found[name] = _grouped(members)
    return found


def _by_split(evaluation: Evaluation, splits: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Any]] = {}
    for article in evaluation.by_article:
        if article.id in splits:
            groups.setdefault(splits[article.id], []).append(article)
    return {name: _grouped(members) for name, members in sorted(groups.items())}


def _grouped(members: Sequence[Any]) -> dict[str, Any]:
    total = sum(members[1:], members[0])
    scores = {name: score.f1 for name, score in total.headlines.items()}
    return {"articles": len(members), **scores}


def _calibration(answers: Sequence[Answered]) -> dict[str, Any]:
    return {
        "answers": len(answers),
        "error": expected_calibration_error(answers),
        "bins": [
            {"low": b.low, "high": b.high, "count": b.count, "score": b.score, "right": b.right}
            for b in bins(answers)
        ],
    }


def _coverage(answers: Sequence[Answered]) -> dict[str, Any]:
    """The curve, thinned out, and the least score for each precision that a user may want."""
    curve = precision_by_coverage(answers)
    step = max(1, len(curve) // _POINTS)
    points = [*curve[::step], *curve[-1:]]
    wanted = {}
    for precision in WANTED:
        kept = least_score(answers, precision)
        wanted[f"{precision:g}"] = (
            {"score": kept.score, "coverage": kept.coverage, "precision": kept.precision}
            if kept
            else None
        )
    return {
        "curve": [[kept.score, kept.coverage, kept.precision] for kept in points],
        "wanted": wanted,
    }


def _learning(history: Iterable[Mapping[str, Any]]) -> list[dict[str, float]]:
    """The development scores of every epoch."""
    names = ("entities", "relations", "figures")
    return [
        {"epoch": entry["epoch"], **{n: entry[f"eval_{n}"] for n in names if f"eval_{n}" in entry}}
        for entry in history
        if "eval_score" in entry and "epoch" in entry
    ]


def _passage(passage: Passage) -> dict[str, Any]:
    def told(entity: Any) -> dict[str, Any] | None:
        if entity is None:
            return None
        return {
            "label": entity.label,
            "start": entity.start,
            "end": entity.end,
            "text": entity.text,
        }

    return {
        "article": passage.article,
        "start": passage.start,
        "sentence": passage.text,
        "mentions": [
            {"kind": error.kind, "gold": told(error.gold), "predicted": told(error.predicted)}
            for error in passage.errors
        ],
        "missed_links": list(passage.missed_links),
        "spurious_links": list(passage.spurious_links),
    }
