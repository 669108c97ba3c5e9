"""Facts as rows: one for each figure, for spreadsheets and data frames."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from solieu.data.article import Article, Fact, Period

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    "article",
    "date",
    "indicator",
    "part_of",
    "full_name",
    "kind",
    "value",
    "value_to",
    "whole",
    "change",
    "unit",
    "unit_text",
    "approximate",
    "bound",
    "during",
    "during_start",
    "during_end",
    "during_form",
    "baseline",
    "baseline_start",
    "baseline_end",
    "baseline_form",
    "scope",
    "figure",
    "start",
    "end",
    "sentence",
    "doubts",
    "score",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767
"""Characters of a cell that spreadsheets hold."""
_BOM = "\ufeff"

Cell = str | Decimal | float | int | bool | None


def rows(articles: Iterable[Article]) -> Iterator[dict[str, Cell]]:
    """The facts of articles, one row each, with the keys of `COLUMNS`.

    `start` and `end` are the figure's offsets in the article's text; `part_of` joins the wholes,
    nearest first, by " < "; `doubts` names the checks that fail.
    """
    for article in articles:
        for fact in article.facts:
            yield _row(article, fact)


def to_pandas(articles: Iterable[Article]) -> "pandas.DataFrame":
    """The facts of articles as a data frame; values stay exact decimals (`object` columns)."""
    import pandas

    return pandas.DataFrame(list(rows(articles)), columns=list(COLUMNS))


def to_csv(articles: Iterable[Article]) -> str:
    """The facts of articles as CSV that spreadsheets open rightly.

    It begins with a byte-order mark, so that Excel reads it as UTF-8. Text that a spreadsheet
    would take for a formula gets an apostrophe before it.
    """
    page = io.StringIO()
    writer = csv.DictWriter(page, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in rows(articles):
        writer.writerow({name: _written(cell) for name, cell in row.items()})
    return _BOM + page.getvalue()


def to_xlsx(articles: Iterable[Article]) -> bytes:
    """The facts of articles as a workbook with typed cells and a frozen header.

    Spreadsheets keep 15 digits of a number; `unit_text` and `sentence` show what was written.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("facts")
    sheet.append(list(COLUMNS))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows(articles):
        sheet.append([_typed(row[name]) for name in COLUMNS])
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"
    for number, name in enumerate(COLUMNS, start=1):
        wide = name in ("indicator", "part_of", "scope", "sentence")
        sheet.column_dimensions[get_column_letter(number)].width = 40 if wide else 16
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _row(article: Article, fact: Fact) -> dict[str, Cell]:
    figure = article.entities[fact.figure]
    cells: dict[str, Cell] = dict.fromkeys(COLUMNS)
    cells |= {
        "article": article.id,
        "date": article.date,
        "indicator": fact.indicator.name if fact.indicator else None,
        "part_of": " < ".join(fact.indicator.part_of) if fact.indicator else None,
        "full_name": fact.indicator.full_name if fact.indicator else None,
        "doubts": "; ".join(check.name for check in fact.checks if not check.holds) or None,
        "scope": fact.scope.name if fact.scope else None,
        "figure": figure.text,
        "start": figure.start,
        "end": figure.end,
        **_period("during", fact.during),
        **_period("baseline", fact.baseline),
    }
    own = ("kind", "value", "value_to", "whole", "change", "unit", "unit_text", "approximate")
    return cells | {name: getattr(fact, name) for name in (*own, "bound", "sentence", "score")}


def _period(name: str, period: Period | None) -> dict[str, Cell]:
    if period is None:
        return {}
    return {
        name: period.text,
        f"{name}_start": period.start,
        f"{name}_end": period.end,
        f"{name}_form": period.form,
    }


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, float):
        return f"{cell:.4f}"
    if not isinstance(cell, str):
        return str(cell).lower()
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _typed(cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        return float(cell) if cell % 1 else int(cell)
    if isinstance(cell, str):
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        return ILLEGAL_CHARACTERS_RE.sub("", cell)[:_LONGEST_CELL]
    return cell
