"""What an annotator is likely to have overlooked: worth a look, and often right as it is."""

import unicodedata
from collections.abc import Iterator, Sequence

from solieu.data.article import Entity
from solieu.model import units
from solieu.model.numerals import Token, read, tokens
from solieu.model.periods import parse_period

_TIMES = frozenset(("năm", "tháng", "tuần", "ngày", "giờ", "phút", "giây", "h", "quý"))
"""Units of durations, which are seldom figures."""
_NAMED = frozenset(("số", "điều", "khoản", "thứ", "quyết", "tờ", "mẫu", "loại", "hạng", "tuổi"))
"""Words after which a number is a name or an ordinal."""
_STRANGE = ("not understood", "vague")
"""Why a period is not like others; what is open on one side, or ends too early, still is one."""
_GAP = "\N{REPLACEMENT CHARACTER}"
_ANY_DAY, _ANY_YEAR = "2020-06-15", ("2020-01-01", "2020-12-31")


def omissions(text: str, entities: Sequence[Entity]) -> Iterator[tuple[int, str]]:
    """Numbers with a unit that are not marked, and periods unlike any other.

    Args:
        text: The text.
        entities: Its mentions.

    Yields:
        The line, from 0, and what may be amiss.
    """
    for line, number in unmarked_figures(text, entities):
        yield line, f"{number!r}: note: is this a FIGURE? It is not marked"
    for entity in entities:
        if entity.label == "PERIOD" and strange_period(entity.text) in _STRANGE:
            line = text.count("\n", 0, entity.start)
            yield line, f"{entity.text!r}: note: is this a PERIOD? No calendar shows it"


def unmarked_figures(text: str, entities: Sequence[Entity]) -> Iterator[tuple[int, str]]:
    """Numbers with a unit that stand in no mention.

    Args:
        text: The text.
        entities: Its mentions.

    Yields:
        The line, from 0, and the number with its unit.
    """
    pieces, end = [], 0
    for entity in sorted(entities, key=lambda entity: entity.start):
        if entity.start >= end:
            pieces += [text[end : entity.start], _GAP]
            end = entity.end
    bare = "".join([*pieces, text[end:]])
    for number, line in enumerate(bare.split("\n")):
        plain = unicodedata.normalize("NFC", line)
        yield from ((number, found) for found in _figures(tokens(plain)))


def strange_period(text: str) -> str | None:
    """Why no calendar can show a period, or None where one can."""
    return parse_period(text, _ANY_DAY, _ANY_YEAR).reason


def _figures(source: Sequence[Token]) -> Iterator[str]:
    at = 0
    while at < len(source):
        numeral = read(source, at) if source[at].is_number else None
        if numeral is None or (at and source[at - 1].word in _NAMED):
            at += 1
            continue
        unit = units.known(source, numeral.end)
        if (unit and unit[0] not in _TIMES) or (unit is None and numeral.power >= 3):
            end = unit[1] if unit else numeral.end
            yield " ".join(token.text for token in source[at:end])
        at = numeral.end
