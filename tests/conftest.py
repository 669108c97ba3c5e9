"""What tests share: sentences, small random models in PhoBERT's files, and one thread."""

import json
import os
import random
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # read when the hub's library is imported

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.trainers import BpeTrainer
from transformers import RobertaConfig, RobertaModel

from solieu.training.recipe import PretrainRecipe

torch.set_num_threads(1)

SUBJECTS = [
    "GDP",
    "chỉ_số sản_xuất công_nghiệp",
    "kim_ngạch xuất_khẩu",
    "thu ngân_sách nhà_nước",
    "vốn đầu_tư công",
    "khách du_lịch",
]
VERBS = ["tăng", "giảm", "đạt", "ước đạt", "chiếm"]
PERIODS = ["quý I", "7 tháng đầu_năm 2024", "năm 2023", "tháng 8", "cùng_kỳ năm_trước"]
PLACES = ["tỉnh Thanh_Hóa", "Hà_Nội", "cả_nước", "TP.HCM", "Cần_Thơ"]


ARTICLE = """---
id: a{number}
date: 2024-08-15
---
[7 tháng đầu năm 2024](PERIOD t1), [kim ngạch xuất khẩu](INDICATOR i1) của [Cần Thơ](PLACE l1) \
tăng [{value},5%](FIGURE increase=i1 during=t1 baseline=t2 scope=l1) so với [cùng kỳ](PERIOD t2).
[Giám đốc](POSITION p1 of=o1) [Sở Công Thương](ORGANISATION o1) [Lê Thị Mai](OFFICIAL holds=p1) \
cho biết [thu ngân sách](INDICATOR i2) đạt [{value} tỷ đồng](FIGURE level=i2 during=t1).
"""


def sentences(count: int, seed: int = 0) -> list[str]:
    """Sentences of segmented words, as an encoder is trained on."""
    draw = random.Random(seed)
    return [
        f"{draw.choice(PERIODS)} , {draw.choice(SUBJECTS)} của {draw.choice(PLACES)} "
        f"{draw.choice(VERBS)} {draw.randint(1, 99999)} , {draw.randint(0, 99)} % so với "
        f"{draw.choice(PERIODS)} ."
        for _ in range(count)
    ]


def write_vocabulary(folder: Path, texts: list[str], size: int) -> None:
    """Train a small BPE vocabulary and write it as PhoBERT's `vocab.txt` and `bpe.codes`."""
    tokenizer = Tokenizer(BPE(end_of_word_suffix="</w>", unk_token="<unk>"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    trainer = BpeTrainer(vocab_size=size, end_of_word_suffix="</w>", show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    symbols = sorted(model["vocab"], key=model["vocab"].get)
    tokens = [s.removesuffix("</w>") if s.endswith("</w>") else f"{s}@@" for s in symbols]
    merges = [pair if isinstance(pair, list) else pair.split() for pair in model["merges"]]
    lines = [f"{token} {len(tokens) - n}\n" for n, token in enumerate(tokens)]
    (folder / "vocab.txt").write_text("".join(lines), encoding="utf-8")
    codes = [f"{left} {right} {len(merges) - n}\n" for n, (left, right) in enumerate(merges)]
    (folder / "bpe.codes").write_text("".join(codes), encoding="utf-8")


@pytest.fixture(scope="session")
def phobert(tmp_path_factory) -> Path:
    """A small random encoder in exactly the files in which PhoBERT comes."""
    folder = tmp_path_factory.mktemp("phobert")
    write_vocabulary(folder, sentences(400), 600)
    size = sum(1 for _ in (folder / "vocab.txt").open(encoding="utf-8")) + 5
    torch.manual_seed(0)
    config = RobertaConfig(
        vocab_size=size,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=130,
        type_vocab_size=1,
        pad_token_id=1,
        tokenizer_class="PhobertTokenizer",
    )
    RobertaModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def segmented():
    """Gives segmented sentences: `segmented(count, seed=0)`."""
    return sentences


@pytest.fixture(scope="session")
def vocabulary():
    """Trains a vocabulary into a folder: `vocabulary(folder, sentences, size)`."""
    return write_vocabulary


@pytest.fixture(scope="session")
def annotated():
    """Writes annotated articles of two lines: `annotated(folder, count=6)` gives the folder."""

    def write(folder: Path, count: int = 6) -> Path:
        for number in range(count):
            text = ARTICLE.format(number=number, value=10 + number)
            (folder / f"a{number}.md").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def small(phobert):
    """What makes the default recipe a small run: `small(articles, **changes)`."""

    def changed(articles: Path, **changes) -> dict:
        return {
            "data.train": [str(articles)],
            "data.dev": [str(articles)],
            "encoder.source": str(phobert),
            "encoder.window": 64,
            "encoder.overlap": 8,
            "linker.width": 32,
            **changes,
        }

    return changed


@pytest.fixture(scope="session")
def tiny_encoder() -> dict:
    """The config of an encoder that is pre-trained in seconds."""
    return {
        "model_type": "modernbert",
        "hidden_size": 32,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "max_position_embeddings": 64,
    }


@pytest.fixture(scope="session")
def pretraining(tiny_encoder, tmp_path_factory):
    """Gives recipes of small pre-training runs on one text: `pretraining(vocabulary=None, **fit)`.

    Runs that are to be alike share a vocabulary's folder: of a new one, ties are broken by chance.
    """
    folder = tmp_path_factory.mktemp("text")
    (folder / "train.txt").write_text("\n".join(sentences(600)), encoding="utf-8")
    (folder / "dev.txt").write_text("\n".join(sentences(60, seed=1)), encoding="utf-8")

    def recipe(vocabulary: Path | None = None, **fit) -> PretrainRecipe:
        return PretrainRecipe(
            data={
                "train": [str(folder / "train.txt")],
                "dev": [str(folder / "dev.txt")],
                "segmenter": None,
            },
            vocabulary={"source": str(vocabulary)} if vocabulary else {"size": 600},
            encoder={"config": tiny_encoder},
            fit={
                **{"steps": 30, "batch_size": 8, "window": 32, "warmup": 5, "save_every": 10},
                **fit,
            },
        )

    return recipe
