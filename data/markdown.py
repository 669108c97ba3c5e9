"""Annotated Markdown: the article's own text with each mention written as a link.

`[mention](LABEL id key=target ...)`: the id is there only where something points at the mention;
several targets of a key are joined by commas. Taking the markup away gives the text back.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from solieu.data.article import Article, ArticleError, Entity, Relation

LINK = re.compile(r"\[([^\[\]]+)\]\(([A-Z][A-Z_]*)((?: [^()\s]+)*) *\)")
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
    """

    meta: Mapping[str, str]
    text: str
    mentions: tuple[Mention, ...]
    first_line: int
    ids: Mapping[str, int] = field(default_factory=dict)


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
        mentions.append(
            Mention(
                Entity(label, start, length, text),
                tuple(word for word in words if "=" not in word),
                tuple(_targets(words)),
                line,
            )
        )
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
    pairs = (line.partition(":") for line in lines.splitlines() if line.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def parse(source: str, name: str = "") -> Article:
    """Read an annotated article.

    Args:
        source: The file's content.
        name: Names the file in errors, and the article if its front matter gives no id.

    Raises:
        ArticleError: A key points at nothing. `solieu check` finds every other fault.
    """
    found = scan(source)
    relations = []
    for head, mention in enumerate(found.mentions):
        for key, target in mention.keys:
            if target not in found.ids:
                raise ArticleError(
                    f"{name}:{mention.line}: {key}={target} points nowhere; give the mention "
                    f"that is meant the id {target}, or correct the key"
                )
            relations.append(Relation(head, key, found.ids[target]))
    date = found.meta.get("date", "")
    return Article(
        text=found.text,
        id=found.meta.get("id") or name,
        date=date if date and date != "unknown" else None,
        entities=tuple(mention.entity for mention in found.mentions),
        relations=tuple(relations),
    )


def render(article: Article) -> str:
    """Write an article as annotated Markdown; scores and facts are left out.

    Raises:
        ArticleError: The text holds what would be read as markup, or mentions overlap.
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
    source = f"---\nid: {article.id}\ndate: {article.date or 'unknown'}\n---\n{body}\n"
    if scan(source).text != article.text:
        raise ArticleError(
            f"article {article.id!r}: its text holds brackets that would be read as markup; "
            "write it as JSONL instead"
        )
    return source


def _names(article: Article, order: list[int]) -> dict[int, tuple[str]]:
    """Ids of the mentions that something points at, numbered by label."""
    pointed = {relation.tail for relation in article.relations}
    counts: dict[str, int] = {}
    names: dict[int, tuple[str]] = {}
    for number in order:
        if number in pointed:
            prefix = _PREFIXES.get(article.entities[number].label, "m")
            counts[prefix] = counts.get(prefix, 0) + 1
            names[number] = (f"{prefix}{counts[prefix]}",)
    return names


def _keys(article: Article, head: int, names: Mapping[int, tuple[str]]) -> Iterator[str]:
    targets: dict[str, list[str]] = {}
    for relation in article.relations:
        if relation.head == head:
            targets.setdefault(relation.label, []).append(names[relation.tail][0])
    return (f"{key}={','.join(dict.fromkeys(found))}" for key, found in targets.items())
