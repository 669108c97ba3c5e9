from collections.abc import Callable, Sequence

import pytest

from solieu.data.article import Article, Entity, Relation

TEXT = (
    "Quý I/2024, kim ngạch xuất khẩu của tỉnh Lam Sơn đạt 120 triệu USD, "
    "tăng 8,5% so với cùng kỳ. Giám đốc Sở Công Thương Trần Văn An cho biết."
)

MENTIONS = (
    ("PERIOD", "Quý I/2024"),
    ("INDICATOR", "kim ngạch xuất khẩu"),
    ("PLACE", "tỉnh Lam Sơn"),
    ("FIGURE", "120 triệu USD"),
    ("FIGURE", "8,5%"),
    ("PERIOD", "cùng kỳ"),
    ("POSITION", "Giám đốc"),
    ("ORGANISATION", "Sở Công Thương"),
    ("OFFICIAL", "Trần Văn An"),
)

LINKS = (
    (3, "level", 1),
    (3, "during", 0),
    (3, "scope", 2),
    (4, "increase", 1),
    (4, "during", 0),
    (4, "baseline", 5),
    (4, "scope", 2),
    (8, "holds", 6),
    (6, "of", 7),
)

Build = Callable[..., Article]


@pytest.fixture
def build() -> Build:
    """Builds an article by hand: mentions in the order of the text, links by their positions."""

    def article(
        text: str = TEXT,
        mentions: Sequence[tuple[str, str]] = MENTIONS,
        links: Sequence[tuple[int, str, int]] = LINKS,
        name: str = "lam-son",
    ) -> Article:
        entities, at = [], 0
        for label, words in mentions:
            at = text.index(words, at)
            entities.append(Entity(label, at, at + len(words), words))
            at += len(words)
        return Article(text, name, None, tuple(entities), tuple(Relation(*link) for link in links))

    return article


@pytest.fixture
def gold(build: Build) -> Article:
    """An article with two figures and an official."""
    return build()
