"""The engines: each says what torch says, and the package serves without torch."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import solieu
from solieu.data.corpus import FOLDER
from solieu.data.reading import read_articles
from solieu.model.engine import FILES, choose
from solieu.model.folder import PACKAGED, CheckpointError, write_manifest
from solieu.training.export import ExportError, export

ENGINES = ["openvino", "onnx"]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def exported(saved, engine, tmp_path_factory) -> Path:
    output = tmp_path_factory.mktemp("exported") / engine
    export(saved, engine, output=output)
    return output


@pytest.fixture(scope="module")
def articles():
    return read_articles(FOLDER / "dev")[:6]


def bare(article):
    return solieu.Article(article.text, article.id, article.date)


def facts(article):
    return [
        (f.figure, f.kind, f.value, f.unit, f.indicator and f.indicator.entity)
        for f in article.facts
    ]


def test_an_exported_network_says_what_torch_says(saved, exported, engine):
    eager, compiled = solieu.load(saved, engine="torch"), solieu.load(exported, engine=engine)
    assert compiled.engine.name == engine
    random = np.random.default_rng(0)
    ids = [random.integers(5, 500, shape) for shape in ((1, 3), (2, 17), (3, 64), (1, 9)) * 3]
    windows = [(array, np.ones_like(array)) for array in ids]
    for one, other in zip(
        eager.engine.encode(windows), compiled.engine.encode(windows), strict=True
    ):
        for left, right in zip(one, other, strict=True):
            np.testing.assert_allclose(left, right, atol=2e-4)
    mentions = [
        (
            random.normal(size=(count, 160)).astype(np.float32),
            random.integers(0, 7, count),
            np.sort(random.integers(0, 99, (count, 3)), axis=0),
        )
        for count in (1, 2, 23, 5, 60)
    ]
    for one, other in zip(eager.engine.link(mentions), compiled.engine.link(mentions), strict=True):
        for left, right in zip(one, other, strict=True):
            np.testing.assert_allclose(left, right, atol=2e-2)  # the linker is kept in halves


def test_an_export_leaves_the_source_as_it_is(saved, exported, engine):
    assert not any((saved / file).exists() for file in FILES[engine])
    record = json.loads((exported / "engines.json").read_text("utf-8"))
    assert record[engine] == {"precision": "fp32"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ENGINES)
def test_eight_bits_change_little(name, articles, tmp_path):
    export(PACKAGED, name, read_articles(FOLDER / "train")[:80], output=tmp_path / "model")
    quick = solieu.load(tmp_path / "model", engine=name)
    exact = solieu.load(engine="torch")
    same = total = 0
    for article in articles:
        one, other = (
            {(e.label, e.start, e.end) for e in e_(bare(article)).entities} for e_ in (quick, exact)
        )
        same += 2 * len(one & other)
        total += len(one) + len(other)
    assert same / total > 0.97


def test_the_packaged_model_is_exported_and_quantised():
    assert choose("auto", PACKAGED, None) == "openvino"
    record = json.loads((PACKAGED / "engines.json").read_text("utf-8"))
    assert record["openvino"] == {"precision": "int8"}


def test_answers_do_not_depend_on_the_batch(articles):
    extractor = solieu.load()
    texts = [bare(article) for article in articles]
    alone = [extractor(text) for text in texts]
    for size in (1, 2, 5):
        for one, other in zip(alone, extractor.pipe(texts, batch_size=size), strict=True):
            assert facts(one) == facts(other)
            for left, right in zip(one.entities, other.entities, strict=True):
                assert left.score == pytest.approx(right.score, abs=1e-4)


@pytest.mark.parametrize("name", ["openvino", "torch"])
def test_threads_share_an_extractor(name):
    extractor = solieu.load(engine=name)
    texts = [f"Quý {n % 4 + 1}/2023, GDP tăng {n},5%, CPI giảm 0,{n}%." for n in range(40)]
    expected = [facts(solieu.load(engine=name)(text)) for text in texts[:3]]
    serial = [facts(extractor(text)) for text in texts]
    assert serial[:3] == expected
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: facts(extractor(text)), texts * 5))
    assert found == serial * 5


BLOCKED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocked())
import importlib.util
found = importlib.util.find_spec
def find_spec(name, package=None):
    try:
        return found(name, package)
    except ModuleNotFoundError:
        return None
importlib.util.find_spec = find_spec
"""
TRAINING = ("torch", "transformers", "datasets", "accelerate", "seqeval", "matplotlib")


def run_without(packages, code):
    script = BLOCKED.format(blocked=packages) + code
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)


def test_extraction_needs_no_torch(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Quý I/2024, GDP cả nước tăng 5,66%.", encoding="utf-8")
    code = f"sys.argv = ['solieu', 'extract', {str(path)!r}, '--format', 'jsonl']\n"
    done = run_without(TRAINING, code + "from solieu.cli import main; main()")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["facts"][0]["value"] == "5.66"


def test_without_any_engine_it_says_what_to_install():
    blocked = (*TRAINING, "openvino", "onnxruntime")
    done = run_without(blocked, "import solieu; solieu.load()")
    assert "pip install 'solieu[train]', or 'solieu[openvino]'" in done.stderr


def test_training_without_its_packages_says_what_to_install():
    code = "sys.argv = ['solieu', 'train']\nfrom solieu.cli import main; main()"
    done = run_without(TRAINING, code)
    assert done.returncode == 1
    assert "pip install 'solieu[train]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"engine": "jax"}, ValueError, "there are auto, openvino, onnx, torch"),
        ({"engine": "onnx"}, CheckpointError, "solieu export"),
        ({"engine": "openvino", "device": "cuda"}, ValueError, "runs on the CPU only"),
    ],
)
def test_what_cannot_run_says_what_to_do(options, error, message):
    with pytest.raises(error, match=message):
        solieu.load(**options)


@pytest.mark.parametrize("file", ["encoder", "engines.json"])
def test_a_network_that_cannot_be_read_is_named(exported, engine, tmp_path, file):
    folder = tmp_path / "copy"
    shutil.copytree(exported, folder)
    name = FILES[engine][0] if file == "encoder" else file
    (folder / name).write_bytes(b"<html>not found</html>")
    with pytest.raises(CheckpointError, match="SHA-256"):
        solieu.load(folder, engine=engine)
    write_manifest(folder)
    with pytest.raises(CheckpointError, match="solieu export"):
        solieu.load(folder, engine=engine)


def test_only_known_engines_are_exported_for(saved, tmp_path):
    with pytest.raises(ExportError, match="openvino, onnx"):
        export(saved, "torch", output=tmp_path / "out")
    with pytest.raises(ExportError, match="windows"):
        export(saved, "openvino", [solieu.Article("GDP tăng.")], output=tmp_path / "out")
    assert not (tmp_path / "out").exists()
