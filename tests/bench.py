"""How fast the package is on this machine, as ratios measured in one run: make bench.

Articles are the package's own of the development list. What it is compared with gets the same
texts: transformers' token-classification pipeline over the same encoder and weights, with words
found by underthesea, as a PhoBERT user would; and underthesea's own `ner`. Neither links mentions
or reads values, which the package's time includes. Each time is the best of several.
"""

import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import openvino
import torch
import underthesea
from openvino import opset13 as ops
from transformers import ModernBertForTokenClassification, PhobertTokenizer, pipeline
from transformers.utils import logging

import solieu
from solieu.data.corpus import FOLDER
from solieu.data.reading import read_articles
from solieu.model import pooling
from solieu.model.checkpoint import load_checkpoint
from solieu.model.engine import Engine
from solieu.model.extractor import Extractor
from solieu.model.folder import PACKAGED
from solieu.model.windows import Window

ROUNDS = 2
BATCH = 8
"""Texts of the stock pipeline's batches; more or fewer were slower."""

SHORT = "Quý {}/2023, GDP tăng {},5% so với cùng kỳ năm trước."


def best(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the quickest of several runs, after one that warms up."""
    run()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return min(times)


def once(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def row(name: str, *cells: str) -> None:
    print(f"| {' | '.join((name, *cells))} |", flush=True)


def head(*names: str) -> None:
    print()
    row(*names)
    row(*["---"] * len(names))


def stock() -> Callable[[Sequence[str]], object]:
    """transformers' pipeline over the packaged encoder, given words by underthesea."""
    model, _ = load_checkpoint(PACKAGED)
    config = model.encoder.config
    config.num_labels = len(model.inventory.tags)
    tagger = ModernBertForTokenClassification(config).eval()
    tagger.model.load_state_dict(model.encoder.state_dict())
    tokenizer = PhobertTokenizer(str(PACKAGED / "vocab.txt"), str(PACKAGED / "bpe.codes"))
    tokenizer.model_max_length = 256
    found = pipeline("token-classification", tagger, tokenizer=tokenizer, batch_size=BATCH)

    def run(texts: Sequence[str]) -> object:
        return found([underthesea.word_tokenize(text, format="text") for text in texts])

    return run


def end_to_end(extractor: Extractor, eager: Extractor, texts: Sequence[str]) -> None:
    syllables = sum(len(text.split()) for text in texts)
    paragraphs = [line for text in texts for line in text.splitlines() if line.strip()]
    pipe = stock()
    runs: dict[str, Callable[[], object]] = {
        "transformers pipeline, tags only": lambda: pipe(paragraphs),
        "underthesea `ner`, names only": lambda: [underthesea.ner(line) for line in paragraphs],
        "solieu, torch": lambda: list(eager.pipe(texts)),
        "solieu": lambda: list(extractor.pipe(texts)),
    }
    times = {name: best(run) for name, run in runs.items()}
    base = times["transformers pipeline, tags only"]
    head("from raw text", "syllables/s", "articles/s", "speed")
    for name, taken in times.items():
        rate = f"{len(texts) / taken:.1f}"
        row(name, f"{syllables / taken:,.0f}", rate, f"{base / taken:.1f} x")


def encoder_alone(extractor: Extractor, eager: Extractor, texts: Sequence[str]) -> None:
    limits = {"int8": matrix_limit(True), "fp32": matrix_limit(False)}
    body = sum(
        p.numel() for n, p in eager.engine.model.encoder.named_parameters() if "embeddings" not in n
    )
    sentences = [s for text in texts for s in underthesea.sent_tokenize(text)]
    head("encoder alone", "windows, ids/s", "speed", "of the limit", "sentences, ids/s", "speed")
    inputs = {
        name: [window for text in found for window in extractor.encoder.encode(text).windows]
        for name, found in (("windows", texts), ("sentences", sentences))
    }
    rates: dict[str, dict[str, float]] = {}
    for name, windows in inputs.items():
        ids = sum(len(window.ids) for window in windows)
        eights = [windows[start : start + BATCH] for start in range(0, len(windows), BATCH)]
        runs = {
            "torch, batches of 8 as they come": lambda b=eights: read(eager.engine, b),
            "torch, windows of one length": lambda w=windows: read_suited(eager.engine, w),
            "OpenVINO, int8": lambda w=windows: read_suited(extractor.engine, w),
        }
        for engine, run in runs.items():
            rates.setdefault(engine, {})[name] = ids / best(run)
    base = rates["torch, batches of 8 as they come"]
    for engine, rate in rates.items():
        limit = limits["int8" if "int8" in engine else "fp32"]
        share = 2 * body * rate["windows"] / limit
        cells = [f"{rate['windows']:,.0f}", f"{rate['windows'] / base['windows']:.1f} x"]
        cells += [f"{100 * share:.0f} %", f"{rate['sentences']:,.0f}"]
        row(engine, *cells, f"{rate['sentences'] / base['sentences']:.1f} x")
    print(
        f"\nMatrix products reach {limits['fp32'] / 1e9:,.0f} G operations a second in fp32 here, "
        f"{limits['int8'] / 1e9:,.0f} in int8."
    )


def read(engine: Engine, batches: Iterable[Sequence[Window]]) -> None:
    given = (pooling.collate(batch, 1, engine.multiple) for batch in batches)
    deque(engine.encode(given), maxlen=0)


def read_suited(engine: Engine, windows: Sequence[Window]) -> None:
    """As the extractor does, in the batches that suit the engine."""
    read(engine, ([windows[n] for n in batch] for batch in pooling.batches(windows, engine)))


def matrix_limit(eight_bits: bool, size: int = 2048) -> float:
    """Operations a second of one large matrix product, the best that the machine does."""
    left = ops.parameter([size, size], np.float32)
    right = ops.constant(np.random.default_rng(0).normal(size=(size, size)).astype(np.float32))
    given = [left, right]
    if eight_bits:
        low, high = np.float32(-4), np.float32(4)
        given = [ops.fake_quantize(x, low, high, low, high, 255) for x in given]
    model = openvino.Model([ops.matmul(*given, False, False)], [left])
    hints = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
    request = openvino.Core().compile_model(model, "CPU", hints).create_infer_request()
    values = np.random.default_rng(1).normal(size=(size, size)).astype(np.float32)
    return 2 * size**3 / best(lambda: request.infer([values]), 5)


def segmentation(extractor: Extractor, texts: Sequence[str]) -> None:
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    syllables = sum(len(line.split()) for line in lines)
    theirs = best(lambda: [underthesea.word_tokenize(line) for line in lines])
    ours = best(lambda: [extractor.encoder.segmenter.sentences(text) for text in texts])
    head("words", "syllables/s", "speed")
    row("underthesea `word_tokenize`", f"{syllables / theirs:,.0f}", "1.0 x")
    row("solieu, with offsets", f"{syllables / ours:,.0f}", f"{theirs / ours:.1f} x")


def growth(extractor: Extractor, texts: Sequence[str]) -> None:
    prose = "\n".join(texts)
    prose = prose * (400_000 // len(prose) + 1)
    head("one text of", "seconds", "a stream of", "seconds")
    for size in (50_000, 100_000, 200_000, 400_000):
        text, count = prose[:size], size // 5000
        stream = [prose[n * 5000 : n * 5000 + 5000] for n in range(count)]
        one = once(lambda t=text: extractor(t))
        many = once(lambda s=stream: list(extractor.pipe(s)))
        row(f"{size:,} characters", f"{one:.1f}", f"{count} articles", f"{many:.1f}")


CHILD = """
import re, sys, time
import solieu

def peak():
    return int(re.search("VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])

begun = time.perf_counter()
extractor = solieu.load()
if sys.argv[1] == "text":
    extractor(open(sys.argv[2], encoding="utf-8").read())
    before = 0
else:
    count = int(sys.argv[2])
    texts = ({short!r}.format(n % 4 + 1, n) for n in range(count))
    for number, article in enumerate(extractor.pipe(texts)):
        if number == count // 10:
            before = peak()
print(time.perf_counter() - begun, peak(), peak() - before)
"""


def memory(texts: Sequence[str], inputs: int) -> None:
    code = CHILD.replace("{short!r}", repr(SHORT))

    def child(*arguments: str) -> list[float]:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        return [float(number) for number in done.stdout.split()]

    prose = "\n".join(texts)
    prose = (prose * (1_000_000 // len(prose) + 1)).encode()[:1_000_000].decode(errors="ignore")
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write(prose)
        file.flush()
        taken, peak, _ = child("text", file.name)
    print(f"\n1 MB of prose from a cold start: {taken:.0f} s, {peak / 1024:,.0f} MB at most.")
    taken, peak, grown = child("stream", str(inputs))
    print(
        f"{inputs:,} short inputs: {inputs / taken:,.0f} a second, {peak / 1024:,.0f} MB at most, "
        f"{grown / 1024:.0f} MB more than after the first tenth."
    )
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "solieu", "extract", "-"],
        input=SHORT.format(1, 5).encode(),
        capture_output=True,
        check=True,
    )
    print(f"`solieu extract` of one short text, cold: {time.perf_counter() - begun:.1f} s.")


def main(inputs: int) -> None:
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    articles = read_articles(FOLDER / "dev")
    texts = [article.text for article in articles]
    extractor, eager = solieu.load(engine="openvino"), solieu.load(engine="torch")
    print(f"{len(texts)} articles; {torch.get_num_threads()} cores.")
    end_to_end(extractor, eager, texts)
    encoder_alone(extractor, eager, texts)
    segmentation(extractor, texts)
    growth(extractor, texts)
    memory(texts, inputs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
