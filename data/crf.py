"""The conditional random field that joins syllables to words, over underthesea's weights.

underthesea's model is a linear chain (Lafferty et al., 2001) with two tags, word begins and word
goes on, stored in CRFsuite's format. Its features are the token, the lower-case token, whether it
has a capital, is a number, is in the dictionary, for the tokens from two before to two after, alone
and in pairs and triples. With two tags only the difference of their scores counts, so a feature is
one number: the weights of all features of a text are looked up at once in sorted tables. Words are
those of underthesea but where two paths score exactly alike.
"""

import pickle
import struct
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]

_Slots = tuple[str, ...]

_ALONE: _Slots = ("T[-2]", "T[-1]", "T[0]", "T[1]", "T[2]")
_PAIRS: _Slots = ("T[-2,-1]", "T[-1,0]", "T[0,1]", "T[1,2]")
_TRIPLES: _Slots = ("T[-2,0]", "T[-1,1]", "T[0,2]")
_BEFORE, _AFTER = "BOS", "EOS"
"""Values of features that reach over the beginning or the end of a piece."""

_BOS, _EOS = 1, 2
"""Rows of the token table that stand for what is before a piece and after it."""

REMEMBERED = 20_000
"""Tokens whose rows are remembered; the table starts anew when it is full."""


class ModelError(ValueError):
    """A segmenter's files cannot be read; the message says which and what to do."""


class WordModel:
    """Finds where words begin.

    Args:
        weights: Name of a feature, as CRFsuite writes it, to the score of "begins" less the score
            of "goes on".
        transitions: The scores of begins after begins, goes on after begins, begins after goes on,
            goes on after goes on.
        dictionary: Words in lower case, syllables joined by blanks.
    """

    def __init__(
        self,
        weights: Mapping[str, float],
        transitions: tuple[float, float, float, float],
        dictionary: Iterable[str],
    ) -> None:
        self._transitions = transitions
        self._lock = threading.Lock()
        self._weights: dict[str, dict[str, float]] = defaultdict(dict)
        for feature, weight in weights.items():
            name, _, value = feature.partition("=")
            self._weights[name][value] = weight
        self._ids: dict[str, int] = {}
        self._pairs = self._table(_PAIRS)
        self._lower_pairs = self._table(_PAIRS, ".lower")
        self._triples = self._table(_TRIPLES)
        words: dict[int, list[list[str]]] = defaultdict(list)
        for word in dictionary:
            syllables = word.split(" ")
            words[len(syllables)].append(syllables)
        self._known = frozenset(word[0] for word in words[1])
        self._known_pairs, self._known_triples = (
            np.array(sorted(self._key(*map(self._id, word)) for word in words[size]), np.int64)
            for size in (2, 3)
        )
        self._edges = {
            edge: (self._edge(_PAIRS, edge), self._edge(_TRIPLES, edge))
            for edge in (_BEFORE, _AFTER)
        }
        self._flags = {
            (slots, name): tuple(
                np.array([self._weight(f"{slot}.{name}", str(value)) for slot in slots])
                for value in (False, True)
            )
            for slots in (_ALONE, _PAIRS, _TRIPLES)
            for name in ("isdigit", "istitle", "is_in_dict")
        }
        self._forget()

    def begins(self, pieces: Sequence[Sequence[str]]) -> list[list[bool]]:
        """For each token of each piece whether a word begins with it."""
        with self._lock:  # the token table grows; what is taken from it stays as it is
            rows = self._rows(pieces)
            alone, names = self._alone[rows], self._names[rows]
        scores = self._scores(rows, alone, names).tolist()
        found = []
        start = 2
        for piece in pieces:
            found.append(self._best(scores[start : start + len(piece)]))
            start += len(piece) + 4
        return found

    def _rows(self, pieces: Sequence[Sequence[str]]) -> Ids:
        """The pieces' tokens as rows of the token table, two strangers on each side of a piece."""
        if len(self._row) > REMEMBERED:
            self._forget()
        row = self._row
        rows: list[int] = []
        for piece in pieces:
            rows += (_BOS, _BOS)
            for token in piece:
                number = row.get(token)
                rows.append(self._remember(token) if number is None else number)
            rows += (_EOS, _EOS)
        return np.array(rows, np.int64)

    def _scores(self, rows: Ids, alone: Floats, names: Ids) -> Floats:
        """How much better "begins" is than "goes on", for every row; of strangers nothing."""
        exact, lower, title = names.T
        scores = alone[:, 2].copy()
        scores[2:] += alone[:-2, 0]
        scores[1:] += alone[:-1, 1]
        scores[:-1] += alone[1:, 3]
        scores[:-2] += alone[2:, 4]

        key = self._key(exact[:-1], exact[1:])
        lower_key = self._key(lower[:-1], lower[1:])
        pairs = _found(self._pairs, key) + _found(self._lower_pairs, lower_key)
        known = _contains(self._known_pairs, lower_key)
        pairs += self._flagged(_PAIRS, known, title[:-1] & title[1:])
        self._mark_edges(pairs, (rows[:-1], rows[1:]), 0)
        scores[2:] += pairs[:-1, 0]
        scores[1:] += pairs[:, 1]
        scores[:-1] += pairs[:, 2]
        scores[:-2] += pairs[1:, 3]

        key = self._key(exact[:-2], exact[1:-1], exact[2:])
        lower_key = self._key(lower[:-2], lower[1:-1], lower[2:])
        triples = _found(self._triples, key)
        known = _contains(self._known_triples, lower_key)
        triples += self._flagged(_TRIPLES, known, title[:-2] & title[1:-1] & title[2:])
        self._mark_edges(triples, (rows[:-2], rows[1:-1], rows[2:]), 1)
        scores[2:] += triples[:, 0]
        scores[1:-1] += triples[:, 1]
        scores[:-2] += triples[:, 2]
        return scores

    def _flagged(self, slots: _Slots, known: Any, title: Any) -> Floats:
        plain, listed = self._flags[slots, "is_in_dict"]
        small, capital = self._flags[slots, "istitle"]
        title = title.astype(bool)
        return np.where(known[:, None], listed, plain) + np.where(title[:, None], capital, small)

    def _mark_edges(self, scores: Floats, parts: Sequence[Ids], size: int) -> None:
        """What reaches over an edge has the edge's weights alone; the beginning's come first."""
        for stranger, edge in ((_EOS, _AFTER), (_BOS, _BEFORE)):
            over = np.logical_or.reduce([part == stranger for part in parts])
            scores[over] = self._edges[edge][size]

    def _best(self, scores: Sequence[float]) -> list[bool]:
        """Viterbi with two tags: the difference of the two best paths is all there is to know."""
        begins_begins, begins_on, on_begins, on_on = self._transitions
        if not scores:
            return []
        lead = scores[0]
        steps: list[tuple[bool, bool]] = []
        for score in scores[1:]:
            one, other = lead + begins_begins, lead + begins_on
            steps.append((one >= on_begins, other >= on_on))
            lead = score + (one if one > on_begins else on_begins)
            lead -= other if other > on_on else on_on
        tag = lead >= 0
        path = [tag]
        for after_begins, after_on in reversed(steps):
            tag = after_begins if tag else after_on
            path.append(tag)
        path.reverse()
        return path

    def _forget(self) -> None:
        self._row: dict[str, int] = {}
        self._alone = np.zeros((1024, len(_ALONE)))
        self._names = np.zeros((1024, 3), np.int64)
        """Of every row the id of the token and of it in lower case, and whether it is a title."""
        self._alone[_BOS] = self._edge(_ALONE, _BEFORE)
        self._alone[_EOS] = self._edge(_ALONE, _AFTER)

    def _remember(self, token: str) -> int:
        number = len(self._row) + _EOS + 1
        if number == len(self._names):
            self._alone = np.concatenate([self._alone, np.zeros_like(self._alone)])
            self._names = np.concatenate([self._names, np.zeros_like(self._names)])
        lower = token.lower()
        flags = {
            "istitle": token[:1].upper() == token[:1],
            "isdigit": token.isascii() and token.isdigit(),
            "is_in_dict": lower in self._known,
        }
        scores = self._alone[number]
        for name, value in flags.items():
            scores += self._flags[_ALONE, name][value]
        for kind, form in (("", token), (".lower", lower)):
            scores += [self._weight(slot + kind, form) for slot in _ALONE]
        self._names[number] = self._ids.get(token, 0), self._ids.get(lower, 0), flags["istitle"]
        self._row[token] = number
        return number

    def _weight(self, name: str, value: str) -> float:
        return self._weights[name].get(value, 0.0)

    def _edge(self, slots: _Slots, edge: str) -> Floats:
        """The weights of features that reach over an edge."""
        kinds = ("", ".lower", ".isdigit", ".istitle", ".is_in_dict")
        return np.array([sum(self._weight(slot + k, edge) for k in kinds) for slot in slots])

    def _table(self, slots: _Slots, kind: str = "") -> tuple[Ids, Floats]:
        """The weights of pairs or triples: sorted keys, and a row of weights for each."""
        rows: dict[int, list[float]] = {}
        for column, slot in enumerate(slots):
            for value, weight in self._weights[slot + kind].items():
                tokens = value.split(" ")
                if len(tokens) > 1:
                    key = self._key(*map(self._id, tokens))
                    rows.setdefault(key, [0.0] * len(slots))[column] = weight
        keys = np.array(sorted(rows), np.int64)
        weights = [rows[key] for key in keys.tolist()]
        return keys, np.array(weights, np.float64).reshape(len(keys), len(slots))

    def _id(self, token: str) -> int:
        """A number above 0 for a token of a table; 0 is any other token's."""
        return self._ids.setdefault(token, len(self._ids) + 1)

    @staticmethod
    def _key(*ids: Any) -> Any:
        """Two or three ids as one number."""
        key = ids[0]
        for number in ids[1:]:
            key = (key << 20) | number
        return key


def _found(table: tuple[Ids, Floats], keys: Ids) -> Floats:
    known, weights = table
    if not len(known):
        return np.zeros((len(keys), weights.shape[1]))
    place = known.searchsorted(keys).clip(max=len(known) - 1)
    return np.where((known[place] == keys)[:, None], weights[place], 0.0)


def _contains(known: Ids, keys: Ids) -> npt.NDArray[np.bool_]:
    if not len(known):
        return np.zeros(len(keys), bool)
    found: npt.NDArray[np.bool_] = known[known.searchsorted(keys).clip(max=len(known) - 1)] == keys
    return found


class Underthesea:
    """The files of the installed package underthesea, which is not imported: that takes seconds."""

    WORDS = Path("pipeline/word_tokenize/models/ws_crf_vlsp2013_20230727")
    SPELLING = Path("pipeline/text_normalize/tn_rules_2023_07_14.bin")

    def __init__(self) -> None:
        spec = find_spec("underthesea")
        places = spec.submodule_search_locations if spec else None
        if not places:
            raise ModelError(
                "the segmenter underthesea needs the package of that name: pip install underthesea"
            )
        self._folder = Path(places[0])

    def dictionary(self) -> frozenset[str]:
        """The words of its dictionary, in lower case."""
        return frozenset(_plain(self._file(self.WORDS / "dictionary.bin")))

    def respelled(self) -> dict[str, str]:
        """Short tokens and the spelling it gives them."""
        return dict(_plain(self._file(self.SPELLING))["token"])

    def model(self, dictionary: Iterable[str]) -> WordModel:
        """Its word model."""
        path = self._file(self.WORDS / "models.bin")
        try:
            weights, transitions = _read_crfsuite(path.read_bytes())
        except (struct.error, ValueError, KeyError, IndexError) as error:
            raise ModelError(f"{path}: not a CRFsuite model ({error}). {_AGAIN}") from None
        return WordModel(weights, transitions, dictionary)

    def _file(self, name: Path) -> Path:
        path = self._folder / name
        if not path.is_file():
            raise ModelError(f"{path}: missing. {_AGAIN}")
        return path


_AGAIN = "Install a version that solieu knows: pip install --force-reinstall 'underthesea>=9.5,<10'"


class _PlainValues(pickle.Unpickler):
    """Reads numbers, strings and collections of them; whatever names a class or function fails."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is not plain")


def _plain(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            return _PlainValues(file).load()
    except (pickle.UnpicklingError, EOFError, ValueError, IndexError, AttributeError) as error:
        raise ModelError(f"{path}: holds more than words ({error}). {_AGAIN}") from None


def _read_crfsuite(
    content: bytes,
) -> tuple[dict[str, float], tuple[float, float, float, float]]:
    """Weights and transitions of a model file.

    The format is CRFsuite's `lCRF` (http://www.chokkan.org/software/crfsuite): a header of twelve
    numbers, the features as records, and labels and attributes as constant databases.
    """
    magic, _, _, _, _, labels, _, features, label_names, names, _, _ = struct.unpack_from(
        "<4sI4s9I", content
    )
    if magic != b"lCRF" or labels != 2:
        raise ValueError("the header of a model with two tags is expected")
    record = np.dtype([("type", "<u4"), ("from", "<u4"), ("to", "<u4"), ("weight", "<f8")])
    (count,) = struct.unpack_from("<I", content, features + 8)
    records = np.frombuffer(content, record, count, features + 12)
    begins = _strings(content, label_names).index("B-W")
    attributes = _strings(content, names)
    states = records[records["type"] == 0]
    signed = np.where(states["to"] == begins, states["weight"], -states["weight"])
    sums = np.bincount(states["from"], signed, minlength=len(attributes)).tolist()
    moves = {
        (move["from"] == begins, move["to"] == begins): float(move["weight"])
        for move in records[records["type"] == 1]
    }
    transitions = (moves[1, 1], moves[1, 0], moves[0, 1], moves[0, 0])
    return dict(zip(attributes, sums, strict=True)), transitions


def _strings(content: bytes, start: int) -> list[str]:
    """The strings of a constant database (CQDB), by their numbers."""
    size, offset = struct.unpack_from("<2I", content, start + 16)
    found = []
    for place in np.frombuffer(content, "<u4", size, start + offset).tolist():
        (length,) = struct.unpack_from("<I", content, start + place + 4)
        first = start + place + 8
        found.append(content[first : first + length - 1].decode())
    return found
