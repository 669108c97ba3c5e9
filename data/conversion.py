"""Conversion of annotated articles between formats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from solieu.data import jsonl, markdown
from solieu.data.article import Article, ArticleError
from solieu.data.brat import read_brat, write_brat
from solieu.data.conll import read_conll, write_conll
from solieu.data.dataset import read_dataset, write_dataset
from solieu.data.docbin import read_docbin, write_docbin
from solieu.data.doccano import read_doccano, write_doccano
from solieu.data.labelstudio import read_label_studio, write_label_studio
from solieu.data.reading import read_articles
from solieu.data.writing import write_atomically


@dataclass(frozen=True, slots=True)
class Format:
    """A format of annotated articles.

    Attributes:
        read: Reads a file or folder.
        write: Writes articles to a file or folder.
        folder: Whether it is a folder of files.
        links: Whether it can hold relations.
    """

    read: Callable[[Path], list[Article]]
    write: Callable[[Sequence[Article], Path], None]
    folder: bool = False
    links: bool = True


def _write_markdown(articles: Sequence[Article], folder: Path) -> None:
    rendered = {article.id: markdown.render(article) for article in articles}
    for name, text in rendered.items():
        write_atomically(folder / f"{name}.md", text)


def _write_jsonl(articles: Sequence[Article], path: Path) -> None:
    write_atomically(path, "".join(jsonl.dumps(article) + "\n" for article in articles))


FORMATS = {
    "markdown": Format(read_articles, _write_markdown, folder=True),
    "jsonl": Format(read_articles, _write_jsonl),
    "brat": Format(read_brat, write_brat, folder=True),
    "label-studio": Format(read_label_studio, write_label_studio),
    "doccano": Format(read_doccano, write_doccano),
    "conll": Format(read_conll, write_conll, links=False),
    "spacy": Format(read_docbin, write_docbin),
    "datasets": Format(read_dataset, write_dataset, folder=True),
}


def convert(source: Path, target: Path, read_as: str, write_as: str) -> tuple[int, int]:
    """Convert annotated articles.

    Args:
        source: A file or folder.
        target: A file or folder that does not exist.
        read_as: The format of the source, a key of `FORMATS`.
        write_as: The format of the target.

    Returns:
        The number of articles, and of relations that the target's format cannot hold.

    Raises:
        ArticleError: The source is not in its format, or the target exists.
    """
    if target.exists():
        raise ArticleError(f"{target}: exists already; name another file or folder")
    articles = FORMATS[read_as].read(source)
    found = FORMATS[write_as]
    found.write(articles, target)
    lost = 0 if found.links else sum(len(article.relations) for article in articles)
    return len(articles), lost
