"""Articles as JSON, one a line: the shape that `article.schema.json` describes.

The shape is a promise to users. `schema` is its version; a reader refuses a newer one. Values are
decimal strings without exponent, scores are rounded to four decimals and are null where a person
annotated. A reader needs `text` only and passes over what it does not know at the top.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, TypeVar

from solieu.data.article import (
    Article,
    ArticleError,
    Check,
    Entity,
    Fact,
    Indicator,
    Office,
    Official,
    Period,
    Place,
    Relation,
    Scope,
)

SCHEMA = 1
DECIMALS = ("value", "value_to", "whole", "change")
"""Fields of a fact that are decimal strings."""

T = TypeVar("T")


def to_dict(article: Article) -> dict[str, Any]:
    """The article as plain lists and mappings."""
    return {
        "schema": SCHEMA,
        "id": article.id,
        "date": article.date,
        "text": article.text,
        "entities": [{**asdict(e), "score": _rounded(e.score)} for e in article.entities],
        "relations": [{**asdict(r), "score": _rounded(r.score)} for r in article.relations],
        "facts": [_fact_to_dict(fact) for fact in article.facts],
        "officials": [
            {**asdict(o), "positions": [asdict(p) for p in o.positions]} for o in article.officials
        ],
    }


def dumps(article: Article) -> str:
    """The article as one line of JSON, without the line end; encodable as UTF-8.

    Raises:
        ArticleError: Two lone surrogates stand side by side in the text. JSON would make one
            character of them, and every offset after it would be wrong.
        ValueError: A score is not a number.
    """
    for first, second in pairwise(article.text):
        if "\ud800" <= first <= "\udbff" and "\udc00" <= second <= "\udfff":
            raise ArticleError(
                f"article {article.id!r}: its text holds a character in two halves (surrogates), "
                "which JSON cannot keep apart; decode the text as UTF-8 or UTF-16 first"
            )
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
    try:
        if not _whole(schema) or not 1 <= schema <= SCHEMA:
            raise ArticleError(
                f"schema {schema!r}, but this version of solieu reads up to {SCHEMA}; "
                "update the package: pip install --upgrade solieu"
            )
        return _article(source)
    except ArticleError as error:
        raise ArticleError(f"{name}: {error}" if name else str(error)) from None


def loads(line: str, name: str = "") -> Article:
    """Read one line of JSON.

    Args:
        line: The line.
        name: Names the place in errors.

    Raises:
        ArticleError: It is not JSON, or not an article.
    """
    place = f"{name}: " if name else ""
    try:
        source = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"{place}not JSON ({error}); one article a line is expected") from None
    if not isinstance(source, dict):
        raise ArticleError(f"{place}not an article; a JSON object a line is expected")
    return from_dict(source, name)


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(float(score), 4)


def _fact_to_dict(fact: Fact) -> dict[str, Any]:
    fields = asdict(fact)
    for name in DECIMALS:
        fields[name] = None if fields[name] is None else f"{fields[name]:f}"
    fields["ambiguous"] = [f"{reading:f}" for reading in fact.ambiguous]
    fields["checks"] = [asdict(check) for check in fact.checks]
    if fact.indicator:
        fields["indicator"]["part_of"] = list(fact.indicator.part_of)
    return {**fields, "score": _rounded(fact.score)}


def _article(source: Mapping[str, Any]) -> Article:
    if not isinstance(source.get("text"), str):
        raise ArticleError('no text; an article needs "text" with a string')
    date = source.get("date")
    if not (date is None or isinstance(date, str)):
        raise ArticleError(f"date {date!r}; a string such as 2024-08-15 or null is expected")
    entities = _all(source, "entities", _entity)
    count = len(entities)
    return Article(
        text=source["text"],
        id=str(source.get("id") or ""),
        date=date or None,
        entities=entities,
        relations=_all(source, "relations", _relation),
        facts=_all(source, "facts", lambda item: _fact(item, count)),
        officials=_all(source, "officials", lambda item: _official(item, count)),
    )


def _all(source: Mapping[str, Any], key: str, read: Callable[[Any], T]) -> tuple[T, ...]:
    """Read a list; what goes wrong in an item is named with its place."""
    items = source.get(key) or []
    if not isinstance(items, list | tuple):
        raise ArticleError(f"{key} is no list; see article.schema.json")
    read_items = []
    for number, item in enumerate(items):
        try:
            read_items.append(read(item))
        except KeyError as error:
            raise ArticleError(f"{key}[{number}] lacks {error}; see article.schema.json") from None
        except (TypeError, ValueError, AttributeError, InvalidOperation) as error:
            raise ArticleError(f"{key}[{number}]: {error}; see article.schema.json") from None
    return tuple(read_items)


def _entity(source: Mapping[str, Any]) -> Entity:
    start = _position(source["start"])
    end = _position(source["end"])
    score = _score(source.get("score"))
    return Entity(_string(source["label"]), start, end, _string(source["text"]), score)


def _relation(source: Mapping[str, Any]) -> Relation:
    head, tail = _position(source["head"]), _position(source["tail"])
    return Relation(head, _string(source["label"]), tail, _score(source.get("score")))


def _fact(source: Mapping[str, Any], count: int) -> Fact:
    fields = {**source, "figure": _position(source["figure"], count)}
    for name in DECIMALS:
        fields[name] = _decimal(fields.get(name))
    fields["ambiguous"] = tuple(Decimal(reading) for reading in fields.get("ambiguous") or ())
    if scope := fields.get("scope"):
        place = scope.get("place")
        fields["scope"] = {**scope, "place": Place(**place) if place else None}
    for name, part in (("during", Period), ("baseline", Period), ("scope", Scope)):
        fields[name] = _part(fields.get(name), part, count)
    fields["checks"] = tuple(Check(**check) for check in fields.get("checks") or ())
    if indicator := fields.get("indicator"):
        whole = {**indicator, "part_of": tuple(indicator.get("part_of") or ())}
        fields["indicator"] = _part(whole, Indicator, count)
    return Fact(**{**fields, "score": _score(fields.get("score"))})


def _official(source: Mapping[str, Any], count: int) -> Official:
    offices = source.get("positions") or ()
    return Official(
        _position(source["entity"], count),
        _string(source["name"]),
        tuple(Office(**{**o, "entity": _position(o["entity"], count)}) for o in offices),
    )


def _part(source: Mapping[str, Any] | None, part: Callable[..., T], count: int) -> T | None:
    if not source:
        return None
    return part(**{**source, "entity": _position(source["entity"], count)})


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _position(value: Any, count: int | None = None) -> int:
    if not _whole(value) or value < 0:
        raise ValueError(f"{value!r} is no position; a whole number from 0 is expected")
    if count is not None and value >= count:
        raise ValueError(f"entity {value} is meant, but there are {count}")
    return int(value)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no string")
    return value


def _score(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"score {value!r}; a number from 0 to 1 or null is expected")
    return float(value)


def _decimal(value: Any) -> Decimal | None:
    if value is None:
        return None
    number = Decimal(_string(value))
    if not number.is_finite():
        raise ValueError(f"value {value!r} is no finite number")
    return number
