"""Annotated Markdown: the article's own text with each mention written as a link.

`[mention](LABEL id key=target ...)`: the id is there only where something points at the mention;
several targets of a key are joined by commas. Taking the markup away gives the text back. One line
end at the end of the file is the file's, not the text's.

`scan` takes a file apart without judging it, `flaws` names what keeps it from being read; `parse`
stops at the first flaw and `solieu check` lists them all. Which labels and keys are right is a
question of the inventory: see `solieu.data.check`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from solieu.data.article import Article, ArticleError, Entity, Relation
from solieu.data.dates import check_date
from solieu.data.inventory import SOLIEU

LINK = re.compile(r"\[([^\[\]]+)\]\(([A-Z][A-Z_]*)((?: [^()\s]+)*) *\)")
LEFT_OVER = "]("
"""No text may hold this, so that a slip of the pen in the markup is never taken for text."""

UNKNOWN = "unknown"
_FRONT_MATTER = re.compile(r"\A\ufeff?---\r?\n(.*?)\r?\n---(?:\r?\n|\Z)", re.DOTALL)
_PREFIXES = {
    "FIGURE": "g",
    "INDICATOR": "i",
    "OFFICIAL": "f",
    "ORGANISATION": "o",
    "PERIOD": "t",
    "PLACE": "l",
    "POSITION": "p",
}
_ORDER = {key.name: number for number, key in enumerate(SOLIEU.keys)}


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention as written.

    Attributes:
        entity: Its label, offsets and text.
        names: Its ids: one at most, if the file is right.
        keys: (key, target) pairs.
        line: Line of the file, from 1.
    """

    entity: Entity
    names: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    line: int


@dataclass(frozen=True)
class Scan:
    """What stands in a file, right or wrong.

    Attributes:
        meta: The front matter; empty where there is none.
        text: The text without markup.
        mentions: The mentions in order.
        first_line: The line of the file on which the text begins.
        ids: Positions in `mentions` by id.
    """

    meta: Mapping[str, str]
    text: str
    mentions: tuple[Mention, ...]
    first_line: int
    ids: Mapping[str, int] = field(default_factory=dict)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The mentions without what points from them."""
        return tuple(mention.entity for mention in self.mentions)

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The links whose targets exist, in the order in which they are written."""
        return tuple(
            Relation(head, key, self.ids[target])
            for head, mention in enumerate(self.mentions)
            for key, target in mention.keys
            if target in self.ids
        )


def scan(source: str) -> Scan:
    """Take an annotated article apart without judging it."""
    head = _FRONT_MATTER.match(source)
    body = source[head.end() :] if head else source
    first_line = source[: head.end()].count("\n") + 1 if head else 1
    body = re.sub(r"\r?\n\Z", "", body)
    pieces: list[str] = []
    mentions: list[Mention] = []
    length = done = 0
    line = first_line
    for match in LINK.finditer(body):
        between = body[done : match.start()]
        line += between.count("\n")
        start = length + len(between)
        text, label, rest = match.groups()
        pieces += (between, text)
        length = start + len(text)
        words = rest.split()
        names = tuple(word for word in words if "=" not in word)
        entity = Entity(label, start, length, text)
        mentions.append(Mention(entity, names, tuple(_targets(words)), line))
        line += match[0].count("\n")
        done = match.end()
    pieces.append(body[done:])
    ids = {mention.names[0]: n for n, mention in enumerate(mentions) if mention.names}
    return Scan(_meta(head[1] if head else ""), "".join(pieces), tuple(mentions), first_line, ids)


def _targets(words: list[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        key, sign, targets = word.partition("=")
        if sign:
            yield from ((key, target) for target in targets.split(","))


def _meta(lines: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines.split("\n") if line.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def flaws(found: Scan) -> Iterator[tuple[int, str]]:
    """What keeps a file from being read without doubt: the line, and what is wrong with it."""
    yield from ((1, message) for message in _meta_flaws(found.meta))
    if LEFT_OVER in found.text:
        place = found.text.index(LEFT_OVER)
        near = found.text[max(0, place - 20) : place + 20]
        line = found.first_line + found.text[:place].count("\n")
        yield line, f"markup left over near {near!r}; write [mention](LABEL id key=target)"
    names = Counter(name for mention in found.mentions for name in mention.names)
    for mention in found.mentions:
        words = repr(mention.entity.text)
        if len(mention.names) > 1:
            yield mention.line, f"{words}: two ids ({', '.join(mention.names)}); keep one"
        for name in mention.names:
            if names[name] > 1:
                yield mention.line, f"{words}: id {name} stands twice; give each mention its own"
        for key, target in mention.keys:
            if target not in found.ids:
                advice = f"give the mention that is meant the id {target}, or correct the key"
                yield mention.line, f"{words}: {key}={target} points nowhere; {advice}"


def _meta_flaws(meta: Mapping[str, str]) -> Iterator[str]:
    if not meta:
        yield "no front matter; begin the file with the lines ---, id: ..., date: ..., ---"
        return
    if not meta.get("id"):
        yield "no id; add a line id: ... to the front matter"
    date = meta.get("date")
    if date and date != UNKNOWN:
        try:
            check_date(date, "date")
        except ArticleError as error:
            yield f"{error}, or as {UNKNOWN}"


def parse(source: str, name: str = "") -> Article:
    """Read an annotated article.

    Args:
        source: The file's content.
        name: Names the file in errors.

    Raises:
        ArticleError: The file has a flaw; the message gives its line and what to do.
    """
    found = scan(source)
    for line, message in flaws(found):
        raise ArticleError(f"{name}:{line}: {message}" if name else f"line {line}: {message}")
    date = found.meta.get("date")
    return Article(
        text=found.text,
        id=found.meta["id"],
        date=None if date == UNKNOWN else date or None,
        entities=found.entities,
        relations=found.relations,
    )


def render(article: Article) -> str:
    """Write an article as annotated Markdown; scores, facts and officials are left out.

    Ids are given anew, by label and in order (`i1`, `i2`, `t1`), only where something points.

    Raises:
        ArticleError: Annotated Markdown cannot hold the article: its text has what would be read
            as markup, mentions overlap, or its id or date does not fit on a line.
    """
    order = sorted(range(len(article.entities)), key=lambda n: article.entities[n].start)
    names = _names(article, order)
    pieces: list[str] = []
    done = 0
    for number in order:
        entity = article.entities[number]
        if entity.start < done:
            raise ArticleError(
                f"article {article.id!r}: {entity.label} {entity.text!r} at {entity.start} "
                "overlaps the mention before it; annotated Markdown cannot hold both"
            )
        words = [entity.label, *names.get(number, ()), *_keys(article, number, names)]
        pieces += (article.text[done : entity.start], f"[{entity.text}]({' '.join(words)})")
        done = entity.end
    body = "".join([*pieces, article.text[done:]])
    end = "\r\n" if "\r" in article.text else "\n"
    meta = ("---", f"id: {article.id}", f"date: {article.date or UNKNOWN}", "---")
    source = end.join((*meta, body, ""))
    _confirm(source, article, order)
    return source


def _confirm(source: str, article: Article, order: list[int]) -> None:
    """Read back what was written; text that looks like markup shows here."""
    place = {number: position for position, number in enumerate(order)}
    links = {(place[link.head], link.label, place[link.tail]) for link in article.relations}
    entities = [(article.entities[n].label, article.entities[n].start) for n in order]
    try:
        read = parse(source)
        same = (
            (read.text, read.id, read.date) == (article.text, article.id, article.date)
            and [(entity.label, entity.start) for entity in read.entities] == entities
            and {(link.head, link.label, link.tail) for link in read.relations} == links
        )
        reason = "its text, its id, a label or a key would be read as something else"
    except ArticleError as error:
        same, reason = False, str(error)
    if not same:
        raise ArticleError(
            f"article {article.id!r} cannot be written as annotated Markdown ({reason}); "
            "write it as JSONL instead"
        )


def _names(article: Article, order: list[int]) -> dict[int, tuple[str]]:
    """Ids of the mentions that something points at, numbered by label."""
    pointed = {relation.tail for relation in article.relations}
    counts: Counter[str] = Counter()
    names: dict[int, tuple[str]] = {}
    for number in order:
        if number in pointed:
            prefix = _PREFIXES.get(article.entities[number].label, "m")
            counts[prefix] += 1
            names[number] = (f"{prefix}{counts[prefix]}",)
    return names


def _keys(article: Article, head: int, names: Mapping[int, tuple[str]]) -> Iterator[str]:
    """The keys of a mention in the inventory's order, others by name; targets in text order."""
    targets: dict[str, set[int]] = {}
    for relation in article.relations:
        if relation.head == head:
            targets.setdefault(relation.label, set()).add(relation.tail)
    for key in sorted(targets, key=lambda key: (_ORDER.get(key, len(_ORDER)), key)):
        tails = sorted(targets[key], key=lambda tail: article.entities[tail].start)
        yield f"{key}={','.join(names[tail][0] for tail in tails)}"
