"""Bar charts as SVG: text only, no scripts, nothing loaded from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH = 720
_LABEL, _VALUE, _ROW, _GAP = 200, 70, 22, 44
_INK, _BAR = "#222222", "#2166ac"


@dataclass(frozen=True, slots=True)
class Bars:
    """One chart.

    Attributes:
        title: Stands above it.
        values: A bar for each name.
    """

    title: str
    values: Mapping[str, float]


def svg(charts: Sequence[Bars]) -> str:
    """Charts one below the other; what they show stands in words in the picture's description."""
    height = sum(_GAP + _ROW * len(chart.values) for chart in charts) + _GAP // 2
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-family="sans-serif" font-size="13" '
        f'fill="{_INK}">',
        f"<title>{escape('; '.join(chart.title for chart in charts))}</title>",
        f"<desc>{escape(' '.join(map(_words, charts)))}</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    top = 0
    for chart in charts:
        pieces += _chart(chart, top)
        top += _GAP + _ROW * len(chart.values)
    return "\n".join([*pieces, "</svg>\n"])


def _chart(chart: Bars, top: int) -> list[str]:
    room = WIDTH - _LABEL - _VALUE
    most = max(chart.values.values(), default=0) or 1
    pieces = [f'<text x="16" y="{top + 30}" font-weight="bold">{escape(chart.title)}</text>']
    for number, (name, value) in enumerate(chart.values.items()):
        y = top + _GAP + _ROW * number
        length = round(room * value / most, 1)
        pieces += [
            f'<text x="{_LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_LABEL}" y="{y}" width="{length}" height="{_ROW - 5}" fill="{_BAR}"/>',
            f'<text x="{_LABEL + length + 6}" y="{y + 13}">{value:,.6g}</text>',
        ]
    return pieces


def _words(chart: Bars) -> str:
    told = ", ".join(f"{name} {value:,.6g}" for name, value in chart.values.items())
    return f"{chart.title}: {told}."
