import json
import textwrap

import pytest

from solieu.data.article import ArticleError
from solieu.data.check import check_files, check_jsonl, check_markdown
from solieu.data.corpus import FOLDER
from solieu.data.inventory import SOLIEU
from solieu.model.omissions import omissions

HEAD = "---\nid: a\ndate: unknown\n---\n"
GOOD = HEAD + "[GDP](INDICATOR i1) tăng [5%](FIGURE increase=i1)."


def test_a_good_article_has_no_faults():
    assert check_markdown(GOOD, "a.md") == []


def test_the_packaged_articles_have_no_faults():
    assert [fault for fault in check_files([FOLDER]) if not fault.note] == []


@pytest.mark.parametrize("name", ["GUIDELINE.md", "GUIDELINE.vi.md"])
def test_the_guideline_keeps_to_itself(name):
    text = (FOLDER.parent / name).read_text("utf-8")
    block = textwrap.dedent("\n".join(line for line in text.split("\n") if line[:4] == "    "))
    assert check_markdown(block, name) == []
    keys = {f"`{key.name}`" for key in SOLIEU.keys}
    assert all(key in text for key in keys)
    assert all(f"### {label}" in text or f" {label}" in text for label in SOLIEU.labels)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("[5%](FIGURE)", 1, "no front matter"),
        ("---\ndate: unknown\n---\n", 1, "id"),
        (HEAD + "[5%](FIGURE i1 i2)", 5, "two ids"),
        (HEAD + "\n[GDP ](PLACE)", 6, "GDP "),
        (HEAD + "[Hà Nội,](PLACE)", 5, "Hà Nội,"),
        (HEAD + "[Hà Nội (cũ](PLACE)", 5, "bracket"),
        (HEAD + "[a](PLACE x1) [b](PLACE x1)", 5, "stands twice"),
        (HEAD + "[5%](FIGURE level=i1 share=i1) [GDP](INDICATOR i1)", 5, "kind"),
        (HEAD + "[Hà Nội](PLACE level=i1) [GDP](INDICATOR i1)", 5, "level"),
        (HEAD + "[5%](FIGURE foo=i1) [GDP](INDICATOR i1)", 5, "foo"),
        (HEAD + "[5%](FIGURE level=i2)", 5, "points nowhere"),
        (HEAD + "[5%](FIGURE level=l1) [Huế](PLACE l1)", 5, "PLACE"),
        (HEAD + "Có [GDP](INDICATOR i1).", 5, "point"),
        (HEAD + "Có [GDP](INDICATR i1).", 5, "INDICAT"),
    ],
)
def test_a_fault_has_its_line_and_what_to_do(source, line, message):
    faults = [fault for fault in check_markdown(source, "a.md") if not fault.note]
    assert any(fault.line == line and message in fault.message for fault in faults), faults


def test_a_figure_without_indicator_is_only_noted():
    [fault] = check_markdown(HEAD + "Có [5%](FIGURE).", "a.md")
    assert fault.note


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Thu 1.250 tỷ đồng.", "1.250 tỷ đồng"),
        ("Tăng 7,15%.", "7,15 %"),
        ("Có [GDP](INDICATOR i1) [5%](FIGURE level=i1), 6% và hơn.", "6 %"),
        ("Xuất khẩu 3 triệu rưỡi hộp", "3 triệu"),
        ("Thu\u0302 5 ty\u0309 đo\u0300ng", "5 tỷ"),
        ("[hồi đó](PERIOD) rồi", "hồi đó"),
    ],
)
def test_likely_omissions_are_noted(text, message):
    [fault] = check_markdown(HEAD + "\n" + text, "a.md", omissions=omissions)
    assert fault.note
    assert fault.line == 6
    assert message in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "Quốc lộ 1A, số 12, ngày 15/8, 7 tháng, Covid-19, thứ 3, khoản 5 điều 6, 30 tuổi.",
        "[cùng kỳ](PERIOD), [tháng trước](PERIOD), [sau năm 2020](PERIOD)",
    ],
)
def test_what_is_no_omission_is_not_noted(text):
    assert check_markdown(HEAD + text, "a.md", omissions=omissions) == []


def test_two_files_with_one_id_are_a_fault(tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    [fault] = check_files([tmp_path])
    assert fault.path.endswith("b.md")
    assert "a.md" in fault.message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": 1, "end": 4}, "0-3"),
        ({"label": "CITY"}, "CITY"),
        ({"end": 99}, "GDP"),
        ({"text": "IIP"}, "IIP"),
    ],
    ids=["offsets", "label", "end", "text"],
)
def test_wrong_lines_of_jsonl_are_named(change, message):
    entity = {"label": "PLACE", "start": 0, "end": 3, "text": "GDP", **change}
    line = json.dumps({"id": "a", "text": "GDP tăng.", "entities": [entity]})
    faults = check_jsonl("\n" + line, "a.jsonl")
    assert any(fault.line == 2 and message in fault.message for fault in faults), faults


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(ArticleError, match="no annotated articles"):
        list(check_files([tmp_path]))
