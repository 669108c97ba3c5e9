"""CoNLL-2003: a token and its BIO tag a line; no relations, and the text only as tokens."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from solieu.data.article import Article, ArticleError, Entity
from solieu.data.pieces import borders, pieces
from solieu.data.reading import read_text
from solieu.data.writing import write_atomically

START = "-DOCSTART-"
GROUP = 40
"""Sentences of an article where a file does not say where articles begin."""
_TOKEN = re.compile(r"\w+|[^\w\s]")


def write_conll(articles: Iterable[Article], path: Path) -> None:
    """Write the mentions of articles, a blank line after each line of the text."""
    write_atomically(path, "\n".join(_document(article) for article in articles))


def read_conll(path: Path) -> list[Article]:
    """Read tokens and tags, the tag in the last column; tokens are joined by blanks.

    A word's syllables may be joined by `_`. A line of the text is a sentence of the file; without
    `-DOCSTART-` every `GROUP` sentences are an article.

    Raises:
        ArticleError: A line has no tag, or a tag is no BIO tag.
    """
    articles = []
    for number, lines in enumerate(_documents(path), start=1):
        articles.append(_article(lines, str(path), f"{path.stem}-{number}"))
    if not articles:
        raise ArticleError(f"{path}: no tokens; a token and its tag a line are expected")
    return articles


def _document(article: Article) -> str:
    cuts = borders(article)
    tags = {place: tag for e in article.entities for place, tag in _tags(e)}
    lines = [f"{START} {article.id} O\n"]
    offset = 0
    for line in article.text.splitlines(keepends=True):
        for start, end in pieces(_TOKEN, article.text, cuts, offset, offset + len(line)):
            lines.append(f"\n{article.text[start:end]} {tags.get(start, 'O')}")
        lines.append("\n")
        offset += len(line)
    return "".join(lines)


def _tags(entity: Entity) -> Iterator[tuple[int, str]]:
    """The tag of a token by the place where it begins."""
    yield entity.start, f"B-{entity.label}"
    yield from ((place, f"I-{entity.label}") for place in range(entity.start + 1, entity.end))


def _documents(path: Path) -> Iterator[list[tuple[int, str]]]:
    found = list(enumerate(read_text(path).split("\n"), start=1))
    starts = [at for at, (_, line) in enumerate(found) if line.startswith(START)]
    edges = [*starts, len(found)] if starts else [0, *_sentence_ends(found)]
    for start, end in pairwise(edges):
        lines = [item for item in found[start:end] if not item[1].startswith(START)]
        if any(text.strip() for _, text in lines):
            yield lines


def _sentence_ends(lines: list[tuple[int, str]]) -> list[int]:
    """Where every `GROUP`-th sentence ends, and the file."""
    ends = [
        at for at in range(1, len(lines)) if lines[at - 1][1].strip() and not lines[at][1].strip()
    ]
    return [*ends[GROUP - 1 :: GROUP], len(lines)]


def _article(lines: list[tuple[int, str]], path: str, name: str) -> Article:
    text, entities = "", []
    open_label, begun = None, 0
    for number, line in [*lines, (0, "")]:
        columns = line.split()
        token, tag = (columns[0], columns[-1]) if columns else ("", "O")
        if columns and (len(columns) < 2 or not re.fullmatch(r"O|[BI]-\S+", tag)):
            raise ArticleError(f"{path}:{number}: a token and its BIO tag are expected: {line!r}")
        if open_label and tag != f"I-{open_label}":
            entities.append(Entity(open_label, begun, len(text), text[begun:]))
            open_label = None
        if not columns:
            text += "\n" if text and not text.endswith("\n") else ""
            continue
        text += " " if text and not text.endswith("\n") else ""
        if tag != "O" and open_label is None:
            open_label, begun = tag[2:], len(text)
        text += token.replace("_", " ")
    return Article(text.rstrip("\n"), name, None, tuple(entities))
