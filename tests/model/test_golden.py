"""Model folders of every version that was released: they load, and give the facts they gave then.

`tests/golden/VERSION` is a very small model that the version trained, `VERSION.jsonl` what it
extracted from articles it had not seen. A new version adds its own pair and changes no older one.
"""

from pathlib import Path

import pytest

import solieu
from solieu.data.jsonl import to_dict
from solieu.data.reading import read_articles

GOLDEN = Path(__file__).parent.parent / "golden"
VERSIONS = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


def without_scores(value):
    if isinstance(value, dict):
        return {key: without_scores(part) for key, part in value.items() if key != "score"}
    return [without_scores(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("version", VERSIONS)
def test_older_models_give_their_facts(version):
    expected = read_articles(GOLDEN / f"{version}.jsonl")
    assert sum(len(article.facts) for article in expected) > 40
    extractor = solieu.load(GOLDEN / version, engine="torch")
    bare = [solieu.Article(article.text, article.id, article.date) for article in expected]
    for found, then in zip(extractor.pipe(bare), expected, strict=True):
        assert without_scores(to_dict(found)) == without_scores(to_dict(then))
