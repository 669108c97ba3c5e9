"""solieu: facts from Vietnamese economic and government news.

    >>> import solieu
    >>> extractor = solieu.load()
    >>> article = extractor("GDP quý I/2024 tăng 5,66% so với cùng kỳ năm trước.")
    >>> article.facts

Names are imported when they are first used, so that `import solieu` costs nothing.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solieu.data.article import Article, ArticleError, Entity, Fact, Official, Relation
    from solieu.data.tabular import to_pandas
    from solieu.model.extractor import Extractor
    from solieu.model.figures import FigureValue, parse_figure
    from solieu.model.folder import CheckpointError
    from solieu.model.loading import load
    from solieu.model.periods import PeriodValue, parse_period

__version__ = version("solieu")

_HOMES = {
    "Article": "solieu.data.article",
    "ArticleError": "solieu.data.article",
    "CheckpointError": "solieu.model.folder",
    "Entity": "solieu.data.article",
    "Extractor": "solieu.model.extractor",
    "Fact": "solieu.data.article",
    "FigureValue": "solieu.model.figures",
    "Official": "solieu.data.article",
    "PeriodValue": "solieu.model.periods",
    "Relation": "solieu.data.article",
    "load": "solieu.model.loading",
    "parse_figure": "solieu.model.figures",
    "parse_period": "solieu.model.periods",
    "to_pandas": "solieu.data.tabular",
}

__all__ = [
    "Article",
    "ArticleError",
    "CheckpointError",
    "Entity",
    "Extractor",
    "Fact",
    "FigureValue",
    "Official",
    "PeriodValue",
    "Relation",
    "load",
    "parse_figure",
    "parse_period",
    "to_pandas",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'solieu' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
