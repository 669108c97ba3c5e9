import json
import sys

import pytest
import spacy
from datasets import Dataset, DatasetDict, load_from_disk
from spacy.tokens import DocBin, Span

from solieu.cli import main
from solieu.data import markdown
from solieu.data.article import Article, ArticleError, Entity, Relation
from solieu.data.conversion import FORMATS, convert
from solieu.data.corpus import FOLDER
from solieu.data.dataset import to_dataset
from solieu.data.offsets import from_utf16, settle, to_utf16
from solieu.data.reading import read_articles

FULL = [name for name, found in FORMATS.items() if found.links]
ODD = "😀 Thu\u00a0ngân sách\r\nđạt đồ\u0301 5,6%\ttăng 👍🏽 \u200b.\n\nHết"


def odd():
    spans = [("INDICATOR", "Thu\u00a0ngân sách"), ("PLACE", "đồ\u0301"), ("FIGURE", "5,6%")]
    entities = tuple(
        Entity(label, ODD.index(part), ODD.index(part) + len(part), part) for label, part in spans
    )
    return Article(ODD, "odd", "2024-08-15", entities, (Relation(2, "level", 0),))


def same(found, expected):
    """Equal but for the order of relations, which formats keep by mention."""
    assert [a.id for a in found] == [a.id for a in expected]
    for one, other in zip(found, expected, strict=True):
        assert (one.text, one.date, one.entities) == (other.text, other.date, other.entities)
        assert set(one.relations) == set(other.relations)


@pytest.mark.parametrize("name", FULL)
def test_the_packaged_articles_come_back_as_they_were(name, tmp_path):
    articles = sorted(read_articles(FOLDER), key=lambda article: article.id)
    path = tmp_path / (name if FORMATS[name].folder else f"{name}.jsonl")
    FORMATS[name].write(articles, path)
    same(sorted(FORMATS[name].read(path), key=lambda article: article.id), articles)


@pytest.mark.parametrize("name", FULL)
def test_an_odd_text_comes_back_as_it_was(name, tmp_path):
    path = tmp_path / (name if FORMATS[name].folder else f"{name}.jsonl")
    FORMATS[name].write([odd()], path)
    same(FORMATS[name].read(path), [odd()])


def test_conll_keeps_the_mentions_and_says_that_links_are_lost(tmp_path):
    articles = sorted(read_articles(FOLDER / "test"), key=lambda article: article.id)
    convert(FOLDER / "test", tmp_path / "a.conll", "markdown", "conll")
    found = FORMATS["conll"].read(tmp_path / "a.conll")
    flat = [[(e.label, "".join(e.text.split())) for e in a.entities] for a in articles]
    assert [[(e.label, "".join(e.text.split())) for e in a.entities] for a in found] == flat


def test_conll_of_others_is_read(tmp_path):
    path = tmp_path / "a.conll"
    path.write_text(
        "-DOCSTART- -X- O O\n\nÔng Np B-NP O\nNguyễn_Văn Np I-NP B-PER\nAn Np I-NP I-PER\n\n"
        "Hà_Nội Np B-NP B-LOC\n",
        encoding="utf-8",
    )
    [article] = FORMATS["conll"].read(path)
    assert article.text == "Ông Nguyễn Văn An\nHà Nội"
    assert [(e.label, e.text) for e in article.entities] == [
        ("PER", "Nguyễn Văn An"),
        ("LOC", "Hà Nội"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("conll", "Hà_Nội\n", r"a\.x:1: a token and its BIO tag"),
        ("conll", "Hà_Nội LOC\n", r"a\.x:1: a token and its BIO tag"),
        ("doccano", '{"text": "a", "entities": [{"id": 1}]}\n', r"a\.x:1: not a line"),
        (
            "doccano",
            '{"text": "a", "entities": [{"id": 1, "label": "X", "start_offset": 0, '
            '"end_offset": 5}]}\n',
            "lies outside the text",
        ),
        ("label-studio", "{}", "not an export|no tasks"),
        ("label-studio", '[{"data": {}}]', "not an export"),
    ],
)
def test_faulty_files_are_named(name, content, message, tmp_path):
    path = tmp_path / "a.x"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ArticleError, match=message):
        FORMATS[name].read(path)


def test_conll_without_documents_is_cut_into_articles(tmp_path):
    path = tmp_path / "a.conll"
    path.write_text("".join(f"câu O\n{n} B-NUM\n\n" for n in range(90)), encoding="utf-8")
    articles = FORMATS["conll"].read(path)
    assert [len(article.entities) for article in articles] == [40, 40, 10]
    assert [e.text for a in articles for e in a.entities] == [str(n) for n in range(90)]


def test_a_docbin_of_others_is_read(tmp_path):
    doc = spacy.blank("xx")("Huế tăng 5%")
    doc.ents = [Span(doc, 0, 1, label="LOC"), Span(doc, 2, 4, label="PERCENT")]
    doc.user_data["._.", "rel", None, None] = {(2, 0): {"of": 1.0, "not": 0.0}, (0, 2): {"of": 0.0}}
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "a.spacy")
    [article] = FORMATS["spacy"].read(tmp_path / "a.spacy")
    assert article.id == "a-1"
    assert [(e.label, e.text) for e in article.entities] == [("LOC", "Huế"), ("PERCENT", "5%")]
    assert article.relations == (Relation(1, "of", 0),)


def test_spacy_reads_what_is_written(tmp_path):
    FORMATS["spacy"].write([odd()], tmp_path / "a.spacy")
    [doc] = DocBin().from_disk(tmp_path / "a.spacy").get_docs(spacy.blank("xx").vocab)
    assert doc.text == ODD
    assert [(e.label_, e.text) for e in doc.ents] == [(e.label, e.text) for e in odd().entities]


@pytest.mark.parametrize("content", [b"", b"DocBin", b"x" * 1000])
def test_a_damaged_docbin_is_named(content, tmp_path):
    (tmp_path / "a.spacy").write_bytes(content)
    with pytest.raises(ArticleError, match="not a DocBin"):
        FORMATS["spacy"].read(tmp_path / "a.spacy")


def test_datasets_reads_what_is_written(tmp_path):
    FORMATS["datasets"].write([odd()], tmp_path / "a")
    [row] = load_from_disk(str(tmp_path / "a"))
    assert row["text"] == ODD
    assert row["relations"] == [{"head": 2, "label": "level", "tail": 0}]


def test_splits_of_a_dataset_are_read_one_after_another(tmp_path):
    rows = to_dataset([odd()])
    DatasetDict(train=rows, test=rows).save_to_disk(str(tmp_path / "a"))
    assert FORMATS["datasets"].read(tmp_path / "a") == [odd(), odd()]


def test_a_foreign_dataset_is_named(tmp_path):
    Dataset.from_list([{"text": "a"}]).save_to_disk(str(tmp_path / "a"))
    with pytest.raises(ArticleError, match="no column date"):
        FORMATS["datasets"].read(tmp_path / "a")
    with pytest.raises(ArticleError, match="no dataset"):
        FORMATS["datasets"].read(tmp_path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tPLACE 0 3;5 6\ta\n", "one span is expected"),
        ("T1\tPLACE 0 3\tHuế\n", "does not stand at 0-3"),
        ("T1\tPLACE 0 2\tHà\nR1\tof Arg1:T1 Arg2:T9\n", r"a\.ann:2: of links T1 and T9"),
    ],
)
def test_faulty_brat_is_named(line, message, tmp_path):
    (tmp_path / "a.txt").write_text("Hà Nội", encoding="utf-8")
    (tmp_path / "a.ann").write_text(line, encoding="utf-8")
    with pytest.raises(ArticleError, match=message):
        FORMATS["brat"].read(tmp_path)


@pytest.mark.parametrize("start", range(10))
def test_offsets_are_repaired_within_five_characters(start):
    assert settle("Ở đó, Huế lạnh", start + 1, start + 4, "Huế", "a:1") == (6, 9)


def test_offsets_of_browsers_are_read():
    text = "😀😀 Huế"
    assert to_utf16(text, 3) == 5
    assert from_utf16(text, 5) == 3
    assert from_utf16(text, 1) == -1
    assert settle(text, 5, 8, "Huế", "a:1") == (3, 6)
    with pytest.raises(ArticleError, match="correct its offsets"):
        settle("Hà Nội" + " " * 20 + "Huế", 0, 3, "Huế", "a:1")


def test_label_studio_counts_as_browsers_do_where_both_ways_fit(tmp_path):
    text = "👍👍👍 5% 5% 5%"
    article = Article(text, "a", None, (Entity("FIGURE", 4, 6, "5%"),))
    start = to_utf16(text, 4)
    assert text[start : start + 2] == "5%"
    FORMATS["label-studio"].write([article], tmp_path / "a.json")
    same(FORMATS["label-studio"].read(tmp_path / "a.json"), [article])


def test_label_studio_regions_without_a_label_are_named(tmp_path):
    value = {"start": 0, "end": 3, "text": "GDP", "labels": []}
    region = {"id": "e", "type": "labels", "value": value}
    path = tmp_path / "a.json"
    task = {"data": {"text": "GDP tăng."}, "annotations": [{"result": [region]}]}
    path.write_text(json.dumps([task]), "utf-8")
    with pytest.raises(ArticleError, match="task 1: 'GDP' has no label"):
        FORMATS["label-studio"].read(path)


def test_label_studio_counts_as_browsers_do(tmp_path):
    FORMATS["label-studio"].write([odd()], tmp_path / "a.json")
    [task] = json.loads((tmp_path / "a.json").read_text("utf-8"))
    first = task["annotations"][0]["result"][0]["value"]
    assert first["start"] == odd().entities[0].start + 1
    interface = (tmp_path / "interface.xml").read_text("utf-8")
    assert '<Label value="FIGURE"/>' in interface
    assert '<Relation value="part_of"/>' in interface


def test_brat_gets_its_configuration(tmp_path):
    FORMATS["brat"].write([odd()], tmp_path)
    lines = (tmp_path / "annotation.conf").read_text("utf-8").splitlines()
    assert "FIGURE" in lines
    assert "scope\tArg1:FIGURE, Arg2:PLACE|ORGANISATION" in lines


def test_the_command_converts_and_keeps_what_is_there(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.md").write_text(
        "---\nid: a\ndate: unknown\n---\n[GDP](INDICATOR i1) tăng [5%](FIGURE increase=i1).\n",
        encoding="utf-8",
    )
    command = ["solieu", "convert", str(tmp_path / "a.md"), str(tmp_path / "a.conll")]

    def run():
        monkeypatch.setattr(sys, "argv", [*command, "--to", "conll"])
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code or 0, capsys.readouterr()

    code, printed = run()
    assert code == 0
    assert "conll holds no relations: 1 are left out" in printed.err
    assert "5 B-FIGURE\n% I-FIGURE" in (tmp_path / "a.conll").read_text("utf-8")
    code, printed = run()
    assert code == 1
    assert "exists already" in printed.err


def test_markdown_that_cannot_be_written_leaves_nothing(tmp_path):
    article = Article("[5%](FIGURE)", "a")
    with pytest.raises(ArticleError):
        FORMATS["markdown"].write([odd(), article], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert markdown.render(odd())
