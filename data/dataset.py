"""Annotated articles as a Hugging Face `datasets.Dataset`, in memory and on disk."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from datasets import Dataset, DatasetDict, Features, List, Value, load_from_disk

from solieu.data.article import Article, ArticleError
from solieu.data.jsonl import from_dict

FEATURES = Features(
    {
        "id": Value("string"),
        "date": Value("string"),
        "text": Value("string"),
        "entities": List(
            {
                "label": Value("string"),
                "start": Value("int64"),
                "end": Value("int64"),
                "text": Value("string"),
            }
        ),
        "relations": List(
            {"head": Value("int64"), "label": Value("string"), "tail": Value("int64")}
        ),
    }
)
"""Offsets count code points; `head` and `tail` are positions in `entities`; `date` is an ISO date
or None."""


def to_dataset(articles: Iterable[Article]) -> Dataset:
    """Articles as a dataset with `FEATURES`, a row each."""
    return Dataset.from_list([_row(article) for article in articles], features=FEATURES)


def write_dataset(articles: Iterable[Article], folder: Path) -> None:
    """Write a folder that `datasets.load_from_disk` reads; it appears when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = folder.with_name(f".{folder.name}")
    shutil.rmtree(staging, ignore_errors=True)
    to_dataset(articles).save_to_disk(str(staging))
    staging.replace(folder)


def read_dataset(folder: Path) -> list[Article]:
    """Read a folder that `save_to_disk` wrote: a dataset, or several splits, one after another.

    Raises:
        ArticleError: The folder holds none, or a row is no article.
    """
    try:
        found = load_from_disk(str(folder))
    except (OSError, ValueError, KeyError) as error:
        reason = str(error).splitlines()[0]
        raise ArticleError(
            f"{folder}: no dataset ({reason}); give a folder that save_to_disk wrote"
        ) from None
    splits = found.values() if isinstance(found, DatasetDict) else [found]
    return [article for split in splits for article in _articles(split, folder)]


def _row(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "date": article.date,
        "text": article.text,
        "entities": [
            {"label": e.label, "start": e.start, "end": e.end, "text": e.text}
            for e in article.entities
        ],
        "relations": [
            {"head": r.head, "label": r.label, "tail": r.tail} for r in article.relations
        ],
    }


def _articles(rows: Dataset, folder: Path) -> Iterator[Article]:
    missing = sorted(set(FEATURES) - set(rows.column_names))
    if missing:
        raise ArticleError(f"{folder}: no column {missing[0]}; there must be {', '.join(FEATURES)}")
    for number, row in enumerate(rows):
        try:
            yield from_dict(row)
        except ArticleError as error:
            raise ArticleError(f"{folder}: row {number}: {error}") from None
