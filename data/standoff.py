"""Real articles without their text: annotations that stand apart, and the way back to articles.

The newspapers' texts are in a public repository, ThanhChinhBK/vietnews on GitHub, and are theirs;
the annotations are ours. `vietnews/train.jsonl`, `dev.jsonl` and `test.jsonl` hold for each article
the SHA-256 of its signs, its source file where it is known, and offsets, labels and links. Who has
a clone of that repository gets the annotated articles back.

Signs are the characters of a text that are neither blanks nor combining marks. Offsets count
signs, and the checksum is that of the signs of the decomposed text (NFD): both stay what they are
however the text is segmented, composed, and its tone marks placed (hoá, hóa).
"""

import hashlib
import itertools
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solieu.data.article import Article, ArticleError, Entity, Relation

FOLDER = Path(__file__).parent / "vietnews"
SPLITS = ("train", "dev", "test")

_BLANK_BEFORE = re.compile(r" ([,.;:!?…%)\]”])")
_BLANK_AFTER = re.compile(r"([(\[“]) ")
_QUOTED = re.compile(r' ?"([^"]*)"')
_STOPS = re.compile(r" ([,.;:!?…])")
_FRACTION = re.compile(r"(?<=\d) / (?=\d)")
_NUMBER_OF_DOCUMENT = re.compile(r"([A-ZĐ]{2,}) - ([A-ZĐ]{2,})")
_FROM_FILE = re.compile(r"vietnews-(train|val|test)-(\d{6})")
_FROM_SIGNS = re.compile(r"vietnews-([0-9a-f]{12})")
_NO_SIGNS = re.compile(r"[\s_\u0300-\u036f]+")
_ALIKE = str.maketrans("[]Ð", "()Đ")


@dataclass(frozen=True, slots=True)
class StandOff:
    """The annotation of a text that is elsewhere.

    Attributes:
        id: The article's id.
        source: Its file in the repository, or None: the one with that checksum.
        sha256: Of its signs in UTF-8.
        date: ISO date of publication, or None.
        entities: Label, start and end of each mention, in signs.
        relations: Head, key and tail of each link.
    """

    id: str
    source: str | None
    sha256: str
    date: str | None
    entities: tuple[tuple[str, int, int], ...]
    relations: tuple[tuple[int, str, int], ...]


def stand_off(article: Article) -> StandOff:
    """Take an article's annotation off its text.

    Its id says where the text is: `vietnews-train-012345` is a file of the repository, and
    `vietnews-` with the first twelve digits of the checksum any file with that text.

    Raises:
        ArticleError: Its id is neither.
    """
    checksum = _checksum(article.text)
    file, signs = _FROM_FILE.fullmatch(article.id), _FROM_SIGNS.fullmatch(article.id)
    if not file and not (signs and checksum.startswith(signs[1])):
        raise ArticleError(
            f"article {article.id!r}: an id like vietnews-train-012345, or for this text "
            f"vietnews-{checksum[:12]}, is expected"
        )
    before = [0, *itertools.accumulate(_is_sign(character) for character in article.text)]
    return StandOff(
        id=article.id,
        source=f"data/{file[1]}_tokenized/{file[2]}.txt.seg" if file else None,
        sha256=checksum,
        date=article.date,
        entities=tuple((e.label, before[e.start], before[e.end]) for e in article.entities),
        relations=tuple((r.head, r.label, r.tail) for r in article.relations),
    )


def dumps(record: StandOff) -> str:
    """One line of JSON."""
    fields = {name: getattr(record, name) for name in StandOff.__slots__}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def records(split: str) -> list[StandOff]:
    """The annotations of `train`, `dev` or `test` that come with the package."""
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
    unknown = {record.sha256 for record in found if record.source is None}
    sources = _sources(unknown, clone) if unknown else {}
    for record in found:
        path = clone / record.source if record.source else sources.get(record.sha256)
        if path is None or not path.is_file():
            raise ArticleError(
                f"{path or f'{clone}: the text of {record.id}'}: no such file; give a clone of "
                "https://github.com/ThanhChinhBK/vietnews"
            )
        text = detokenise(path.read_text(encoding="utf-8"))
        if _checksum(text) != record.sha256:
            raise ArticleError(
                f"{path}: not the text that was annotated (SHA-256 differs); check out the "
                "repository's files as they were published"
            )
        yield Article(
            text=text,
            id=record.id,
            date=record.date,
            entities=_entities(record, text),
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


def _sources(checksums: Set[str], clone: Path) -> dict[str, Path]:
    """The files of a clone whose texts have these checksums, by reading one file after another."""
    found: dict[str, Path] = {}
    for path in sorted(clone.glob("data/*_tokenized/*.txt.seg")):
        checksum = _checksum(path.read_text(encoding="utf-8"))
        if checksum in checksums:
            found.setdefault(checksum, path)
            if len(found) == len(checksums):
                break
    return found


def _entities(record: StandOff, text: str) -> tuple[Entity, ...]:
    signs = [index for index, character in enumerate(text) if _is_sign(character)]
    ends = [*signs[1:], len(text)]
    spans = []
    for label, start, end in record.entities:
        a, b = signs[start], ends[end - 1]
        mention = text[a:b].rstrip()
        spans.append(Entity(label, a, a + len(mention), mention))
    return tuple(spans)


def _is_sign(character: str) -> bool:
    return not _NO_SIGNS.match(character)


def _checksum(text: str) -> str:
    signs = _NO_SIGNS.sub("", unicodedata.normalize("NFD", text.translate(_ALIKE)))
    return hashlib.sha256(signs.encode("utf-8")).hexdigest()
