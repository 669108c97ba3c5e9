"""Vocabularies: byte-pair encoding over segmented words, in PhoBERT's files."""

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.trainers import BpeTrainer

from solieu.model.subwords import CONTINUES, END, MASK, MERGES, SPECIALS, VOCABULARY

TOKENIZER_CONFIG = {
    "tokenizer_class": "PhobertTokenizer",
    "bos_token": SPECIALS[0],
    "pad_token": SPECIALS[1],
    "eos_token": SPECIALS[2],
    "unk_token": SPECIALS[3],
    "cls_token": SPECIALS[0],
    "sep_token": SPECIALS[2],
    "mask_token": MASK,
}


def train_vocabulary(lines: Iterable[str], size: int, folder: Path) -> int:
    """Train a vocabulary and write it as PhoBERT's `vocab.txt` and `bpe.codes`.

    Args:
        lines: Text, words parted by blanks, the syllables of a word joined by `_`.
        size: Ids at most, the five special tokens included.
        folder: Where the files go.

    Returns:
        The number of ids.
    """
    tokenizer = Tokenizer(BPE(end_of_word_suffix=END, unk_token=SPECIALS[3]))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    room = size - len(SPECIALS) - 1
    trainer = BpeTrainer(vocab_size=room, end_of_word_suffix=END, show_progress=False)
    tokenizer.train_from_iterator(lines, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    symbols = sorted(model["vocab"], key=model["vocab"].get)
    tokens = [s.removesuffix(END) if s.endswith(END) else s + CONTINUES for s in symbols]
    merges = [pair if isinstance(pair, list) else pair.split() for pair in model["merges"]]
    # The counts stand for the order alone: what is more frequent comes first.
    listed = "".join(f"{token} {len(tokens) - n}\n" for n, token in enumerate(tokens))
    codes = "".join(f"{left} {right} {len(merges) - n}\n" for n, (left, right) in enumerate(merges))
    (folder / VOCABULARY).write_text(listed, encoding="utf-8", newline="")
    (folder / MERGES).write_text(codes, encoding="utf-8", newline="")
    return len(tokens) + len(SPECIALS) + 1
