"""Checking annotated articles: every fault with its file, its line and what to do.

Both formats come down to entities and relations, which are judged by the inventory. What keeps a
Markdown file from being read at all is named by the scanner itself, `solieu.data.markdown.flaws`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solieu.data.article import ArticleError, Entity, Relation
from solieu.data.dates import check_date
from solieu.data.inventory import SOLIEU, Inventory, Key, Role
from solieu.data.jsonl import from_dict
from solieu.data.markdown import flaws, scan
from solieu.data.reading import files, read_text

CHECKED = (".md", ".jsonl")
EDGES = " \t\u00a0,.;:"
NEARBY = 40
"""Characters around wrong offsets in which a mention's text is looked for."""

KIND = "kind"
"""The role that makes a figure a fact: its tails are marked only where it points at them."""

Omissions = Callable[[str, Sequence[Entity]], Iterable[tuple[int, str]]]
"""Says what may be amiss in a text with its mentions: the line, from 0, and a message."""

Seen = dict[str, str]
"""Where each id was first seen."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, or with `note` only worth a look."""

    path: str
    line: int
    message: str
    note: bool = False


def _none(_text: str, _entities: Sequence[Entity]) -> Iterable[tuple[int, str]]:
    return ()


def check_files(
    paths: Iterable[Path], inventory: Inventory = SOLIEU, omissions: Omissions = _none
) -> Iterator[Fault]:
    """Check annotated files, Markdown or JSONL, and folders of them.

    Args:
        paths: Files and folders.
        inventory: The labels and keys allowed.
        omissions: What else is worth a note, for instance `solieu.model.omissions.omissions`.

    Raises:
        ArticleError: A path cannot be read, or a folder holds no annotated article.
    """
    seen: Seen = {}
    for path in paths:
        found = files(path, CHECKED) if path.is_dir() else [path]
        if not found:
            raise ArticleError(f"{path}: no annotated articles; .md or .jsonl is expected")
        for file in found:
            source = read_text(file)
            check = check_jsonl if file.suffix == ".jsonl" else check_markdown
            yield from check(source, str(file), inventory, seen, omissions)


def check_markdown(
    source: str,
    path: str,
    inventory: Inventory = SOLIEU,
    seen: Seen | None = None,
    omissions: Omissions = _none,
) -> list[Fault]:
    """Check one annotated Markdown file.

    Args:
        source: The file's content.
        path: Names it in faults.
        inventory: The labels and keys allowed.
        seen: The ids of the files before; grows.
        omissions: What else is worth a note.

    Returns:
        Faults and notes by line.
    """
    found = scan(source)
    lines = [mention.line for mention in found.mentions]
    faults = [Fault(path, line, message) for line, message in flaws(found)]
    faults += [Fault(path, 1, text) for text in _taken(found.meta.get("id", ""), path, seen)]
    for number, message in _faults(found.entities, found.relations, inventory):
        faults.append(Fault(path, lines[number], message))
    # A key that points nowhere is no relation, yet whether the label may have it can be judged.
    for mention in found.mentions:
        names = dict.fromkeys(key for key, target in mention.keys if target not in found.ids)
        for message in _foreign(mention.entity, names, inventory):
            faults.append(Fault(path, mention.line, message))
    for number, message in _notes(found.entities, found.relations, inventory):
        faults.append(Fault(path, lines[number], message, note=True))
    for line, message in omissions(found.text, found.entities):
        faults.append(Fault(path, found.first_line + line, message, note=True))
    return sorted(faults, key=lambda fault: fault.line)


def check_jsonl(
    source: str,
    path: str,
    inventory: Inventory = SOLIEU,
    seen: Seen | None = None,
    omissions: Omissions = _none,
) -> list[Fault]:
    """Check a JSONL file, an article a line; arguments and result as of `check_markdown`."""
    faults: list[Fault] = []
    for number, line in enumerate(source.split("\n"), start=1):
        if line.strip():
            faults += _check_line(line, path, number, inventory, seen, omissions)
    return faults


def _check_line(
    line: str,
    path: str,
    number: int,
    inventory: Inventory,
    seen: Seen | None,
    omissions: Omissions,
) -> Iterator[Fault]:
    try:
        article = json.loads(line)
        text = str(article["text"])
        entities = [_entity(source) for source in article.get("entities") or []]
        relations = [_relation(source) for source in article.get("relations") or []]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        reason = f"lacks {error}" if isinstance(error, KeyError) else str(error)
        yield Fault(path, number, f"not an article ({reason}); see article.schema.json")
        return
    messages = [
        *_meta(article, f"{path}:{number}", seen),
        *_offsets(text, entities),
        *_ends(relations, len(entities)),
    ]
    within = [link for link in relations if not list(_ends([link], len(entities)))]
    messages += [
        f"entity {place}, {message}" for place, message in _faults(entities, within, inventory)
    ]
    if not messages:
        messages += _unreadable(article)
    yield from (Fault(path, number, message) for message in messages)
    for place, message in _notes(entities, within, inventory):
        yield Fault(path, number, f"entity {place}, {message}", note=True)
    for _, message in omissions(text, entities):
        yield Fault(path, number, message, note=True)


def _entity(source: Mapping[str, Any]) -> Entity:
    start, end = int(source["start"]), int(source["end"])
    return Entity(str(source["label"]), start, end, str(source["text"]))


def _relation(source: Mapping[str, Any]) -> Relation:
    return Relation(int(source["head"]), str(source["label"]), int(source["tail"]))


def _meta(article: Mapping[str, Any], place: str, seen: Seen | None) -> Iterator[str]:
    if not article.get("id"):
        yield 'no id; add "id": "..."'
    yield from _taken(str(article.get("id") or ""), place, seen)
    if article.get("date") is not None:
        try:
            check_date(str(article["date"]), "date")
        except ArticleError as error:
            yield f"{error}, or as null"


def _taken(name: str, place: str, seen: Seen | None) -> Iterator[str]:
    if name and seen is not None and seen.setdefault(name, place) != place:
        yield f"id {name} is taken by {seen[name]}; give each article its own"


def _unreadable(article: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong besides entities and relations, for instance in the facts."""
    try:
        from_dict(article)
    except ArticleError as error:
        yield str(error)


def _offsets(text: str, entities: Sequence[Entity]) -> Iterator[str]:
    end = 0
    for number, entity in sorted(enumerate(entities), key=lambda item: item[1].start):
        name = f"entity {number}, {entity.text!r}:"
        stands = text[max(0, entity.start) : max(0, entity.end)]
        if stands != entity.text or not stands or entity.start < 0:
            hint = _hint(text, entity)
            yield f"{name} at {entity.start}-{entity.end} stands {stands!r}; {hint}"
        if entity.start < end:
            yield f"{name} overlaps the mention before it; keep one, mentions do not overlap"
        end = max(end, entity.end)


def _hint(text: str, entity: Entity) -> str:
    places = []
    place = text.find(entity.text, max(0, entity.start - NEARBY)) if entity.text else -1
    while 0 <= place <= entity.start + NEARBY:
        places.append(place)
        place = text.find(entity.text, place + 1)
    if not places:
        return "offsets count code points of the text; count again"
    nearest = min(places, key=lambda place: abs(place - entity.start))
    return f"the mention stands at {nearest}-{nearest + len(entity.text)}; correct its offsets"


def _ends(relations: Sequence[Relation], count: int) -> Iterator[str]:
    for link in relations:
        if not (0 <= link.head < count and 0 <= link.tail < count):
            yield (
                f"{link.label} links entities {link.head} and {link.tail}, but there are {count}; "
                "head and tail are positions in entities, from 0"
            )


def _faults(
    entities: Sequence[Entity], relations: Sequence[Relation], inventory: Inventory
) -> Iterator[tuple[int, str]]:
    """What the inventory forbids: the position of the mention, and the message."""
    kind = _kind(inventory)
    pointed = {link.tail for link in relations}
    for number, entity in enumerate(entities):
        keys = [link.label for link in relations if link.head == number]
        messages = [*_span(entity, inventory), *_foreign(entity, dict.fromkeys(keys), inventory)]
        messages += _clashes(entity, set(keys), inventory)
        yield from ((number, message) for message in messages)
        if kind and entity.label in kind.tails and number not in pointed:
            advice = f"point a {kind.head} at it or unmark it"
            yield number, f"{entity.text!r}: nothing points at this {entity.label}; {advice}"
    seen = set()
    for link in relations:
        tail, key = entities[link.tail], _key(entities[link.head], link.label, inventory)
        target = f"{entities[link.head].text!r}: {link.label} points at {tail.label} {tail.text!r}"
        if key and tail.label not in key.tails:
            yield link.head, f"{target}; {' or '.join(key.tails)} is meant"
        if (link.head, link.label, link.tail) in seen:
            yield link.head, f"{target} twice; once is enough"
        seen.add((link.head, link.label, link.tail))


def _span(entity: Entity, inventory: Inventory) -> Iterator[str]:
    words = repr(entity.text)
    if entity.label not in inventory.labels:
        yield f"{words}: no label {entity.label}; there are {', '.join(inventory.labels)}"
    if entity.text != entity.text.strip(EDGES):
        yield f"{words}: a blank or sign at its edge; leave it outside the mention"
    if entity.text.count("(") != entity.text.count(")"):
        yield f"{words}: one bracket without its other; take in both or leave out both"
    if "\n" in entity.text or "\r" in entity.text:
        yield f"{words}: goes over the end of a line; mark each piece by itself"


def _foreign(entity: Entity, names: Iterable[str], inventory: Inventory) -> Iterator[str]:
    if entity.label not in inventory.labels:
        return
    allowed = [key.name for key in inventory.keys if key.head == entity.label]
    for name in names:
        if name not in allowed:
            advice = f"it may have {', '.join(allowed) or 'none'}"
            yield f"{entity.text!r}: {entity.label} has no key {name}; {advice}"


def _clashes(entity: Entity, names: set[str], inventory: Inventory) -> Iterator[str]:
    for role in inventory.roles:
        found = [name for name in role.keys if name in names]
        if role.head == entity.label and len(found) > 1:
            yield f"{entity.text!r}: several keys of one {role.name}: {', '.join(found)}; keep one"


def _notes(
    entities: Sequence[Entity], relations: Sequence[Relation], inventory: Inventory
) -> Iterator[tuple[int, str]]:
    """What may be right but is worth a look; positions and messages as of `_faults`."""
    kind = _kind(inventory)
    for number, entity in enumerate(entities):
        if kind and entity.label == kind.head:
            keys = {link.label for link in relations if link.head == number}
            if not keys & set(kind.keys):
                tails = " or ".join(kind.tails)
                yield number, f"{entity.text!r}: note: this {entity.label} names no {tails}"


def _kind(inventory: Inventory) -> Role | None:
    return next((role for role in inventory.roles if role.name == KIND), None)


def _key(head: Entity, name: str, inventory: Inventory) -> Key | None:
    key = inventory.key(name)
    return key if key and key.head == head.label else None
