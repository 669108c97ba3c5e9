"""Real articles without their text: annotations that stand apart, and the way back to articles.

The newspapers' texts are in a public repository, ThanhChinhBK/vietnews on GitHub, and are theirs;
the annotations are ours. `vietnews/train.jsonl` and `vietnews/dev.jsonl` hold for each article its
source file, the SHA-256 of its text, and offsets, labels and links. Who has a clone of that
repository gets the annotated articles back.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solieu.data.article import Article, ArticleError, Entity, Relation

FOLDER = Path(__file__).parent / "vietnews"
SPLITS = ("train", "dev")

_BLANK_BEFORE = re.compile(r" ([,.;:!?…%)\]”])")
_BLANK_AFTER = re.compile(r"([(\[“]) ")
_QUOTED = re.compile(r' ?"([^"]*)"')
_STOPS = re.compile(r" ([,.;:!?…])")
_FRACTION = re.compile(r"(?<=\d) / (?=\d)")
_NUMBER_OF_DOCUMENT = re.compile(r"([A-ZĐ]{2,}) - ([A-ZĐ]{2,})")


@dataclass(frozen=True, slots=True)
class StandOff:
    """The annotation of a text that is elsewhere.

    Attributes:
        id: The article's id.
        source: Its file in the repository.
        sha256: Of its text in UTF-8.
        date: ISO date of publication, or None.
        entities: Label, start and end of each mention.
        relations: Head, key and tail of each link.
    """

    id: str
    source: str
    sha256: str
    date: str | None
    entities: tuple[tuple[str, int, int], ...]
    relations: tuple[tuple[int, str, int], ...]


def stand_off(article: Article) -> StandOff:
    """Take an article's annotation off its text.

    Raises:
        ArticleError: Its id is not one of that repository's.
    """
    _, split, number = [*article.id.split("-"), "", ""][:3]
    if not article.id.startswith("vietnews-") or not number.isdigit():
        raise ArticleError(f"article {article.id!r}: an id like vietnews-train-012345 is expected")
    return StandOff(
        id=article.id,
        source=f"data/{split}_tokenized/{number}.txt.seg",
        sha256=_sha256(article.text),
        date=article.date,
        entities=tuple((e.label, e.start, e.end) for e in article.entities),
        relations=tuple((r.head, r.label, r.tail) for r in article.relations),
    )


def dumps(record: StandOff) -> str:
    """One line of JSON."""
    fields = {name: getattr(record, name) for name in StandOff.__slots__}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def records(split: str) -> list[StandOff]:
    """The annotations of `train` or `dev` that come with the package."""
    if split not in SPLITS:
        raise ValueError(f"split is {split!r}; give one of: {', '.join(SPLITS)}")
    lines = (FOLDER / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_record(json.loads(line)) for line in lines]


def rebuild(found: Sequence[StandOff], clone: Path) -> Iterator[Article]:
    """Put annotations back on their texts.

    Args:
        found: The annotations.
        clone: A clone of the repository.

    Raises:
        ArticleError: A file is missing, or its text is not the one that was annotated.
    """
    for record in found:
        path = clone / record.source
        if not path.is_file():
            raise ArticleError(
                f"{path}: no such file; give a clone of https://github.com/ThanhChinhBK/vietnews"
            )
        text = detokenise(path.read_text(encoding="utf-8"))
        if _sha256(text) != record.sha256:
            raise ArticleError(
                f"{path}: not the text that was annotated (SHA-256 differs); check out the "
                "repository's files as they were published"
            )
        yield Article(
            text=text,
            id=record.id,
            date=record.date,
            entities=tuple(Entity(label, a, b, text[a:b]) for label, a, b in record.entities),
            relations=tuple(Relation(*relation) for relation in record.relations),
        )


def detokenise(segmented: str) -> str:
    """Running text from the repository's segmented lines, as it was when it was annotated."""
    lines = (_line(line) for line in re.split(r"\r\n|\r|\n", segmented))
    return "\n".join(line for line in lines if line)


def _line(segmented: str) -> str:
    line = " ".join(segmented.replace("_", " ").split())
    line = _BLANK_AFTER.sub(r"\1", _BLANK_BEFORE.sub(r"\1", line))
    line = _QUOTED.sub(_quoted, line)
    line = _STOPS.sub(r"\1", line)
    line = _FRACTION.sub("/", line).replace(" / ", "/")
    line = line.replace("TP. HCM", "TP.HCM").replace("TP. Hồ", "TP.Hồ")
    line = _NUMBER_OF_DOCUMENT.sub(r"\1-\2", line)
    return line.replace("[", "(").replace("]", ")")


def _quoted(match: re.Match[str]) -> str:
    blank = " " if match.start() else ""
    return f'{blank}"{match[1].strip()}"'


def _record(fields: dict[str, Any]) -> StandOff:
    return StandOff(
        id=fields["id"],
        source=fields["source"],
        sha256=fields["sha256"],
        date=fields["date"],
        entities=tuple((label, start, end) for label, start, end in fields["entities"]),
        relations=tuple((head, label, tail) for head, label, tail in fields["relations"]),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
