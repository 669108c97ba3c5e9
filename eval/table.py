"""Evaluations as a plain-text table: one row a score, several systems side by side."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from solieu.eval.counts import Accuracy, Breakdown, Score
from solieu.eval.scores import Evaluation

Row = tuple[str, tuple[str, ...]]
"""A row's name, and for each system its cell."""

TITLES = {
    "entities": "entities",
    "relations": "relations",
    "relations_relaxed": "relations, relaxed",
    "figures": "complete figures",
}
"""What the headlines of an evaluation are called."""


def table(systems: Mapping[str, Evaluation]) -> str:
    """Set the systems' scores side by side, in percent.

    Args:
        systems: The evaluations by the name to print above each, on the same articles.

    Returns:
        Lines without trailing spaces: first the F1 of each system with its 95 % interval, then
        precision, recall and F1 of every part.
    """
    names, evaluations = list(systems), list(systems.values())
    first = evaluations[0]
    sections = [
        (f"F1 (95 % interval), {len(first.by_article)} articles", _headlines(evaluations)),
        ("Entities: P R F1", _breakdown(evaluations, lambda one: one.entities)),
    ]
    if first.relations.strict.parts:
        strict, relaxed = (_breakdown(evaluations, part) for part in (_strict, _relaxed))
        sections += [
            ("Relations, strict: P R F1", strict),
            ("  by role", _parts(evaluations, lambda one: one.roles.strict)),
            ("Relations, relaxed: P R F1", relaxed),
        ]
    if _has_figures(first):
        sections += [
            ("Figures: P R F1", _figures(evaluations)),
            ("Slots of found figures: right", _slots(evaluations)),
        ]
    return _align(names, [(title, list(rows)) for title, rows in sections])


def _strict(evaluation: Evaluation) -> Breakdown:
    return evaluation.relations.strict


def _relaxed(evaluation: Evaluation) -> Breakdown:
    return evaluation.relations.relaxed


def _has_figures(evaluation: Evaluation) -> bool:
    """Whether the inventory has figures: else everything of theirs is nothing of nothing."""
    return "FIGURE" in evaluation.entities.parts


def _headlines(evaluations: Sequence[Evaluation]) -> Iterator[Row]:
    first = evaluations[0]
    for key, name in TITLES.items():
        if key.startswith("relations") and not first.relations.strict.parts:
            continue
        if key == "figures" and not _has_figures(first):
            continue
        yield name, tuple(_with_interval(one, key) for one in evaluations)


def _with_interval(evaluation: Evaluation, key: str) -> str:
    interval = evaluation.intervals[key]
    f1 = _percent(evaluation.headlines[key].f1)
    return f"{f1} ({_percent(interval.low)}-{_percent(interval.high)})"


def _breakdown(
    evaluations: Sequence[Evaluation], part: Callable[[Evaluation], Breakdown]
) -> Iterator[Row]:
    yield from _parts(evaluations, part)
    yield "micro", tuple(_triple(part(one).micro) for one in evaluations)
    yield "macro", tuple(_percent(part(one).macro_f1) for one in evaluations)


def _parts(
    evaluations: Sequence[Evaluation], part: Callable[[Evaluation], Breakdown]
) -> Iterator[Row]:
    none = Score()
    for name in dict.fromkeys(name for one in evaluations for name in part(one).parts):
        yield name, tuple(_triple(part(one).parts.get(name, none)) for one in evaluations)


def _figures(evaluations: Sequence[Evaluation]) -> Iterator[Row]:
    yield "complete", tuple(_triple(one.figures.complete) for one in evaluations)
    for name in evaluations[0].figures.slots:
        yield name, tuple(_triple(one.figures.slots[name].answers) for one in evaluations)


def _slots(evaluations: Sequence[Evaluation]) -> Iterator[Row]:
    for name in evaluations[0].figures.slots:
        accuracies = (one.figures.slots[name].accuracy for one in evaluations)
        yield name, tuple(_accuracy(accuracy) for accuracy in accuracies)


def _accuracy(accuracy: Accuracy) -> str:
    return f"{accuracy.right}/{accuracy.total} {_percent(accuracy.value)}"


def _triple(score: Score) -> str:
    return " ".join(_percent(value) for value in (score.precision, score.recall, score.f1))


def _percent(value: float) -> str:
    return f"{100 * value:5.1f}"


def _align(names: Sequence[str], sections: Sequence[tuple[str, Sequence[Row]]]) -> str:
    rows = [row for _, section in sections for row in section]
    first = max(len(title) for title in [*(t for t, _ in sections), *(f"  {r}" for r, _ in rows)])
    widths = [
        max(len(name), *(len(cells[column]) for _, cells in rows))
        for column, name in enumerate(names)
    ]
    lines = [_line("", names, first, widths)]
    for title, section in sections:
        lines.append(title)
        lines.extend(_line(f"  {name}", cells, first, widths) for name, cells in section)
    return "\n".join(lines)


def _line(name: str, cells: Sequence[str], first: int, widths: Sequence[int]) -> str:
    padded = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join([name.ljust(first), *padded]).rstrip()
