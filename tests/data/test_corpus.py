import unicodedata

import pytest

from solieu.data.corpus import FOLDER, SPLITS, corpus
from solieu.data.inventory import KINDS, SOLIEU
from solieu.data.reading import read_articles
from solieu.data.statistics import statistics
from solieu.model.places import find_place

RUN = 8
"""Syllables in a row; set phrases of reports are seldom longer."""
SHARED = 0.05
"""Share of an article's runs that an article of another split may have too."""


@pytest.mark.parametrize("split", SPLITS)
def test_a_split_is_a_typed_dataset(split):
    found = corpus(split)
    assert len(found) == len(read_articles(FOLDER / split)) > 0
    for row in found:
        for entity in row["entities"]:
            assert row["text"][entity["start"] : entity["end"]] == entity["text"]
        count = len(row["entities"])
        assert all(max(r["head"], r["tail"]) < count for r in row["relations"])


def test_an_unknown_split_is_refused():
    with pytest.raises(ValueError, match="train, dev, test"):
        corpus("valid")


def runs(article):
    """Every run of syllables of an article."""
    words = article.text.lower().split()
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def test_no_article_stands_in_two_splits():
    train, dev, test = (
        [(article.id, runs(article)) for article in read_articles(FOLDER / split)]
        for split in SPLITS
    )
    for others, ones in ((train, dev), (train, test), (dev, test)):
        for name, one in ones:
            for other_name, other in others:
                assert len(one & other) <= SHARED * len(one), (name, other_name)


@pytest.fixture(scope="module")
def everything():
    return read_articles(FOLDER)


def test_the_corpus_is_as_large_as_its_card_says(everything):
    found = statistics(everything, KINDS)
    assert found.articles >= 240
    assert found.syllables >= 120_000
    assert found.labels["FIGURE"] >= 4_500
    assert min(found.indicators, found.organisations, found.officials) >= 300
    assert set(found.keys) == {key.name for key in SOLIEU.keys}


def test_the_whole_country_is_in_it(everything):
    places = {e.text for a in everything for e in a.entities if e.label == "PLACE"}
    found = {place.code for text in places if (place := find_place(text))}
    provinces = {code for code in found if code.isdigit()}
    assert len(provinces) >= 60


def test_many_articles_have_few_figures(everything):
    few = [a for a in everything if sum(e.label == "FIGURE" for e in a.entities) <= 3]
    assert len(few) >= 20


@pytest.mark.parametrize(
    "habit",
    [
        lambda text: text != unicodedata.normalize("NFC", text),
        lambda text: "\r\n" in text,
        lambda text: "\u00a0" in text,
        lambda text: "oà" in text or "uỷ" in text,
        lambda text: " tỉ đồng" in text,
        lambda text: "ngàn " in text,
        lambda text: "phần trăm" in text,
    ],
    ids=["decomposed", "crlf", "no-break", "old tone marks", "tỉ", "ngàn", "phần trăm"],
)
def test_habits_of_writing_occur(everything, habit):
    assert sum(habit(article.text) for article in everything) >= 5
