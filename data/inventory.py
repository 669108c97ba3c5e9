"""The inventory: which labels and keys an annotation may use, and what each key may point at.

The inventory is data. A model carries the one it was trained with in its config, and everything
downstream (tagger, linker, scores) follows it. `SOLIEU` is the inventory of the guideline.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solieu.data.article import Article


@dataclass(frozen=True)
class Key:
    """One key: a relation from a mention labelled `head` to one labelled by any of `tails`.

    Attributes:
        name: The key as annotated, for instance `during`.
        head: The label of the mention that carries the key.
        tails: The labels that it may point at.
        role: Keys of one head that answer the same question share a role, and a mention fills a
            role with one key only: `level` and `increase` both say what a figure measures.
            Defaults to the key's own name.
    """

    name: str
    head: str
    tails: tuple[str, ...]
    role: str = ""

    def __post_init__(self) -> None:
        if not self.role:
            object.__setattr__(self, "role", self.name)


@dataclass(frozen=True)
class Role:
    """A question that every mention labelled `head` answers: which of the `tails`, by which key."""

    name: str
    head: str
    tails: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Inventory:
    """The labels of mentions and the keys between them.

    Attributes:
        labels: The labels.
        keys: The keys.
        targets: The labels of which only those mentions count that a link points at.

    Raises:
        ValueError: A label or key stands twice, or a label is named that is not there.
    """

    labels: tuple[str, ...]
    keys: tuple[Key, ...] = field(default=())
    targets: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        names = [key.name for key in self.keys]
        for name in [*self.labels, *names]:
            if self.labels.count(name) + names.count(name) > 1:
                raise ValueError(f"the inventory names {name!r} twice")
        for key in self.keys:
            for label in (key.head, *key.tails):
                if label not in self.labels:
                    raise ValueError(f"key {key.name!r} names the unknown label {label!r}")
        for label in self.targets:
            if not any(label in key.tails for key in self.keys):
                raise ValueError(f"targets name {label!r}, at which no key points")

    def key(self, name: str) -> Key | None:
        """The key of that name, or None."""
        return next((key for key in self.keys if key.name == name), None)

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The roles in the order in which their first keys stand."""
        grouped: dict[tuple[str, str], list[Key]] = {}
        for key in self.keys:
            grouped.setdefault((key.head, key.role), []).append(key)
        return tuple(
            Role(role, head, _union(key.tails for key in keys), tuple(key.name for key in keys))
            for (head, role), keys in grouped.items()
        )

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The BIO tags: `O`, then `B-` and `I-` of every label."""
        return ("O", *(f"{prefix}-{label}" for label in self.labels for prefix in "BI"))

    def to_dict(self) -> dict[str, Any]:
        """A form that JSON and YAML hold; `from_dict` reads it back.

        Keys are a list, since their order numbers a model's outputs and writers of JSON sort
        mappings.
        """
        keys = [
            {"name": key.name, "head": key.head, "tails": list(key.tails), "role": key.role}
            for key in self.keys
        ]
        targets = {"targets": list(self.targets)} if self.targets else {}
        return {"labels": list(self.labels), "keys": keys, **targets}

    @classmethod
    def from_dict(cls, source: Mapping[str, Any]) -> "Inventory":
        """Read what `to_dict` wrote.

        Raises:
            ValueError: Labels are no list, or `Inventory` refuses them.
        """
        for name in ("labels", "targets"):
            if not isinstance(source.get(name, ()), list | tuple):
                raise ValueError(f"{name} are {source[name]!r}, not a list")
        keys = (
            Key(key["name"], key["head"], tuple(key["tails"]), key.get("role", ""))
            for key in source.get("keys", ())
        )
        return cls(tuple(source["labels"]), tuple(keys), tuple(source.get("targets", ())))


def inventory_of(articles: "Iterable[Article]") -> Inventory:
    """The labels and keys that annotated articles use.

    Labels and keys stand in alphabetical order, so that the same annotation gives the same
    inventory. Where all of them are `SOLIEU`'s, it is `SOLIEU`.

    Raises:
        ValueError: A key leaves from mentions of several labels.
    """
    labels: set[str] = set()
    heads: dict[str, set[str]] = {}
    tails: dict[str, set[str]] = {}
    for article in articles:
        labels.update(entity.label for entity in article.entities)
        for link in article.relations:
            heads.setdefault(link.label, set()).add(article.entities[link.head].label)
            tails.setdefault(link.label, set()).add(article.entities[link.tail].label)
    if labels <= set(SOLIEU.labels) and all(SOLIEU.key(name) for name in heads):
        return SOLIEU
    for name, found in heads.items():
        if len(found) > 1:
            several = " and ".join(sorted(found))
            raise ValueError(f"key {name!r} leaves from {several}; give each label its own key")
    keys = (Key(name, heads[name].pop(), tuple(sorted(tails[name]))) for name in sorted(heads))
    return Inventory(tuple(sorted(labels)), tuple(keys))


def _union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for group in groups for label in group))


KINDS = ("level", "increase", "decrease", "share", "progress")
"""The keys that say what a figure tells of its indicator; together they are the role `kind`."""

SOLIEU = Inventory(
    labels=(
        "OFFICIAL",
        "POSITION",
        "ORGANISATION",
        "PLACE",
        "INDICATOR",
        "FIGURE",
        "PERIOD",
    ),
    keys=(
        *(Key(kind, "FIGURE", ("INDICATOR",), role="kind") for kind in KINDS),
        Key("during", "FIGURE", ("PERIOD",)),
        Key("baseline", "FIGURE", ("PERIOD",)),
        Key("scope", "FIGURE", ("PLACE", "ORGANISATION")),
        Key("part_of", "INDICATOR", ("INDICATOR",)),
        Key("holds", "OFFICIAL", ("POSITION",)),
        Key("of", "POSITION", ("ORGANISATION", "PLACE")),
    ),
    targets=("INDICATOR",),
)
