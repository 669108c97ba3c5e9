"""The package's own annotated articles, as a `datasets.Dataset`."""

from pathlib import Path

from datasets import Dataset, Features, List, Value

from solieu.data.reading import read_articles

FOLDER = Path(__file__).parent / "articles"
SPLITS = ("train", "dev", "test")

FEATURES = Features(
    {
        "id": Value("string"),
        "date": Value("string"),
        "text": Value("string"),
        "entities": List(
            {
                "label": Value("string"),
                "start": Value("int64"),
                "end": Value("int64"),
                "text": Value("string"),
            }
        ),
        "relations": List(
            {"head": Value("int64"), "label": Value("string"), "tail": Value("int64")}
        ),
    }
)


def corpus(split: str) -> Dataset:
    """The articles of a split: `train`, `dev` or `test`.

    Offsets count code points; `head` and `tail` are positions in `entities`. `date` is an ISO date
    or None.

    Raises:
        ValueError: There is no such split.
    """
    if split not in SPLITS:
        raise ValueError(f"no split {split!r}; there are {', '.join(SPLITS)}")
    rows = [
        {
            "id": article.id,
            "date": article.date,
            "text": article.text,
            "entities": [
                {"label": e.label, "start": e.start, "end": e.end, "text": e.text}
                for e in article.entities
            ],
            "relations": [
                {"head": r.head, "label": r.label, "tail": r.tail} for r in article.relations
            ],
        }
        for article in read_articles(FOLDER / split)
    ]
    return Dataset.from_list(rows, features=FEATURES)
