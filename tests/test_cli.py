import json
import os
import subprocess
import sys

import pytest

from solieu.cli import main
from solieu.model.folder import PACKAGED

TEXT = (
    "Quý I/2024, GDP cả nước tăng 5,66% so với cùng kỳ năm trước. Kim ngạch xuất khẩu đạt "
    "93,06 tỷ USD, theo Bộ trưởng Bộ Công Thương Nguyễn Văn An.\n"
)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "gdp.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs the command line: exit code, standard output, standard error."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["solieu", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_the_table_shows_facts_and_officials(run, article):
    code, out, err = run("extract", article, "--date", "2024-04-02")
    assert (code, err) == (0, "")
    for cell in ("GDP", "increase", "5,66", "2024-Q1", "2023-Q1", "Nguyễn Văn An"):
        assert cell in out


def test_json_is_one_list_and_jsonl_a_line_an_article(run, article, tmp_path):
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    _, out, _ = run("extract", tmp_path, "--format", "json")
    assert [a["id"] for a in json.loads(out)] == ["empty", "gdp"]
    _, out, _ = run("extract", tmp_path, "--format", "jsonl")
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["empty", "gdp"]
    assert json.loads(out.splitlines()[1])["text"] == TEXT


def test_an_article_comes_from_standard_input(article):
    command = [sys.executable, "-m", "solieu", "extract", "-", "--format", "jsonl"]
    with article.open("rb") as text:
        done = subprocess.run(command, stdin=text, capture_output=True, check=True)
    assert json.loads(done.stdout)["text"] == TEXT
    assert done.stderr == b""


def test_dates_come_from_a_table(run, article, tmp_path):
    dates = tmp_path / "dates.csv"
    dates.write_text("id,date\ngdp,2024-04-02\n", encoding="utf-8")
    _, out, _ = run("extract", article, "--dates", dates, "--format", "jsonl")
    assert json.loads(out)["date"] == "2024-04-02"


def test_a_file_is_replaced_only_when_asked(run, article, tmp_path):
    output = tmp_path / "facts.jsonl"
    output.write_text("before", encoding="utf-8")
    code, _, err = run("extract", article, "--format", "jsonl", "--output", output)
    assert code == 1
    assert "--force" in err
    assert output.read_text(encoding="utf-8") == "before"
    code, out, _ = run("extract", article, "--format", "jsonl", "--output", output, "--force")
    assert (code, out) == (0, "")
    assert json.loads(output.read_text(encoding="utf-8"))["id"] == "gdp"


def test_a_failing_input_leaves_the_old_file(run, article, tmp_path):
    (tmp_path / "zz.txt").write_bytes(b"\xff\xff")
    output = tmp_path / "facts.jsonl"
    output.write_text("before", encoding="utf-8")
    arguments = ("--format", "jsonl", "--output", output, "--force")
    code, _, err = run("extract", article, tmp_path / "zz.txt", *arguments)
    assert (code, err.count("\n")) == (1, 1)
    assert output.read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("extract", "missing.txt"), "missing.txt: no such file"),
        (("extract", "ARTICLE", "--date", "2024-13-01"), "2024-13-01"),
        (("extract", "ARTICLE", "--model", "missing-model"), "missing-model: no such folder"),
        (("extract", "ARTICLE", "--model", "ARTICLE"), "name the folder that holds the model"),
        (("extract", "ARTICLE", "--device", "tpu9"), "tpu9: no such device"),
        (("extract", "ARTICLE", "--device", "cuda:99"), "cuda:99: "),
        (("extract", "ARTICLE", "--dates", "missing.csv"), "missing.csv"),
        (("train", "no-such-recipe"), "no-such-recipe: no such recipe"),
        (("train", "--set", "fit.epoch=2"), "fit.epoch: unknown key; did you mean fit.epochs?"),
        (("evaluate", "packaged", "missing"), "missing"),
        (("check", "missing.md"), "missing.md"),
        (("card", "MODEL", "ARTICLE"), "no JSON"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_a_fault_is_one_line_that_says_what_to_do(run, article, arguments, message):
    stands = {"ARTICLE": article, "MODEL": PACKAGED}
    code, out, err = run(*(stands.get(part, part) for part in arguments))
    assert (code, out) == (1, "")
    assert err.startswith("solieu: ")
    assert err.count("\n") == 1
    assert message in err


@pytest.mark.parametrize("arguments", [("extrac",), ("extract",), ("extract", "a", "--fast")])
def test_wrong_usage_exits_with_two(run, arguments):
    assert run(*arguments)[0] == 2


ODD = {
    "blank": b" \r\n\t\n",
    "chinese": "2024年国内生产总值增长5.66%。".encode(),
    "digits": b"1.1." * 1_000,
    "empty": b"",
    "html": "<p>GDP <b>tăng</b> 5,66%</p><script>1</script>".encode(),
    "invisible": "\u200bGDP\u00ad tăng\ufeff 5,66%\u200d 👍🏽".encode(),
    "nul": "GDP tăng\0 5,66%".encode(),
    "one-word": b"a" * 4_000,
}


def test_any_text_gives_one_line_with_its_offsets(run, tmp_path):
    for name, content in ODD.items():
        (tmp_path / f"{name}.txt").write_bytes(content)
    code, out, err = run("extract", tmp_path, "--format", "jsonl")
    assert (code, err) == (0, "")
    articles = [json.loads(line) for line in out.splitlines()]
    assert {a["id"]: a["text"] for a in articles} == {n: t.decode() for n, t in ODD.items()}
    for article in articles:
        for entity in article["entities"]:
            assert article["text"][entity["start"] : entity["end"]] == entity["text"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["GDP quý I tăng 5,66% so với cùng kỳ năm trước.\n" * 5_000, "a" * 50_000],
    ids=["prose", "one word"],
)
def test_long_texts_are_extracted(run, tmp_path, text):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    code, out, err = run("extract", tmp_path / "a.txt", "--format", "jsonl")
    assert (code, err) == (0, "")
    assert len(json.loads(out)["text"]) == len(text)


def test_check_names_faults_and_exits_with_one(run, tmp_path):
    path = tmp_path / "a.md"
    path.write_text("---\nid: a\n---\nĐạt [5%](FIGURE level=i9).\n", encoding="utf-8")
    code, out, _ = run("check", path)
    assert code == 1
    assert f"{path}:4:" in out
    assert "i9" in out


GOLD = (
    "---\nid: a\n---\n[Năm 2023](PERIOD t1), [GDP](INDICATOR i1) tăng "
    "[5,05%](FIGURE increase=i1 during=t1).\n"
)


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(GOLD, encoding="utf-8")
    return path


def test_evaluate_prints_the_model_beside_the_rules_and_writes_a_report(run, gold, tmp_path):
    folder = tmp_path / "report"
    code, out, _ = run("evaluate", "packaged", gold, "--output-dir", folder, "--lang", "vi")
    assert code == 0
    assert "rules" in out
    assert "seqeval" in out
    record = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert set(record["others"]) == {"model, gold mentions", "rules", "rules, gold mentions"}
    assert record["seqeval"]["f1"] == record["scores"]["entities"]["micro"]["f1"]
    assert "Đánh giá" in (folder / "report.html").read_text(encoding="utf-8")
    assert {"labels.svg", "labels.png", "report.md"} <= {path.name for path in folder.iterdir()}
    code, _, err = run("evaluate", "packaged", gold, "--output-dir", folder)
    assert code == 1
    assert "--force" in err


def test_any_system_is_scored_by_its_predictions(run, gold, tmp_path):
    predictions = tmp_path / "system.jsonl"
    run("convert", gold, predictions, "--to", "jsonl")
    code, out, _ = run("evaluate", "--predictions", predictions, gold)
    assert code == 0
    assert "100.0" in out
    code, _, err = run("evaluate", "packaged", gold, "--predictions", predictions)
    assert code == 2
    assert "DATA alone" in err


def test_two_systems_are_compared(run, gold, tmp_path):
    predictions = tmp_path / "system.jsonl"
    run("convert", gold, predictions, "--to", "jsonl")
    page = tmp_path / "comparison.html"
    code, out, _ = run("compare", predictions, predictions, gold, "--output", page)
    assert code == 0
    assert "+0.0" in out
    assert "system.jsonl" in page.read_text(encoding="utf-8")


def test_a_page_of_facts_is_written(run, article, tmp_path):
    page = tmp_path / "facts.html"
    code, _, _ = run("extract", article, "--format", "html", "--lang", "vi", "--output", page)
    assert code == 0
    assert "<mark" in page.read_text(encoding="utf-8")


def test_facts_below_a_score_are_left_out(run, article):
    def facts(least):
        _, out, _ = run("extract", article, "--format", "json", "--min-score", least)
        return json.loads(out)[0]["facts"]

    scores = sorted(fact["score"] for fact in facts(0))
    least = scores[-1] - 0.001  # scores are written with four decimals
    kept = [fact["score"] for fact in facts(least)]
    assert kept == [score for score in scores if score >= least] != scores
    code, _, _ = run("extract", article, "--min-score", "2")
    assert code == 2


def test_output_survives_a_terminal_without_unicode_and_a_closed_pipe(article):
    environment = {**os.environ, "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}
    command = f'"{sys.executable}" -m solieu extract "{article}" --format jsonl | head -c 10'
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, env=environment
    )
    assert done.stdout == b'{"schema":'
    assert done.stderr == b""


def test_the_version_is_told(run):
    assert run("--version")[1].startswith("solieu 0.")


def test_tables_for_spreadsheets(run, article, tmp_path):
    _, out, _ = run("extract", article, "--format", "csv")
    assert out.startswith("\ufeffarticle,date,indicator")
    assert "gdp,," in out
    output = tmp_path / "facts.xlsx"
    code, out, err = run("extract", article, "--format", "xlsx", "--output", output)
    assert (code, out, err) == (0, "", "")
    assert output.read_bytes().startswith(b"PK")
    assert run("extract", article, "--format", "xlsx")[0] == 2


def test_statistics_count_every_split_and_are_drawn(run, tmp_path):
    for split in ("dev", "train"):
        file = tmp_path / "data" / split / f"{split}.md"
        file.parent.mkdir(parents=True)
        file.write_text(
            f"---\nid: {split}\ndate: unknown\n---\n[GDP](INDICATOR i1) [5%](FIGURE level=i1).",
            encoding="utf-8",
        )
    (tmp_path / "data" / "pictures").mkdir()
    picture = tmp_path / "counts.svg"
    code, out, _ = run("stats", tmp_path / "data", "--plot", picture)
    assert code == 0
    assert [line.split(":")[0] for line in out.splitlines()[:3]] == ["dev", "train", "all"]
    assert "FIGURE 2" in picture.read_text("utf-8")
    code, _, err = run("stats", tmp_path / "data", "--plot", picture)
    assert code == 1
    assert "--force" in err


@pytest.mark.slow
def test_a_model_is_exported_beside_its_weights(run, article, tmp_path):
    output = tmp_path / "exported"
    arguments = ["export", str(PACKAGED), "--engine", "onnx", "--output-dir", str(output)]
    assert run(*arguments)[0] == 0
    code, _, error = run(*arguments)
    assert code == 1
    assert "--force" in error
    code, text, _ = run("extract", article, "--model", str(output), "--engine", "onnx")
    assert code == 0
    assert "GDP" in text
