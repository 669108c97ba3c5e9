"""Reading articles: plain texts to extract from, and annotated ones to train and measure with."""

import csv
import datetime
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from solieu.data import jsonl, markdown
from solieu.data.article import Article, ArticleError

ANNOTATED = (".md", ".jsonl")
PLAIN = (".txt", ".md", ".jsonl")


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, line ends kept, a byte-order mark dropped.

    Raises:
        ArticleError: The path is missing, a folder, unreadable, or not UTF-8.
    """
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        raise ArticleError(f"{path}: is a folder; name a file") from None
    except FileNotFoundError:
        raise ArticleError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read ({error.strerror})") from None
    return _decode(content, str(path))


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{name}: not UTF-8 (byte {error.start}); save it as UTF-8, for instance: "
            "iconv -f WINDOWS-1258 -t UTF-8"
        ) from None


def read_articles(path: Path) -> list[Article]:
    """Annotated articles: a Markdown file, a JSONL file, or a folder of either, searched through.

    Raises:
        ArticleError: There is none, or one is faulty; names the file and the line.
    """
    if not path.is_dir():
        return list(_annotated(path))
    found = [article for file in files(path, ANNOTATED) for article in _annotated(file)]
    if not found:
        raise ArticleError(f"{path}: no annotated articles; a folder of .md or .jsonl is expected")
    return found


def _annotated(path: Path) -> Iterator[Article]:
    if path.suffix == ".jsonl":
        yield from _lines(path)
    else:
        yield markdown.parse(read_text(path), str(path))


def _lines(path: Path) -> Iterator[Article]:
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            yield jsonl.loads(line, f"{path}:{number}")


def read_inputs(
    sources: Sequence[str], date: str | None = None, dates: Mapping[str, str] | None = None
) -> Iterator[Article]:
    """Texts to extract from, lazily.

    Args:
        sources: Files (UTF-8 text; annotated Markdown gives its bare text; JSONL gives the texts,
            ids and dates of its lines), folders, searched through for .txt, .md and .jsonl, or
            `-` for standard input.
        date: ISO date of every article that has none of its own.
        dates: ISO date by id; goes before all others.

    Yields:
        Articles with text, id and date. An id is the file's stem, or its path without suffix
        where the stem has come before.

    Raises:
        ArticleError: A source cannot be read, or a date is none.
    """
    if date:
        check_date(date, "--date")
    taken: set[str] = set()
    for source in sources:
        for article in _plain(source):
            identifier = article.id if article.id not in taken else f"{article.id}-{len(taken)}"
            taken.add(identifier)
            dated = (dates or {}).get(identifier) or article.date or date
            yield Article(article.text, identifier, dated)


def _plain(source: str) -> Iterator[Article]:
    if source == "-":
        yield Article(_decode(sys.stdin.buffer.read(), "standard input"), "stdin")
        return
    path = Path(source)
    if path.is_dir():
        found = files(path, PLAIN)
        if not found:
            raise ArticleError(f"{path}: no .txt, .md or .jsonl files in this folder")
    else:
        found = [path]
    for file in found:
        if file.suffix == ".jsonl":
            for number, article in enumerate(_lines(file), start=1):
                yield replace(article, id=article.id or f"{file.stem}-{number}")
        elif file.suffix == ".md":
            article = markdown.parse(read_text(file), file.stem)
            yield replace(article, id=file.stem)
        else:
            yield Article(read_text(file), file.stem)


def files(folder: Path, suffixes: Iterable[str]) -> list[Path]:
    """The files of a folder and its subfolders that have one of the suffixes, but no README."""
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in tuple(suffixes))
    return [path for path in found if path.is_file() and path.stem != "README"]


def read_dates(path: Path) -> dict[str, str]:
    """Dates of publication by article: a CSV file with the columns `id` and `date`.

    Raises:
        ArticleError: A column is missing or a date is not ISO; names the line.
    """
    rows = csv.DictReader(read_text(path).splitlines())
    if not {"id", "date"} <= set(rows.fieldnames or ()):
        raise ArticleError(f"{path}: the first line must name the columns id and date")
    dates = {}
    for row in rows:
        check_date(row["date"], f"{path}:{rows.line_num}")
        dates[row["id"]] = row["date"]
    return dates


def check_date(date: str | None, name: str) -> None:
    """Refuse what is not an ISO date.

    Raises:
        ArticleError: It is none.
    """
    try:
        if len(date or "") != len("2024-08-15"):
            raise ValueError
        datetime.date.fromisoformat(date or "")
    except ValueError:
        raise ArticleError(f"{name}: {date!r} is no date; write it as 2024-08-15") from None
