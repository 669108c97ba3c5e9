"""Embeddings to start from: word2vec vectors of the text that an encoder is pre-trained on."""

from collections.abc import Iterator
from pathlib import Path

import numpy
import torch
from torch import nn

from solieu.model.subwords import SPECIALS
from solieu.training.packing import Packed
from solieu.training.recipe import RecipeError

WINDOW = 5
EPOCHS = 2
SPREAD = 0.05
"""Standard deviation to which the vectors are scaled: about that of an encoder's own start."""


def write_vectors(rows: Packed, width: int, seed: int, path: Path) -> None:
    """Train vectors of ids (continuous bag of words, Mikolov et al. 2013) and write them.

    The file is a numpy array (ids, width); ids that the text lacks have only zeros.

    Args:
        rows: The text.
        width: Of a vector.
        seed: Of the training.
        path: The file.

    Raises:
        RecipeError: gensim is not installed.
    """
    try:
        from gensim.models import Word2Vec
    except ImportError:
        raise RecipeError(
            "encoder.embeddings: word2vec needs gensim: pip install 'solieu[word2vec]'"
        ) from None
    settings = {"vector_size": width, "window": WINDOW, "epochs": EPOCHS, "min_count": 1}
    # One worker: with more, two runs of the same text differ.
    trained = Word2Vec(_Sentences(rows), **settings, seed=seed, workers=1).wv
    vectors = numpy.zeros((rows.size, width), numpy.float32)
    vectors[[int(key) for key in trained.index_to_key]] = trained.vectors
    vectors[: len(SPECIALS)] = 0.0
    vectors *= SPREAD / vectors[vectors.any(axis=1)].std()
    staging = path.with_suffix(".part")
    with staging.open("wb") as file:
        numpy.save(file, vectors)
    staging.replace(path)


def start_from(embeddings: nn.Embedding, path: Path) -> None:
    """Put vectors into a table of embeddings; ids that have none keep their start."""
    vectors = torch.from_numpy(numpy.load(path))
    known = vectors.any(dim=1)
    with torch.no_grad():
        embeddings.weight[known] = vectors[known]


class _Sentences:
    """Rows of ids as sentences, as often as they are asked for."""

    def __init__(self, rows: Packed) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[list[str]]:
        for number in range(len(self._rows)):
            yield [str(n) for n in self._rows.rows(number, 1)[0, 1:].tolist()]
