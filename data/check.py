"""Checking annotated articles: every fault with its file, its line and what to do."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solieu.data.article import ArticleError, Entity
from solieu.data.inventory import KINDS, SOLIEU, Inventory
from solieu.data.markdown import Mention, Scan, scan
from solieu.data.reading import ANNOTATED, check_date, files, read_text

EDGES = " \t\u00a0,.;:"
NEARBY = 40
"""Characters around wrong offsets in which a mention's text is looked for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, or with `note` only worth a look."""

    path: str
    line: int
    message: str
    note: bool = False


def check_files(paths: Iterable[Path], inventory: Inventory = SOLIEU) -> Iterator[Fault]:
    """Check annotated files, Markdown or JSONL, and folders of them.

    Raises:
        ArticleError: A path cannot be read, or a folder holds no annotated article.
    """
    seen: dict[str, str] = {}
    for path in paths:
        found = files(path, ANNOTATED) if path.is_dir() else [path]
        if not found:
            raise ArticleError(f"{path}: no annotated articles; .md or .jsonl is expected")
        for file in found:
            source = read_text(file)
            check = check_jsonl if file.suffix == ".jsonl" else check_markdown
            yield from check(source, str(file), inventory, seen)


def check_markdown(
    source: str, path: str, inventory: Inventory = SOLIEU, seen: dict[str, str] | None = None
) -> Iterator[Fault]:
    """Check one annotated Markdown file.

    Args:
        source: The file's content.
        path: Names it in faults.
        inventory: The labels and keys allowed.
        seen: The ids seen so far, and where; grows.
    """
    found = scan(source)
    yield from (Fault(path, 1, message) for message in _meta(found, path, seen))
    if "](" in found.text:
        place = found.text.index("](")
        line = found.first_line + found.text[:place].count("\n")
        near = found.text[max(0, place - 20) : place + 20]
        yield Fault(path, line, f"markup left over near {near!r}; write [mention](LABEL ...)")
    pointed = {target for mention in found.mentions for _, target in mention.keys}
    names = Counter(name for mention in found.mentions for name in mention.names)
    for mention in found.mentions:
        for message in _mention(mention, inventory):
            yield Fault(path, mention.line, f"{mention.entity.text!r}: {message}")
        for message in _keys(mention, found, inventory):
            yield Fault(path, mention.line, f"{mention.entity.text!r}: {message}")
        for name in mention.names:
            if names[name] > 1:
                yield Fault(path, mention.line, f"id {name} stands twice; give each its own")
        yield from _loose(mention, pointed, path, inventory)


def _meta(found: Scan, path: str, seen: dict[str, str] | None) -> Iterator[str]:
    if not found.meta:
        yield "no front matter; begin with ---, id: ..., date: ..., ---"
        return
    name = found.meta.get("id", "")
    if not name:
        yield "no id; add a line id: ... to the front matter"
    elif seen is not None:
        if name in seen:
            yield f"id {name} is taken by {seen[name]}; ids are unique"
        seen.setdefault(name, path)
    date = found.meta.get("date", "")
    if date != "unknown":
        try:
            check_date(date, "date")
        except ArticleError as error:
            yield f"{error}, or as unknown"


def _mention(mention: Mention, inventory: Inventory) -> Iterator[str]:
    entity = mention.entity
    if entity.label not in inventory.labels:
        yield f"no label {entity.label}; there are {', '.join(inventory.labels)}"
    if len(mention.names) > 1:
        yield f"two ids ({', '.join(mention.names)}); keep one"
    yield from _span(entity.text)


def _span(text: str) -> Iterator[str]:
    if text != text.strip(EDGES):
        yield "a blank or sign at its edge; leave it outside the brackets"
    if text.count("(") != text.count(")"):
        yield "one bracket without its other; take both inside or leave both outside"
    if "\n" in text or "\r" in text:
        yield "goes over the end of a line; mark each piece by itself"


def _keys(mention: Mention, found: Scan, inventory: Inventory) -> Iterator[str]:
    label = mention.entity.label
    kinds = sorted({key for key, _ in mention.keys if key in KINDS})
    if len(kinds) > 1:
        yield f"several kinds ({', '.join(kinds)}); a figure has one"
    for name, target in mention.keys:
        key = inventory.key(name)
        if key is None or key.head != label:
            allowed = [k.name for k in inventory.keys if k.head == label]
            yield f"{label} has no key {name}; it may have {', '.join(allowed) or 'none'}"
        elif target not in found.ids:
            yield f"{name}={target} points nowhere; no mention has the id {target}"
        else:
            tail = found.mentions[found.ids[target]].entity
            if tail.label not in key.tails:
                wanted = " or ".join(key.tails)
                yield f"{name}={target} points at {tail.label} {tail.text!r}; {wanted} is meant"


def _loose(mention: Mention, pointed: set[str], path: str, inventory: Inventory) -> Iterator[Fault]:
    entity = mention.entity
    if entity.label == "INDICATOR" and not pointed & set(mention.names):
        message = f"{entity.text!r}: nothing points at this INDICATOR; point a figure or unmark it"
        yield Fault(path, mention.line, message)
    if entity.label == "FIGURE" and not any(key in KINDS for key, _ in mention.keys):
        message = f"{entity.text!r}: note: this FIGURE has no indicator"
        yield Fault(path, mention.line, message, note=True)


def check_jsonl(
    source: str, path: str, inventory: Inventory = SOLIEU, seen: dict[str, str] | None = None
) -> Iterator[Fault]:
    """Check a JSONL file, an article a line; arguments as of `check_markdown`."""
    for number, line in enumerate(source.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            article = json.loads(line)
            text, entities = article["text"], [_entity(e) for e in article.get("entities", [])]
            relations = [(r["head"], r["label"], r["tail"]) for r in article.get("relations", [])]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            yield Fault(path, number, f"not an article ({error}); see article.schema.json")
            continue
        identifier = str(article.get("id") or "")
        messages = [
            *_json_meta(article, identifier, f"{path}:{number}", seen),
            *_offsets(text, entities, inventory),
            *_relations(entities, relations, inventory),
        ]
        yield from (Fault(path, number, message) for message in messages)


def _entity(source: Mapping[str, Any]) -> Entity:
    start, end = int(source["start"]), int(source["end"])
    return Entity(str(source["label"]), start, end, str(source["text"]))


def _json_meta(
    article: Mapping[str, Any], identifier: str, place: str, seen: dict[str, str] | None
) -> Iterator[str]:
    meta = {"id": identifier, "date": str(article.get("date") or "unknown")}
    yield from _meta(Scan(meta, "", (), 1), place, seen)


def _offsets(text: str, entities: Sequence[Entity], inventory: Inventory) -> Iterator[str]:
    end = 0
    for number, entity in sorted(enumerate(entities), key=lambda item: item[1].start):
        name = f"entity {number} ({entity.text!r})"
        if entity.label not in inventory.labels:
            yield f"{name}: no label {entity.label}; there are {', '.join(inventory.labels)}"
        stands = text[max(0, entity.start) : entity.end]
        if stands != entity.text:
            start = max(0, entity.start - NEARBY)
            place = text.find(entity.text, start, entity.end + NEARBY) if entity.text else -1
            hint = (
                f"it stands at {place}-{place + len(entity.text)}"
                if place >= 0
                else ("offsets count code points of the text; count again")
            )
            yield f"{name}: at {entity.start}-{entity.end} stands {stands!r}; {hint}"
        yield from (f"{name}: {message}" for message in _span(entity.text))
        if entity.start < end:
            yield f"{name}: overlaps the mention before it; mentions do not overlap"
        end = max(end, entity.end)


def _relations(
    entities: Sequence[Entity], relations: Iterable[tuple[int, str, int]], inventory: Inventory
) -> Iterator[str]:
    for head, label, tail in relations:
        key = inventory.key(label)
        if not (0 <= head < len(entities) and 0 <= tail < len(entities)):
            yield f"{label} links entities {head} and {tail}, but there are {len(entities)}"
        elif key is None:
            yield f"no key {label}; there are {', '.join(k.name for k in inventory.keys)}"
        elif entities[head].label != key.head or entities[tail].label not in key.tails:
            labels = f"{entities[head].label} and {entities[tail].label}"
            yield f"{label} links {labels}; {key.head} and {' or '.join(key.tails)} are meant"
    tails = {tail for _, _, tail in relations}
    for number, entity in enumerate(entities):
        if entity.label == "INDICATOR" and number not in tails:
            yield f"entity {number} ({entity.text!r}): nothing points at this INDICATOR; unmark it"
