"""Charts: drawn with matplotlib, the same bytes for the same values, as SVG or PNG."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 7.2
"""Inches."""
INK = "#222222"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""Okabe and Ito's, which differ for the colour-blind too."""
MARKERS = ("o", "s", "^", "D", "v", "P")
_STYLE: Any = {
    "svg.hashsalt": "solieu",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9.0,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,
}


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars.

    Attributes:
        title: Stands above.
        values: A bar for each name.
        intervals: The ends of a bar's interval, by name.
        percent: Whether the values are shares, to be shown in percent.
    """

    title: str
    values: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over a common axis.

    Attributes:
        title: Stands above.
        x_label: What the horizontal axis shows.
        y_label: What the vertical axis shows.
        series: Points (x, y) by name.
        diagonal: Whether the line on which x is y is drawn, too.
    """

    title: str
    x_label: str
    y_label: str
    series: Mapping[str, Sequence[tuple[float, float]]]
    diagonal: bool = False


Chart = Bars | Lines


def words(chart: Chart) -> str:
    """What a chart shows, for those who do not see it."""
    if isinstance(chart, Bars):
        told = ", ".join(f"{name} {_number(value, chart)}" for name, value in chart.values.items())
    else:
        told = "; ".join(
            f"{name}: {', '.join(f'{x:.3g} → {y:.3g}' for x, y in _few(points))}"
            for name, points in chart.series.items()
        )
    return f"{chart.title}. {told}."


def svg(*charts: Chart) -> str:
    """Charts one below the other, as an SVG element with a description."""
    with mpl.rc_context(_STYLE):
        page = io.StringIO()
        metadata = {"Date": None, "Creator": None, "Title": "; ".join(c.title for c in charts)}
        metadata["Description"] = " ".join(map(words, charts))
        _figure(charts).savefig(page, format="svg", metadata=metadata)
    return page.getvalue()


def png(*charts: Chart) -> bytes:
    """Charts one below the other, as a PNG."""
    with mpl.rc_context(_STYLE):
        page = io.BytesIO()
        _figure(charts).savefig(page, format="png", dpi=150, metadata={"Software": None})
    return page.getvalue()


def draw(path: Path, *charts: Chart) -> str | bytes:
    """Charts in the format that a file's name asks for.

    Raises:
        ValueError: It is neither SVG nor PNG.
    """
    match path.suffix.lower():
        case ".svg":
            return svg(*charts)
        case ".png":
            return png(*charts)
    raise ValueError(f"{path}: a picture is written as .svg or .png; name such a file")


def _figure(charts: Sequence[Chart]) -> Figure:
    heights = [_height(chart) for chart in charts]
    figure = Figure(figsize=(WIDTH, sum(heights)), layout="constrained")
    axes = figure.subplots(len(charts), 1, squeeze=False, height_ratios=heights)[:, 0]
    for chart, axis in zip(charts, axes, strict=True):
        axis.set_title(_short(chart.title, 90), loc="left", fontweight="bold", fontsize=10)
        if isinstance(chart, Bars):
            _bars(chart, axis)
        else:
            _lines(chart, axis)
    return figure


def _bars(chart: Bars, axis: Axes) -> None:
    names, values = list(chart.values), list(chart.values.values())
    places = range(len(names))
    axis.barh(places, values, color=COLOURS[0], height=0.7)
    axis.set_yticks(places, [_short(name, 36) for name in names])
    axis.invert_yaxis()
    ends = list(values)
    for place, (name, value) in enumerate(chart.values.items()):
        if name in chart.intervals:
            low, high = chart.intervals[name]
            span = [[max(0.0, value - low)], [max(0.0, high - value)]]
            axis.errorbar(value, place, xerr=span, color=INK, capsize=2.5, linewidth=1)
            ends[place] = max(value, high)
    most = max([*ends, 1e-9])
    for place, (end, value) in enumerate(zip(ends, values, strict=True)):
        axis.text(end + 0.01 * most, place, _number(value, chart), va="center")
    axis.set_xlim(0, 1.12 * most)
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    axis.tick_params(length=0)


def _lines(chart: Lines, axis: Axes) -> None:
    for number, (name, points) in enumerate(chart.series.items()):
        colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
        few = len(points) <= 30
        axis.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=colour,
            marker=marker if few else None,
            markersize=4,
            label=_short(name, 36),
        )
    if chart.diagonal:
        axis.plot([0, 1], [0, 1], color="#999999", linestyle="--", linewidth=1)
    axis.set_xlabel(chart.x_label)
    axis.set_ylabel(chart.y_label)
    axis.grid(color="#e5e5e5", linewidth=0.6)
    axis.set_axisbelow(True)
    if len(chart.series) > 1:
        axis.legend(frameon=False)


def _height(chart: Chart) -> float:
    return 0.5 + 0.26 * max(1, len(chart.values)) if isinstance(chart, Bars) else 3.4


def _number(value: float, chart: Bars) -> str:
    return f"{100 * value:.1f}" if chart.percent else f"{value:,.6g}"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _few(points: Sequence[tuple[float, float]], most: int = 12) -> Sequence[tuple[float, float]]:
    step = max(1, -(-len(points) // most))
    return points[::step]
