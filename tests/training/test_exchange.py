"""Exchange of mentions: true offsets and links, the same kind, and draws that can be repeated."""

import random

import pytest

from solieu.data.article import Article, Entity, Relation
from solieu.data.corpus import FOLDER
from solieu.data.reading import read_articles
from solieu.training.exchange import Exchange, ExchangedExamples


@pytest.fixture(scope="module")
def corpus():
    return read_articles(FOLDER / "dev")


def test_labels_links_and_what_lies_between_stay(corpus):
    exchange = Exchange(corpus, 0.9)
    changed = 0
    for number, article in enumerate(corpus):
        new = exchange(article, random.Random(number))
        assert [e.label for e in new.entities] == [e.label for e in article.entities]
        assert all(new.text[e.start : e.end] == e.text for e in new.entities)
        assert new.relations == article.relations
        assert _between(new) == _between(article)
        changed += new.text != article.text
    assert changed == len(corpus)


def _between(article):
    ends = [0, *(e.end for e in article.entities)]
    starts = [*(e.start for e in article.entities), len(article.text)]
    return [article.text[end:start] for end, start in zip(ends, starts, strict=True)]


def one(text, *mentions, relations=()):
    entities = []
    for label, mention in mentions:
        start = text.index(mention, entities[-1].end if entities else 0)
        entities.append(Entity(label, start, start + len(mention), mention))
    return Article(text, entities=tuple(entities), relations=tuple(relations))


FIRST = one(
    "Long An thu 12,5 tỷ đồng năm 2023. Long An tăng 4%.",
    ("PLACE", "Long An"),
    ("FIGURE", "12,5 tỷ đồng"),
    ("PERIOD", "năm 2023"),
    ("PLACE", "Long An"),
    ("FIGURE", "4%"),
    relations=[Relation(1, "during", 2)],
)
SECOND = one(
    "Cà Mau thu 7 tỷ đồng năm 2019, tăng 9,25% so với năm 2018.",
    ("PLACE", "Cà Mau"),
    ("FIGURE", "7 tỷ đồng"),
    ("PERIOD", "năm 2019"),
    ("FIGURE", "9,25%"),
    ("PERIOD", "năm 2018"),
    relations=[Relation(1, "during", 2), Relation(3, "baseline", 4)],
)


def test_a_mention_gives_way_to_one_of_its_kind():
    exchange = Exchange([FIRST, SECOND], 0.999)
    found = {exchange(FIRST, random.Random(n)).text for n in range(60)}
    assert found == {
        f"{place} thu {amount} tỷ đồng năm {year}. {place} tăng {rise}%."
        for place in ("Long An", "Cà Mau")
        for amount in ("12,5", "7")
        for year in ("2023", "2019")  # nothing is "during" 2018
        for rise in ("4", "9,25")
    }


def test_a_share_of_the_mentions_gives_way(corpus):
    exchange = Exchange(corpus, 0.3)
    before = [entity.text for article in corpus for entity in article.entities]
    after = [e.text for a in corpus for e in exchange(a, random.Random(1)).entities]
    changed = sum(one != other for one, other in zip(before, after, strict=True))
    assert 0.15 < changed / len(before) < 0.3


def test_mentions_over_one_another_stay():
    nested = Article(
        "Bộ Y tế Lào",
        entities=(
            Entity("ORGANISATION", 0, 11, "Bộ Y tế Lào"),
            Entity("PLACE", 8, 11, "Lào"),
        ),
    )
    assert Exchange([nested, FIRST], 0.9)(nested, random.Random(1)) == nested


def test_an_epoch_depends_on_seed_epoch_and_article_alone(corpus):
    def read(seed, epoch, order):
        examples = ExchangedExamples(corpus, Exchange(corpus, 0.5), lambda a: a.text, seed)
        examples.epoch = epoch
        return {number: examples[number] for number in order}

    forward = range(len(corpus))
    assert read(1, 3, forward) == read(1, 3, reversed(forward))
    assert read(1, 3, forward) != read(1, 4, forward)
    assert read(1, 3, forward) != read(2, 3, forward)
