"""The extractor: from raw text to an article with entities, relations, facts and officials."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from solieu.data.article import Article, Entity, Relation
from solieu.data.inventory import Inventory
from solieu.model import links, pooling
from solieu.model.confidence import calibrated
from solieu.model.edges import mentions
from solieu.model.encoding import ArticleEncoder, EncodedText
from solieu.model.engine import Array, Candidates, Engine
from solieu.model.facts import with_facts
from solieu.model.settings import Settings
from solieu.model.tagger import Span

GROUP = 30_000
"""Characters after which a group of articles is read without waiting for more."""


class Extractor:
    """Extracts facts from texts.

    Args:
        engine: Runs the network.
        encoder: Segmentation and vocabulary, as the network was trained with.
        settings: What the model's config says of labels and scores.
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
        engine: Engine,
        encoder: ArticleEncoder,
        settings: Settings,
        *,
        min_score: float = 0.0,
        record: Mapping[str, Any] | None = None,
    ) -> None:
        if not 0 <= min_score <= 1:
            raise ValueError(f"min_score is {min_score}; give a number from 0 to 1")
        self.engine = engine
        self.encoder = encoder
        self.settings = settings
        self.min_score = min_score
        self.record = record or {}

    @property
    def inventory(self) -> Inventory:
        """The labels and keys that the model knows."""
        return self.settings.inventory

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
        encoded = [self.encoder.encode(article.text)]
        dated = replace(article, date=date or article.date)
        return next(self._answers([dated], encoded, lambda: self._read(encoded)))

    def pipe(self, texts: Iterable[str | Article], batch_size: int = 64) -> Iterator[Article]:
        """Extract the facts of a stream of articles, lazily and in order.

        While the network reads one group of articles, the next is segmented and the facts of the
        last are derived; answers do not depend on which articles share a group. If the stream
        raises, the answers of what came before it are given first.

        Args:
            texts: Texts, or articles whose text, id and date are taken.
            batch_size: Articles of a group at most; long ones make a smaller group. Two groups are
                read ahead at most.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; give 1 or more")
        answers: Iterator[Article] = iter(())
        with ThreadPoolExecutor(1, "solieu") as network:
            for group in _groups(texts, batch_size):
                encoded = [self.encoder.encode(article.text) for article in group]
                values = network.submit(self._read, encoded)
                yield from answers
                answers = self._answers(group, encoded, values.result)
            yield from answers

    def link(self, article: Article) -> Article:
        """Link the entities that an article already has, and derive its facts.

        Entities keep their scores; those that do not begin and end on a word stay without links.
        """
        example = self.encoder.example(replace(article, relations=()), self.inventory)
        (words, _), *_ = self._read([example.text])
        entities = sorted(range(len(article.entities)), key=lambda n: article.entities[n].start)
        placed = [number for number in entities if number not in example.lost]
        (found,) = self._link([example.text], [words], [example.spans])
        relations = [
            replace(relation, head=placed[relation.head], tail=placed[relation.tail])
            for relation in found
        ]
        linked = self._sure(with_facts(replace(article, relations=tuple(relations))))
        return replace(linked, entities=article.entities)

    def _answers(
        self,
        articles: Sequence[Article],
        texts: Sequence[EncodedText],
        values: Callable[[], Sequence[tuple[Array, Array]]],
    ) -> Iterator[Article]:
        found = values()
        spans = [
            mentions(scores, text, self.inventory)
            for (_, scores), text in zip(found, texts, strict=True)
        ]
        linked = self._link(texts, [words for words, _ in found], spans)
        for article, text, own, relations in zip(articles, texts, spans, linked, strict=True):
            own, relations = links.pointed_at(own, relations, self.inventory)
            entities = tuple(self._entity(article.text, text, span) for span in own)
            bare = replace(article, facts=(), officials=())
            tagged = replace(bare, entities=entities, relations=tuple(relations))
            yield self._sure(with_facts(tagged))

    def _sure(self, article: Article) -> Article:
        """The article with calibrated scores, without the facts whose score is too low."""
        found = calibrated(article, self.settings.calibration)
        facts = tuple(
            fact for fact in found.facts if fact.score is None or fact.score >= self.min_score
        )
        return replace(found, facts=facts)

    def _entity(self, source: str, text: EncodedText, span: Span) -> Entity:
        start, end = text.words[span.start].start, text.words[span.end - 1].end
        label = self.inventory.labels[span.label]
        return Entity(label, start, end, source[start:end], span.score)

    def _read(self, texts: Sequence[EncodedText]) -> Sequence[tuple[Array, Array]]:
        """Of each text its word vectors (words, width) and scores (words, tags)."""
        owners = [n for n, text in enumerate(texts) for _ in text.windows]
        packed = [window for text in texts for window in text.windows]
        found: list[tuple[Array, Array]] = [_NOTHING] * len(texts)
        batches = list(pooling.batches(packed, self.engine))
        pad, multiple = self.encoder.subwords.pad, self.engine.multiple
        given = (pooling.collate([packed[n] for n in b], pad, multiple) for b in batches)
        for batch, values in zip(batches, self.engine.encode(given), strict=True):
            for row, place in enumerate(batch):
                number = owners[place]
                owned, means = pooling.words_of(packed[place], *(array[row] for array in values))
                if found[number] is _NOTHING:
                    count = len(texts[number].words)
                    vectors, scores = (np.empty((count, m.shape[1]), np.float32) for m in means)
                    found[number] = vectors, scores
                for array, mean in zip(found[number], means, strict=True):
                    array[owned] = mean
        return found

    def _link(
        self,
        texts: Sequence[EncodedText],
        words: Sequence[Array],
        spans: Sequence[Sequence[Span]],
    ) -> Iterator[list[Relation]]:
        """The links among the mentions of each text, in order."""
        if not self.inventory.keys:
            yield from ([] for _ in texts)
            return
        parts = [links.chunks(len(mentions)) for mentions in spans]
        given = (
            _candidates(text, vectors, mentions[start:end])
            for text, vectors, mentions, chunks in zip(texts, words, spans, parts, strict=True)
            for start, end, _, _ in chunks
        )
        scores = self.engine.link(given)
        for chunks in parts:
            found: list[Relation] = []
            for start, _, first, last in chunks:
                heads = range(first - start, last - start)
                found += links.decode(*next(scores), self.inventory, heads, offset=start)
            yield found


_NOTHING = (np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32))
"""What is known of a text without words."""


def _groups(texts: Iterable[str | Article], most: int) -> Iterator[list[Article]]:
    """The articles of a stream in groups; those before an error of the stream, then the error."""
    stream = iter(texts)
    while True:
        group: list[Article] = []
        size = 0
        try:
            for text in islice(stream, most):
                group.append(_article(text))
                size += len(group[-1].text)
                if size >= GROUP:
                    break
        except Exception:
            yield group
            yield []  # the answers of a group are given when the next one has been read
            raise
        if not group:
            return
        yield group


def _article(text: str | Article) -> Article:
    if isinstance(text, Article):
        return text
    if not isinstance(text, str):
        raise TypeError(f"a text is expected, not {type(text).__name__}")
    return Article(text)


def _candidates(text: EncodedText, words: Array, spans: Sequence[Span]) -> Candidates:
    """What the linker sees of mentions that follow each other."""
    bounds = np.array([(span.start, span.end - 1) for span in spans], np.int64)
    labels = np.array([span.label for span in spans], np.int64)
    starts = [span.start for span in spans]
    places = np.array([(n, text.sentences[n], text.lines[n]) for n in starts], np.int64)
    low = max(0, starts[0] - 1)  # a mention's vector holds its neighbours
    near = words[low : spans[-1].end + 1]
    return pooling.mentions(near, bounds - low), labels, places
