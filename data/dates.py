"""The date of an article: how it is written."""

import datetime

from solieu.data.article import ArticleError


def check_date(date: str | None, name: str) -> None:
    """Refuse what is not an ISO date.

    Args:
        date: What stands for a date.
        name: Names the place in the error.

    Raises:
        ArticleError: It is none.
    """
    try:
        same = datetime.date.fromisoformat(date or "").isoformat() == date
    except ValueError:
        same = False
    if not same:
        raise ArticleError(f"{name}: {date!r} is no date; write it as 2024-08-15")
