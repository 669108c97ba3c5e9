"""Edges of mentions: signs with which no mention begins or ends, whatever the tagger says."""

from collections.abc import Sequence
from dataclasses import replace

from solieu.data.inventory import Inventory
from solieu.data.segmentation import Word
from solieu.model.encoding import EncodedText
from solieu.model.engine import Array
from solieu.model.tagger import Span, decode

_NOT_FIRST = frozenset([*",.;:)]”’/"])
_NOT_LAST = frozenset([*",.;:([“‘–—-/"])


def mentions(scores: Array, text: EncodedText, inventory: Inventory) -> list[Span]:
    """The mentions of a text by the tagger's scores (words, tags), without stray signs."""
    return [trimmed(span, text.words) for span in decode(scores, text.lines, inventory)]


def trimmed(span: Span, words: Sequence[Word]) -> Span:
    """A span without such signs at its edges, nor a bracket whose partner is outside.

    Args:
        span: A mention.
        words: Those of the text. A mention that is nothing but signs keeps one.
    """
    forms = [word.form for word in words[span.start : span.end]]
    start, end = 0, len(forms)
    while end - start > 1 and _is_stray(forms[start:end], -1, _NOT_LAST, ")", "("):
        end -= 1
    while end - start > 1 and _is_stray(forms[start:end], 0, _NOT_FIRST, "(", ")"):
        start += 1
    return replace(span, start=span.start + start, end=span.start + end)


def _is_stray(
    forms: Sequence[str], edge: int, signs: frozenset[str], bracket: str, partner: str
) -> bool:
    return forms[edge] in signs or (forms[edge] == bracket and partner not in forms)
