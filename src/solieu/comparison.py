"""Comparisons of two systems for people: a page and a text."""

from collections.abc import Iterator, Mapping

from solieu.eval.comparison import Comparison, Difference
from solieu.html import percent, render
from solieu.texts import LANGUAGES


def page(comparison: Comparison, first: str, second: str, language: str = "en") -> str:
    """The comparison as one HTML file."""
    return render(
        "comparison",
        language,
        comparison=comparison,
        first=first,
        second=second,
        headlines=list(comparison.headlines),
        shown_p=shown_p,
    )


def shown_p(p: float) -> str:
    """A p value with three decimals."""
    return f"{p:.3f}" if p >= 0.001 else "<0.001"


def text(comparison: Comparison, first: str, second: str, language: str = "en") -> str:
    """The comparison as a table in plain text."""
    t = LANGUAGES[language]
    columns = (first, second, t["difference"], t["interval"], t["probability"])
    rows: list[tuple[str, ...]] = [("F1", *columns)]
    rows += _rows(comparison.headlines, t)
    rows += _rows(comparison.labels, {})
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0])]
            + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        )
        for row in rows
    ]
    lines.append(f"{t['won']}: {len(comparison.won)}, {t['lost']}: {len(comparison.lost)}")
    return "\n".join(lines)


def _rows(
    differences: Mapping[str, Difference], names: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    for name, found in differences.items():
        yield (
            names.get(name, name),
            percent(found.first),
            percent(found.second),
            f"{100 * found.value:+.1f}",
            f"{100 * found.low:+.1f} … {100 * found.high:+.1f}",
            shown_p(found.p),
        )
