"""Checks: whether the facts of an article agree with each other.

A check never changes a value. It compares what the text gives twice: a share with its part and its
whole, a change with the levels before and after it, parts with their sum, a fraction with its
percentage. Every number stands for all that round to it, so a check fails only where no rounding
explains the difference.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from solieu.data.article import Check, Fact

_HUNDRED = Decimal(100)
_BALANCES = ("lợi nhuận", "lãi", "siêu", "cán cân", "chênh lệch", "thặng dư", "thâm hụt")
"""Words of indicators that are differences: their parts may be more than they are."""
_BLUR = Decimal("0.05")
"""Share by which a blurred value ("gần", "hơn") may lie off."""

Range = tuple[Decimal, Decimal]
Ranges = Sequence[Range]
Found = tuple[Check, tuple[int, ...]]
"""A check, and the positions of the facts that it is about."""


def with_checks(facts: Sequence[Fact], steps: Sequence[Decimal]) -> tuple[Fact, ...]:
    """The facts with the checks that they take part in.

    Args:
        facts: The facts of an article.
        steps: For each what one in the last digit of its value counts.
    """
    ranges = [_range(fact, step) for fact, step in zip(facts, steps, strict=True)]
    checks: dict[int, list[Check]] = defaultdict(list)
    levels = _levels(facts)
    for check, places in (
        *_shares(facts, levels, ranges),
        *_changes(facts, levels, ranges),
        *_sums(facts, levels, ranges),
        *_fractions(facts, ranges),
    ):
        for place in places:
            checks[place].append(check)
    return tuple(replace(fact, checks=tuple(checks[n])) for n, fact in enumerate(facts))


Levels = dict[tuple[str, str | None, str | None], list[int]]
"""Positions of level facts by indicator, form of the period, and scope."""


def _levels(facts: Sequence[Fact]) -> Levels:
    levels: Levels = defaultdict(list)
    for place, fact in enumerate(facts):
        if fact.kind == "level" and fact.indicator and _is_plain(fact):
            levels[_key(fact, fact.indicator.name)].append(place)
    return levels


def _key(fact: Fact, name: str, form: str | None = None) -> tuple[str, str | None, str | None]:
    own = fact.during.form if fact.during else None
    return name.casefold(), form or own, fact.scope.name if fact.scope else None


def _is_plain(fact: Fact) -> bool:
    return fact.value is not None and fact.value_to is None and fact.whole is None


def _shares(facts: Sequence[Fact], levels: Levels, ranges: Ranges) -> Iterator[Found]:
    """A share is its part over one of its wholes."""
    for place, fact in enumerate(facts):
        if fact.kind != "share" or fact.unit != "%" or not fact.indicator or not _is_plain(fact):
            continue
        parts = levels.get(_key(fact, fact.indicator.name), [])
        names = fact.indicator.part_of
        wholes = [n for name in names for n in levels.get(_key(fact, name), [])]
        share = (ranges[place][0] / _HUNDRED, ranges[place][1] / _HUNDRED)
        yield from _compared("share of the whole", facts, ranges, place, (parts, wholes), share)


def _changes(facts: Sequence[Fact], levels: Levels, ranges: Ranges) -> Iterator[Found]:
    """A level is the baseline's level, changed by the percentage."""
    for place, fact in enumerate(facts):
        if fact.change is None or fact.unit != "%" or not _is_plain(fact):
            continue
        if not (fact.indicator and fact.baseline and fact.baseline.form):
            continue
        after = levels.get(_key(fact, fact.indicator.name), [])
        before = levels.get(_key(fact, fact.indicator.name, fact.baseline.form), [])
        growth = _signed(ranges[place], fact.change)
        pair = (after, before)
        yield from _compared("change between the levels", facts, ranges, place, pair, growth)


def _compared(
    name: str,
    facts: Sequence[Fact],
    ranges: Ranges,
    place: int,
    levels: tuple[Sequence[int], Sequence[int]],
    ratio: Range,
) -> Iterator[Found]:
    """Whether the levels of one list stand to those of another in a ratio.

    Any pair that does is what the text means; only where there is a single pair can it be wrong.
    """
    pairs = [
        (one, other)
        for one in levels[0]
        for other in levels[1]
        if one != other and facts[one].unit == facts[other].unit and facts[other].value
    ]
    right = [(a, b) for a, b in pairs if _meet(_ratio(ranges[a], ranges[b]), ratio)]
    if right:
        yield Check(name, holds=True), (place, *right[0])
    elif len(pairs) == 1:
        yield Check(name, holds=False), (place, *pairs[0])


def _sums(facts: Sequence[Fact], levels: Levels, ranges: Ranges) -> Iterator[Found]:
    """Parts are no more than their whole."""
    groups: dict[tuple[int, str | None], list[int]] = defaultdict(list)
    for places in levels.values():
        for place in places:
            fact = facts[place]
            if fact.indicator and fact.indicator.part_of:
                for whole in levels.get(_key(fact, fact.indicator.part_of[0]), []):
                    if facts[whole].unit == fact.unit:
                        groups[whole, fact.unit].append(place)
    for (whole, _), parts in groups.items():
        names = {facts[part].indicator for part in parts}
        if len(parts) < 2 or len(names) < len(parts) or _is_balance(facts[whole]):
            continue
        least = sum((ranges[part][0] for part in parts), Decimal(0))
        fits = least <= ranges[whole][1]
        yield Check("parts within the whole", fits), (whole, *parts)


def _is_balance(fact: Fact) -> bool:
    name = fact.indicator.name.lower() if fact.indicator else ""
    return any(word in name for word in _BALANCES)


def _fractions(facts: Sequence[Fact], ranges: Ranges) -> Iterator[Found]:
    """A fraction ("27/41") and a percentage of one indicator say the same."""
    for place, fact in enumerate(facts):
        if not fact.whole or fact.value is None or not fact.indicator:
            continue
        for other in range(max(0, place - 2), min(len(facts), place + 3)):
            rate = facts[other]
            same = rate.indicator and rate.indicator.entity == fact.indicator.entity
            if same and rate.unit == "%" and rate.kind in ("share", "progress") and _is_plain(rate):
                read = _HUNDRED * fact.value / fact.whole
                agrees = _meet((read, read), ranges[other])
                yield Check("fraction and percentage", agrees), (place, other)


def _range(fact: Fact, step: Decimal) -> Range:
    """All numbers that round to a value; wider where the text blurs it."""
    value, half = fact.value or Decimal(0), step / 2
    if fact.approximate or fact.bound:
        half = max(half, abs(value) * _BLUR)
    return value - half, value + half


def _signed(percent: Range, change: Decimal) -> Range:
    """The factors by which a level grows or shrinks."""
    ends = percent if change >= 0 else (-percent[1], -percent[0])
    return 1 + ends[0] / _HUNDRED, 1 + ends[1] / _HUNDRED


def _ratio(part: Range, whole: Range) -> Range:
    corners = [a / b for a in part for b in whole if b]
    return min(corners), max(corners)


def _meet(one: Range, other: Range) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
