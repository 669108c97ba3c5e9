"""Model cards: what a model is, what it was made from and how good it is, from its own records."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from solieu.eval.scores import SCHEMA
from solieu.eval.table import TITLES
from solieu.model.folder import read_record, write_manifest

SCORES = "scores.json"
CARD = "README.md"
_LEFT_OUT = ("errors", "confusion", "sides")
"""Parts of a report that a model folder does not hold: errors quote articles."""


def add_card(folder: Path, report: Mapping[str, Any]) -> None:
    """Put a report's scores and the card made from them into a model folder.

    Args:
        folder: The model folder; its manifest is renewed.
        report: The record of an evaluation of that model, as `report.json` holds it.

    Raises:
        ValueError: It is no such record, or another version wrote it.
    """
    _refuse_other(report, "the report")
    scores = {name: part for name, part in report.items() if name not in _LEFT_OUT}
    for system in (scores["scores"], *scores["others"].values()):
        system.pop("by_article", None)
    text = json.dumps(scores, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / SCORES).write_text(text + "\n", encoding="utf-8")
    (folder / CARD).write_text(card(read_record(folder), scores), encoding="utf-8")
    write_manifest(folder)


def read_scores(folder: Path) -> dict[str, Any]:
    """The scores in a model folder.

    Raises:
        ValueError: The folder has none, or another version wrote them.
    """
    path = folder / SCORES
    if not path.is_file():
        raise ValueError(f"{path}: missing; add it with: solieu card MODEL report.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    _refuse_other(found, str(path))
    return found


def _refuse_other(report: Any, name: str) -> None:
    if not isinstance(report, Mapping) or report.get("schema") != SCHEMA:
        raise ValueError(
            f"{name}: not a report of this version of solieu; make one: solieu evaluate MODEL "
            "ARTICLES --output-dir report, then solieu card MODEL report/report.json"
        )


def card(run: Mapping[str, Any], scores: Mapping[str, Any]) -> str:
    """The model card as Markdown, with the front matter that hubs read."""
    data, recipe = run.get("data", {}), run.get("recipe", {})
    front = [
        "---",
        "language: vi",
        "license: apache-2.0",
        "library_name: solieu",
        "tags: [named-entity-recognition, relation-extraction, vietnamese, economics, statistics]",
        "---",
        "",
    ]
    lines = [
        "# A solieu model",
        "",
        "Finds officials, positions, organisations, places, indicators, figures and periods in",
        "Vietnamese economic and government news, and links every figure to what it measures, its",
        "period, what it is compared with and whose it is.",
        "",
        "    import solieu",
        '    article = solieu.load(FOLDER)(text, date="2025-08-06")',
        "",
        "## How good it is",
        "",
        f"F1 in percent on {scores['data']['articles']} articles "
        f"({scores['data']['figures']:,} figures) of `{scores['data']['name']}`, with 95 %",
        "intervals over articles.",
        "",
        summary(scores),
        "",
        by_label(scores),
        "",
        "Scores of facts are calibrated: expected calibration error "
        f"{100 * scores['calibration']['facts']['error']:.1f} points.",
        "",
        "## How it was made",
        "",
    ]
    for split, found in data.items():
        sources = ", ".join(recipe.get("data", {}).get(split, []))
        lines.append(f"- {split}: {found['articles']} articles ({sources}), SHA-256 of them")
        lines.append(f"  `{found['sha256']}`.")
    for name in ("encoder", "linker", "fit"):
        if name in recipe:
            told = ", ".join(f"{key} {value}" for key, value in recipe[name].items())
            lines.append(f"- {name}: {told}.")
    for title, told in run.get("notes", {}).items():
        lines.append(f"- {title}: {told}")
    lines += [
        "",
        "## Limits",
        "",
        "Names of indicators and the wholes they are part of are the weakest part: look at the",
        "sentence and the score before you publish a number. Nothing is checked against the world.",
        "Made for news and reports in Vietnamese; other texts give little.",
        "",
        "## Licence and citation",
        "",
        "Apache License 2.0. The articles that it was fitted to are not part of it. To cite, see",
        "`CITATION.cff` of solieu.",
        "",
    ]
    return "\n".join([*front, *lines])


def summary(scores: Mapping[str, Any]) -> str:
    """A table of the headlines: the model beside what its report has beside it."""
    systems = {"model": scores["scores"], **scores["others"]}
    names = list(systems)
    lines = [f"| | {' | '.join(names)} |", f"| --- |{' --- |' * len(names)}"]
    for key, title in TITLES.items():
        cells = [_cell(system["headlines"][key]) for system in systems.values()]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    facts = {"f1": scores["facts"]["complete"]["f1"], **scores["facts"]["interval"]}
    lines.append(f"| complete facts | {_cell(facts)} |{' – |' * (len(names) - 1)}")
    return "\n".join(lines)


def by_label(scores: Mapping[str, Any]) -> str:
    """F1 of every label and key in a sentence, the best first."""
    labels = _listed(scores["scores"]["entities"]["labels"])
    keys = _listed(scores["scores"]["relations"]["strict"]["keys"])
    return f"By label: {labels}.\nBy link: {keys}."


def _cell(score: Mapping[str, float]) -> str:
    f1, low, high = (100 * score[name] for name in ("f1", "low", "high"))
    return "–" if low == high == 100 else f"{f1:.1f} ({low:.1f}–{high:.1f})"


def _listed(parts: Mapping[str, Mapping[str, float]]) -> str:
    ordered = sorted(parts.items(), key=lambda item: -item[1]["f1"])
    return ", ".join(f"{name} {100 * score['f1']:.1f}" for name, score in ordered)
