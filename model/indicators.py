"""Indicators: the wholes that they are part of, and their abbreviations written out."""

import re
from collections.abc import Iterable

from solieu.data.article import Article, Indicator, Relation

_ABBREVIATED = re.compile(r"^(?P<long>.*\S)\s*\((?P<short>[A-ZĐ][A-ZĐ\d-]{1,9})\)$", re.DOTALL)


class Indicators:
    """The indicators of an article.

    Args:
        article: The article.
        links: Its relations by head.
    """

    def __init__(self, article: Article, links: dict[int, list[Relation]]) -> None:
        self._names = [entity.text for entity in article.entities]
        self._links = links
        named = (entity.text for entity in article.entities if entity.label == "INDICATOR")
        self._long_forms = _long_forms(named)

    def at(self, number: int) -> Indicator:
        """The indicator of a mention; a circle of wholes is followed once.

        `full_name` begins with the outermost whole and has abbreviations written out where the
        article does so somewhere: "chỉ số sản xuất công nghiệp: ngành khai khoáng" for "ngành khai
        khoáng", which is part of "IIP".
        """
        chain = [number]
        while tails := [r.tail for r in self._links.get(chain[-1], []) if r.label == "part_of"]:
            if tails[0] in chain:
                break
            chain.append(tails[0])
        names = [self._names[place] for place in chain]
        full = ": ".join(self._written_out(name) for name in reversed(names))
        return Indicator(number, names[0], tuple(names[1:]), full)

    def _written_out(self, name: str) -> str:
        if match := _ABBREVIATED.match(name):
            return match["long"]
        return self._long_forms.get(name, name)


def _long_forms(names: Iterable[str]) -> dict[str, str]:
    """Long forms by abbreviation, from "chỉ số sản xuất công nghiệp (IIP)" and the like."""
    matches = (match for name in names if (match := _ABBREVIATED.match(name)))
    return {match["short"]: match["long"] for match in matches}
