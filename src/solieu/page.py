"""Extracted articles as a page: text with its mentions beside the table of facts."""

from collections.abc import Iterable, Iterator
from typing import Any

from solieu.data.article import Article, Fact, Period
from solieu.html import LABELS, render
from solieu.table import shown_value


def page(articles: Iterable[Article], language: str = "en") -> str:
    """Articles with their facts as one HTML file, with a list of them where there are several."""
    found = list(articles)
    labels = sorted({entity.label for article in found for entity in article.entities})
    colours = {label: place % LABELS for place, label in enumerate(labels)}
    shown = [_article(article, colours) for article in found]
    return render("page", language, articles=shown, labels=labels)


def _article(article: Article, colours: dict[str, int]) -> dict[str, Any]:
    offices = [
        (official.name, office.title, office.organisation or "", official.entity)
        for official in article.officials
        for office in official.positions
    ]
    offices += [(one.name, "", "", one.entity) for one in article.officials if not one.positions]
    return {
        "id": article.id,
        "date": article.date,
        "pieces": list(_pieces(article, colours)),
        "links": [[link.head, link.label, link.tail] for link in article.relations],
        "facts": [_fact(fact, article) for fact in article.facts],
        "officials": offices,
    }


def _pieces(article: Article, colours: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The text cut at its mentions; `entity` is the mention's position, None between mentions."""
    end = 0
    order = sorted(range(len(article.entities)), key=lambda n: article.entities[n].start)
    for position in order:
        entity = article.entities[position]
        yield {"text": article.text[end : entity.start], "entity": None}
        yield {
            "text": entity.text,
            "entity": position,
            "label": entity.label,
            "colour": colours[entity.label],
        }
        end = entity.end
    yield {"text": article.text[end:], "entity": None}


def _fact(fact: Fact, article: Article) -> dict[str, Any]:
    parts = (fact.indicator, fact.during, fact.baseline, fact.scope)
    evidence = [fact.figure, *(part.entity for part in parts if part)]
    wholes = [
        link.tail
        for link in article.relations
        if fact.indicator and link.head == fact.indicator.entity and link.label == "part_of"
    ]
    return {
        "evidence": [*evidence, *wholes],
        "indicator": fact.indicator.full_name if fact.indicator else "",
        "kind": fact.kind or "",
        "value": shown_value(fact),
        "unit": fact.unit or "",
        "during": _period(fact.during),
        "baseline": _period(fact.baseline),
        "scope": fact.scope.name if fact.scope else "",
        "score": "" if fact.score is None else f"{fact.score:.2f}",
        "doubts": ", ".join(check.name for check in fact.checks if not check.holds),
    }


def _period(period: Period | None) -> str:
    """The interval in short, or the words where there is none."""
    return (period.form or period.text) if period else ""
