import json
import shutil
from pathlib import Path

import pytest

from solieu.data.article import Article
from solieu.data.corpus import FOLDER
from solieu.data.reading import read_articles
from solieu.eval.baseline import extract_by_rules
from solieu.eval.card import add_card, by_label, card, read_scores, summary
from solieu.eval.report import report
from solieu.model.folder import PACKAGED, verify

README = Path(__file__).parent.parent / "README.md"


@pytest.fixture
def record():
    gold = read_articles(FOLDER / "test")[:2]
    found = [extract_by_rules(Article(one.text, one.id, one.date)) for one in gold]
    made = report(gold, found, system="rules", data="test")
    return json.loads(json.dumps(made.record))


@pytest.fixture
def folder(tmp_path):
    """A folder with the small files of the packaged model, which cards are made from."""
    copy = tmp_path / "model"
    shutil.copytree(PACKAGED, copy, ignore=shutil.ignore_patterns("*.safetensors", "*.codes"))
    return copy


def test_a_card_holds_scores_and_no_sentence_of_an_article(folder, record):
    sentences = [error["sentence"] for error in record["errors"]]
    add_card(folder, record)
    verify(folder)
    text = (folder / "README.md").read_text("utf-8")
    assert f"{100 * record['scores']['entities']['micro']['f1']:.1f}" in text
    assert "license: apache-2.0" in text
    written = text + (folder / "scores.json").read_text("utf-8")
    assert sentences
    assert not any(sentence in written for sentence in sentences)


def test_a_folder_without_scores_is_named(tmp_path):
    with pytest.raises(ValueError, match="solieu card MODEL"):
        read_scores(tmp_path)


@pytest.mark.parametrize("other", [{"schema": 1}, {}, [], "scores"])
def test_what_is_no_report_of_this_version_is_refused(folder, other):
    with pytest.raises(ValueError, match="solieu evaluate MODEL"):
        add_card(folder, other)
    (folder / "scores.json").write_text(json.dumps(other), encoding="utf-8")
    with pytest.raises(ValueError, match=r"scores\.json: not a report of this version"):
        read_scores(folder)


def test_what_is_printed_of_the_packaged_model_is_what_its_scores_say():
    scores = read_scores(PACKAGED)
    run = json.loads((PACKAGED / "run.json").read_text("utf-8"))
    assert (PACKAGED / "README.md").read_text("utf-8") == card(run, scores)
    readme = README.read_text("utf-8")
    assert summary(scores) in readme
    assert by_label(scores) in readme
