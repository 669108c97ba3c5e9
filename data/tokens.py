"""Tokens: the syllables, numbers and signs of a text, which a segmenter joins to words.

What counts as a token, and how it is respelled, is what underthesea's tokenizer does, since its
weights were fitted to such tokens: an abbreviation keeps its full stop except at the very end, a
date or a number is one token, a misplaced or new-style tone mark is put where the old style has it.
A token never spans a blank, so a text is read run by run, and runs seen before are remembered.
Three things differ: a bracket ends an address, "Th S" with a blank is two tokens, and a misplaced
mark is put right in syllables, too, that its list lacks ("ngóai").
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from solieu.data.tones import NEW_STYLE

REMEMBERED = 20_000
"""Runs of signs between blanks that are remembered."""

LONGEST_RESPELLED = 6
"""Characters of a token that may be respelled."""

_EARLY_TONE = re.compile(r"([òóỏõọ][ae]|[ùúủũụ]y)(?=[^\W\d_])", re.IGNORECASE)
"""Before another letter the second vowel has the mark, in either style."""


class Token(NamedTuple):
    """A syllable, number or sign: a stretch of a piece of text, and its form."""

    start: int
    end: int
    form: str


_TONES = "\u0300\u0301\u0309\u0303\u0323"
_TONED = "".join(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "AĂÂEÊIOÔƠUƯY" for tone in ["", *_TONES]
)
_UPPER = f"[A-ZĐ{_TONED}]"
_LETTER = f"[A-Za-zĐđ{_TONED}{_TONED.lower()}]"

_SIGNS = r"=>|==>|->|\.{2,}|-{2,}|>>|\d+x\d+|v\.v(?:\.\.\.|\.)?|°[CF]"
_ABBREVIATIONS = "|".join(
    [
        r"[A-ZĐ]+&[A-ZĐ]+",  # R&D
        r"T\.Ư",
        rf"{_UPPER}+(?:\.{_LETTER}+)+\.?",  # TP.HCM
        rf"{_LETTER}+['’]{_LETTER}+",  # H'Mông
        r"[A-ZĐ]+\.(?!$)",
        r"(?:Tp|Mr|Mrs|Ms|Dr|ThS)\.|Th\.[Ss]",
        r"e-mail|NĐ-CP",
        r"\d+[A-Z]+\d*-\d+",  # a vehicle's plate
    ]
)
_ADDRESSES = "|".join(
    [
        r"(?:(?:ftp|http)s?:(?:/{1,3}|[a-z0-9%])|[a-z0-9.\-]+\.[a-z]{2,13}/)"
        r"[^\s()<>{}\[\]]+[^\s`!()\[\]{};:'\".,<>?«»“”‘’]",
        r"(?<!@)[a-z0-9]+(?:[.\-][a-z0-9]+)*\.[a-z]{2,13}\b/?(?!@)",
        r"[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9.-]+",
    ]
)
_NUMBERS = "|".join(
    [
        r"\d{2,}-\d{3,}-\d{3,}",  # a telephone's
        r"\d{1,2}/\d{1,2}/\d+|\d{1,2}/\d{1,4}|\d{1,2}-\d{1,2}-\d+|\d{1,2}-\d{1,4}",
        r"\d{1,2}\.\d{1,2}\.\d+|\d{4}/\d{1,2}/\d{1,2}|\d{2}:\d{2}:\d{2}",
        r"\d+[A-Z]+\d*",  # 4K
        r"\d+(?:\.\d+)+(?:,\d+)?|\d+(?:,\d+)+|\d+(?:[.,_]\d+)?",
    ]
)
_REST = r":\)+|=\)\)+|♥‿♥|:D+(?=\s|$)|<3|[.,()ʺ]|\b\w+-[\w+-]*\w+|\w+|:+|[^\w\s]"
_TOKEN = re.compile("|".join([_SIGNS, _ABBREVIATIONS, _ADDRESSES, _NUMBERS, _REST]))
_RUN = re.compile(r"\S+")


class Tokenizer:
    """Finds the tokens of pieces of text.

    Args:
        respelled: Tokens of at most `LONGEST_RESPELLED` characters and the form they get.
    """

    def __init__(self, respelled: Mapping[str, str]) -> None:
        self._respelled = respelled
        self._known: dict[str, tuple[Token, ...]] = {}

    def tokens(self, piece: str) -> list[Token]:
        """The tokens of a piece, in order; everything but blanks is inside one."""
        found: list[Token] = []
        known = self._known
        size = len(piece)
        for match in _RUN.finditer(piece):
            start, end = match.span()
            # An abbreviation keeps its full stop unless the piece ends with it.
            run = piece[start:end] if end == size else piece[start:end] + " "
            tokens = known.get(run)
            if tokens is None:
                tokens = self._read(run)
                if len(known) < REMEMBERED:
                    known[run] = tokens
            found += [Token(start + a, start + b, form) for a, b, form in tokens]
        return found

    def _read(self, run: str) -> tuple[Token, ...]:
        return tuple(
            Token(match.start(), match.end(), self._form(match[0]))
            for match in _TOKEN.finditer(run)
        )

    def _form(self, token: str) -> str:
        if len(token) > LONGEST_RESPELLED:
            return token
        known = self._respelled.get(token)
        return known or _EARLY_TONE.sub(lambda at: NEW_STYLE.get(at[0], at[0]), token)
