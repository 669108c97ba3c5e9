"""From text to what the network reads, and from articles to batches of tensors.

`ArticleEncoder` segments a text into words with offsets and packs their subwords into windows.
`collate` puts encoded articles, with their gold mentions and links where there are any, into the
tensors that `SolieuModel.forward` takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from solieu.data.article import Article
from solieu.data.inventory import Inventory
from solieu.data.segmentation import Segmenter, Word, segmenter
from solieu.model.config import SolieuConfig
from solieu.model.subwords import Subwords
from solieu.model.tagger import Span, tags_of
from solieu.model.windows import Window, windows


@dataclass(frozen=True)
class EncodedText:
    """A text as words and windows.

    Attributes:
        words: The words in order.
        sentences: For each word the number of its sentence.
        lines: For each word the number of its line.
        windows: The windows; every word is owned by exactly one.
    """

    words: tuple[Word, ...]
    sentences: tuple[int, ...]
    lines: tuple[int, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Example:
    """An encoded article with its gold mentions and links.

    Attributes:
        text: The encoded text.
        spans: Mentions in words, in order.
        links: (head, key, tail): positions in `spans`, and the key's index in the inventory.
        lost: Mentions that do not begin and end on a word, or lie over another one.
    """

    text: EncodedText
    spans: tuple[Span, ...] = ()
    links: tuple[tuple[int, int, int], ...] = ()
    lost: tuple[int, ...] = field(default=())


class ArticleEncoder:
    """Turns texts into `EncodedText`, and annotated articles into `Example`.

    Args:
        segmenter: Finds the words.
        subwords: Gives the ids of a word.
        window: Ids of a window at most.
        overlap: Ids of context at most that a window shares with the one before it.
    """

    def __init__(
        self, *, segmenter: Segmenter, subwords: Subwords, window: int, overlap: int
    ) -> None:
        self.segmenter = segmenter
        self.subwords = subwords
        self.window = window
        self.overlap = overlap

    @classmethod
    def from_config(cls, config: SolieuConfig, subwords: Subwords) -> "ArticleEncoder":
        """Segmentation and windows as a model's config says."""
        return cls(
            segmenter=segmenter(config.segmenter),
            subwords=subwords,
            window=config.window,
            overlap=config.overlap,
        )

    def encode(self, text: str) -> EncodedText:
        """Segment a text and pack it into windows."""
        sentences = self.segmenter.sentences(text)
        ids = [[self.subwords.ids(word.form) for word in s.words] for s in sentences]
        packed = windows(
            ids,
            [sentence.line for sentence in sentences],
            size=self.window,
            overlap=self.overlap,
            bos=self.subwords.bos,
            eos=self.subwords.eos,
            unk=self.subwords.unk,
        )
        numbered = [(n, s.line) for n, s in enumerate(sentences) for _ in s.words]
        return EncodedText(
            words=tuple(word for sentence in sentences for word in sentence.words),
            sentences=tuple(number for number, _ in numbered),
            lines=tuple(line for _, line in numbered),
            windows=tuple(packed),
        )

    def example(self, article: Article, inventory: Inventory) -> Example:
        """Encode an annotated article.

        Raises:
            ValueError: The article has a label or key that the inventory lacks.
        """
        text = self.encode(article.text)
        spans, places, lost = _gold_spans(article, text.words, inventory)
        keys = [key.name for key in inventory.keys]
        links = []
        for relation in article.relations:
            if relation.label not in keys:
                raise ValueError(f"article {article.id!r}: the inventory lacks {relation.label!r}")
            if relation.head in places and relation.tail in places:
                key = keys.index(relation.label)
                links.append((places[relation.head], key, places[relation.tail]))
        return Example(text, tuple(spans), tuple(links), tuple(lost))


def _gold_spans(
    article: Article, words: Sequence[Word], inventory: Inventory
) -> tuple[list[Span], dict[int, int], list[int]]:
    """Mentions in words, where each entity went, and the entities that are lost."""
    first = {word.start: number for number, word in enumerate(words)}
    last = {word.end: number for number, word in enumerate(words)}
    spans: list[Span] = []
    places: dict[int, int] = {}
    lost: list[int] = []
    order = sorted(range(len(article.entities)), key=lambda n: article.entities[n].start)
    for number in order:
        entity = article.entities[number]
        if entity.label not in inventory.labels:
            raise ValueError(f"article {article.id!r}: the inventory lacks {entity.label!r}")
        start, end = first.get(entity.start), last.get(entity.end)
        if start is None or end is None or (spans and start < spans[-1].end):
            lost.append(number)
            continue
        places[number] = len(spans)
        spans.append(Span(start, end + 1, inventory.labels.index(entity.label)))
    return spans, places, lost


def collate_windows(
    packed: Sequence[Window], pad: int, offsets: Sequence[int]
) -> dict[str, Tensor]:
    """Windows as padded tensors.

    Args:
        packed: The windows.
        pad: The padding id.
        offsets: For each window the number of the first word of its article in the batch.

    Returns:
        `input_ids`, `attention_mask` and `owners`, each (windows, length); an owner is the number
        of a word in the batch, -1 for special tokens, context and padding.
    """
    length = max(len(window.ids) for window in packed)
    ids = torch.full((len(packed), length), pad)
    owners = torch.full((len(packed), length), -1)
    for row, (window, offset) in enumerate(zip(packed, offsets, strict=True)):
        size = len(window.ids)
        ids[row, :size] = torch.tensor(window.ids)
        own = torch.tensor(window.owners)
        owners[row, :size] = torch.where(own >= 0, own + offset, own)
    mask = torch.zeros_like(ids)
    for row, window in enumerate(packed):
        mask[row, : len(window.ids)] = 1
    return {"input_ids": ids, "attention_mask": mask, "owners": owners}


def collate_mentions(
    texts: Sequence[EncodedText], spans: Sequence[Sequence[Span]]
) -> dict[str, Tensor]:
    """Mentions of several articles as padded tensors.

    Returns:
        `spans` (articles, mentions, 2), the first and the last word in the batch; `labels`
        (articles, mentions), -1 where padded; `places` (articles, mentions, 3) as in `Mentions`.
    """
    count = max(1, max(len(found) for found in spans))
    bounds = torch.zeros(len(spans), count, 2, dtype=torch.long)
    labels = torch.full((len(spans), count), -1)
    places = torch.zeros(len(spans), count, 3, dtype=torch.long)
    offset = 0
    for row, (text, found) in enumerate(zip(texts, spans, strict=True)):
        for column, span in enumerate(found):
            start = span.start
            bounds[row, column] = torch.tensor([offset + start, offset + span.end - 1])
            labels[row, column] = span.label
            places[row, column] = torch.tensor([start, text.sentences[start], text.lines[start]])
        offset += len(text.words)
    return {"spans": bounds, "labels": labels, "places": places}


def collate(examples: Sequence[Example], pad: int) -> dict[str, Tensor]:
    """Examples as the arguments of `SolieuModel.forward`.

    Returns:
        What `collate_windows` and `collate_mentions` give, `tags` (words,) and `links` (links, 4):
        article, head, key, tail.
    """
    texts = [example.text for example in examples]
    packed: list[Window] = []
    offsets: list[int] = []
    offset = 0
    for text in texts:
        packed += text.windows
        offsets += [offset] * len(text.windows)
        offset += len(text.words)
    tags = [tag for e in examples for tag in tags_of(e.spans, len(e.text.words))]
    links = [(row, *link) for row, example in enumerate(examples) for link in example.links]
    return {
        **collate_windows(packed, pad, offsets),
        **collate_mentions(texts, [example.spans for example in examples]),
        "tags": torch.tensor(tags),
        "links": torch.tensor(links, dtype=torch.long).view(-1, 4),
    }
