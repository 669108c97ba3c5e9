"""Articles as JSON, one a line: the shape that `article.schema.json` describes.

The shape is a promise to users. `schema` is its version; a reader refuses a newer one. Values are
decimal strings, scores are rounded to four decimals and are null where a person annotated.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from solieu.data.article import (
    Article,
    ArticleError,
    Entity,
    Fact,
    Indicator,
    Office,
    Official,
    Period,
    Relation,
    Scope,
)

SCHEMA = 1

T = TypeVar("T")


def to_dict(article: Article) -> dict[str, Any]:
    """The article as plain lists and mappings."""
    return {
        "schema": SCHEMA,
        "id": article.id,
        "date": article.date,
        "text": article.text,
        "entities": [{**asdict(e), "score": _score(e.score)} for e in article.entities],
        "relations": [{**asdict(r), "score": _score(r.score)} for r in article.relations],
        "facts": [_fact_to_dict(fact) for fact in article.facts],
        "officials": [asdict(official) for official in article.officials],
    }


def dumps(article: Article) -> str:
    """The article as one line of JSON, without the line end; encodable as UTF-8."""
    line = json.dumps(to_dict(article), ensure_ascii=False, allow_nan=False)
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def from_dict(source: Mapping[str, Any], name: str = "") -> Article:
    """Read what `to_dict` gave. Only `text` is needed; what is missing is empty.

    Args:
        source: The mapping.
        name: Names the place in errors, for instance file and line.

    Raises:
        ArticleError: It is of a newer schema, or something in it has a wrong type or place.
    """
    schema = source.get("schema", SCHEMA)
    if not isinstance(schema, int) or schema > SCHEMA:
        raise ArticleError(
            f"{name}: schema {schema!r}, but this version of solieu reads up to {SCHEMA}; "
            "update the package: pip install --upgrade solieu"
        )
    if not isinstance(source.get("text"), str):
        raise ArticleError(f"{name}: no text; an article needs the key 'text' with a string")
    try:
        return Article(
            text=source["text"],
            id=str(source.get("id") or ""),
            date=source.get("date"),
            entities=_all(source, "entities", lambda e: Entity(**e)),
            relations=_all(source, "relations", lambda r: Relation(**r)),
            facts=_all(source, "facts", _fact),
            officials=_all(source, "officials", _official),
        )
    except (TypeError, KeyError, AttributeError, InvalidOperation) as error:
        raise ArticleError(
            f"{name}: not an article of schema {SCHEMA} ({error}); "
            "solieu/data/article.schema.json describes it"
        ) from None
    except ArticleError as error:
        raise ArticleError(f"{name}: {error}") from None


def loads(line: str, name: str = "") -> Article:
    """Read one line of JSON.

    Raises:
        ArticleError: It is not JSON, or not an article.
    """
    try:
        source = json.loads(line)
    except ValueError as error:
        raise ArticleError(f"{name}: not JSON ({error}); one article a line is expected") from None
    if not isinstance(source, dict):
        raise ArticleError(f"{name}: not an article; a JSON object a line is expected")
    return from_dict(source, name)


def _score(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


def _fact_to_dict(fact: Fact) -> dict[str, Any]:
    fields = asdict(fact)
    for name in ("value", "value_to"):
        fields[name] = None if fields[name] is None else f"{fields[name]:f}"
    return {**fields, "score": _score(fact.score)}


def _all(source: Mapping[str, Any], key: str, read: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(read(item) for item in source.get(key) or ())


def _fact(source: Mapping[str, Any]) -> Fact:
    fields = dict(source)
    for name in ("value", "value_to"):
        fields[name] = None if fields.get(name) is None else Decimal(fields[name])
    for name in ("during", "baseline"):
        fields[name] = Period(**fields[name]) if fields.get(name) else None
    fields["scope"] = Scope(**fields["scope"]) if fields.get("scope") else None
    if fields.get("indicator"):
        indicator = dict(fields["indicator"])
        indicator["part_of"] = tuple(indicator.get("part_of") or ())
        fields["indicator"] = Indicator(**indicator)
    return Fact(**fields)


def _official(source: Mapping[str, Any]) -> Official:
    offices = tuple(Office(**office) for office in source.get("positions") or ())
    return Official(source["entity"], source["name"], offices)
