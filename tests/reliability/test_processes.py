"""Processes, threads, consoles, full disks: nothing hangs, nothing is lost, nothing is told."""

import csv
import io
import json
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

import solieu
from solieu.data.article import Article, Entity, Relation
from solieu.data.conversion import convert
from solieu.data.inventory import SOLIEU
from solieu.data.jsonl import dumps
from solieu.data.reading import read_articles
from solieu.data.tabular import to_csv, to_xlsx
from solieu.model.facts import with_facts

PART = "Processes, output, formats"
pytestmark = pytest.mark.slow

OFFICE = shutil.which("soffice")
TRUTHS = ("of:=TRUE()", "of:=FALSE()")  # so LibreOffice holds the truth values of a workbook
TEXT = "Quý I/2024, GDP cả nước tăng 5,66% so với cùng kỳ năm trước."


def test_eight_threads_give_the_serial_answers(extractor, corpus, times, told, note):
    texts = [article.text[:300] for article in corpus[:200]]
    serial = [told(extractor(text)) for text in texts]
    rounds = times(5)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: told(extractor(text)), texts * rounds))
    wrong = sum(one != other for one, other in zip(found, serial * rounds, strict=True))
    note(f"{len(found):,} texts through one extractor by 8 threads: other answers", str(wrong), "0")
    assert wrong == 0


def extract(queue) -> None:
    queue.put(len(solieu.load()(TEXT).facts))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_start_and_end(extractor, times, note, method):
    assert len(extractor(TEXT).facts) == 1
    context, runs, wrong = multiprocessing.get_context(method), times(5), 0
    for _ in range(runs):
        queue = context.Queue()
        process = context.Process(target=extract, args=(queue,))
        process.start()
        wrong += queue.get(timeout=120) != 1
        process.join(60)
        wrong += process.exitcode != 0
    note(f"{runs} processes by {method}: hung, failed or wrong", str(wrong), "0")
    assert wrong == 0


def command(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "default", "-m", "solieu", *map(str, arguments)],
        capture_output=True,
        **options,
    )


@pytest.mark.parametrize("surroundings", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "cp1252"}])
def test_any_console_will_do(tmp_path, surroundings):
    path = tmp_path / "a.txt"
    path.write_text(TEXT + " 👍🏽", encoding="utf-8")
    done = command("extract", path, "--format", "jsonl", env={**os.environ, **surroundings})
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["text"] == TEXT + " 👍🏽"


def test_logs_do_not_tell_the_text():
    code = (
        "import logging; logging.basicConfig(level=logging.INFO); import solieu\n"
        f"print(len(solieu.load()({TEXT!r}).facts))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"1"
    assert "GDP" not in done.stderr.decode("utf-8")


def limited(size: int):
    import resource

    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("name", ["jsonl", "csv", "xlsx", "html"])
def test_a_full_disk_leaves_the_old_file(tmp_path, name):
    (tmp_path / "a.txt").write_text(TEXT * 40, encoding="utf-8")
    output = tmp_path / f"facts.{name}"
    output.write_bytes(b"old")
    arguments = ["extract", tmp_path / "a.txt", "--format", name, "--output", output, "--force"]
    done = command(*arguments, preexec_fn=limited(2000))
    assert done.returncode == 1
    assert "File too large" in done.stderr.decode("utf-8")
    assert output.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", output.name}


FORMULAS = [
    start + rest
    for start in ("=", "+", "-", "@", "\t=", "\r=", " =", "\u00a0=", "＝", "\n=")
    for rest in (
        "1+1",
        "cmd|' /C calc'!A0",
        'HYPERLINK("http://a.vn")',
        "SUM(A1:A9)",
        "IMPORTXML(1)",
    )
]


@pytest.fixture(scope="module")
def hostile():
    """Articles whose indicators are the formulas."""
    articles = []
    for payload in FORMULAS:
        text = f"{payload} tăng 5%"
        start = text.index("5%")
        indicator = Entity("INDICATOR", 0, len(payload), payload)
        entities = (indicator, Entity("FIGURE", start, start + 2, "5%"))
        links = (Relation(1, "increase", 0),)
        articles.append(with_facts(Article(text, payload, None, entities, links)))
    return articles


def test_tables_hold_no_formula(hostile, note):
    cells = [cell for row in csv.reader(io.StringIO(to_csv(hostile))) for cell in row]
    wrong = sum(cell[:1] in ("=", "+", "-", "@", "\t", "\r") and len(cell) > 1 for cell in cells)
    with zipfile.ZipFile(io.BytesIO(to_xlsx(hostile))) as book:
        sheets = [book.read(n) for n in book.namelist() if n.startswith("xl/worksheets/")]
    wrong += sum(sheet.count(b"<f>") + sheet.count(b"<f ") for sheet in sheets)
    note(f"{len(FORMULAS)} hostile names in CSV and XLSX: formulas", str(wrong), "0")
    assert len(FORMULAS) == 50
    assert wrong == 0


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("table", ["csv", "xlsx"])
def test_libreoffice_finds_no_formula(table, hostile, tmp_path, note):
    path = tmp_path / f"facts.{table}"
    path.write_bytes(to_xlsx(hostile) if table == "xlsx" else to_csv(hostile).encode())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "fods", "--outdir", tmp_path, path]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    opened = (tmp_path / "facts.fods").read_text("utf-8")
    formulas = re.findall(r'table:formula="([^"]*)"', opened)
    wrong = sum(formula not in TRUTHS for formula in formulas)
    note(
        f"{len(FORMULAS)} hostile names in {table}, opened by LibreOffice: formulas",
        str(wrong),
        "0",
    )
    assert opened.count("<table:table-row") > len(FORMULAS)
    assert wrong == 0


PIECES = (
    *(
        "GDP",
        "tỷ đồng",
        "5,6%",
        "👍🏽",
        "👨‍👩‍👧",
        "\r\n",
        "\n",
        " ",
        "𝔊",
        "Hà Nội",
        "e\u0323\u0302",
    ),
    *("năm 2024", "(", "漢"),
)


def generated(number: int) -> Article:
    draw = random.Random(number)
    text = " ".join(draw.choice(PIECES) for _ in range(draw.randrange(4, 60)))
    words, place = [], 0
    for word in text.split(" "):
        if word.strip() and "\n" not in word and word != "(":
            words.append((place, place + len(word)))
        place += len(word) + 1
    chosen = sorted(draw.sample(words, min(len(words), draw.randrange(12))))
    entities = tuple(
        Entity(draw.choice(SOLIEU.labels), start, end, text[start:end]) for start, end in chosen
    )
    relations = []
    for key in SOLIEU.keys:
        heads = [n for n, e in enumerate(entities) if e.label == key.head]
        tails = [n for n, e in enumerate(entities) if e.label in key.tails]
        if heads and tails and key.role not in {SOLIEU.key(r.label).role for r in relations}:
            head, tail = draw.choice(heads), draw.choice(tails)
            if head != tail:
                relations.append(Relation(head, key.name, tail))
    return Article(text, f"a{number}", None, entities, tuple(relations))


@pytest.mark.parametrize("name", ["jsonl", "brat", "label-studio", "doccano"])
def test_formats_lose_nothing(tmp_path, times, note, name):
    articles = [generated(number) for number in range(times(200))]
    source = tmp_path / "source.jsonl"
    source.write_text("".join(dumps(article) + "\n" for article in articles), "utf-8", newline="")
    there, back = (
        tmp_path / ("there.jsonl" if name == "jsonl" else "there"),
        tmp_path / "back.jsonl",
    )
    convert(source, there, "jsonl", name)
    convert(there, back, name, "jsonl")
    found = {article.id: article for article in read_articles(back)}
    wrong = sum(not same(article, found.get(article.id)) for article in articles)
    note(f"{len(articles):,} generated articles to {name} and back: different", str(wrong), "0")
    assert wrong == 0


def same(one: Article, other: Article | None) -> bool:
    def links(article):
        ends = [(e.label, e.start, e.end) for e in article.entities]
        return {(ends[r.head], r.label, ends[r.tail]) for r in article.relations}, set(ends)

    return other is not None and one.text == other.text and links(one) == links(other)
