import dataclasses
import re
import sys
import unicodedata

import pytest

from solieu.cli import main
from solieu.data import standoff
from solieu.data.article import Article, ArticleError, Entity, Relation
from solieu.data.reading import read_articles

SOURCE = "data/train_tokenized/000007.txt.seg"
SEGMENTED = 'Sản_lượng cá tra đạt 1.250 tấn , tăng 5 % .\n\nÔng Bình nói : " Rất tốt " .\n'
TEXT = 'Sản lượng cá tra đạt 1.250 tấn, tăng 5%.\nÔng Bình nói: "Rất tốt".'


def article():
    spans = [("INDICATOR", "Sản lượng cá tra"), ("FIGURE", "1.250 tấn"), ("OFFICIAL", "Bình")]
    entities = tuple(
        Entity(label, TEXT.index(part), TEXT.index(part) + len(part), part) for label, part in spans
    )
    return Article(TEXT, "vietnews-train-000007", None, entities, (Relation(1, "level", 0),))


@pytest.fixture
def clone(tmp_path):
    path = tmp_path / "clone" / SOURCE
    path.parent.mkdir(parents=True)
    path.write_text(SEGMENTED, encoding="utf-8")
    return tmp_path / "clone"


@pytest.mark.parametrize(
    ("segmented", "text"),
    [
        (SEGMENTED, TEXT),
        ("TP. HCM ( cũ ) , [ mới ]", "TP.HCM (cũ), (mới)"),
        ("Nghị_quyết 01 / NQ - CP", "Nghị quyết 01/NQ-CP"),
        ("đạt 1 / 2 kế_hoạch", "đạt 1/2 kế hoạch"),
        ("“ Tốt ” … Thật ?", "“Tốt”… Thật?"),
        ("một\r\nhai\rba\n\n", "một\nhai\nba"),
    ],
)
def test_segmented_lines_become_running_text(segmented, text):
    assert standoff.detokenise(segmented) == text


def test_an_annotation_is_put_back_on_its_text(clone):
    record = standoff.stand_off(article())
    assert record.source == SOURCE
    assert list(standoff.rebuild([record], clone)) == [article()]


def named_by_its_text(text=TEXT):
    with pytest.raises(ArticleError) as refused:
        standoff.stand_off(dataclasses.replace(article(), id="vietnews-?"))
    name = re.search(r"vietnews-[0-9a-f]{12}", str(refused.value))[0]
    return dataclasses.replace(article(), id=name, text=text)


def test_an_article_that_is_named_by_its_text_is_found_in_any_file(clone):
    record = standoff.stand_off(named_by_its_text())
    assert record.source is None
    other = clone / "data/val_tokenized/000001.txt.seg"
    other.parent.mkdir()
    (clone / SOURCE).rename(other)
    (clone / SOURCE).write_text("Bài khác .", encoding="utf-8")
    assert list(standoff.rebuild([record], clone)) == [named_by_its_text()]


@pytest.mark.parametrize(
    "segmented",
    [
        unicodedata.normalize("NFD", SEGMENTED),
        SEGMENTED.replace("_", " "),
        SEGMENTED.replace("cá tra", "cá_tra").replace("5 %", "5%"),
    ],
)
def test_mentions_are_found_however_the_text_is_written(clone, segmented):
    (clone / SOURCE).write_text(segmented, encoding="utf-8")
    for record in (standoff.stand_off(article()), standoff.stand_off(named_by_its_text())):
        (found,) = standoff.rebuild([record], clone)
        spans = [unicodedata.normalize("NFC", entity.text) for entity in found.entities]
        assert spans == [entity.text for entity in article().entities]
        assert all(found.text[e.start : e.end] == e.text for e in found.entities)


def test_where_a_tone_mark_stands_does_not_matter(clone):
    text = "Bộ trưởng Nguyễn Văn Hoà nói."
    name = Entity("OFFICIAL", 10, 24, "Nguyễn Văn Hoà")
    record = standoff.stand_off(Article(text, "vietnews-train-000007", None, (name,)))
    (clone / SOURCE).write_text("Bộ_trưởng Nguyễn_Văn_Hòa nói .", encoding="utf-8")
    (found,) = standoff.rebuild([record], clone)
    assert [entity.text for entity in found.entities] == ["Nguyễn Văn Hòa"]


def test_a_text_that_no_file_holds_is_named(clone):
    (clone / SOURCE).write_text("Bài khác .", encoding="utf-8")
    record = standoff.stand_off(named_by_its_text())
    with pytest.raises(ArticleError, match=rf"{record.id}.*github\.com/ThanhChinhBK/vietnews"):
        list(standoff.rebuild([record], clone))


def test_a_name_that_is_another_text_s_is_refused():
    with pytest.raises(ArticleError, match=r"vietnews-[0-9a-f]{12}"):
        standoff.stand_off(named_by_its_text(TEXT.replace("1.250", "1.251")))


def test_another_text_is_refused(clone):
    record = standoff.stand_off(article())
    (clone / SOURCE).write_text(SEGMENTED + "Thêm .", encoding="utf-8")
    with pytest.raises(ArticleError, match="SHA-256 differs"):
        list(standoff.rebuild([record], clone))


def test_a_folder_that_is_no_clone_says_what_to_give(tmp_path):
    with pytest.raises(ArticleError, match=r"github\.com/ThanhChinhBK/vietnews"):
        list(standoff.rebuild([standoff.stand_off(article())], tmp_path))


def test_a_foreign_id_is_refused():
    with pytest.raises(ArticleError, match="vietnews-train-012345"):
        standoff.stand_off(Article("a", "b"))


@pytest.mark.parametrize(
    ("split", "articles", "figures"), [("train", 688, 11257), ("dev", 36, 631), ("test", 40, 646)]
)
def test_the_packaged_annotations_hold_no_text(split, articles, figures):
    records = standoff.records(split)
    assert len(records) == articles
    labels = [label for record in records for label, _, _ in record.entities]
    assert labels.count("FIGURE") == figures
    content = (standoff.FOLDER / f"{split}.jsonl").read_text(encoding="utf-8")
    assert content.isascii()


def test_unknown_splits_are_refused():
    with pytest.raises(ValueError, match="train, dev, test"):
        standoff.records("all")


def test_the_command_writes_articles_that_train_reads(clone, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(standoff, "records", lambda split: [standoff.stand_off(article())])
    output = tmp_path / "articles"
    arguments = ["solieu", "data", "vietnews", "--from", str(clone), "--output-dir", str(output)]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code in (0, None)
    assert "1 articles" in capsys.readouterr().out
    assert read_articles(output / "train") == [article()]
