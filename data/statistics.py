"""Statistics of annotated articles: how many of what, how long, how far links reach."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from solieu.data.article import Article, Relation

NEAR_DUPLICATE = 0.3
"""Share of the eight-syllable runs of an article that another has, too."""
_RUN = 8
_FAR = 5


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over articles.

    Attributes:
        articles: How many.
        syllables: In all.
        shortest: Syllables of the shortest article.
        typical: Median of the articles' syllables.
        longest: Syllables of the longest.
        labels: Mentions by label.
        keys: Links by key.
        figures_without_indicator: Figures that point at none.
        mean_reach: Mean number of lines between the ends of a link, by key.
        indicators: Different indicators, by their text.
        organisations: Different organisations.
        officials: Different officials.
    """

    articles: int
    syllables: int
    shortest: int
    typical: float
    longest: int
    labels: dict[str, int]
    keys: dict[str, int]
    figures_without_indicator: int
    mean_reach: dict[str, float]
    indicators: int
    organisations: int
    officials: int


def statistics(articles: Sequence[Article], kinds: Iterable[str]) -> Statistics:
    """Count over articles; `kinds` are the keys by which a figure names its indicator.

    Raises:
        ValueError: There are no articles.
    """
    if not articles:
        raise ValueError("no articles to count")
    lengths = [len(article.text.split()) for article in articles]
    labels = Counter(e.label for article in articles for e in article.entities)
    links = [(article, r) for article in articles for r in article.relations]
    reach: dict[str, list[int]] = {}
    for article, link in links:
        reach.setdefault(link.label, []).append(_reach(article, link))
    kinds = set(kinds)
    told = {(id(article), link.head) for article, link in links if link.label in kinds}
    return Statistics(
        articles=len(articles),
        syllables=sum(lengths),
        shortest=min(lengths),
        typical=median(lengths),
        longest=max(lengths),
        labels=dict(labels.most_common()),
        keys=dict(Counter(link.label for _, link in links).most_common()),
        figures_without_indicator=labels["FIGURE"] - len(told),
        mean_reach={key: mean(lines) for key, lines in sorted(reach.items())},
        indicators=_different(articles, "INDICATOR"),
        organisations=_different(articles, "ORGANISATION"),
        officials=_different(articles, "OFFICIAL"),
    )


def near_duplicates(articles: Sequence[Article]) -> list[tuple[str, str, float]]:
    """Pairs of articles that share many runs of eight syllables, with the share."""
    runs = [(article.id, _runs(article)) for article in articles]
    found = []
    for number, (name, own) in enumerate(runs):
        for other_name, other in runs[number + 1 :]:
            smaller = min(len(own), len(other))
            share = len(own & other) / smaller if smaller else 0.0
            if share >= NEAR_DUPLICATE:
                found.append((name, other_name, share))
    return found


def lengths(articles: Sequence[Article], width: int = 100) -> dict[str, int]:
    """How many articles have how many syllables, in classes of a width, none left out between."""
    classes = Counter(len(article.text.split()) // width for article in articles)
    return {
        f"{number * width} to {(number + 1) * width - 1}": classes[number]
        for number in range(min(classes), max(classes) + 1)
    }


def reaches(articles: Sequence[Article]) -> dict[str, int]:
    """How many links reach how many lines, up or down."""
    found: Counter[int] = Counter()
    for article in articles:
        for link in article.relations:
            found[min(_reach(article, link), _FAR)] += 1
    names = {0: "the same line", 1: "1 line", _FAR: f"{_FAR} lines or more"}
    return {names.get(n, f"{n} lines"): found[n] for n in range(_FAR + 1) if found[n]}


def _reach(article: Article, link: Relation) -> int:
    """Lines between the ends of a link."""
    ends = sorted((article.entities[link.head].start, article.entities[link.tail].start))
    return article.text.count("\n", *ends)


def _different(articles: Sequence[Article], label: str) -> int:
    return len({e.text.lower() for a in articles for e in a.entities if e.label == label})


def _runs(article: Article) -> set[tuple[str, ...]]:
    words = article.text.lower().split()
    return {tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)}
