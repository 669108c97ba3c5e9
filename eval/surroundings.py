"""The surroundings of mentions: what stands before and after one, in its sentence and paragraph."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from solieu.data.article import Article

_PARAGRAPH_END = re.compile(r"\n")
_SENTENCE_END = re.compile(r"(?<=[.!?…;])[\"”)]*\s+|\n")


class Surroundings:
    """An article read from its mentions; a mention is its position in the article's entities.

    Sentences end roughly, at a stop or a semicolon with a blank; a paragraph is a line.
    """

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self.entities = article.entities
        count = range(len(self.entities))
        self._order = sorted(count, key=lambda at: self.entities[at].start)

    @cached_property
    def sentences(self) -> list[int]:
        """For each mention the number of its sentence."""
        return self._count(_SENTENCE_END)

    @cached_property
    def paragraphs(self) -> list[int]:
        """For each mention the number of its paragraph."""
        return self._count(_PARAGRAPH_END)

    def all(self, label: str) -> list[int]:
        """The mentions of a label, in the order of the text."""
        return [at for at in self._order if self.entities[at].label == label]

    def before(self, at: int, *labels: str, anywhere: bool = False) -> list[int]:
        """Mentions of the labels before this one, the nearest first.

        Args:
            at: The mention.
            labels: What to look for.
            anywhere: Look in the whole article, not only in the sentence.
        """
        start = self.entities[at].start
        near = (one for one in reversed(self._order) if self.entities[one].start < start)
        return self._pick(near, at, labels, anywhere)

    def after(self, at: int, *labels: str, anywhere: bool = False) -> list[int]:
        """As `before`, of the mentions after this one."""
        start = self.entities[at].start
        near = (one for one in self._order if self.entities[one].start > start)
        return self._pick(near, at, labels, anywhere)

    def between(self, one: int, other: int) -> str:
        """The text from the end of one mention to the start of a later one."""
        return self.text[self.entities[one].end : self.entities[other].start]

    def lead(self, at: int, *labels: str, size: int = 60) -> str:
        """What leads to the mention: its sentence before it, at most `size` characters.

        Args:
            at: The mention.
            labels: The lead begins after the last mention of these.
            size: The most characters.
        """
        start = self.entities[at].start
        earlier = self.before(at, *labels)
        begin = self.entities[earlier[0]].end if earlier else 0
        return _SENTENCE_END.split(self.text[max(begin, start - size, 0) : start])[-1]

    def tail(self, at: int, size: int = 40) -> str:
        """The characters after the mention."""
        end = self.entities[at].end
        return self.text[end : end + size]

    def touches(self, one: int, other: int) -> bool:
        """Whether only a blank stands between one mention and a later one."""
        return self.entities[one].end + 1 == self.entities[other].start

    def _count(self, border: re.Pattern[str]) -> list[int]:
        ends = [match.end() for match in border.finditer(self.text)]
        return [bisect_right(ends, entity.start) for entity in self.entities]

    def _pick(
        self, near: Iterable[int], at: int, labels: tuple[str, ...], anywhere: bool
    ) -> list[int]:
        return [
            one
            for one in near
            if self.entities[one].label in labels
            and (anywhere or self.sentences[one] == self.sentences[at])
        ]
