"""Errors: every mention and link that a system missed, made up or got wrong, in its sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from solieu.data.article import Article, Entity, Relation
from solieu.eval.counts import Mention, mention
from solieu.model.sentences import Sentences

MISSED, SPURIOUS, LABEL, BOUNDARY = "missed", "spurious", "label", "boundary"
KINDS = (MISSED, SPURIOUS, LABEL, BOUNDARY)
LINK = "link"

Link = tuple[Mention, str, Mention]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class MentionError:
    """A mention that is not as it should be.

    Attributes:
        kind: One of `KINDS`: `boundary` has the right label, `label` the right span or neither.
        gold: The right mention, None where there is none.
        predicted: The system's, None where it has none.
    """

    kind: str
    gold: Entity | None
    predicted: Entity | None

    @property
    def label(self) -> str:
        """The right label, or the one that was made up."""
        entity = self.gold or self.predicted
        assert entity is not None
        return entity.label

    @property
    def start(self) -> int:
        """Where it begins."""
        return min(entity.start for entity in (self.gold, self.predicted) if entity)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence in which something is wrong.

    Attributes:
        article: The article's id.
        start: Where the sentence begins in the text.
        text: The sentence.
        gold: The right mentions in it.
        predicted: The system's.
        gold_links: The right links whose heads stand in it.
        predicted_links: The system's.
        errors: What is wrong with mentions.
        missed_links: Keys of right links that the system lacks.
        spurious_links: Keys of links that it made up.
    """

    article: str
    start: int
    text: str
    gold: tuple[Entity, ...]
    predicted: tuple[Entity, ...]
    gold_links: tuple[Link, ...]
    predicted_links: tuple[Link, ...]
    errors: tuple[MentionError, ...]
    missed_links: tuple[str, ...]
    spurious_links: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How many things are wrong."""
        return len(self.errors) + len(self.missed_links) + len(self.spurious_links)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of what is wrong, links among them, each once."""
        links = bool(self.missed_links or self.spurious_links)
        return tuple(dict.fromkeys([*(e.kind for e in self.errors), *([LINK] if links else [])]))

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels and keys of what is wrong, each once."""
        keys = (*self.missed_links, *self.spurious_links)
        return tuple(dict.fromkeys([*(error.label for error in self.errors), *keys]))


def mention_errors(gold: Article, predicted: Article) -> list[MentionError]:
    """Compare the mentions of one article; a wrong one goes with the right one it touches most."""
    right = {mention(entity): entity for entity in gold.entities}
    stated = {mention(entity): entity for entity in predicted.entities}
    missed = [entity for key, entity in right.items() if key not in stated]
    spurious = [entity for key, entity in stated.items() if key not in right]
    touching = sorted(
        (
            (-_common(one, other), one.label != other.label, m, s)
            for m, one in enumerate(missed)
            for s, other in enumerate(spurious)
            if _common(one, other) > 0
        ),
    )
    pairs: dict[int, int] = {}
    for _, _, m, s in touching:
        if m not in pairs and s not in pairs.values():
            pairs[m] = s
    errors = [
        MentionError(
            BOUNDARY if missed[m].label == spurious[s].label else LABEL, missed[m], spurious[s]
        )
        for m, s in pairs.items()
    ]
    errors += [MentionError(MISSED, e, None) for m, e in enumerate(missed) if m not in pairs]
    taken = set(pairs.values())
    errors += [MentionError(SPURIOUS, None, e) for s, e in enumerate(spurious) if s not in taken]
    return sorted(errors, key=lambda error: error.start)


def passages(gold: Article, predicted: Article) -> Iterator[Passage]:
    """The sentences of one article in which something is wrong, in order."""
    sentences = Sentences(gold.text)
    errors = _by_sentence(
        sentences, ((error.start, error) for error in mention_errors(gold, predicted))
    )
    right, stated = _links(gold), _links(predicted)
    missed = _by_sentence(sentences, ((link[0][1], link) for link in right if link not in stated))
    spurious = _by_sentence(sentences, ((link[0][1], link) for link in stated if link not in right))
    for start, end in sorted({*errors, *missed, *spurious}):
        yield Passage(
            article=gold.id,
            start=start,
            text=gold.text[start:end],
            gold=_within(gold.entities, start, end),
            predicted=_within(predicted.entities, start, end),
            gold_links=tuple(link for link in right if start <= link[0][1] < end),
            predicted_links=tuple(link for link in stated if start <= link[0][1] < end),
            errors=tuple(errors.get((start, end), ())),
            missed_links=tuple(key for _, key, _ in missed.get((start, end), ())),
            spurious_links=tuple(key for _, key, _ in spurious.get((start, end), ())),
        )


def instructive(found: Iterable[Passage], count: int = 20) -> list[Passage]:
    """The passages that teach most: rare mistakes are worth more than a frequent one again.

    Every passage is worth the sum, over the things that are wrong in it, of one over how often such
    a thing is wrong; of one article two passages at most are taken.
    """
    everything = list(found)
    frequency = Counter(thing for passage in everything for thing in _things(passage))

    def worth(passage: Passage) -> float:
        return sum(1 / frequency[thing] for thing in set(_things(passage)))

    chosen: list[Passage] = []
    taken: Counter[str] = Counter()
    for passage in sorted(everything, key=lambda p: (-worth(p), p.article, p.start)):
        if taken[passage.article] < 2:
            taken[passage.article] += 1
            chosen.append(passage)
    return chosen[:count]


def confusion(pairs: Iterable[tuple[Article, Article]]) -> dict[tuple[str, str], int]:
    """How often a gold label became another: (gold, predicted); "" stands for no mention."""
    found: Counter[tuple[str, str]] = Counter()
    for gold, predicted in pairs:
        for error in mention_errors(gold, predicted):
            right = error.gold.label if error.gold else ""
            found[right, error.predicted.label if error.predicted else ""] += 1
        stated = {mention(entity) for entity in predicted.entities}
        found.update((e.label, e.label) for e in gold.entities if mention(e) in stated)
    return dict(found)


def sides(pairs: Iterable[tuple[Article, Article]]) -> dict[str, Mapping[str, int]]:
    """Boundary errors by label: how often a mention begins or ends too early or too late."""
    found: dict[str, Counter[str]] = {}
    for gold, predicted in pairs:
        for error in mention_errors(gold, predicted):
            if error.kind == BOUNDARY and error.gold and error.predicted:
                counts = found.setdefault(error.label, Counter())
                counts.update(_sides(error.gold, error.predicted))
    return dict(sorted(found.items()))


def _sides(gold: Entity, predicted: Entity) -> Iterator[str]:
    if predicted.start != gold.start:
        yield "begins too early" if predicted.start < gold.start else "begins too late"
    if predicted.end != gold.end:
        yield "ends too early" if predicted.end < gold.end else "ends too late"


def _things(passage: Passage) -> Iterator[str]:
    yield from (f"{error.kind} {error.label}" for error in passage.errors)
    yield from (f"missed {key}" for key in passage.missed_links)
    yield from (f"spurious {key}" for key in passage.spurious_links)


def _links(article: Article) -> dict[Link, Relation]:
    """Links by their ends, in the order of their heads."""
    found = {}
    for link in sorted(article.relations, key=lambda r: article.entities[r.head].start):
        head, tail = article.entities[link.head], article.entities[link.tail]
        found[mention(head), link.label, mention(tail)] = link
    return found


def _by_sentence(
    sentences: Sentences, items: Iterable[tuple[int, Item]]
) -> dict[tuple[int, int], list[Item]]:
    found: dict[tuple[int, int], list[Item]] = {}
    for place, item in items:
        found.setdefault(sentences.span(place), []).append(item)
    return found


def _within(entities: Iterable[Entity], start: int, end: int) -> tuple[Entity, ...]:
    inside = (entity for entity in entities if start <= entity.start < end)
    return tuple(sorted(inside, key=lambda entity: entity.start))


def _common(one: Entity, other: Entity) -> int:
    return min(one.end, other.end) - max(one.start, other.start)
