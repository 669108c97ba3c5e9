import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from solieu.data.article import Article, Relation
from solieu.data.inventory import SOLIEU
from solieu.eval.counts import Accuracy, Score
from solieu.eval.scores import evaluate
from solieu.eval.table import table

Build = Callable[..., Article]


def without(article: Article, *links: Relation) -> Article:
    return replace(article, relations=tuple(one for one in article.relations if one not in links))


def relink(article: Article, old: Relation, new: Relation) -> Article:
    return replace(
        article, relations=tuple(new if one == old else one for one in article.relations)
    )


def widen(article: Article, position: int, start: int, end: int) -> Article:
    """Move the ends of a mention by so many characters."""
    entities = list(article.entities)
    old = entities[position]
    left, right = old.start + start, old.end + end
    entities[position] = replace(old, start=left, end=right, text=article.text[left:right])
    return replace(article, entities=tuple(entities))


def relabel(article: Article, position: int, label: str) -> Article:
    entities = list(article.entities)
    entities[position] = replace(entities[position], label=label)
    return replace(article, entities=tuple(entities))


def test_the_gold_article_itself_scores_full_marks(gold: Article) -> None:
    result = evaluate([gold], [gold])
    assert {name: score.f1 for name, score in result.headlines.items()} == {
        "entities": 1,
        "relations": 1,
        "relations_relaxed": 1,
        "figures": 1,
    }
    assert all(slot.accuracy.value == 1 for slot in result.figures.slots.values())


def test_no_prediction_misses_everything(gold: Article) -> None:
    result = evaluate([gold], [Article(gold.text, gold.id)])
    assert result.entities.micro == Score(0, 0, 9)
    assert result.relations.strict.micro == Score(0, 0, 9)
    assert result.figures.complete == Score(0, 0, 2)
    assert result.figures.slots["span"].accuracy == Accuracy(0, 2)


def test_the_order_of_entities_does_not_matter(gold: Article) -> None:
    last = len(gold.entities) - 1
    turned = replace(
        gold,
        entities=gold.entities[::-1],
        relations=tuple(
            replace(one, head=last - one.head, tail=last - one.tail) for one in gold.relations
        ),
    )
    assert evaluate([gold], [turned]) == evaluate([gold], [gold])


def test_every_label_and_key_of_the_inventory_is_listed() -> None:
    empty = Article("Không có gì.", "trong")
    result = evaluate([empty], [empty])
    assert tuple(result.entities.parts) == SOLIEU.labels
    assert tuple(result.relations.strict.parts) == tuple(key.name for key in SOLIEU.keys)
    assert tuple(result.roles.strict.parts) == tuple(role.name for role in SOLIEU.roles)


@pytest.mark.parametrize(
    "predicted",
    [
        lambda gold: widen(gold, 2, 5, 0),
        lambda gold: relabel(gold, 2, "ORGANISATION"),
    ],
    ids=["other start", "other label"],
)
def test_a_mention_needs_label_start_and_end(
    gold: Article, predicted: Callable[[Article], Article]
) -> None:
    assert evaluate([gold], [predicted(gold)]).entities.micro == Score(8, 9, 9)


def test_relaxed_forgives_borders_but_no_label(gold: Article) -> None:
    shorter = evaluate([gold], [widen(gold, 2, 5, 0)])
    assert shorter.relations.strict.parts["scope"] == Score(0, 2, 2)
    assert shorter.relations.relaxed.parts["scope"] == Score(2, 2, 2)
    other = evaluate([gold], [relabel(gold, 2, "ORGANISATION")])
    assert other.relations.relaxed.parts["scope"] == Score(0, 2, 2)


def test_relaxed_matches_one_to_one_and_exact_links_first(build: Build) -> None:
    text = "thu ngân sách nội địa đạt 5 tỷ đồng"
    indicator, figure = ("INDICATOR", "thu ngân sách nội địa"), ("FIGURE", "5 tỷ đồng")
    gold = build(text, [indicator, figure], [(1, "level", 0)])
    twice = build(
        text,
        [("INDICATOR", "thu ngân sách"), ("INDICATOR", "nội địa"), figure],
        [(2, "level", 0), (2, "level", 1)],
    )
    assert evaluate([gold], [twice]).relations.relaxed.micro == Score(1, 2, 1)
    assert evaluate([twice], [gold]).relations.relaxed.micro == Score(1, 1, 2)
    both = replace(
        gold,
        entities=(*twice.entities[:1], *gold.entities),
        relations=(Relation(2, "level", 0), Relation(2, "level", 1)),
    )
    assert evaluate([both], [both]).relations.relaxed.micro == Score(2, 2, 2)


def test_a_relation_of_another_key_is_wrong_in_its_role_too(gold: Article) -> None:
    wrong = relink(gold, Relation(4, "increase", 1), Relation(4, "decrease", 1))
    result = evaluate([gold], [wrong])
    assert result.relations.strict.parts["increase"] == Score(0, 0, 1)
    assert result.relations.strict.parts["decrease"] == Score(0, 1, 0)
    assert result.roles.strict.parts["kind"] == Score(1, 2, 2)


SAYS = {
    "kind": lambda gold: relink(gold, Relation(4, "increase", 1), Relation(4, "level", 1)),
    "indicator": lambda gold: relink(gold, Relation(4, "increase", 1), Relation(4, "increase", 2)),
    "during": lambda gold: relink(gold, Relation(4, "during", 0), Relation(4, "during", 5)),
    "baseline": lambda gold: without(gold, Relation(4, "baseline", 5)),
    "scope": lambda gold: relink(gold, Relation(4, "scope", 2), Relation(4, "scope", 7)),
    "span": lambda gold: widen(gold, 4, 0, -1),
}


@pytest.mark.parametrize("slot", SAYS)
def test_one_wrong_slot_makes_a_figure_incomplete(gold: Article, slot: str) -> None:
    result = evaluate([gold], [SAYS[slot](gold)])
    figures = result.figures
    assert figures.complete.gold == 2
    assert figures.complete.tp == 1
    assert {name for name, one in figures.slots.items() if one.accuracy.value < 1} == {slot}


def test_a_key_too_many_makes_a_figure_incomplete(gold: Article) -> None:
    more = replace(gold, relations=(*gold.relations, Relation(3, "baseline", 5)))
    result = evaluate([gold], [more])
    assert result.figures.complete == Score(1, 2, 2)
    assert result.figures.slots["baseline"].accuracy == Accuracy(1, 2)
    assert result.figures.slots["baseline"].answers == Score(1, 2, 1)


def test_kinds_of_two_indicators_must_not_be_swapped(build: Build) -> None:
    mentions = [("INDICATOR", "xuất"), ("INDICATOR", "nhập"), ("FIGURE", "5%")]
    one, other = (
        build("xuất, nhập 5%", mentions, [(2, first, 0), (2, second, 1)])
        for first, second in (("increase", "decrease"), ("decrease", "increase"))
    )
    figures = evaluate([one], [other]).figures
    assert figures.slots["kind"].accuracy == figures.slots["indicator"].accuracy == Accuracy(1, 1)
    assert figures.complete == Score(0, 1, 1)


def test_part_of_does_not_decide_on_a_figure(build: Build) -> None:
    mentions = [("INDICATOR", "thu"), ("INDICATOR", "thuế"), ("FIGURE", "5%")]
    links = [(2, "share", 1), (1, "part_of", 0)]
    gold = build("thu, thuế 5%", mentions, links)
    assert evaluate([gold], [build("thu, thuế 5%", mentions, links[:1])]).figures.complete.f1 == 1


def test_scores_of_articles_add_up(gold: Article) -> None:
    other = replace(gold, id="khac")
    result = evaluate([gold, other], [without(gold, Relation(4, "baseline", 5)), other])
    assert [article.id for article in result.by_article] == ["lam-son", "khac"]
    assert [article.figures.complete.tp for article in result.by_article] == [1, 2]
    assert result.figures.complete == Score(3, 4, 4)
    interval = result.intervals["figures"]
    assert interval.low == 0.5
    assert interval.high == 1


def test_the_evaluation_is_json(gold: Article) -> None:
    result = evaluate([gold], [without(gold, Relation(4, "baseline", 5))]).to_dict()
    assert json.loads(json.dumps(result)) == result
    assert result["schema"] == 2
    assert result["figures"]["complete"]["f1"] == 0.5
    assert result["figures"]["slots"]["baseline"]["accuracy"] == 0.5
    assert result["entities"]["labels"]["PLACE"]["f1"] == 1
    assert result["relations"]["strict"]["keys"]["baseline"]["gold"] == 1
    assert result["relations"]["relaxed"]["roles"]["kind"]["tp"] == 2
    assert result["headlines"]["figures"] == {"f1": 0.5, "low": 0.5, "high": 0.5}
    assert result["by_article"][0]["id"] == "lam-son"


def test_the_table_sets_systems_side_by_side(gold: Article) -> None:
    full, empty = evaluate([gold], [gold]), evaluate([gold], [Article(gold.text, gold.id)])
    lines = table({"model": full, "rules, end to end": empty}).splitlines()
    assert lines[0].split() == ["model", "rules,", "end", "to", "end"]
    cells = {line[:30].strip(): line[30:].split() for line in lines if line.startswith("  ")}
    assert cells["PLACE"] == ["100.0"] * 3 + ["0.0"] * 3
    assert "".join(cells["complete figures"]) == "100.0(100.0-100.0)0.0(0.0-0.0)"
    assert cells["kind"] == ["2/2", "100.0", "0/0", "0.0"]


def test_the_columns_of_the_table_are_aligned(gold: Article) -> None:
    rows = table({"một": evaluate([gold], [gold])}).splitlines()
    cells = [row for row in rows if row.startswith("  ") and "role" not in row]
    assert len({len(row) for row in cells}) == 1
