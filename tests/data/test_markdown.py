import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from solieu.data import markdown
from solieu.data.article import Article, ArticleError, Entity, Relation

HEAD = "---\nid: a\ndate: 2024-08-15\n---\n"
PLAIN = st.text(alphabet=st.sampled_from("abc đỡ5%.,\r\n😀\u0301\u00a0"), max_size=8)


def parse(body):
    return markdown.parse(HEAD + body, "a.md")


def test_text_mentions_and_links_are_read():
    article = parse(
        "[GDP](INDICATOR i1) tăng [5%](FIGURE increase=i1 during=t1), [quý I](PERIOD t1)."
    )
    assert article.text == "GDP tăng 5%, quý I."
    assert (article.id, article.date) == ("a", "2024-08-15")
    assert [(e.label, e.text) for e in article.entities] == [
        ("INDICATOR", "GDP"),
        ("FIGURE", "5%"),
        ("PERIOD", "quý I"),
    ]
    links = [(r.head, r.label, r.tail) for r in article.relations]
    assert links == [(1, "increase", 0), (1, "during", 2)]


def test_one_key_may_name_several_targets():
    article = parse("[A](PLACE l1), [B](PLACE l2): [5%](FIGURE scope=l1,l2).")
    assert [(r.head, r.tail) for r in article.relations] == [(2, 0), (2, 1)]


def test_other_brackets_are_text():
    assert parse("Xem [1] và (2), [a] (b).").text == "Xem [1] và (2), [a] (b)."


@st.composite
def articles(draw):
    text, entities = "", []
    for _ in range(draw(st.integers(0, 6))):
        text += draw(PLAIN)
        mention = draw(st.sampled_from(["GDP", "5,6%", "Hà Nội", "đồ\u0301", "😀"]))
        label = draw(st.sampled_from(["FIGURE", "INDICATOR", "PLACE"]))
        entities.append(Entity(label, len(text), len(text) + len(mention), mention))
        text += mention
    text += draw(PLAIN)
    count = len(entities)
    pairs = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6, unique=True))
    relations = [Relation(a, "level", b) for a, b in sorted(pairs) if a < count and b < count]
    return Article(text, "a", "2024-08-15", tuple(entities), tuple(relations))


@settings(max_examples=300, deadline=None)
@given(article=articles())
def test_what_is_written_is_read(article):
    try:
        source = markdown.render(article)
    except ArticleError:
        assume(False)
    found = markdown.parse(source)
    assert found.text == article.text
    assert found.entities == article.entities
    assert set(found.relations) == set(article.relations)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("[GDP](INDICATOR)", "a.md:1: no front matter"),
        (HEAD + "[5%](FIGURE level=i9)", "a.md:5: .*level=i9 points nowhere; give the mention"),
        (HEAD + "\n[5%](FIGURE i1) [6%](FIGURE i1)", "a.md:6: .*id i1 stands twice"),
        (HEAD + "[5%](FIGURE i1 i2)", r"two ids \(i1, i2\); keep one"),
        (HEAD + "[a [5%](FIGURE) b](PLACE)", "markup left over"),
        ("---\nid: a\ndate: 15/8/2024\n---\n", "2024-08-15"),
        ("---\ndate: unknown\n---\n", "id"),
    ],
)
def test_faults_name_file_and_line(source, message):
    with pytest.raises(ArticleError, match=message):
        markdown.parse(source, "a.md")


def test_text_that_looks_like_markup_cannot_be_written():
    article = Article("[5%](FIGURE)", "a", "2024-08-15")
    with pytest.raises(ArticleError, match="cannot be written as annotated Markdown"):
        markdown.render(article)


def test_overlapping_mentions_cannot_be_written():
    article = Article("abc", "a", None, (Entity("PLACE", 0, 2, "ab"), Entity("PLACE", 1, 3, "bc")))
    with pytest.raises(ArticleError, match="article 'a'"):
        markdown.render(article)
