"""The extractor: from raw text to an article with entities, relations, facts and officials."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import torch
from torch import Tensor

from solieu.data.article import Article, Entity, Relation
from solieu.data.inventory import Inventory
from solieu.model import links, tagger
from solieu.model.confidence import calibrated
from solieu.model.encoding import ArticleEncoder, EncodedText, collate_mentions, collate_windows
from solieu.model.facts import with_facts
from solieu.model.network import SolieuModel
from solieu.model.tagger import Span
from solieu.model.windows import Window

BATCH_IDS = 2048
"""Ids that go through the encoder at once, padding included."""


class Extractor:
    """Extracts facts from texts.

    Args:
        model: The network.
        encoder: Segmentation and vocabulary, as the network was trained with.
        device: Where the network runs: `cpu`, `cuda`, `cuda:1`, ...
        min_score: Facts below this score, from 0 to 1, are left out; their mentions and links stay.
        record: What is known of the run that made the model.

    Raises:
        ValueError: `min_score` is no score.

    Example:
        >>> extractor = solieu.load()
        >>> article = extractor("GDP quý I/2024 tăng 5,66% so với cùng kỳ năm trước.")
        >>> [(fact.indicator.name, fact.kind, fact.value) for fact in article.facts]
        [('GDP', 'increase', Decimal('5.66'))]
    """

    def __init__(
        self,
        model: SolieuModel,
        encoder: ArticleEncoder,
        device: str = "cpu",
        *,
        min_score: float = 0.0,
        record: Mapping[str, Any] | None = None,
    ) -> None:
        if not 0 <= min_score <= 1:
            raise ValueError(f"min_score is {min_score}; give a number from 0 to 1")
        self.min_score = min_score
        self.calibration = {
            name: (float(a), float(b)) for name, (a, b) in model.config.calibration.items()
        }
        self.record = record or {}
        self.device = torch.device(device)
        self.model = model.to(self.device).eval()
        self.encoder = encoder

    @property
    def inventory(self) -> Inventory:
        """The labels and keys that the model knows."""
        return self.model.inventory

    def words(self, text: str) -> list[tuple[int, int]]:
        """Start and end of every word that the model reads in a text."""
        return [(word.start, word.end) for word in self.encoder.encode(text).words]

    def __call__(self, text: str | Article, date: str | None = None) -> Article:
        """Extract the facts of one article.

        Args:
            text: The text, of any length, or an article whose text is taken.
            date: ISO date of publication, by which periods are resolved; an article's own counts
                where none is given.

        Returns:
            The article with entities, relations, facts and officials.
        """
        article = _article(text)
        return next(self.pipe([replace(article, date=date or article.date)]))

    def pipe(self, texts: Iterable[str | Article], batch_size: int = 16) -> Iterator[Article]:
        """Extract the facts of a stream of articles, lazily and in order.

        Args:
            texts: Texts, or articles whose text, id and date are taken.
            batch_size: Articles that are read ahead, so that windows of like length share a batch.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; give 1 or more")
        stream = iter(texts)
        while group := [_article(text) for text in islice(stream, batch_size)]:
            yield from self._extract(group)

    def link(self, article: Article) -> Article:
        """Link the entities that an article already has, and derive its facts.

        Entities keep their scores; those that do not begin and end on a word stay without links.
        """
        example = self.encoder.example(replace(article, relations=()), self.inventory)
        words = self._words([example.text])[0]
        entities = sorted(range(len(article.entities)), key=lambda n: article.entities[n].start)
        placed = [number for number in entities if number not in example.lost]
        relations = [
            replace(relation, head=placed[relation.head], tail=placed[relation.tail])
            for relation in self._link(example.text, words, example.spans)
        ]
        linked = self._sure(with_facts(replace(article, relations=tuple(relations))))
        return replace(linked, entities=article.entities)

    def _extract(self, articles: Sequence[Article]) -> Iterator[Article]:
        texts = [self.encoder.encode(article.text) for article in articles]
        for article, text, words in zip(articles, texts, self._words(texts), strict=True):
            with torch.inference_mode():
                scores = self.model.tagger(words)
            spans = tagger.decode(scores, text.lines, self.inventory)
            entities = tuple(self._entity(article.text, text, span) for span in spans)
            relations = tuple(self._link(text, words, spans))
            found = replace(article, entities=entities, relations=relations, facts=(), officials=())
            yield self._sure(with_facts(found))

    def _sure(self, article: Article) -> Article:
        """The article with calibrated scores, without the facts whose score is too low."""
        found = calibrated(article, self.calibration)
        facts = tuple(
            fact for fact in found.facts if fact.score is None or fact.score >= self.min_score
        )
        return replace(found, facts=facts)

    def _entity(self, source: str, text: EncodedText, span: Span) -> Entity:
        start, end = text.words[span.start].start, text.words[span.end - 1].end
        label = self.inventory.labels[span.label]
        return Entity(label, start, end, source[start:end], span.score)

    @torch.inference_mode()
    def _words(self, texts: Sequence[EncodedText]) -> list[Tensor]:
        """Word vectors of each text, (words, width)."""
        width = self.model.encoder.config.hidden_size
        vectors = [torch.zeros(len(text.words), width, device=self.device) for text in texts]
        packed = [(n, window) for n, text in enumerate(texts) for window in text.windows]
        packed.sort(key=lambda item: len(item[1].ids), reverse=True)
        for batch in _batches(packed):
            firsts = [_first_owned(window) for _, window in batch]
            counts = [_owned(window) for _, window in batch]
            starts = [sum(counts[:n]) for n in range(len(batch))]
            offsets = [start - first for start, first in zip(starts, firsts, strict=True)]
            pad = self.encoder.subwords.pad
            tensors = collate_windows([window for _, window in batch], pad, offsets)
            words = self.model.words(**{k: v.to(self.device) for k, v in tensors.items()})
            for (n, _), first, start, count in zip(batch, firsts, starts, counts, strict=True):
                vectors[n][first : first + count] = words[start : start + count]
        return vectors

    @torch.inference_mode()
    def _link(self, text: EncodedText, words: Tensor, spans: Sequence[Span]) -> list[Relation]:
        found: list[Relation] = []
        if not self.inventory.keys:
            return found
        for start, end, first, last in links.chunks(len(spans)):
            mentions = collate_mentions([text], [spans[start:end]])
            low = max(0, spans[start].start - 1)  # a mention's vector holds its neighbours
            mentions["spans"] -= low
            near = words[low : spans[end - 1].end + 1]
            scores = self.model.link(near, **{k: v.to(self.device) for k, v in mentions.items()})
            heads = range(first - start, last - start)
            found += links.decode(scores, self.inventory, heads, offset=start)
        return found


def _article(text: str | Article) -> Article:
    if isinstance(text, Article):
        return text
    if not isinstance(text, str):
        raise TypeError(f"a text is expected, not {type(text).__name__}")
    return Article(text)


def _batches(packed: list[tuple[int, Window]]) -> Iterator[list[tuple[int, Window]]]:
    """Windows sorted by length, longest first, in batches of at most `BATCH_IDS` ids."""
    start = 0
    while start < len(packed):
        size = max(1, BATCH_IDS // len(packed[start][1].ids))
        yield packed[start : start + size]
        start += size


def _first_owned(window: Window) -> int:
    return next(owner for owner in window.owners if owner >= 0)


def _owned(window: Window) -> int:
    return max(window.owners) - _first_owned(window) + 1
