"""The timeline: the periods of an article as intervals."""

from solieu.data.article import Article, Period, Relation
from solieu.model.periods import parse_period


class Timeline:
    """The periods of an article.

    Where the article's date is not given, the latest day that its text names with the year stands
    in for it.
    """

    def __init__(self, article: Article) -> None:
        self._article = article
        self._latest = None if article.date else _latest_day(article)

    def at(
        self, relation: Relation | None, during: Period | None = None, *, ahead: bool = False
    ) -> Period | None:
        """The period at which a link points.

        Args:
            relation: The link.
            during: The figure's own period, where the link is to a baseline.
            ahead: Whether the figure is a plan.
        """
        if relation is None:
            return None
        text = self._article.entities[relation.tail].text
        own = (during.start, during.end) if during and during.start and during.end else None
        value = parse_period(text, self._article.date, own, ahead=ahead)
        assumed = value.start is None and self._latest is not None
        if assumed:
            value = parse_period(text, self._latest, own, ahead=ahead)
        known = value.start is not None
        return Period(
            entity=relation.tail,
            text=text,
            start=value.start,
            end=value.end,
            form=value.form,
            reason=value.reason,
            assumed=assumed and known,
        )


def _latest_day(article: Article) -> str | None:
    """The last day of the latest day, month, quarter or months that are named with their year."""
    named = (entity.text for entity in article.entities if entity.label == "PERIOD")
    found = [value for text in named if (value := parse_period(text)).form]
    short = (value.end for value in found if value.form and _is_within_a_year(value.form))
    return max((end for end in short if end), default=None)


def _is_within_a_year(form: str) -> bool:
    """Whether a form names a part of one year: neither a year nor more."""
    return "-" in form and form.count("/") <= form.count("-M")
