"""Recipes are checked before anything starts."""

import pytest

from solieu.training.recipe import (
    CONFIGS,
    PretrainRecipe,
    Recipe,
    RecipeError,
    load_recipe,
    read_recipe,
)


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_recipe_of_the_package_is_valid(path):
    kind = PretrainRecipe if path.stem == "pretrain" else Recipe
    assert isinstance(read_recipe(kind, path), kind)


def test_a_recipe_is_found_by_its_name():
    assert load_recipe("default") == load_recipe(CONFIGS / "default.yaml")


def test_changes_replace_values():
    recipe = load_recipe("default", {"fit.seed": 7, "data.train": ["a", "b"]})
    assert recipe.fit.seed == 7
    assert recipe.data.train == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "fit: {learning_rat: 0.1}",
            "fit.learning_rat: unknown key; did you mean fit.learning_rate",
        ),
        ("fits: {epochs: 3}", "fits: unknown key; did you mean fit"),
        ("fit: {epochs: many}", "fit.epochs: input should be a valid integer"),
        ("fit: {batch_size: 0}", "fit.batch_size: input should be greater than 0, not 0"),
        ("fit: {dropout: 1.5}", "fit.dropout: input should be less than 1"),
        ("data: {train: []}", "data.train: list should have at least 1 item"),
        ("- a list", "a recipe is a mapping"),
        ("fit: [", "cannot be read as YAML"),
    ],
)
def test_a_faulty_recipe_is_refused_and_says_what_to_do(tmp_path, content, message):
    path = tmp_path / "faulty.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RecipeError, match=r"faulty\.yaml") as caught:
        load_recipe(path)
    assert message in str(caught.value)


def test_a_missing_recipe_names_those_there_are():
    with pytest.raises(RecipeError, match="default"):
        load_recipe("no-such-recipe")


def test_a_key_below_a_value_is_refused():
    with pytest.raises(RecipeError, match="epochs is a value"):
        load_recipe("default", {"fit.epochs.many": 3})
