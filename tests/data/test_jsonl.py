import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import solieu
from solieu.data import jsonl, markdown
from solieu.data.article import Article, ArticleError
from solieu.data.corpus import FOLDER
from solieu.data.reading import read_articles
from solieu.model.facts import with_facts

SCHEMA = json.loads((Path(jsonl.__file__).parent / "article.schema.json").read_text("utf-8"))
ANNOTATED = """---
id: a
date: 2024-08-15
---
[7 tháng](PERIOD t1), [Hà Nam](PLACE l1) [thu](INDICATOR i1 part_of=i2) trong \
[tổng thu](INDICATOR i2) tăng gần [5,5-6%](FIGURE increase=i1 during=t1 baseline=t2 scope=l1) \
so với [cùng kỳ](PERIOD t2); [27/41](FIGURE) xã, theo [Giám đốc](POSITION p1 of=o1) \
[Sở Tài chính](ORGANISATION o1) \
[Lê An](OFFICIAL holds=p1).
"""


@pytest.fixture(scope="module")
def article():
    return with_facts(markdown.parse(ANNOTATED))


def errors(article):
    return [e.message for e in Draft202012Validator(SCHEMA).iter_errors(jsonl.to_dict(article))]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_what_rules_find_fits_the_schema(article):
    assert len(article.facts) == 2
    assert errors(article) == []


def test_what_the_packaged_model_finds_fits_the_schema(article):
    found = solieu.load()(article.text, date="2024-08-15")
    assert found.facts
    assert found.officials
    assert errors(found) == []


@pytest.mark.parametrize(
    "change",
    [
        {"id": 5},
        {"schema": 2},
        {"more": 1},
        {"facts": [{"figure": 0}]},
        {"entities": [{"label": "FIGURE", "start": -1, "end": 2, "text": "a", "score": None}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_schema_refuses_other_shapes(article, change):
    assert not Draft202012Validator(SCHEMA).is_valid({**jsonl.to_dict(article), **change})


def test_articles_come_back_as_they_were(article):
    assert jsonl.loads(jsonl.dumps(article)) == article
    bare = Article('Ngắt\r\ndòng "\u2028 \ud800 😀\0', "b")
    assert jsonl.loads(jsonl.dumps(bare)) == bare


def test_every_packaged_article_comes_back_as_it_was():
    for split in ("train", "dev", "test"):
        for article in read_articles(FOLDER / split):
            assert jsonl.loads(jsonl.dumps(with_facts(article))) == with_facts(article)


def test_values_are_decimal_strings_without_exponent(article):
    text = "Thu [45.145,7 nghìn tỷ đồng](FIGURE)."
    large = with_facts(markdown.parse(f"---\nid: a\ndate: unknown\n---\n{text}\n"))
    assert jsonl.to_dict(large)["facts"][0]["value"] == "45145700000000000"
    assert jsonl.to_dict(article)["facts"][0]["value_to"] == "6"


def test_a_score_that_is_no_number_is_refused(article):
    facts = (replace(article.facts[0], score=float("nan")),)
    with pytest.raises(ValueError, match="JSON compliant"):
        jsonl.dumps(replace(article, facts=facts))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "facts.jsonl:3: not JSON"),
        ("[" * 100_000, "facts.jsonl:3: not JSON"),
        ("[]", "facts.jsonl:3: not an article"),
        ("{}", 'facts.jsonl:3: no text; an article needs "text"'),
        ('{"text": "a", "schema": 9}', "facts.jsonl:3: schema 9.*update the package"),
        ('{"text": "a", "date": 5}', "date 5"),
        ('{"text": "a", "entities": [{"label": "F", "start": 0}]}', r"entities\[0\] lacks 'end'"),
        (
            '{"text": "a", "entities": [{"label": "F", "start": 0, "end": 1, "text": "b"}]}',
            "does not stand at 0-1; correct its offsets",
        ),
        ('{"text": "a", "relations": [{"head": 0, "label": "of", "tail": 1}]}', "there are 0"),
        ('{"text": "a", "facts": [{"figure": 0, "value": "x"}]}', r"facts\[0\]"),
    ],
)
def test_faulty_lines_are_named(line, message):
    with pytest.raises(ArticleError, match=message):
        jsonl.loads(line, "facts.jsonl:3")
