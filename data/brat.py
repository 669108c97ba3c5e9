"""brat's standoff format: `ID.txt` with the text, `ID.ann` with mentions and links.

Dates of publication have no place in it; they go to `dates.csv`.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from solieu.data.article import Article, ArticleError, Entity, Relation
from solieu.data.inventory import SOLIEU
from solieu.data.offsets import settle
from solieu.data.reading import read_dates, read_text
from solieu.data.writing import write_atomically

_MENTION = re.compile(r"(T\S+)\t(\S+) (\d+) (\d+)\t(.*)")
_LINK = re.compile(r"R\S+\t(\S+) Arg1:(T\S+) Arg2:(T\S+)\s*")
DATES = "dates.csv"


def write_brat(articles: Iterable[Article], folder: Path) -> None:
    """Write articles to a folder, with the configuration that brat's interface needs."""
    dates = io.StringIO()
    table = csv.writer(dates, lineterminator="\n")
    table.writerow(["id", "date"])
    for article in articles:
        write_atomically(folder / f"{article.id}.txt", article.text)
        write_atomically(folder / f"{article.id}.ann", _annotation(article))
        if article.date:
            table.writerow([article.id, article.date])
    write_atomically(folder / DATES, dates.getvalue())
    write_atomically(folder / "annotation.conf", configuration())


def configuration() -> str:
    """`annotation.conf` for the labels and keys of the inventory."""
    lines = ["[entities]", *SOLIEU.labels, "", "[relations]"]
    for role in SOLIEU.roles:
        tails = "|".join(role.tails)
        lines += [f"{key}\tArg1:{role.head}, Arg2:{tails}" for key in role.keys]
    return "\n".join([*lines, "", "[events]", "", "[attributes]", ""])


def read_brat(folder: Path) -> list[Article]:
    """Read a folder of `.ann` files and their texts.

    Raises:
        ArticleError: A line is none of brat's, or its offsets are wrong beyond repair.
    """
    dates = read_dates(folder / DATES) if (folder / DATES).is_file() else {}
    articles = []
    for path in sorted(folder.glob("*.ann")):
        article = _read(path)
        articles.append(replace(article, date=dates.get(article.id)))
    if not articles:
        raise ArticleError(f"{folder}: no .ann files; give a folder of brat's")
    return articles


def _annotation(article: Article) -> str:
    lines = [
        f"T{n}\t{e.label} {e.start} {e.end}\t{' '.join(e.text.splitlines())}"
        for n, e in enumerate(article.entities, start=1)
    ]
    lines += [
        f"R{n}\t{r.label} Arg1:T{r.head + 1} Arg2:T{r.tail + 1}"
        for n, r in enumerate(article.relations, start=1)
    ]
    return "".join(line + "\n" for line in lines)


def _read(path: Path) -> Article:
    text = read_text(path.with_suffix(".txt"))
    mentions: list[tuple[str, Entity]] = []
    links: list[tuple[str, str, str, int]] = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        place = f"{path}:{number}"
        if match := _MENTION.match(line):
            start, end = settle(text, int(match[3]), int(match[4]), match[5].rstrip("\r"), place)
            mentions.append((match[1], Entity(match[2], start, end, text[start:end])))
        elif match := _LINK.match(line):
            links.append((match[2], match[1], match[3], number))
        elif line.startswith("T"):
            raise ArticleError(f"{place}: one span is expected: T1<tab>LABEL 0 5<tab>text")
    mentions.sort(key=lambda mention: mention[1].start)
    places = {name: number for number, (name, _) in enumerate(mentions)}
    for head, key, tail, number in links:
        if head not in places or tail not in places:
            raise ArticleError(f"{path}:{number}: {key} links {head} and {tail}; one is missing")
    return Article(
        text=text,
        id=path.stem,
        entities=tuple(entity for _, entity in mentions),
        relations=tuple(Relation(places[h], key, places[t]) for h, key, t, _ in links),
    )
