from dataclasses import replace

from solieu.data.markdown import parse
from solieu.eval.facts import score_facts
from solieu.model.facts import with_facts

HEAD = "---\nid: a\ndate: 2024-08-15\n---\n"
GOLD = with_facts(
    parse(
        HEAD + "[7 tháng đầu năm 2024](PERIOD t1), [CPI](INDICATOR i1) tăng "
        "[4,1%](FIGURE increase=i1 during=t1); [thu ngân sách](INDICATOR i2) "
        "[7 tỷ đồng](FIGURE level=i2 during=t1), trong [7 tháng năm 2024](PERIOD t2)."
    )
)


def relink(**targets):
    """The same article with relations of the first figure that point elsewhere."""
    texts = [entity.text for entity in GOLD.entities]
    figure = texts.index("4,1%")
    relations = tuple(
        replace(link, tail=texts.index(targets[link.label]))
        if link.head == figure and link.label in targets
        else link
        for link in GOLD.relations
    )
    return with_facts(replace(GOLD, relations=relations))


def test_the_same_article_has_the_same_facts():
    found = score_facts(GOLD, GOLD)
    assert found.complete.f1 == 1
    assert all(part.f1 == 1 for part in found.parts.values())


def test_other_words_for_the_same_period_are_right():
    assert score_facts(GOLD, relink(during="7 tháng năm 2024")).complete.f1 == 1


def test_a_wrong_part_is_wrong_alone():
    found = score_facts(GOLD, relink(increase="thu ngân sách"))
    assert (found.complete.tp, found.complete.gold) == (1, 2)
    wrong = [name for name, part in found.parts.items() if part.tp < part.gold]
    assert wrong == ["name"]


def test_a_figure_that_is_not_found_has_no_fact():
    keep = tuple(e for e in GOLD.entities if e.text != "4,1%")
    found = score_facts(GOLD, with_facts(replace(GOLD, entities=keep, relations=())))
    assert (found.parts["value"].tp, found.parts["value"].predicted) == (1, 1)


def test_scores_add_up():
    one = score_facts(GOLD, GOLD)
    assert (one + one).parts["unit"].gold == 4
