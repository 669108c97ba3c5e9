import pytest

from solieu.data.article import Article, Entity, Relation
from solieu.data.inventory import SOLIEU, Inventory, Key, inventory_of


def article(labels, *links):
    """An article with a mention for each label, "a" to "z"."""
    text = " ".join("abcdefghij"[: len(labels)])
    entities = tuple(Entity(label, 2 * n, 2 * n + 1, text[2 * n]) for n, label in enumerate(labels))
    return Article(text, "x", None, entities, tuple(Relation(*link) for link in links))


def test_articles_of_the_guideline_have_its_inventory():
    assert inventory_of([article(["FIGURE", "INDICATOR"], (0, "level", 1))]) is SOLIEU


def test_labels_and_keys_come_from_the_articles():
    found = inventory_of([article(["PER", "ORG"], (0, "works_for", 1)), article(["LOC"])])
    assert found == Inventory(("LOC", "ORG", "PER"), (Key("works_for", "PER", ("ORG",)),))


def test_a_known_label_with_a_key_of_ones_own_is_an_inventory_of_ones_own():
    found = inventory_of([article(["FIGURE", "PLACE"], (0, "seen_in", 1))])
    assert found.labels == ("FIGURE", "PLACE")


def test_a_key_that_leaves_from_two_labels_is_refused():
    mixed = article(["PER", "ORG", "LOC"], (0, "in", 2), (1, "in", 2))
    with pytest.raises(ValueError, match="'in' leaves from ORG and PER"):
        inventory_of([mixed])


def test_targets_go_through_json():
    assert Inventory.from_dict(SOLIEU.to_dict()).targets == ("INDICATOR",)
    assert "targets" not in Inventory(("A",)).to_dict()


@pytest.mark.parametrize("targets", [["PER"], ["CITY"], "ORG"])
def test_targets_at_which_no_key_points_are_refused(targets):
    key = {"name": "works_for", "head": "PER", "tails": ["ORG"]}
    fields = {"labels": ["PER", "ORG"], "keys": [key], "targets": targets}
    with pytest.raises(ValueError, match="targets"):
        Inventory.from_dict(fields)
