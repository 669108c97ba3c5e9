"""Reading articles: plain texts to extract from, and annotated ones to train and measure with."""

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from solieu.data import jsonl, markdown
from solieu.data.article import Article, ArticleError
from solieu.data.dates import check_date

ANNOTATED = (".md", ".jsonl", ".conll")
PLAIN = (".txt", ".md", ".jsonl")
STANDARD_INPUT = "-"


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
    except (OSError, ValueError) as error:
        raise ArticleError(f"{path}: cannot be read ({error}); check the path") from None
    return _decode(content, str(path))


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            advice = "it is UTF-16; save it as UTF-8, for instance: iconv -f UTF-16 -t UTF-8"
        elif b"\0" in content:
            advice = "it is a binary file; save its text as UTF-8 first"
        else:
            advice = "save it as UTF-8, for instance: iconv -f WINDOWS-1258 -t UTF-8"
        raise ArticleError(f"{name}: not UTF-8 (byte {error.start}); {advice}") from None


def files(folder: Path, suffixes: Iterable[str]) -> list[Path]:
    """The files of a folder and its subfolders that have one of the suffixes, but no README."""
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in tuple(suffixes))
    return [path for path in found if path.is_file() and path.stem != "README"]


def read_articles(path: Path) -> list[Article]:
    """Annotated articles: a Markdown, JSONL or CoNLL file, or a folder of them, searched through.

    Raises:
        ArticleError: There is none, one is faulty (names the file and the line), or two share
            an id.
    """
    if path.is_dir():
        found = [article for file in files(path, ANNOTATED) for article in _annotated(file)]
    else:
        found = list(_annotated(path))
    if not found:
        raise ArticleError(f"{path}: no annotated articles; .md, .jsonl or .conll is expected")
    for name, count in Counter(article.id for article in found).items():
        if count > 1:
            raise ArticleError(f"{path}: {count} articles have the id {name}; give each its own")
    return found


def read_splits(folder: Path) -> dict[str, list[Article]]:
    """The annotated articles of each subfolder that holds some, by its name; none of a file."""
    parts = (path for path in sorted(folder.glob("*/")) if files(path, ANNOTATED))
    return {path.name: read_articles(path) for path in parts}


def _annotated(path: Path) -> Iterator[Article]:
    if path.suffix == ".jsonl":
        yield from _lines(path)
    elif path.suffix == ".conll":
        from solieu.data.conll import read_conll  # which reads its files by this module

        yield from read_conll(path)
    else:
        yield markdown.parse(read_text(path), str(path))


def _lines(path: Path) -> Iterator[Article]:
    """The articles of a JSONL file; one without an id is named by its line."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            article = jsonl.loads(line, f"{path}:{number}")
            if article.date:
                check_date(article.date, f"{path}:{number}")
            yield replace(article, id=article.id or f"{path.stem}-{number}")


@dataclass(frozen=True, slots=True)
class _Source:
    """Something to read texts from: standard input where `path` is None.

    Attributes:
        path: The file.
        stem: The id of its article, if no other has it.
        place: The id if one has: the path within the folder that was named, without suffix.
    """

    path: Path | None
    stem: str
    place: str


def read_inputs(
    sources: Sequence[str], date: str | None = None, dates: Mapping[str, str] | None = None
) -> Iterator[Article]:
    """Texts to extract from, lazily.

    A `.md` file that begins with front matter gives the text without its markup, whatever the
    markup's faults; another gives its text as it is, like any UTF-8 file.

    Args:
        sources: Files (UTF-8; JSONL gives the texts, ids and dates of its lines), folders, searched
            through for .txt, .md and .jsonl, or `-` for standard input.
        date: ISO date of every article that has none of its own.
        dates: ISO date by id; goes before all others.

    Yields:
        Articles with text, id and date. An id is the file's stem; files that share a stem have
        their path within the folder instead. Ids that are still taken end in -2, -3, ...

    Raises:
        ArticleError: A source cannot be read, or a date is none.
    """
    if date:
        check_date(date, "date")
    found = [item for source in sources for item in _expand(source)]
    stems = Counter(item.stem for item in found)
    taken: set[str] = set()
    for item in found:
        for article in _read(item, item.stem if stems[item.stem] == 1 else item.place):
            name = _free(article.id, taken)
            taken.add(name)
            yield Article(article.text, name, (dates or {}).get(name) or article.date or date)


def _expand(source: str) -> list[_Source]:
    """The files that a source means; a missing one is told before anything is read."""
    if source == STANDARD_INPUT:
        return [_Source(None, "stdin", "stdin")]
    path = Path(source)
    if not path.is_dir():
        if not path.exists():
            raise ArticleError(f"{path}: no such file; check the path")
        return [_Source(path, path.stem, path.with_suffix("").as_posix())]
    found = files(path, PLAIN)
    if not found:
        raise ArticleError(f"{path}: no .txt, .md or .jsonl files in this folder")
    return [
        _Source(file, file.stem, file.relative_to(path).with_suffix("").as_posix())
        for file in found
    ]


def _read(source: _Source, name: str) -> Iterator[Article]:
    path = source.path
    if path is None:
        yield Article(_decode(sys.stdin.buffer.read(), "standard input"), name)
    elif path.suffix == ".jsonl":
        yield from _lines(path)
    elif path.suffix == ".md":
        yield _unmarked(read_text(path), name)
    else:
        yield Article(read_text(path), name)


def _unmarked(source: str, name: str) -> Article:
    found = markdown.scan(source)
    if not found.meta:
        return Article(source, name)
    date = found.meta.get("date")
    if not date or date == markdown.UNKNOWN:
        return Article(found.text, name)
    check_date(date, name)
    return Article(found.text, name, date)


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def read_dates(path: Path) -> dict[str, str]:
    """Dates of publication by article: a CSV file with the columns `id` and `date`.

    Raises:
        ArticleError: A column is missing, a date is not ISO, or an id has two; names the line.
    """
    rows = csv.DictReader(io.StringIO(read_text(path), newline=""), skipinitialspace=True)
    dates: dict[str, str] = {}
    try:
        if not {"id", "date"} <= set(rows.fieldnames or ()):
            raise ArticleError(f"{path}: the first line must be id,date with a comma between")
        for row in rows:
            name, date = row["id"], row["date"]
            check_date(date, f"{path}:{rows.line_num}")
            if dates.setdefault(name, date) != date:
                raise ArticleError(f"{path}:{rows.line_num}: {name} has two dates; keep one")
    except csv.Error as error:
        raise ArticleError(f"{path}:{rows.line_num}: not CSV ({error})") from None
    return dates
