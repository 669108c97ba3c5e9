import csv
import io
from decimal import Decimal

from openpyxl import load_workbook

import solieu
from solieu.data.article import Article, Entity, Fact, Indicator, Period, Scope
from solieu.data.tabular import COLUMNS, rows, to_csv, to_xlsx

TEXT = "=Thu ngân sách quý I/2024 đạt 45.145,7 tỷ đồng."


def article(scope="=HYPERLINK(1)"):
    entities = (
        Entity("INDICATOR", 1, 14, TEXT[1:14]),
        Entity("PERIOD", 15, 25, TEXT[15:25]),
        Entity("FIGURE", 30, 46, TEXT[30:46]),
    )
    fact = Fact(
        figure=2,
        kind="level",
        value=Decimal("45145700000000"),
        change=Decimal("-0.5"),
        unit="VND",
        indicator=Indicator(0, "Thu ngân sách", ("tổng thu", "tất cả")),
        during=Period(1, "quý I/2024", "2024-01-01", "2024-03-31", "2024-Q1"),
        scope=Scope(0, scope),
        sentence=TEXT,
        score=0.91234,
    )
    return Article(TEXT, "a", "2024-04-02", entities, facts=(fact,))


def test_a_row_has_every_column():
    [row] = rows([article()])
    assert tuple(row) == COLUMNS
    assert row["part_of"] == "tổng thu < tất cả"
    assert (row["during_form"], row["baseline"]) == ("2024-Q1", None)
    assert TEXT[row["start"] : row["end"]] == row["figure"]


def test_csv_is_for_spreadsheets():
    content = to_csv([article()])
    assert content.startswith("\ufeffarticle,date,indicator")
    [row] = csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline=""))
    assert row["value"] == "45145700000000"
    assert row["change"] == "-0.5"
    assert row["scope"] == "'=HYPERLINK(1)"
    assert row["sentence"] == f"'{TEXT}"
    assert (row["approximate"], row["score"]) == ("false", "0.9123")


def test_a_workbook_has_typed_cells_and_no_formula():
    sheet = load_workbook(io.BytesIO(to_xlsx([article()]))).active
    header, row = sheet.iter_rows()
    cells = dict(zip((c.value for c in header), row, strict=True))
    assert tuple(cells) == COLUMNS
    assert cells["value"].value == 45145700000000
    assert cells["change"].value == -0.5
    assert (cells["scope"].value, cells["scope"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet.freeze_panes == "A2"


def test_control_characters_and_long_texts_fit_a_cell():
    content = to_xlsx([article(scope="a\0b" + "c" * 40_000)])
    sheet = load_workbook(io.BytesIO(content)).active
    value = sheet.cell(2, COLUMNS.index("scope") + 1).value
    assert value.startswith("abc")
    assert len(value) == 32_767


def test_a_data_frame_keeps_exact_values():
    frame = solieu.to_pandas([article(), Article("Không có gì.")])
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == 1
    assert frame["value"][0] == Decimal("45145700000000")


def test_no_facts_are_an_empty_table():
    assert to_csv([]).count("\r\n") == 1
    assert solieu.to_pandas([]).empty
