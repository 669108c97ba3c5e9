"""What the tests of reliability share: how often they try, and where they note what they found."""

import json
import os
from pathlib import Path

import pytest

import solieu
from solieu.data.corpus import FOLDER
from solieu.data.reading import read_articles
from solieu.model.spelling import plain

EFFORT = float(os.environ.get("SOLIEU_EFFORT", "1"))
"""How many times as often as in every slow run."""


@pytest.fixture(scope="session")
def times():
    """How often to try what a slow run tries so often: `times(count)`."""
    return lambda count: max(1, int(count * EFFORT))


@pytest.fixture(scope="session")
def extractor():
    return solieu.load()


@pytest.fixture(scope="session")
def corpus():
    return [
        solieu.Article(article.text, article.id, article.date)
        for split in ("train", "dev", "test")
        for article in read_articles(FOLDER / split)
    ]


@pytest.fixture
def note(request):
    """Notes a figure for tests/RELIABILITY.md: what was tried, what came of it, what is allowed."""

    def write(tried: str, found: str, allowed: str) -> None:
        if path := os.environ.get("SOLIEU_NOTES"):
            line = {"part": request.module.PART, "row": [tried, found, allowed]}
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    return write


@pytest.fixture(scope="session")
def told():
    """An article's facts without scores and offsets: `told(article)`."""
    return _told


def _told(article):
    return [
        (
            fact.kind,
            fact.value,
            fact.unit,
            fact.indicator and plain(fact.indicator.name),
            fact.during and (fact.during.start, fact.during.end),
            fact.baseline and (fact.baseline.start, fact.baseline.end),
            fact.scope and plain(fact.scope.name),
        )
        for fact in article.facts
    ]
