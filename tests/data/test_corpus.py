import pytest

from solieu.data.corpus import FOLDER, SPLITS, corpus
from solieu.data.reading import read_articles

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
