import xml.etree.ElementTree as ElementTree

from solieu.data.article import Article, Entity, Relation
from solieu.data.markdown import parse
from solieu.eval.drawing import draw
from solieu.eval.errors import confusion, instructive, mention_errors, passages, sides

HEAD = "---\nid: a\ndate: unknown\n---\n"
GOLD = parse(
    HEAD + "[Bộ Công Thương](ORGANISATION) báo [GDP](INDICATOR i1) tăng [5%](FIGURE increase=i1).\n"
    "Câu này không sai. [Hà Nội](PLACE l1) thu [7 tỷ đồng](FIGURE level=i2 scope=l1) "
    "[ngân sách](INDICATOR i2)."
)


def entity(label, text):
    start = GOLD.text.index(text)
    return Entity(label, start, start + len(text), text)


PREDICTED = Article(
    GOLD.text,
    "a",
    None,
    (
        entity("ORGANISATION", "Công Thương"),
        entity("PLACE", "GDP"),
        entity("FIGURE", "5%"),
        entity("PERIOD", "này"),
        entity("PLACE", "Hà Nội"),
        entity("FIGURE", "7 tỷ đồng"),
        entity("INDICATOR", "ngân sách"),
    ),
    (Relation(5, "increase", 6), Relation(5, "scope", 4)),
)


def test_every_kind_of_error_is_told_from_the_others():
    found = {(e.kind, e.label) for e in mention_errors(GOLD, PREDICTED)}
    assert found == {("boundary", "ORGANISATION"), ("label", "INDICATOR"), ("spurious", "PERIOD")}


def test_a_missed_mention_is_missed():
    [error] = mention_errors(parse(HEAD + "Có [Huế](PLACE)."), Article("Có Huế.", "a"))
    assert (error.kind, error.gold.text, error.predicted) == ("missed", "Huế", None)


def test_labels_that_become_others_are_counted():
    found = confusion([(GOLD, PREDICTED)])
    assert found["INDICATOR", "PLACE"] == 1
    assert found["", "PERIOD"] == 1
    assert found["FIGURE", "FIGURE"] == 2


def test_boundaries_are_told_by_side():
    assert sides([(GOLD, PREDICTED)]) == {"ORGANISATION": {"begins too late": 1}}


def test_passages_are_sentences_with_something_wrong():
    first, second, third = passages(GOLD, PREDICTED)
    assert first.text.startswith("Bộ Công Thương")
    assert first.missed_links == ("increase",)
    assert second.text == "Câu này không sai."
    assert (third.missed_links, third.spurious_links) == (("level",), ("increase",))
    assert third.errors == ()
    assert set(first.labels) == {"ORGANISATION", "INDICATOR", "increase"}
    assert list(passages(GOLD, GOLD)) == []


def test_rare_mistakes_come_first():
    common = list(passages(GOLD, PREDICTED))[1]
    rare = next(iter(passages(GOLD, PREDICTED)))
    copies = [
        type(common)(**{**{n: getattr(common, n) for n in common.__slots__}, "article": str(n)})
        for n in range(9)
    ]
    assert instructive([*copies, rare])[0] == rare
    assert len(instructive([common] * 50)) == 2


def test_a_passage_is_drawn_with_every_mention_and_link():
    passage = list(passages(GOLD, PREDICTED))[2]
    picture = ElementTree.fromstring(draw(passage))
    texts = ["".join(node.itertext()) for node in picture.iter()]
    for word in ("Hà Nội", "7 tỷ đồng", "ngân sách", "level", "increase", "scope"):
        assert word in texts
    classes = [node.get("class") for node in picture.iter() if node.tag.endswith("path")]
    assert sorted(classes) == ["both", "both", "gold", "own"]


def test_a_drawing_escapes_what_it_shows():
    hostile = "<script>alert(1)</script>"
    gold = Article(hostile, "a", None, (Entity("<b>", 0, len(hostile), hostile),))
    [passage] = passages(gold, Article(hostile, "a"))
    assert "<script" not in draw(passage)
    assert "<b>" not in draw(passage)
