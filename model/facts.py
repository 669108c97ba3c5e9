"""From entities and relations to facts and officials.

A fact is a figure with what its links say: the indicator and the wholes it is part of, the
periods, the owner. Nothing is guessed: a link that is missing leaves its place empty.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from solieu.data.article import (
    Article,
    Entity,
    Fact,
    Office,
    Official,
    Relation,
    Scope,
)
from solieu.data.inventory import KINDS
from solieu.model.checks import with_checks
from solieu.model.figures import FigureValue, decimal_sign, parse_figure, step
from solieu.model.indicators import Indicators
from solieu.model.places import find_place
from solieu.model.sentences import Sentences
from solieu.model.spelling import plain
from solieu.model.timeline import Timeline

AROUND = 20
"""Characters on either side of a figure in which words that blur or bound it are looked for."""

SPELT = 4
"""Characters that a character may be spelt with: a letter, its marks, something invisible."""

_PLANNED = re.compile(
    r"\b(?:mục tiêu|phấn đấu|cam kết|dự kiến|dự báo|kỳ vọng|đặt ra|đề ra|sẽ|trước ngày)\b",
    re.IGNORECASE,
)
"""Words of a sentence that speaks of what is to come."""

Links = dict[int, list[Relation]]


def with_facts(article: Article) -> Article:
    """The article with the facts and officials that its entities and relations give."""
    links: Links = {}
    for relation in article.relations:
        links.setdefault(relation.head, []).append(relation)
    figures = [n for n, entity in enumerate(article.entities) if entity.label == "FIGURE"]
    texts = [article.entities[number].text for number in figures]
    reader = _Reader(article, links, decimal_sign(texts))
    checked = with_checks([reader.fact(number) for number in figures], [step(t) for t in texts])
    return replace(article, facts=checked, officials=tuple(_officials(article, links)))


class _Reader:
    """Reads the facts of an article, with what they share."""

    def __init__(self, article: Article, links: Links, sign: str | None) -> None:
        self._article = article
        self._links = links
        self._sign = sign
        self._indicators = Indicators(article, links)
        self._timeline = Timeline(article)
        self._sentences = Sentences(article.text)
        self._planned: dict[str, bool] = {}

    def fact(self, number: int) -> Fact:
        """The fact of a figure, an entity."""
        entity = self._article.entities[number]
        own = {relation.label: relation for relation in reversed(self._links.get(number, []))}
        kind = next((own[name] for name in KINDS if name in own), None)
        value = self._value(entity)
        sentence = self._sentences.around(entity.start, entity.end)
        if sentence not in self._planned:  # a sentence may hold a thousand figures
            self._planned[sentence] = bool(_PLANNED.search(plain(sentence)))
        ahead = self._planned[sentence]
        during, scope = self._timeline.at(own.get("during"), ahead=ahead), own.get("scope")
        used = [r for r in (kind, own.get("during"), own.get("baseline"), scope) if r is not None]
        return Fact(
            figure=number,
            kind=kind.label if kind else None,
            value=value.value,
            value_to=value.value_to,
            whole=value.whole,
            change=_change(value.value, kind.label if kind else None),
            unit=value.unit,
            unit_text=value.unit_text,
            approximate=value.approximate,
            bound=value.bound,
            ambiguous=value.ambiguous,
            indicator=self._indicators.at(kind.tail) if kind else None,
            during=during,
            baseline=self._timeline.at(own.get("baseline"), during),
            scope=_scope(self._article, scope.tail) if scope else None,
            sentence=sentence,
            score=_product([entity.score, *(relation.score for relation in used)]),
        )

    def _value(self, entity: Entity) -> FigureValue:
        text = self._article.text
        before = plain(text[max(0, entity.start - SPELT * AROUND) : entity.start] + "|")[:-1]
        after = plain("|" + text[entity.end : entity.end + SPELT * AROUND])[1:]
        return parse_figure(
            entity.text,
            before=before[-AROUND:],
            after=after[:AROUND],
            decimal_sign=self._sign,
        )


def _scope(article: Article, number: int) -> Scope:
    entity = article.entities[number]
    place = find_place(entity.text, article.date) if entity.label == "PLACE" else None
    return Scope(number, entity.text, place)


def _change(value: Decimal | None, kind: str | None) -> Decimal | None:
    if value is None or kind not in ("increase", "decrease"):
        return None
    return value if kind == "increase" else -value


def _product(scores: Iterable[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return math.prod(known) if known else None


def _officials(article: Article, links: Links) -> Iterator[Official]:
    """One person an article: a short name joins the longer one that ends with it."""
    people: dict[str, list[int]] = {}
    named = [(n, plain(e.text)) for n, e in enumerate(article.entities) if e.label == "OFFICIAL"]
    for number, name in named:
        full = max((other for _, other in named if _ends_with(other, name)), key=len)
        people.setdefault(full, []).append(number)
    for name, numbers in people.items():
        offices = [office for number in numbers for office in _offices(article, number, links)]
        entity = next(n for n, other in named if other == name)
        yield Official(entity, article.entities[entity].text, tuple(_distinct(offices)))


def _distinct(offices: Sequence[Office]) -> Iterator[Office]:
    """Each office once; a bare title is not another one where the title has a body elsewhere."""
    seen: set[tuple[str, str | None]] = set()
    with_body = {office.title.lower() for office in offices if office.organisation}
    for office in sorted(offices, key=lambda office: office.entity):
        key = (office.title.lower(), office.organisation)
        if key in seen or (office.organisation is None and key[0] in with_body):
            continue
        seen.add(key)
        yield office


def _ends_with(name: str, short: str) -> bool:
    return name == short or name.endswith(" " + short)


def _offices(article: Article, number: int, links: Links) -> Iterator[Office]:
    for held in links.get(number, []):
        if held.label == "holds":
            bodies = [r.tail for r in links.get(held.tail, []) if r.label == "of"]
            body = article.entities[bodies[0]].text if bodies else None
            yield Office(held.tail, article.entities[held.tail].text, body)
