import random

import pytest

from solieu.data.article import Article, Entity
from solieu.data.inventory import SOLIEU
from solieu.eval.bio import Rates, bio, score_tags, seqeval_scores
from solieu.eval.counts import Breakdown, Score
from solieu.eval.entities import score_entities
from solieu.eval.pairs import EvaluationError

PAIRS = 5000
LABELS = ("FIGURE", "PERIOD", "INDICATOR")


def random_tags(dice: random.Random, words: int) -> list[str]:
    """Legal tags; often none, so that empty articles and absent labels occur."""
    tags: list[str] = []
    density = dice.choice([0, 0.2, 0.6, 0.9])
    for _ in range(words):
        if dice.random() >= density:
            tags.append("O")
        elif tags and tags[-1] != "O" and dice.random() < 0.6:
            tags.append("I-" + tags[-1][2:])
        else:
            tags.append("B-" + dice.choice(LABELS))
    return tags


def alter(dice: random.Random, tags: list[str]) -> list[str]:
    """Tags that are mostly the same, made legal."""
    other = random_tags(dice, len(tags))
    mixed = [one if dice.random() < 0.8 else two for one, two in zip(tags, other, strict=True)]
    for at, tag in enumerate(mixed):
        before = mixed[at - 1] if at else "O"
        if tag.startswith("I-") and before[2:] != tag[2:]:
            mixed[at] = "B-" + tag[2:]
    return mixed


def word_article(tags: list[str]) -> tuple[Article, list[tuple[int, int]]]:
    """An article of words of one letter, a blank between, with the mentions of the tags."""
    words = [(2 * at, 2 * at + 1) for at in range(len(tags))]
    text = "a " * len(tags)
    entities: list[Entity] = []
    for tag, (start, end) in zip(tags, words, strict=True):
        if tag.startswith("I-"):
            start = entities.pop().start
        if tag != "O":
            entities.append(Entity(tag[2:], start, end, text[start:end]))
    return Article(text, "a", entities=tuple(entities)), words


def rates(score: Score) -> tuple[float, float, float]:
    return score.precision, score.recall, score.f1


def same(ours: Score, theirs: Rates) -> bool:
    return rates(ours) == pytest.approx((theirs.precision, theirs.recall, theirs.f1), abs=1e-12)


def test_our_strict_scores_are_those_of_seqeval() -> None:
    dice = random.Random(7)
    total, all_gold, all_predicted = Breakdown(), [], []
    for _ in range(PAIRS):
        gold = random_tags(dice, dice.randrange(12))
        predicted = dice.choice([alter(dice, gold), random_tags(dice, len(gold))])
        ours = score_entities(word_article(gold)[0], word_article(predicted)[0], SOLIEU)
        theirs = score_tags([gold], [predicted])
        assert same(ours.micro, theirs.micro), (gold, predicted)
        occurring = {label for label, one in ours.parts.items() if one.gold or one.predicted}
        assert occurring == set(theirs.labels)
        assert all(same(ours.parts[label], one) for label, one in theirs.labels.items())
        total, all_gold, all_predicted = (
            total + ours,
            [*all_gold, gold],
            [*all_predicted, predicted],
        )
    theirs = score_tags(all_gold, all_predicted)
    assert 0.2 < total.micro.f1 < 0.9
    assert same(total.micro, theirs.micro)
    assert all(same(total.parts[label], theirs.labels[label]) for label in LABELS)


def test_tags_and_mentions_on_word_borders_are_the_same() -> None:
    dice = random.Random(11)
    for _ in range(200):
        tags = random_tags(dice, dice.randrange(12))
        article, words = word_article(tags)
        assert bio(article.entities, words) == tags


TEXT = "tăng 7,5% năm"
WORDS = [(0, 4), (5, 9), (10, 13)]


def entity(label: str, start: int, end: int) -> Entity:
    return Entity(label, start, end, TEXT[start:end])


@pytest.mark.parametrize(
    ("entities", "tags"),
    [
        ([], ["O", "O", "O"]),
        ([entity("FIGURE", 5, 8)], ["O", "B-FIGURE", "O"]),
        ([entity("FIGURE", 2, 7)], ["B-FIGURE", "I-FIGURE", "O"]),
        ([entity("PERIOD", 7, 13), entity("FIGURE", 5, 7)], ["O", "B-FIGURE", "B-PERIOD"]),
        ([entity("FIGURE", 5, 8), entity("PERIOD", 8, 9)], ["O", "B-FIGURE", "O"]),
        ([entity("FIGURE", 4, 5)], ["O", "O", "O"]),
    ],
    ids=["none", "part of a word", "parts of two", "word shared", "word taken", "no word"],
)
def test_mentions_off_the_borders(entities: list[Entity], tags: list[str]) -> None:
    assert bio(entities, WORDS) == tags


def test_seqeval_cannot_see_inside_words() -> None:
    gold = Article(TEXT, "a", entities=(entity("FIGURE", 5, 9),))
    predicted = Article(TEXT, "a", entities=(entity("FIGURE", 5, 8),))
    assert seqeval_scores([gold], [predicted], {"a": WORDS}).micro.f1 == 1
    assert score_entities(gold, predicted, SOLIEU).micro.f1 == 0


def test_words_of_every_article_are_needed() -> None:
    article = Article(TEXT, "a")
    with pytest.raises(EvaluationError, match="'a' has no words"):
        seqeval_scores([article], [article], {})
