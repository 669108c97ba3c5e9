"""A system to be scored: a model, or whatever wrote its articles to a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from solieu.data.article import Article
from solieu.data.inventory import SOLIEU, Inventory, inventory_of
from solieu.data.reading import read_articles
from solieu.eval.baseline import link_by_rules, tag_by_rules
from solieu.eval.bio import SeqevalScores, seqeval_scores
from solieu.eval.scores import Evaluation, evaluate
from solieu.model.extractor import Extractor


@dataclass(frozen=True)
class System:
    """What a system made of the gold articles' texts.

    Attributes:
        name: Its name.
        articles: Its articles.
        inventory: The labels and keys that it knows.
        seqeval: seqeval's scores over the words that a model reads; None for a file.
        extractor: The model; None for a file.
        history: The log of the run that made the model.
    """

    name: str
    articles: Sequence[Article]
    inventory: Inventory = SOLIEU
    seqeval: SeqevalScores | None = None
    extractor: Extractor | None = None
    history: Sequence[Mapping[str, Any]] = field(default=())

    def beside(self, gold: Sequence[Article]) -> dict[str, Evaluation]:
        """What stands beside it: itself given the gold mentions, and for figures the rules."""
        bare = [_bare(article) for article in gold]
        mentions = [replace(one, relations=(), facts=(), officials=()) for one in gold]
        found = {}
        if self.extractor and self.inventory.keys:
            linked = [self.extractor.link(article) for article in mentions]
            found["model, gold mentions"] = evaluate(gold, linked, self.inventory)
        if self.inventory == SOLIEU:
            read = [link_by_rules(tag_by_rules(article)) for article in bare]
            found["rules"] = evaluate(gold, read)
            linked = [link_by_rules(article) for article in mentions]
            found["rules, gold mentions"] = evaluate(gold, linked)
        return found


def of_model(extractor: Extractor, name: str, gold: Sequence[Article]) -> System:
    """A model's articles for the gold texts."""
    found = list(extractor.pipe(_bare(article) for article in gold))
    words = {article.id: extractor.words(article.text) for article in gold}
    return System(
        name=name,
        articles=found,
        inventory=extractor.inventory,
        seqeval=seqeval_scores(gold, found, words),
        extractor=extractor,
        history=extractor.record.get("history", ()),
    )


def of_predictions(path: Path) -> System:
    """The articles that a system wrote to a file.

    Raises:
        ArticleError: The file holds none, or a faulty one.
    """
    articles = read_articles(path)
    return System(path.name, articles, inventory_of(articles))


def _bare(article: Article) -> Article:
    return Article(article.text, article.id, article.date)
