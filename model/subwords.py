"""Subwords: the ids of a word, by the vocabulary that the encoder was trained with.

PhoBERT's tokenizer exists in Python only and gives no offsets. From its two files, `vocab.txt` and
`bpe.codes`, this module builds a fast one with the `tokenizers` library that gives the same ids.
solieu asks for the ids of one word at a time and remembers them, so there is no truncation,
padding or other state that threads could share. Text never becomes a special token.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from tokenizers.models import BPE

VOCABULARY, MERGES = "vocab.txt", "bpe.codes"
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
MASK = "<mask>"
END = "</w>"
CONTINUES = "@@"
REMEMBERED = 20_000


class VocabularyError(ValueError):
    """A vocabulary cannot be loaded; the message says which file and what to do."""


class Subwords:
    """The subword ids of words.

    Args:
        encode: Gives the ids of a word.
        save: Writes the vocabulary's files to a folder.
        bos: Id of the token that begins a window.
        eos: Id of the token that ends a window and stands between lines.
        pad: Id of the padding token.
        unk: Id of the unknown token.
        mask: Id of the masking token.
        size: Number of ids.
    """

    def __init__(
        self,
        *,
        encode: Callable[[str], list[int]],
        save: Callable[[Path], None],
        bos: int,
        eos: int,
        pad: int,
        unk: int,
        mask: int,
        size: int,
    ) -> None:
        self._encode = encode
        self._known: dict[str, list[int]] = {}
        self.save = save
        self.bos = bos
        self.eos = eos
        self.pad = pad
        self.unk = unk
        self.mask = mask
        self.size = size

    def ids(self, form: str) -> list[int]:
        """The ids of a word; none for an empty one. The list is shared: do not change it."""
        found = self._known.get(form)
        if found is None:
            found = self._encode(form)
            if len(self._known) < REMEMBERED:
                self._known[form] = found
        return found


def load_subwords(source: str | Path) -> Subwords:
    """Load a vocabulary.

    Args:
        source: A folder with PhoBERT's `vocab.txt` and `bpe.codes`, a folder with any tokenizer
            that transformers reads, or a name on the hub.

    Raises:
        VocabularyError: The files are missing or faulty, or the hub cannot be reached.
    """
    folder = Path(source)
    if (folder / VOCABULARY).is_file() and (folder / MERGES).is_file():
        return _phobert(folder / VOCABULARY, folder / MERGES)
    from transformers import AutoTokenizer  # only here: it takes long

    try:
        tokenizer = AutoTokenizer.from_pretrained(str(source))
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = str(error).strip().splitlines()[0]
        found = "no vocabulary can be loaded from it" if folder.is_dir() else "no such folder here"
        raise VocabularyError(
            f"{source}: {found} ({reason}). Give a folder with {VOCABULARY} "
            f"and {MERGES}, a hub name when online, or use the packaged model: solieu.load()"
        ) from None
    files = getattr(tokenizer, "vocab_file", None), getattr(tokenizer, "merges_file", None)
    if type(tokenizer).__name__ == "PhobertTokenizer" and all(files):
        return _phobert(Path(str(files[0])), Path(str(files[1])))
    return _of_transformers(tokenizer)


def _phobert(vocabulary: Path, merges: Path) -> Subwords:
    texts = {VOCABULARY: _read(vocabulary), MERGES: _read(merges)}
    ids = _vocabulary(texts[VOCABULARY], vocabulary)
    pairs = [tuple(line.split()[:-1]) for line in texts[MERGES].split("\n")[:-1]]
    # A pair that stands twice has the rank of its last place, as in transformers' tokenizer.
    ranks = {pair: rank for rank, pair in enumerate(pairs) if len(pair) == 2}
    ordered = sorted(ranks, key=lambda pair: ranks[pair])
    symbols = dict.fromkeys(_symbols(ids, ordered))
    numbered = {symbol: number for number, symbol in enumerate([SPECIALS[3], *symbols])}
    unknown = ids[SPECIALS[3]]
    by_number = [unknown, *(_id(symbol, ids) for symbol in symbols)]
    tokenizer = Tokenizer(
        BPE(
            vocab=numbered,
            merges=[(left, right) for left, right in ordered],
            unk_token=SPECIALS[3],
            end_of_word_suffix=END,
            fuse_unk=False,
        )
    )

    def encode(form: str) -> list[int]:
        return [by_number[number] for number in tokenizer.encode(form).ids] if form else []

    def save(folder: Path) -> None:
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")

    bos, pad, eos, unk = (ids[token] for token in SPECIALS)
    mask = ids.setdefault(MASK, len(ids))
    return Subwords(
        encode=encode, save=save, bos=bos, eos=eos, pad=pad, unk=unk, mask=mask, size=len(ids)
    )


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path}: cannot be read ({error}). Copy the file again") from None


def _vocabulary(text: str, path: Path) -> dict[str, int]:
    """`vocab.txt` as token to id: the special tokens first, then a token and its count a line."""
    ids = {token: number for number, token in enumerate(SPECIALS)}
    for number, line in enumerate(text.split("\n"), start=1):
        token, blank, _ = line.strip().rpartition(" ")
        if line.strip() and not blank:
            raise VocabularyError(f"{path}:{number}: a token and its count are expected: {line!r}")
        if blank:
            ids[token] = len(ids)
    return ids


def _symbols(ids: dict[str, int], merges: list[Any]) -> Iterator[str]:
    """Everything that can come up while a word is merged.

    `tokenizers` wants the result of every merge in its vocabulary; what PhoBERT's lacks gets a
    number all the same, which then stands for the unknown token.
    """
    for token in ids:
        yield token + END
        if token.endswith(CONTINUES):
            yield token.removesuffix(CONTINUES)
    for left, right in merges:
        yield from (left, right, left + right)


def _id(symbol: str, ids: dict[str, int]) -> int:
    token = symbol.removesuffix(END) if symbol.endswith(END) else symbol + CONTINUES
    return ids[SPECIALS[3]] if token in (*SPECIALS, MASK) else ids.get(token, ids[SPECIALS[3]])


def _of_transformers(tokenizer: Any) -> Subwords:
    special = set(tokenizer.all_special_tokens)
    backend = getattr(tokenizer, "backend_tokenizer", None)

    def encode(form: str) -> list[int]:
        words = " ".join(form.split("_")).strip()
        if not words:
            return []
        if any(token in words for token in special):
            return [tokenizer.unk_token_id]
        if backend is not None:
            found: list[int] = backend.encode(words, add_special_tokens=False).ids
            return found
        return list(tokenizer.convert_tokens_to_ids(tokenizer.tokenize(words)))

    def first(*ids: int | None) -> int:
        return next(number for number in ids if number is not None)

    return Subwords(
        encode=encode,
        save=lambda folder: tokenizer.save_pretrained(folder),
        bos=first(tokenizer.cls_token_id, tokenizer.bos_token_id),
        eos=first(tokenizer.sep_token_id, tokenizer.eos_token_id),
        pad=first(tokenizer.pad_token_id),
        unk=first(tokenizer.unk_token_id),
        mask=first(tokenizer.mask_token_id, tokenizer.unk_token_id),
        size=len(tokenizer),
    )
