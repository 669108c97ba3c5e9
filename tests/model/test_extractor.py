"""The packaged model, from raw text to facts."""

import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest

import solieu

TEXT = (
    "Tính chung 7 tháng đầu năm 2024, kim ngạch xuất khẩu của tỉnh Long An đạt 4,2 tỷ USD, tăng "
    "12,5% so với cùng kỳ năm trước.\nGiám đốc Sở Công Thương Lê Thị Mai cho biết, trong đó, xuất "
    "khẩu thủy sản đạt 310 triệu USD."
)


@pytest.fixture(scope="module")
def extractor():
    return solieu.load()


@pytest.fixture(scope="module")
def article(extractor):
    return extractor(TEXT, date="2024-08-15")


def holds(article):
    return all(article.text[e.start : e.end] == e.text for e in article.entities)


def test_values_of_clear_figures(article):
    assert [(fact.value, fact.unit) for fact in article.facts] == [
        (Decimal(4_200_000_000), "USD"),
        (Decimal("12.5"), "%"),
        (Decimal(310_000_000), "USD"),
    ]


def test_the_second_figure_is_an_increase_over_last_year(article):
    fact = article.facts[1]
    assert fact.kind == "increase"
    assert (fact.during.start, fact.during.end) == ("2024-01-01", "2024-07-31")
    assert (fact.baseline.start, fact.baseline.end) == ("2023-01-01", "2023-07-31")
    assert 0 < fact.score <= 1
    assert "12,5%" in fact.sentence


def test_the_official_is_found(article):
    assert [official.name for official in article.officials] == ["Lê Thị Mai"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "GDP",
        "\x00",
        "\ud800 tăng 5%",
        "经济增长百分之五，出口额达到一百亿美元。",
        "<html><body onload='x()'>GDP tăng 5%</body></html>",
        "[GDP](INDICATOR i1) tăng 5%",
        "a" * 20_000,
        "1." * 5_000,
        "👍🏽" * 500,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_odd_texts_give_an_article_and_true_offsets(extractor, text):
    found = extractor(text)
    assert found.text == text
    assert holds(found)


@pytest.mark.parametrize(
    "spelt",
    [
        unicodedata.normalize("NFD", TEXT),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("4,2 tỷ", "4,2\u00a0tỷ").replace("tháng", "th\u00adáng"),
        "\ufeff" + TEXT,
    ],
    ids=["decomposed", "CRLF", "no-break space and soft hyphen", "byte-order mark"],
)
def test_spelling_changes_neither_facts_nor_the_truth_of_offsets(extractor, article, spelt):
    found = extractor(spelt, date="2024-08-15")
    assert found.text == spelt
    assert holds(found)
    assert [(f.value, f.unit, f.kind) for f in found.facts] == [
        (f.value, f.unit, f.kind) for f in article.facts
    ]


def test_pipe_is_lazy_and_keeps_the_order(extractor):
    taken = []

    def texts():
        for number in range(5):
            taken.append(number)
            yield solieu.Article(f"GDP năm 2023 tăng {number}%.", id=str(number))

    stream = extractor.pipe(texts(), batch_size=2)
    assert next(stream).id == "0"
    assert taken == [0, 1, 2, 3]  # while the first two are answered, the next two are read
    assert [found.id for found in stream] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_what_came_before_an_error_of_the_stream_is_answered(extractor, count):
    def texts():
        yield from (solieu.Article("GDP tăng 5%.", str(number)) for number in range(count))
        raise OSError("the disk is gone")

    found = []

    def read():
        for article in extractor.pipe(texts(), batch_size=2):
            found.append(article.id)

    with pytest.raises(OSError, match="gone"):
        read()
    assert found == [str(number) for number in range(count)]


def test_long_articles_make_small_groups(extractor, monkeypatch):
    monkeypatch.setattr("solieu.model.extractor.GROUP", 30)
    taken = []

    def texts():
        for number, size in enumerate((10, 10, 40, 10, 10, 10, 10)):
            taken.append(number)
            yield "a" * size

    stream = extractor.pipe(texts())
    next(stream)
    assert taken == [0, 1, 2, 3, 4, 5]  # two groups of three
    assert len(list(stream)) == 6


def test_batches_do_not_change_answers(extractor):
    texts = [TEXT, "CPI tháng 7 giảm 0,2%.", TEXT * 30, "", "Thu ngân sách đạt 12 tỷ đồng."]
    alone = [extractor(text) for text in texts]
    together = list(extractor.pipe(texts))
    for one, other in zip(alone, together, strict=True):
        bare = [replace(e, score=None) for e in one.entities]
        assert bare == [replace(e, score=None) for e in other.entities]
        for left, right in zip(one.entities, other.entities, strict=True):
            assert left.score == pytest.approx(right.score, abs=1e-4)


def test_given_entities_are_linked(extractor, article):
    bare = replace(article, relations=(), facts=(), officials=())
    linked = extractor.link(bare)
    assert linked.entities == article.entities
    assert {(r.head, r.label, r.tail) for r in linked.relations} == {
        (r.head, r.label, r.tail) for r in article.relations
    }


def test_a_text_must_be_text(extractor):
    with pytest.raises(TypeError, match="not int"):
        extractor(3)


def test_a_batch_has_at_least_one_article(extractor):
    with pytest.raises(ValueError, match="batch_size"):
        next(extractor.pipe(["a"], batch_size=0))
