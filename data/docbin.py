"""spaCy's `DocBin`: a file of `Doc`s, mentions as `doc.ents`, links as `doc._.rel`.

Links stand where the tutorial on relation extraction has them: a mapping of the first tokens of
head and tail to the labels between them, each with 1. Tokens are runs of letters and digits, single
signs, and the white space between them, cut wherever a mention begins or ends: a `Doc` gives back
its text character for character.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zlib import error as UnpackingError  # noqa: N812

from solieu.data.article import Article, ArticleError, Entity, Relation
from solieu.data.pieces import borders, pieces
from solieu.data.writing import write_atomically

_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
_ADVICE = "spaCy is not installed; pip install 'solieu[spacy]'"
_LINKS = ("._.", "rel", None, None)
"""Where a `Doc` keeps the extension `doc._.rel`."""


def write_docbin(articles: Iterable[Article], path: Path) -> None:
    """Write articles as one `DocBin`.

    Raises:
        ArticleError: spaCy is not installed.
    """
    tokens = _spacy_tokens()
    vocab = _vocabulary()
    docs = [_doc(article, tokens, vocab) for article in articles]
    write_atomically(path, tokens.DocBin(docs=docs, store_user_data=True).to_bytes())


def read_docbin(path: Path) -> list[Article]:
    """Read the `Doc`s of a `DocBin`.

    A `Doc` without an id gets its place in the file. Labels of a link count from 0.5 on.

    Raises:
        ArticleError: spaCy is not installed, or the file is no `DocBin`.
    """
    tokens = _spacy_tokens()
    try:
        docs = list(tokens.DocBin().from_bytes(path.read_bytes()).get_docs(_vocabulary()))
    except (ValueError, KeyError, TypeError, OverflowError, EOFError, UnpackingError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ArticleError(f"{path}: not a DocBin of spaCy ({reason})") from None
    return [_article(doc, f"{path.stem}-{n}") for n, doc in enumerate(docs, start=1)]


def _doc(article: Article, tokens: Any, vocab: Any) -> Any:
    spans = list(pieces(_TOKEN, article.text, borders(article)))
    words = [article.text[start:end] for start, end in spans]
    doc = tokens.Doc(vocab, words=words, spaces=[False] * len(words))
    starts = {start: n for n, (start, _) in enumerate(spans)}
    ends = {end: n + 1 for n, (_, end) in enumerate(spans)}
    places = [(starts[e.start], ends[e.end], e.label) for e in article.entities]
    doc.set_ents([tokens.Span(doc, start, end, label=label) for start, end, label in places])
    relations: dict[tuple[int, int], dict[str, float]] = {}
    for link in article.relations:
        pair = places[link.head][0], places[link.tail][0]
        relations.setdefault(pair, {})[link.label] = 1.0
    doc.user_data.update({"id": article.id, "date": article.date, _LINKS: relations})
    return doc


def _article(doc: Any, name: str) -> Article:
    entities = tuple(Entity(e.label_, e.start_char, e.end_char, e.text) for e in doc.ents)
    numbers = {e.start: n for n, e in enumerate(doc.ents)}
    relations = []
    for pair, labels in (doc.user_data.get(_LINKS) or {}).items():
        try:
            head, tail = (numbers[start] for start in pair)
        except (KeyError, ValueError, TypeError):
            raise ArticleError(f"{name}: link {pair} does not join two mentions") from None
        relations += [Relation(head, label, tail) for label, on in labels.items() if on >= 0.5]
    known = doc.user_data.get("id") or name
    return Article(doc.text, known, doc.user_data.get("date"), entities, tuple(relations))


def _spacy_tokens() -> Any:
    try:
        from spacy import tokens
    except ImportError:
        raise ArticleError(_ADVICE) from None
    return tokens


def _vocabulary() -> Any:
    from spacy.vocab import Vocab

    return Vocab()
