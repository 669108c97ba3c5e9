"""Label Studio's JSON: tasks with regions and relations, and the labelling interface."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from solieu.data.article import Article, ArticleError, Entity, Relation
from solieu.data.inventory import SOLIEU
from solieu.data.offsets import counts_utf16, settle, to_utf16
from solieu.data.reading import read_text
from solieu.data.writing import write_atomically

INTERFACE = "interface.xml"


def write_label_studio(articles: Iterable[Article], path: Path) -> None:
    """Write articles as tasks, and `interface.xml` beside them, the labelling configuration.

    Label Studio's text regions count UTF-16 units, as browsers do.
    """
    tasks = [_task(article) for article in articles]
    write_atomically(path, json.dumps(tasks, ensure_ascii=False, indent=1) + "\n")
    write_atomically(path.parent / INTERFACE, interface())


def interface() -> str:
    """The labelling configuration for the labels and keys of the inventory."""
    labels = "".join(f"    <Label value={quoteattr(label)}/>\n" for label in SOLIEU.labels)
    keys = "".join(f"    <Relation value={quoteattr(key.name)}/>\n" for key in SOLIEU.keys)
    return (
        f'<View>\n  <Relations>\n{keys}  </Relations>\n  <Labels name="label" toName="text">\n'
        f'{labels}  </Labels>\n  <Text name="text" value="$text"/>\n</View>\n'
    )


def read_label_studio(path: Path) -> list[Article]:
    """Read what Label Studio exports as JSON; of several annotations of a task the first.

    Raises:
        ArticleError: It is none of Label Studio's, or offsets are wrong beyond repair.
    """
    try:
        tasks = json.loads(read_text(path))
        if not isinstance(tasks, list) or not tasks:
            raise ArticleError(f"{path}: no tasks; a JSON list of them is expected")
        return [
            _article(task, f"{path}, task {n}", f"{path.stem}-{n}")
            for n, task in enumerate(tasks, 1)
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        if isinstance(error, ArticleError):
            raise
        raise ArticleError(f"{path}: not an export of Label Studio's ({error!r})") from None


def _task(article: Article) -> dict[str, Any]:
    regions: list[dict[str, Any]] = [
        {
            "id": f"e{n}",
            "type": "labels",
            "from_name": "label",
            "to_name": "text",
            "value": {
                "start": to_utf16(article.text, e.start),
                "end": to_utf16(article.text, e.end),
                "text": e.text,
                "labels": [e.label],
            },
        }
        for n, e in enumerate(article.entities)
    ]
    regions += [
        {
            "type": "relation",
            "from_id": f"e{r.head}",
            "to_id": f"e{r.tail}",
            "direction": "right",
            "labels": [r.label],
        }
        for r in article.relations
    ]
    data = {"text": article.text, "id": article.id, "date": article.date}
    return {"data": data, "annotations": [{"result": regions}]}


def _article(task: dict[str, Any], place: str, name: str) -> Article:
    data = task["data"]
    text = data["text"]
    regions = (task.get("annotations") or [{}])[0].get("result") or []
    named = [(r["id"], r["value"]) for r in regions if r["type"] == "labels"]
    utf16 = counts_utf16(text, [(value["start"], value["text"]) for _, value in named])
    found = [(region, _entity(value, text, place, utf16)) for region, value in named]
    found.sort(key=lambda region: region[1].start)
    places = {region: number for number, (region, _) in enumerate(found)}
    relations = [
        Relation(places[r["from_id"]], label, places[r["to_id"]])
        for r in regions
        if r["type"] == "relation"
        for label in r.get("labels") or []
    ]
    entities = tuple(entity for _, entity in found)
    return Article(text, str(data.get("id") or name), data.get("date"), entities, tuple(relations))


def _entity(value: dict[str, Any], text: str, place: str, utf16: bool) -> Entity:
    start, end = settle(text, value["start"], value["end"], value["text"], place, utf16=utf16)
    if not value["labels"]:
        raise ArticleError(
            f"{place}: {text[start:end]!r} has no label; give it one and export anew"
        )
    return Entity(value["labels"][0], start, end, text[start:end])
