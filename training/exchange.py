"""Articles with some mentions exchanged for others of their kind, so that labels stay true.

Mention replacement as in Dai and Adel, "An analysis of simple data augmentation for named entity
recognition" (COLING 2020), with the links kept: a mention gives way to one at which the same keys
point, one with numbers to one that differs in the numbers only, so that units and the forms of
periods stay, and the same name becomes the same name throughout an article.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from solieu.data.article import Article
from solieu.model.encoding import Example

Kind = tuple[str, ...]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Exchange:
    """Exchanges mentions of articles for those of others.

    Args:
        articles: The annotated articles whose mentions are exchanged.
        share: The share of an article's names and numbers that give way.
    """

    def __init__(self, articles: Sequence[Article], share: float) -> None:
        self.share = share
        found: dict[Kind, dict[str, None]] = defaultdict(dict)
        for article in articles:
            for entity, kind in zip(article.entities, _kinds(article), strict=True):
                found[kind][entity.text] = None
        self.pools = {kind: tuple(texts) for kind, texts in found.items()}

    def __call__(self, article: Article, draw: random.Random) -> Article:
        """The article with other mentions: the same labels and links, and offsets that are true."""
        kinds = _kinds(article)
        names: dict[tuple[Kind, str], str] = {}
        entities = list(article.entities)
        text, end = "", 0
        for number in sorted(range(len(entities)), key=lambda n: article.entities[n].start):
            entity, kind = article.entities[number], kinds[number]
            if entity.start < end:
                return article  # mentions that lie over one another keep their places
            name = kind, entity.text
            if name not in names:
                gives_way = draw.random() < self.share
                names[name] = draw.choice(self.pools[kind]) if gives_way else entity.text
            text += article.text[end : entity.start]
            start, end = len(text), entity.end
            text += names[name]
            entities[number] = replace(entity, start=start, end=len(text), text=names[name])
        return replace(article, text=text + article.text[end:], entities=tuple(entities))


class ExchangedExamples:
    """Examples for training that are exchanged anew in every epoch.

    What an epoch gives depends on the seed, the epoch and the article alone, so that a resumed run
    sees what the straight one would have seen.

    Args:
        articles: The annotated articles.
        exchange: Exchanges their mentions.
        encode: Encodes an article.
        seed: The run's seed.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        exchange: Exchange,
        encode: Callable[[Article], Example],
        seed: int,
    ) -> None:
        self.articles = articles
        self.exchange = exchange
        self.encode = encode
        self.seed = seed
        self.epoch = 0

    def __len__(self) -> int:
        return len(self.articles)

    def __getitem__(self, number: int) -> Example:
        draw = random.Random(f"{self.seed} {self.epoch} {number}")
        return self.encode(self.exchange(self.articles[number], draw))


def _kinds(article: Article) -> list[Kind]:
    """For each mention what it has in common with those that it may be exchanged for."""
    keys: list[set[str]] = [set() for _ in article.entities]
    for relation in article.relations:
        keys[relation.tail].add(relation.label)
    return [
        (
            entity.label,
            "capital" if entity.text[0].isupper() else "small",
            NUMBER.sub("0", entity.text).lower() if NUMBER.search(entity.text) else "",
            *sorted(keys[number]),
        )
        for number, entity in enumerate(article.entities)
    ]
