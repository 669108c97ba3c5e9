"""Passages as pictures: mentions in a row, right links above it, the system's below, as SVG."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from solieu.data.article import Entity
from solieu.eval.counts import Mention, mention
from solieu.eval.errors import Link, Passage

CHARACTER = 6.6
"""Width of a character of the monospaced face at 11 pixels, generously."""
LONGEST = 34
_GAP, _PAD, _CHIP, _LEVEL, _KEY = 14.0, 6.0, 32.0, 20.0, 14.0


@dataclass(frozen=True, slots=True)
class _Chip:
    """A mention's box: whose it is, and where it lies."""

    entity: Entity
    side: str
    left: float
    width: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def draw(passage: Passage) -> str:
    """The mentions and links of a passage as an SVG element, with a description in words.

    A mention that both have stands once; one that only one of the two has is marked by its outline
    and by a word. Of links, those that both have are grey.
    """
    chips = list(_chips(passage))
    places = {mention(chip.entity): chip.middle for chip in chips}
    right, stated = set(passage.gold_links), set(passage.predicted_links)
    above = [link for link in passage.gold_links if link[2] in places]
    below = [link for link in passage.predicted_links if link[2] in places]
    up, down = _levels(above, places), _levels(below, places)
    top = _LEVEL * (max(up.values(), default=0)) + _KEY + 6
    width = chips[-1].left + chips[-1].width + _GAP if chips else 2 * _GAP
    height = top + _CHIP + _LEVEL * (max(down.values(), default=0)) + _KEY + 8
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="links" role="img" width="{width:.0f}" '
        f'height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}">',
        f"<title>{escape(_words(passage))}</title>",
    ]
    for links, levels, others, side in ((above, up, stated, "gold"), (below, down, right, "own")):
        base = top if side == "gold" else top + _CHIP
        sign = -1 if side == "gold" else 1
        for link in links:
            kind = "both" if link in others else side
            ends = places[link[0]], places[link[2]]
            pieces += _arc(link[1], ends, base, sign * _LEVEL * levels[link], kind)
    for chip in chips:
        pieces += _box(chip, top)
    return "".join([*pieces, "</svg>"])


def _chips(passage: Passage) -> Iterator[_Chip]:
    right = {mention(entity): entity for entity in passage.gold}
    stated = {mention(entity): entity for entity in passage.predicted}
    left = _GAP / 2
    for key in sorted({**right, **stated}, key=lambda key: (key[1], key[2], key[0])):
        side = "both" if key in right and key in stated else "gold" if key in right else "own"
        entity = right.get(key) or stated[key]
        width = 2 * _PAD + CHARACTER * max(len(_short(entity.text)), len(entity.label) + 8)
        yield _Chip(entity, side, left, width)
        left += width + _GAP


def _levels(links: Sequence[Link], places: Mapping[Mention, float]) -> dict[Link, int]:
    """How high each arc goes, so that those over one another do not touch; the short ones first."""

    def ends(link: Link) -> tuple[float, float]:
        one, other = places[link[0]], places[link[2]]
        return min(one, other), max(one, other)

    levels: dict[Link, int] = {}
    for link in sorted(links, key=lambda link: (ends(link)[1] - ends(link)[0], link)):
        low, high = ends(link)
        over = [
            level
            for other, level in levels.items()
            if ends(other)[0] < high and low < ends(other)[1]
        ]
        levels[link] = next(n for n in range(1, len(links) + 1) if n not in over)
    return levels


def _arc(key: str, ends: tuple[float, float], base: float, rise: float, kind: str) -> Iterator[str]:
    head, tail = ends
    shift = 5 if tail > head else -5
    top = base + rise
    yield (
        f'<path class="{kind}" d="M{head + shift:.1f} {base:.1f} V{top:.1f} H{tail - shift:.1f} '
        f'V{base:.1f}"/>'
    )
    yield f'<circle class="{kind}" cx="{tail - shift:.1f}" cy="{base:.1f}" r="3"/>'
    middle, line = (head + tail) / 2, top - 3 if rise < 0 else top + 11
    yield f'<text class="key {kind}" x="{middle:.1f}" y="{line:.1f}">{escape(key)}</text>'


def _box(chip: _Chip, top: float) -> Iterator[str]:
    label = chip.entity.label
    note = {"gold": " missed", "own": " not so", "both": ""}[chip.side]
    yield (
        f'<rect class="chip {chip.side} l-{escape(label)}" x="{chip.left:.1f}" y="{top:.1f}" '
        f'width="{chip.width:.1f}" height="{_CHIP:.0f}" rx="4"/>'
    )
    yield (
        f'<text x="{chip.left + _PAD:.1f}" y="{top + 13:.1f}">{escape(_short(chip.entity.text))}'
        f'</text><text class="label" x="{chip.left + _PAD:.1f}" y="{top + 26:.1f}">'
        f"{escape(label + note)}</text>"
    )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _words(passage: Passage) -> str:
    right, stated = set(passage.gold_links), set(passage.predicted_links)
    told = [f"{error.kind}: {_mention(error.gold or error.predicted)}" for error in passage.errors]
    told += [f"missed link: {_link(link)}" for link in passage.gold_links if link not in stated]
    told += [
        f"spurious link: {_link(link)}" for link in passage.predicted_links if link not in right
    ]
    return "; ".join(told) or "nothing is wrong"


def _mention(entity: Entity | None) -> str:
    return f"{entity.label} {entity.text!r}" if entity else ""


def _link(link: Link) -> str:
    (head, *_), key, (tail, *_) = link
    return f"{head} {key} {tail}"
