"""doccano's JSONL with entities and relations."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from solieu.data.article import Article, ArticleError, Entity, Relation
from solieu.data.reading import read_text
from solieu.data.writing import write_atomically


def write_doccano(articles: Iterable[Article], path: Path) -> None:
    """Write articles, one a line; an article's id and date are kept beside its text."""
    lines = (json.dumps(_line(article), ensure_ascii=False) + "\n" for article in articles)
    write_atomically(path, "".join(lines))


def read_doccano(path: Path) -> list[Article]:
    """Read what doccano exports.

    Raises:
        ArticleError: A line is none of doccano's, or its offsets lie outside the text.
    """
    found = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            found.append(_article(line, f"{path}:{number}", f"{path.stem}-{number}"))
    if not found:
        raise ArticleError(f"{path}: no articles; doccano's JSONL has one a line")
    return found


def _line(article: Article) -> dict[str, Any]:
    return {
        "text": article.text,
        "article": article.id,
        "date": article.date,
        "entities": [
            {"id": n, "label": e.label, "start_offset": e.start, "end_offset": e.end}
            for n, e in enumerate(article.entities)
        ],
        "relations": [
            {"id": n, "from_id": r.head, "to_id": r.tail, "type": r.label}
            for n, r in enumerate(article.relations)
        ],
    }


def _article(line: str, place: str, name: str) -> Article:
    try:
        source = json.loads(line)
        text = source["text"]
        found = sorted(source.get("entities") or [], key=lambda entity: entity["start_offset"])
        entities = tuple(_entity(entity, text, place) for entity in found)
        places = {entity["id"]: number for number, entity in enumerate(found)}
        relations = tuple(
            Relation(places[link["from_id"]], link["type"], places[link["to_id"]])
            for link in source.get("relations") or []
        )
    except (ValueError, TypeError, KeyError) as error:
        if isinstance(error, ArticleError):
            raise
        raise ArticleError(f"{place}: not a line of doccano's ({error!r})") from None
    return Article(
        text, str(source.get("article") or name), source.get("date"), entities, relations
    )


def _entity(source: dict[str, Any], text: str, place: str) -> Entity:
    start, end = source["start_offset"], source["end_offset"]
    if not 0 <= start < end <= len(text):
        raise ArticleError(f"{place}: {start}-{end} lies outside the text; correct the offsets")
    return Entity(source["label"], start, end, text[start:end])
