"""Evaluation reports for people: a page, a text, and pictures, all from one record."""

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from solieu.chart import Bars, Chart, Lines
from solieu.eval.drawing import draw
from solieu.eval.errors import KINDS, LINK, instructive
from solieu.eval.report import COLUMNS, Report
from solieu.html import percent, render, visible
from solieu.texts import LANGUAGES

SIDES = ("begins too early", "begins too late", "ends too early", "ends too late")


def page(report: Report, language: str = "en") -> str:
    """The report as one HTML file."""
    record = report.record
    everything = [(passage, Markup(draw(passage))) for passage in report.passages]
    labels = list(record["scores"]["entities"]["labels"])
    errors = ", ".join(
        f"{LANGUAGES[language][name]} {percent(found['error'])}"
        for name, found in record["calibration"].items()
        if found["answers"]
    )
    return render(
        "report",
        language,
        record=record,
        systems=dict(_systems(record, language)),
        headlines=_headlines(record),
        charts=charts(report, language),
        columns=COLUMNS,
        labels=[*labels, ""],
        confusion={(row, column): count for row, column, count in record["confusion"]},
        side_names=SIDES,
        given=record["others"].get("model, gold mentions"),
        rules=record["others"].get("rules"),
        calibration_errors=errors,
        instructive=[(one, Markup(draw(one))) for one in instructive(report.passages)],
        everything=everything,
        error_labels=sorted({label for one, _ in everything for label in one.labels}),
        error_kinds=[*KINDS, LINK],
        error_articles=sorted({one.article for one, _ in everything}),
    )


def text(report: Report, language: str = "en") -> str:
    """The report's tables as Markdown, fit for a README."""
    t, record = LANGUAGES[language], report.record
    lines = [
        f"# {t['evaluation']}: {t['of_on'].format(system=report.system, data=report.data)}",
        "",
        t["counts"].format(**record["data"]),
        "",
        t["summary_note"],
        "",
    ]
    systems = dict(_systems(record, language))
    lines += _rows(
        ["F1", *systems],
        [
            [t[key], *(_interval(scores[key]) for scores in systems.values())]
            for key in _headlines(record)
        ],
    )
    heads = [t["precision"], t["recall"], t["f1"], t["support"]]
    sections = [
        (t["by_label"], t["label"], record["scores"]["entities"]["labels"]),
        (t["by_key"], t["key"], record["scores"]["relations"]["strict"]["keys"]),
        (t["by_distance"], t["sentences_apart"], record["distance"]),
        (t["fact_parts"], t["part"], record["facts"]["parts"] if record["data"]["figures"] else {}),
    ]
    for title, first, parts in sections:
        if parts:
            lines += ["", f"## {title}", ""]
            rows = [[name, *_rates(score), str(score["gold"])] for name, score in parts.items()]
            lines += _rows([first, *heads], rows)
    lines += ["", f"## {t['nervaluate']}", ""]
    rows = [
        [label or t["all"], *(percent(scores[column]["f1"]) for column in COLUMNS)]
        for label, scores in record["nervaluate"].items()
    ]
    lines += _rows([t["label"], *COLUMNS], rows)
    return "\n".join([*lines, ""])


def charts(report: Report, language: str = "en") -> dict[str, Chart]:
    """The report's pictures by name."""
    return dict(_charts(report.record, LANGUAGES[language]))


def _charts(record: Mapping[str, Any], t: Mapping[str, str]) -> Iterator[tuple[str, Chart]]:
    scores = record["scores"]
    labels = {name: score["f1"] for name, score in scores["entities"]["labels"].items()}
    intervals = {
        name: (found["low"], found["high"]) for name, found in record["label_intervals"].items()
    }
    yield "labels", Bars(f"{t['by_label']}: F1", labels, intervals, percent=True)
    keys = {name: score["f1"] for name, score in scores["relations"]["strict"]["keys"].items()}
    if keys:
        yield "keys", Bars(f"{t['by_key']}: F1", keys, percent=True)
        distance = {
            t["same_sentence"] if name == "0" else name: score["f1"]
            for name, score in record["distance"].items()
        }
        yield "distance", Bars(f"{t['by_distance']}: F1", distance, percent=True)
    lengths = {name: group["entities"] for name, group in record["length"].items()}
    if len(lengths) > 1:
        yield "length", Bars(f"{t['by_length']}: {t['entities']}, F1", lengths, percent=True)
    curves = {
        t[name]: [(b["score"], b["right"]) for b in found["bins"]]
        for name, found in record["calibration"].items()
        if found["answers"]
    }
    if curves:
        yield (
            "calibration",
            Lines(t["calibration"], t["mean_score"], t["share_right"], curves, diagonal=True),
        )
    if record["coverage"]["curve"]:
        points = [(coverage, precision) for _, coverage, precision in record["coverage"]["curve"]]
        series = {t["facts"]: points}
        yield "coverage", Lines(t["coverage"], t["coverage_axis"], t["share_right"], series)
    if record["learning"]:
        names = [
            name for name in ("entities", "relations", "figures") if name in record["learning"][0]
        ]
        lines = {t[n]: [(e["epoch"], e[n] / 100) for e in record["learning"]] for n in names}
        yield "learning", Lines(t["learning"], t["epoch"], t["f1"], lines)


def _headlines(record: Mapping[str, Any]) -> list[str]:
    """The rows of the summary: what the inventory has."""
    names = ["entities"]
    if record["scores"]["relations"]["strict"]["keys"]:
        names += ["relations", "relations_relaxed"]
    if record["data"]["figures"]:
        names += ["figures", "facts"]
    return names


def _systems(
    record: Mapping[str, Any], language: str
) -> Iterator[tuple[str, dict[str, dict[str, float] | None]]]:
    """F1 and interval of each headline for every system."""
    complete = {"f1": record["facts"]["complete"]["f1"], **record["facts"]["interval"]}
    yield record["system"], {**record["scores"]["headlines"], "facts": complete}
    for name, scores in record["others"].items():
        yield name, {**scores["headlines"], "facts": None}


def _interval(score: Mapping[str, float] | None) -> str:
    if score is None:
        return "–"
    return f"{percent(score['f1'])} ({percent(score['low'])}–{percent(score['high'])})"


def _rates(score: Mapping[str, float]) -> list[str]:
    return [percent(score[name]) for name in ("precision", "recall", "f1")]


def _rows(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    for number, row in enumerate([head, *rows]):
        cells = (visible(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield f"| {' | '.join(['---'] * len(head))} |"
