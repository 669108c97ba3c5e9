"""From text to what the network reads.

`ArticleEncoder` segments a text into words with offsets and packs their subwords into windows; of
an annotated article it also places mentions and links.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from solieu.data.article import Article
from solieu.data.inventory import Inventory
from solieu.data.segmentation import Segmenter, Word, segmenter
from solieu.model.settings import Settings
from solieu.model.subwords import Subwords
from solieu.model.tagger import Span
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
        article: The article's id.
    """

    text: EncodedText
    spans: tuple[Span, ...] = ()
    links: tuple[tuple[int, int, int], ...] = ()
    lost: tuple[int, ...] = field(default=())
    article: str = ""


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
    def from_settings(cls, settings: Settings, subwords: Subwords) -> "ArticleEncoder":
        """Segmentation and windows as a model's settings say."""
        return cls(
            segmenter=segmenter(settings.segmenter),
            subwords=subwords,
            window=settings.window,
            overlap=settings.overlap,
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
        return Example(text, tuple(spans), tuple(links), tuple(lost), article.id)


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
