"""The rule baseline: links between given mentions by cue words and nearness.

What a careful person writes with regular expressions in an afternoon, and what every system here
has to beat. It knows the keys of the guideline, reads one article at a time, and learns nothing;
its few numbers were chosen on annotated articles.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from solieu.data.article import Article, Relation
from solieu.eval.surroundings import Surroundings
from solieu.eval.tagging import tag_by_rules

__all__ = ["extract_by_rules", "link_by_rules", "tag_by_rules"]

_IGNORE = re.IGNORECASE
_CUE = re.compile(
    r"(?P<share>chiếm|t[ỷỉ] trọng|góp|nắm|giữ|sở hữu|chi phối|dành|trong (?:tổng )?số)"
    r"|(?P<progress>hoàn thành|vượt)"
    r"|(?P<decrease>giảm|sụt|thấp hơn|mất|\(-)"
    r"|(?P<increase>tăng|thêm|gấp|cao hơn|\(\+)"
    r"|(?P<level>lên|xuống|còn|đạt|mức|là|có|bằng|từ(?=\D{0,8}$))",
    _IGNORE,
)
_GOES_ON = re.compile(
    r"(?:\s*về \w+(?: \w+)?)?\W*(?:và|tương (?:đương|ứng)|tức|hay)?(?: với)?"
    r"\s*(?:khoảng|gần|hơn|trên)?\s*"
)
_RATE = re.compile(r"%|\d/\d|một nửa|phần")
_PLAN = re.compile(r"\s*(?:so với |của )?(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu)")
_WHOLE = re.compile(r"\s*(?:(?:trong )?tổng|vốn|cổ phần|trong số|số)\b")

_SAME_TIME = re.compile(r"cùng (?:kỳ|kì|thời điểm)", _IGNORE)
_COMPARED = re.compile(
    r"(?:so với|so|hơn|kế hoạch|dự toán)(?: cuối| mức| mức của| tháng| bình quân)?\s*$", _IGNORE
)
_RIGHT_AFTER = re.compile(r"\s*\(?(?:trong|vào|của|cho|ở)?\s*")
_NOW = re.compile(r"\bhiện(?: nay| tại| có| đang|,)", _IGNORE)
_AND_ONE_MORE = re.compile(r"[^,;]{0,25}(?:và|,) ?[^,;]{0,12}")

_OF = re.compile(r"\s*(?:của|tại|ở|trên)?(?: cả)?\s*")
_NO_OWNER_BEFORE = re.compile(r"(?:theo|từ|với|trình|giao|cho|sang|tại|ở|vào|và|[-(])\s*$", _IGNORE)
_NO_OWNER_AFTER = re.compile(r"\s*(?:cho|đề|với|và|nhận|dự báo|[),-])")

_COMPONENTS = re.compile(r"trong (?:số )?đó|gồm|riêng", _IGNORE)
_HONORIFIC = re.compile(r"[\s,–-]*(?:của)?[\s,–-]*(?:ông|bà|đồng chí|TS|GS|PGS)?[\s.]*", _IGNORE)
_APPOSITION = re.compile(r"\s*(?:[,–(-]|là|làm|giữ chức)\s*(?:là |hiện là |nguyên |cựu )?")
_AT_BODY = re.compile(r" (?:của |tại )?|(?:, | kiêm )[^,]{0,40}")


def extract_by_rules(article: Article) -> Article:
    """Read an article's text by rules alone: mentions first, then the links between them."""
    return link_by_rules(tag_by_rules(article))


def link_by_rules(article: Article) -> Article:
    """Replace the article's relations by those that the rules see between its mentions.

    Facts and officials are left out, since they follow from relations.
    """
    return replace(article, relations=tuple(_Rules(article).relations()), facts=(), officials=())


class _Rules:
    """The rules for one article; figures are read in order, since one inherits from another."""

    def __init__(self, article: Article) -> None:
        self.near = Surroundings(article)
        self.kinds: dict[int, str] = {}
        self.during: dict[int, int | None] = {}
        self.baseline: dict[int, int | None] = {}

    def relations(self) -> Iterator[Relation]:
        """Every link, figures first; the kinds of figures tell where a whole is named."""
        finders: tuple[tuple[str, Callable[[int], dict[str, int | None]]], ...] = (
            ("FIGURE", self.read_figure),
            ("INDICATOR", lambda at: {"part_of": self.find_whole(at)}),
            ("OFFICIAL", lambda at: {"holds": self.find_office(at)}),
            ("POSITION", lambda at: {"of": self.find_body(at)}),
        )
        for label, find in finders:
            for at in self.near.all(label):
                for key, target in find(at).items():
                    if target is not None:
                        yield Relation(at, key, target)

    def read_figure(self, at: int) -> dict[str, int | None]:
        """The targets of one figure by their keys, noted for the figures after it."""
        kind = self.kinds[at] = self.find_kind(at)
        self.during[at] = self.find_during(at)
        self.baseline[at] = self.find_baseline(at)
        return {
            kind: self.find_indicator(at),
            "during": self.during[at],
            "baseline": self.baseline[at],
            "scope": self.find_scope(at),
        }

    def find_kind(self, at: int) -> str:
        """The last cue word before the figure decides; without one, what surrounds it."""
        text = self.near.entities[at].text
        rate = bool(_RATE.search(text))
        if "%" in text and _PLAN.match(self.near.tail(at)):
            return "progress"
        cues = list(_CUE.finditer(self.near.lead(at, "FIGURE", "INDICATOR")))
        kind = cues[-1].lastgroup if cues else self.kind_without_cue(at, rate)
        if text.startswith("gấp"):
            return "increase"
        return "level" if kind is None or (kind in ("share", "progress") and not rate) else kind

    def kind_without_cue(self, at: int, rate: bool) -> str | None:
        """A rate goes on with the kind of the one before, or is the share of a named whole."""
        if not rate:
            return None
        for one in self.near.before(at, "FIGURE")[:1]:
            alike = self.kinds[one] != "level" or _RATE.search(self.near.entities[one].text)
            if alike and _GOES_ON.fullmatch(self.near.lead(at, "FIGURE", "INDICATOR")):
                return self.kinds[one]
        counted = any(self.near.touches(at, one) for one in self.near.after(at, "INDICATOR"))
        return "share" if counted or _WHOLE.match(self.near.tail(at)) else None

    def find_indicator(self, at: int) -> int | None:
        """The noun right after a count, else the nearest before, after, or in the article."""
        earlier, later = self.near.before(at, "INDICATOR"), self.near.after(at, "INDICATOR")
        counted = bool(later) and self.near.touches(at, later[0])
        if counted and not (earlier and self.kinds[at] == "share"):
            return later[0]
        return _first(earlier, later, self.near.before(at, "INDICATOR", anywhere=True))

    def find_during(self, at: int) -> int | None:
        """The period right after, else the nearest in the sentence, else the last figure's."""
        later = self.periods(self.near.after(at, "PERIOD"), compared=False)
        earlier = self.periods(self.near.before(at, "PERIOD"), compared=False)
        if later and _RIGHT_AFTER.fullmatch(self.near.between(at, later[0])):
            return later[0]
        found = _first(earlier, later)
        if found is None and not _NOW.search(self.near.lead(at, "FIGURE", "INDICATOR")):
            return self.inherit(at, self.during)
        return found

    def find_baseline(self, at: int) -> int | None:
        """The period that the text compares with after the figure; a change may inherit one."""
        later = self.periods(self.near.after(at, "PERIOD"), compared=True)
        if later and self.reaches(at, later[0]):
            return later[0]
        if self.kinds[at] not in ("increase", "decrease"):
            return None
        earlier = self.periods(self.near.before(at, "PERIOD"), compared=True)
        if earlier or "%" not in self.near.entities[at].text:
            return _first(earlier)
        changes = {
            one: self.baseline[one]
            for one in self.baseline
            if self.kinds[one] in ("increase", "decrease")
        }
        return self.inherit(at, changes)

    def find_scope(self, at: int) -> int | None:
        """The place or body that owns what is counted, or else leads the sentence to the figure."""
        for one in self.near.after(at, "PLACE", "ORGANISATION")[:1]:
            counted = self.near.after(at, "INDICATOR")[:1]
            thing = counted[0] if counted and self.near.touches(at, counted[0]) else at
            owner = _OF.fullmatch(self.near.between(thing, one))
            if owner and (thing != at or owner[0].strip()):
                return one
        earlier = self.near.before(at, "PLACE", "ORGANISATION")[:3]
        return next((one for one in earlier if self.may_own(one)), None)

    def may_own(self, at: int) -> bool:
        """Whether the place or body is more than a source, a partner or an official's."""
        if _NO_OWNER_BEFORE.search(self.near.lead(at)) or _NO_OWNER_AFTER.match(self.near.tail(at)):
            return False
        office, person = self.near.before(at, "POSITION")[:1], self.near.after(at, "OFFICIAL")[:1]
        return not any(self.near.touches(one, at) for one in office) and not any(
            self.near.touches(at, one) for one in person
        )

    def find_whole(self, at: int) -> int | None:
        """The indicator before "Trong đó"; the one after a share of it."""
        if _COMPONENTS.search(self.near.lead(at, "FIGURE", "INDICATOR")):
            return _first(self.near.before(at, "INDICATOR", anywhere=True))
        for whole in self.near.after(at, "INDICATOR")[:1]:
            for one in self.near.after(at, "FIGURE"):
                if self.kinds[one] == "share" and 0 < len(self.near.between(one, whole)) < 15:
                    return whole
        return None

    def find_office(self, at: int) -> int | None:
        """The office right before the name, its body between them allowed, or right after."""
        for one in self.near.before(at, "POSITION")[:1]:
            gap = self.near.between(one, at)
            for body in self.near.before(at, "ORGANISATION", "PLACE")[:1]:
                if body in self.near.after(one, "ORGANISATION", "PLACE"):
                    gap = self.near.between(one, body) + self.near.between(body, at)
            if _HONORIFIC.fullmatch(gap):
                return one
        for one in self.near.after(at, "POSITION")[:1]:
            if _APPOSITION.fullmatch(self.near.between(at, one)):
                return one
        return None

    def find_body(self, at: int) -> int | None:
        """The organisation or the territory right after the office."""
        for one in self.near.after(at, "ORGANISATION", "PLACE")[:1]:
            if _AT_BODY.fullmatch(self.near.between(at, one)):
                return one
        return None

    def periods(self, found: list[int], *, compared: bool) -> list[int]:
        """Those that something is compared with, or those that are not."""
        return [one for one in found if self.is_compared(one) is compared]

    def is_compared(self, period: int) -> bool:
        """Whether it follows "so với" and the like, or is the same time of another year."""
        same_time = _SAME_TIME.match(self.near.entities[period].text)
        return bool(same_time or _COMPARED.search(self.near.lead(period, size=20)))

    def reaches(self, at: int, period: int) -> bool:
        """Whether a comparison after the figure is its own: no figure between, or one joined."""
        start = self.near.entities[period].start
        later = self.near.after(at, "FIGURE")
        between = [one for one in later if self.near.entities[one].start < start]
        change = self.kinds[at] in ("increase", "decrease")
        if not between or not change or len(between) > 1:
            return not between
        return bool(_AND_ONE_MORE.fullmatch(self.near.between(at, between[0])))

    def inherit(self, at: int, given: dict[int, int | None]) -> int | None:
        """What the last figure was given, in this paragraph or the one before."""
        paragraphs = self.near.paragraphs
        last = next(reversed(given), None)
        if last is None or paragraphs[at] - paragraphs[last] > 1:
            return None
        return given[last]


def _first(*choices: list[int]) -> int | None:
    return next((choice[0] for choice in choices if choice), None)
