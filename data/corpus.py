"""The package's own annotated articles."""

from pathlib import Path
from typing import TYPE_CHECKING

from solieu.data.reading import read_articles

if TYPE_CHECKING:
    from datasets import Dataset

FOLDER = Path(__file__).parent / "articles"
SPLITS = ("train", "dev", "test")


def corpus(split: str) -> "Dataset":
    """The articles of a split, `train`, `dev` or `test`, as a `datasets.Dataset`.

    The columns are those of `solieu.data.dataset.FEATURES`.

    Raises:
        ValueError: There is no such split.
    """
    from solieu.data.dataset import to_dataset

    if split not in SPLITS:
        raise ValueError(f"no split {split!r}; there are {', '.join(SPLITS)}")
    return to_dataset(read_articles(FOLDER / split))
