"""Articles as tables for a person at a terminal."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from solieu.data.article import Article, Fact, Period

COLUMNS = (
    "indicator",
    "part of",
    "kind",
    "value",
    "unit",
    "period",
    "baseline",
    "scope",
    "score",
)


def print_articles(articles: Iterable[Article], console: Console) -> None:
    """Print each article's facts and officials as it comes."""
    for article in articles:
        console.print(Group(*_parts(article)))


def _parts(article: Article) -> Iterator[RenderableType]:
    dated = f", {article.date}" if article.date else ""
    yield Text(f"{article.id or 'article'}{dated}", style="bold")
    yield _facts(article.facts) if article.facts else Text(_nothing(article))
    if article.officials:
        yield _officials(article)
    yield Text("")


def _nothing(article: Article) -> str:
    """Why there is no table."""
    if any(entity.label == "FIGURE" for entity in article.entities):
        return "No figures with so high a score."
    return "No figures found."


def _facts(facts: Iterable[Fact]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=False)
    for column in COLUMNS:
        right = column in ("value", "score")
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    for fact in facts:
        indicator = fact.indicator
        cells = (
            indicator.name if indicator else "",
            " < ".join(indicator.part_of) if indicator else "",
            fact.kind or "",
            shown_value(fact),
            fact.unit or "",
            _period(fact.during),
            _period(fact.baseline),
            fact.scope.name if fact.scope else "",
            _score(fact),
        )
        table.add_row(*map(Text, cells))
    return table


def _officials(article: Article) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("official")
    table.add_column("office", overflow="fold")
    table.add_column("organisation", overflow="fold")
    for official in article.officials:
        name = official.name
        for office in official.positions:
            table.add_row(*map(Text, (name, office.title, office.organisation or "")))
            name = ""
        if not official.positions:
            table.add_row(Text(name))
    return table


def _score(fact: Fact) -> str:
    """The score; an exclamation mark where a check fails."""
    doubt = " !" if any(not check.holds for check in fact.checks) else ""
    return doubt.strip() if fact.score is None else f"{fact.score:.2f}{doubt}"


def shown_value(fact: Fact) -> str:
    """The value as Vietnamese writes it, with what bounds or blurs it; "?" where it is unknown."""
    if fact.value is None:
        return "?"
    end = "" if fact.value_to is None else f"–{_number(fact.value_to)}"
    if fact.whole is not None:
        end = f"/{_number(fact.whole)}"
    sign = {"lower": "≥ ", "upper": "≤ "}.get(fact.bound or "", "~" if fact.approximate else "")
    return f"{sign}{_number(fact.value)}{end}"


def _number(value: Decimal) -> str:
    """As Vietnamese writes it: dots between thousands, a decimal comma."""
    return f"{value:,f}".translate(str.maketrans(",.", ".,"))


def _period(period: Period | None) -> str:
    """A whole year, quarter or month in short, other intervals by their ends, else the words."""
    if period is None:
        return ""
    start, end = period.start, period.end
    if start is None or end is None:
        known = start or end
        return f"… {known}" if known else period.text
    return _calendar(start, end) or (start if start == end else f"{start} … {end}")


def _calendar(start: str, end: str) -> str | None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if not whole or first.year != last.year:
        return None
    if first.month == last.month:
        return start[:7]
    if last.month - first.month == 11:
        return start[:4]
    quarter = last.month - first.month == 2 and first.month % 3 == 1
    return f"{start[:4]}-Q{last.month // 3}" if quarter else f"{start[:7]} … {end[:7]}"
