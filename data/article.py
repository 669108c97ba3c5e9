"""The article: the one type that goes into solieu and comes out of it.

All types are frozen. Offsets count code points of the text as given, ends are exclusive, and
`text[start:end]` is always the mention itself.
"""

from dataclasses import dataclass, field
from decimal import Decimal


class ArticleError(ValueError):
    """What stands in an article contradicts itself; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention.

    Attributes:
        label: A label of the inventory, for instance `FIGURE`.
        start: Offset of its first character.
        end: Offset after its last character.
        text: The characters between, unchanged.
        score: Confidence from 0 to 1; None where a person annotated.
    """

    label: str
    start: int
    end: int
    text: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A link: `head` and `tail` are positions in the article's entities."""

    head: int
    label: str
    tail: int
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a figure measures.

    Attributes:
        entity: Position of the mention in the article's entities.
        name: The mention.
        part_of: The wholes that it is part of, nearest first.
        full_name: The wholes and the name, abbreviations written out where the article does so.
    """

    entity: int
    name: str
    part_of: tuple[str, ...] = ()
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A mention of time and its interval.

    Attributes:
        entity: Position of the mention in the article's entities.
        text: The mention.
        start: ISO date of the first day, None where it cannot be known.
        end: ISO date of the last day.
        form: The interval in short: "2024-Q3", "2024-M01/M07", ...
        reason: Why there is no interval.
        assumed: The article's date was needed and is not given: the latest date that the text
            itself names stood in for it.
    """

    entity: int
    text: str
    start: str | None = None
    end: str | None = None
    form: str | None = None
    reason: str | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A Vietnamese province or a country.

    Attributes:
        name: Its official name.
        code: Of a province the General Statistics Office's code ("38"), of a country ISO 3166-1
            ("JP").
        present: Of a province the one of the 34 since 1 July 2025 in which it lies.
    """

    name: str
    code: str
    present: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figure it is: a place or an organisation.

    Attributes:
        entity: Position of the mention in the article's entities.
        name: The mention.
        place: What it is, where it is a province or a country.
    """

    entity: int
    name: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a fact agrees with others of the article: what was compared, and if it holds."""

    name: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """What one figure says.

    Attributes:
        figure: Position of the figure in the article's entities.
        kind: `level`, `increase`, `decrease`, `share`, `progress`, or None where no indicator is
            named.
        value: Exact value in the base unit of `unit` ("45.145,7 tỷ đồng" is 45145700000000 VND);
            None where it cannot be read. For a range its lower end.
        value_to: A range's upper end, else None.
        whole: Of a fraction ("27/41") the lower number, else None.
        change: `value` with its sign, where the figure says an increase or a decrease.
        unit: ISO 4217 code, "%", "pp" (percentage points), or the unit as usually written.
        unit_text: Multiplier and unit as the text writes them.
        approximate: The text blurs the value ("gần", "khoảng", "hơn").
        bound: `lower` or `upper`, where the text makes it one ("trên", "không quá").
        ambiguous: Both readings, where dots and commas allow two and the article shows no habit.
        indicator: What is measured.
        during: The period the figure is about.
        baseline: The period it is compared with; for `progress` the plan's.
        scope: Whose figure it is.
        sentence: The sentence in which the figure stands.
        checks: What other facts of the article say for it or against it.
        score: Confidence from 0 to 1 that figure and links are all right; None where a person
            annotated.
    """

    figure: int
    kind: str | None = None
    value: Decimal | None = None
    value_to: Decimal | None = None
    whole: Decimal | None = None
    change: Decimal | None = None
    unit: str | None = None
    unit_text: str = ""
    approximate: bool = False
    bound: str | None = None
    ambiguous: tuple[Decimal, ...] = ()
    indicator: Indicator | None = None
    during: Period | None = None
    baseline: Period | None = None
    scope: Scope | None = None
    sentence: str = ""
    checks: tuple[Check, ...] = ()
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An office as the text gives it: its title and the body or territory it is held at."""

    entity: int
    title: str
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Official:
    """A person and the offices that the text gives this person."""

    entity: int
    name: str
    positions: tuple[Office, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A text with what is known of it.

    Attributes:
        text: The text as given, never changed.
        id: Names the article in outputs; a file's stem where it came from a file.
        date: ISO date of publication, or None.
        entities: Mentions in the order of their offsets.
        relations: Links between them.
        facts: One for every figure.
        officials: The persons named.

    Raises:
        ArticleError: An entity's text is not what stands at its offsets, or a relation points
            outside the entities.
    """

    text: str
    id: str = ""
    date: str | None = None
    entities: tuple[Entity, ...] = field(default=())
    relations: tuple[Relation, ...] = field(default=())
    facts: tuple[Fact, ...] = field(default=())
    officials: tuple[Official, ...] = field(default=())

    def __post_init__(self) -> None:
        for entity in self.entities:
            if self.text[entity.start : entity.end] != entity.text or not entity.text:
                raise ArticleError(
                    f"article {self.id!r}: {entity.label} {entity.text!r} does not stand at "
                    f"{entity.start}-{entity.end}; correct its offsets"
                )
        count = len(self.entities)
        for relation in self.relations:
            if not (0 <= relation.head < count and 0 <= relation.tail < count):
                raise ArticleError(
                    f"article {self.id!r}: {relation.label} links entities {relation.head} and "
                    f"{relation.tail}, but there are {count}"
                )
