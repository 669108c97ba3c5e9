import base64
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from solieu import comparison, page, report
from solieu.data.article import Article, Entity, Relation
from solieu.data.corpus import FOLDER
from solieu.data.reading import read_articles
from solieu.eval.baseline import extract_by_rules
from solieu.eval.comparison import compare_systems
from solieu.eval.report import report as build
from solieu.model.facts import with_facts
from solieu.texts import LANGUAGES


@pytest.fixture(scope="module")
def gold():
    return read_articles(FOLDER / "test")[:4]


@pytest.fixture(scope="module")
def predicted(gold):
    found = [extract_by_rules(Article(one.text, one.id, one.date)) for one in gold]
    scored = [
        replace(
            one,
            entities=tuple(replace(e, score=0.9) for e in one.entities),
            relations=tuple(replace(r, score=0.6) for r in one.relations),
        )
        for one in found
    ]
    return [with_facts(one) for one in scored]


@pytest.fixture(scope="module")
def found(gold, predicted):
    return build(
        gold,
        predicted,
        system="rules",
        data="test",
        splits={one.id: f"split {n % 2}" for n, one in enumerate(gold)},
        history=[
            {"epoch": n, "eval_score": n, "eval_entities": n, "eval_figures": n} for n in (1.0, 2.0)
        ],
    )


def test_the_record_holds_every_part_and_is_json(found):
    record = json.loads(json.dumps(found.record, allow_nan=False))
    assert record["schema"] == 2
    assert record["data"]["articles"] == 4
    assert set(record["splits"]) == {"split 0", "split 1"}
    assert record["learning"][1]["entities"] == 2
    assert record["calibration"]["entities"]["answers"] > 0
    wrong = record["scores"]["entities"]["micro"]
    mentions = [error for passage in record["errors"] for error in passage["mentions"]]
    missed = sum(error["gold"] is not None for error in mentions)
    assert missed == wrong["gold"] - wrong["tp"]


def test_nervaluate_agrees_where_both_count_alike(found):
    strict = found.record["nervaluate"][""]["strict"]
    micro = found.record["scores"]["entities"]["micro"]
    assert strict["f1"] == pytest.approx(micro["f1"], abs=1e-9)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_what_the_record_holds(found, language):
    html = report.page(found, language)
    f1 = f"{100 * found.record['scores']['entities']['micro']['f1']:.1f}"
    assert f1 in html
    assert html.count('class="passage"') >= len(found.passages)
    assert "://" not in re.sub(r'xmlns="[^"]*"', "", html)
    for picture in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", html):
        ElementTree.fromstring(base64.b64decode(picture))
    text = report.text(found, language)
    assert f1 in text
    assert text.count("| FIGURE |") == 2


def test_languages_have_the_same_texts():
    names = [set(texts) for texts in LANGUAGES.values()]
    assert all(one == names[0] for one in names)


def test_an_unknown_language_is_refused(gold):
    with pytest.raises(ValueError, match="give one of: en, vi"):
        page.page(gold, "fr")


def test_the_same_input_gives_the_same_bytes(gold, predicted, found):
    again = build(gold, predicted, system="rules", data="test")
    once = build(gold, predicted, system="rules", data="test")
    assert report.page(again) == report.page(once)
    assert page.page(predicted) == page.page(predicted)


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_sets(tmp_path):
    script = (
        "import hashlib, sys; from solieu.data.reading import read_articles; "
        "from solieu.data.corpus import FOLDER; from solieu.data.article import Article; "
        "from solieu.eval.baseline import extract_by_rules; from solieu import report as pages; "
        "from solieu.eval.report import report; gold = read_articles(FOLDER / 'test')[:2]; "
        "found = [extract_by_rules(Article(a.text, a.id)) for a in gold]; "
        "page = pages.page(report(gold, found, system='rules', data='test')); "
        "print(hashlib.sha256(page.encode()).hexdigest())"
    )
    sums = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(sums) == 1


def test_a_page_has_every_article_and_fact(predicted):
    html = page.page(predicted)
    assert html.count("<article ") == 4
    assert html.count("data-evidence") >= sum(len(one.facts) for one in predicted)
    assert html.count("<mark ") == sum(len(one.entities) for one in predicted)
    one = page.page(predicted[:1], "vi")
    assert '<nav id="index">' not in one
    assert 'lang="vi"' in one


HOSTILE = "<script>x</script>\"'&{{7*7}}</style></title>\u202e\x00]]>"


def hostile_article(name="a"):
    text = f"{HOSTILE} GDP 5%"
    entities = (
        Entity(HOSTILE[:8], 0, len(HOSTILE), HOSTILE),
        Entity("INDICATOR", len(HOSTILE) + 1, len(HOSTILE) + 4, "GDP"),
        Entity("FIGURE", len(HOSTILE) + 5, len(text), "5%"),
    )
    return with_facts(Article(text, f"{name}{HOSTILE}", None, entities, (Relation(2, "level", 1),)))


def test_hostile_words_stay_words():
    one = hostile_article()
    bare = Article(one.text, one.id)
    made = build([one], [bare], system=HOSTILE, data=HOSTILE)
    pages = [
        report.page(made),
        page.page([one, hostile_article("b")]),
        comparison.page(compare_systems([one], [one], [bare]), HOSTILE, HOSTILE),
    ]
    for html in pages:
        assert html.count("<script>") == html.count("</script>") == 1
        assert html.count("</style>") == 1
        assert "\u202e" not in html
        assert "\x00" not in html
        assert "49" not in html.split("<body>")[1].split("U+")[0][:200]


def test_the_policy_allows_the_page_alone(predicted):
    html = page.page(predicted)
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]* (?:style|on\w+)=", html.split("<body>")[1])
