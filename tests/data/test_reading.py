import io
import sys

import pytest

from solieu.data.article import ArticleError
from solieu.data.reading import read_articles, read_dates, read_inputs, read_text

ANNOTATED = "---\nid: x\ndate: 2024-08-15\n---\n[GDP](INDICATOR i1) tăng [5%](FIGURE increase=i1)."


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def test_line_ends_stay_and_a_byte_order_mark_goes(tmp_path):
    write(tmp_path / "a.txt", b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(tmp_path / "a.txt") == "a\r\nb\rc\n"


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        ("Tiếng Việt".encode("utf-16"), "iconv -f UTF-16"),
        (b"\x00\xff\xfe", "binary"),
        (b"Ti\xea\xec", "iconv -f WINDOWS-1258"),
    ],
    ids=["utf-16", "binary", "windows"],
)
def test_other_encodings_are_told_from_each_other(tmp_path, content, advice):
    write(tmp_path / "a.txt", content)
    with pytest.raises(ArticleError, match=advice):
        read_text(tmp_path / "a.txt")


def test_files_folders_and_lines_become_articles(tmp_path):
    files = [
        write(tmp_path / "one.txt", "Một."),
        write(tmp_path / "folder/two.txt", "Hai."),
        write(tmp_path / "folder/three.md", ANNOTATED),
        write(tmp_path / "folder/README.md", "no article"),
        write(tmp_path / "four.jsonl", '{"text": "Bốn.", "id": "d", "date": "2024-01-02"}\n'),
    ]
    found = list(read_inputs([files[0], str(tmp_path / "folder"), files[4]], date="2024-05-05"))
    assert [(a.id, a.text, a.date) for a in found] == [
        ("one", "Một.", "2024-05-05"),
        ("three", "GDP tăng 5%.", "2024-08-15"),
        ("two", "Hai.", "2024-05-05"),
        ("d", "Bốn.", "2024-01-02"),
    ]


def test_a_table_of_dates_goes_before_all_others(tmp_path):
    path = write(tmp_path / "one.txt", "Một.")
    found = read_inputs([path], date="2024-05-05", dates={"one": "2023-01-01"})
    assert next(found).date == "2023-01-01"


def test_files_of_one_name_keep_apart(tmp_path):
    for folder in "ab":
        write(tmp_path / folder / "x.txt", folder)
    ids = [article.id for article in read_inputs([str(tmp_path)])]
    assert len(set(ids)) == 2
    assert all(name.endswith("x") for name in ids)


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Một.".encode())))
    assert next(read_inputs(["-"])).text == "Một."


def test_inputs_are_read_lazily(tmp_path):
    good = write(tmp_path / "a.txt", "Một.")
    bad = write(tmp_path / "b.txt", b"\xff")
    found = read_inputs([good, bad])
    assert next(found).text == "Một."
    with pytest.raises(ArticleError, match=r"b\.txt"):
        next(found)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,day\na,2024-01-01\n", "date"),
        ("id,date\na,2024-02-30\n", "2024-02-30"),
        ("id,date\na,1/2/2024\n", "1/2/2024"),
    ],
)
def test_faulty_tables_of_dates_are_refused(tmp_path, content, message):
    write(tmp_path / "dates.csv", content)
    with pytest.raises(ArticleError, match=message):
        read_dates(tmp_path / "dates.csv")


def test_annotated_articles_need_ids_of_their_own(tmp_path):
    for name in "ab":
        write(tmp_path / f"{name}.md", ANNOTATED)
    with pytest.raises(ArticleError, match="2 articles have the id x"):
        read_articles(tmp_path)


def test_nothing_to_read_is_an_error(tmp_path):
    with pytest.raises(ArticleError, match="no annotated articles"):
        read_articles(tmp_path)
    with pytest.raises(ArticleError, match="no such file"):
        list(read_inputs([str(tmp_path / "missing.txt")]))
