from io import StringIO

import pytest
from rich.console import Console

from solieu.data.article import Article, Entity, Period
from solieu.table import _period, print_articles


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2024-01-01", "2024-12-31", "2024"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2024-10-01", "2024-12-31", "2024-Q4"),
        ("2024-01-01", "2024-07-31", "2024-01 … 2024-07"),
        ("2024-02-01", "2024-04-30", "2024-02 … 2024-04"),
        ("2024-07-31", "2024-07-31", "2024-07-31"),
        ("2024-01-01", "2024-08-06", "2024-01-01 … 2024-08-06"),
        ("2021-01-01", "2025-12-31", "2021-01-01 … 2025-12-31"),
        (None, "2024-08-06", "… 2024-08-06"),
        (None, None, "đến nay"),
    ],
)
def test_a_period_is_shown_in_short(start, end, shown):
    assert _period(Period(0, "đến nay", start, end)) == shown


def test_an_article_without_figures_says_so():
    page = StringIO()
    print_articles([Article("Không có gì.", "a", "2024-08-15")], Console(file=page))
    assert page.getvalue() == "a, 2024-08-15\nNo figures found.\n\n"


def test_an_article_whose_figures_score_too_low_says_so():
    page = StringIO()
    article = Article("GDP 5%", "a", None, (Entity("FIGURE", 4, 6, "5%", 0.3),))
    print_articles([article], Console(file=page))
    assert "No figures with so high a score." in page.getvalue()
