"""Where a run starts: an encoder from a folder, a hub or the package, with heads new or its own."""

import tempfile
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PretrainedConfig

from solieu.data.article import Article
from solieu.data.inventory import SOLIEU, Inventory, inventory_of
from solieu.model.checkpoint import load_checkpoint
from solieu.model.config import SolieuConfig
from solieu.model.folder import PACKAGED as PACKAGED_FOLDER
from solieu.model.folder import claims_model, model_folder
from solieu.model.network import SolieuModel
from solieu.model.subwords import Subwords, load_subwords
from solieu.training.averaging import mean_weights
from solieu.training.recipe import PACKAGED, EncoderRecipe, Recipe, RecipeError

LONGEST_WINDOW = 256


def new_inventory(recipe: Recipe, articles: Iterable[Article]) -> Inventory:
    """The labels and keys that a model shall know.

    Raises:
        RecipeError: The recipe or the articles give none that can be used.
    """
    if recipe.inventory == "solieu":
        return SOLIEU
    try:
        if recipe.inventory == "corpus":
            found = inventory_of(articles)
        else:
            found = Inventory.from_dict(recipe.inventory.model_dump())
    except ValueError as error:
        raise RecipeError(f"inventory: {error}") from None
    if not found.labels:
        raise RecipeError("inventory: the training articles have no mentions; annotate some")
    return found


def new_model(
    recipe: Recipe, version: str, inventory: Inventory = SOLIEU
) -> tuple[SolieuModel, Subwords]:
    """A model around the recipe's encoder, with new heads or those that go on.

    Args:
        recipe: The recipe.
        version: The version of the package, for the config.
        inventory: The labels and keys.

    Raises:
        RecipeError: The encoder or the heads cannot be had, or the window is longer than the
            encoder reads.
        CheckpointError: The source is a model of solieu that is not whole.
    """
    fitted = fitted_model(recipe.encoder.source)
    encoder, subwords = (fitted[0].encoder, fitted[1]) if fitted else _encoder(recipe.encoder)
    linker = recipe.linker
    config = SolieuConfig(
        encoder=_fields(encoder.config),
        inventory=inventory.to_dict(),
        segmenter=recipe.encoder.segmenter,
        window=_window(recipe.encoder, encoder.config),
        overlap=recipe.encoder.overlap,
        linker_width=linker.width,
        linker_layers=linker.layers,
        linker_heads=linker.heads,
        dropout=recipe.fit.dropout,
        linker_dropout=linker.dropout,
        linker_gradient=linker.gradient,
        solieu_version=version,
    )
    if recipe.encoder.heads == "kept":
        return _going_on(recipe, config, fitted), subwords
    if recipe.encoder.mean:
        raise RecipeError("encoder.mean: needs the heads of its models; set encoder.heads to kept")
    if not recipe.fit.epochs:
        raise RecipeError("fit.epochs: 0 leaves a new tagger as it is; set encoder.heads to kept")
    model = SolieuModel(config)
    if recipe.encoder.pretrained:
        weights = encoder.state_dict()
        kept = {name: weights[name] for name in model.encoder.state_dict()}
        model.encoder.load_state_dict(kept)
    return model, subwords


def _going_on(
    recipe: Recipe, config: SolieuConfig, fitted: tuple[SolieuModel, Subwords] | None
) -> SolieuModel:
    """The model that a run goes on from, with the recipe's dropout."""
    source = recipe.encoder.source
    if fitted is None or not recipe.encoder.pretrained:
        raise RecipeError(
            f"encoder.heads: kept needs a model of solieu with its weights, not {source!r}; name "
            f"a model folder, or {PACKAGED!r}"
        )
    model, _ = fitted
    if config.labels() != model.inventory:
        raise RecipeError(
            f"encoder.heads: kept, but {source!r} has other labels or links than the recipe; "
            "set it to new"
        )
    for name in ("linker_width", "linker_layers", "linker_heads"):
        setattr(config, name, getattr(model.config, name))
    going_on = SolieuModel(config)
    going_on.load_state_dict(_mean(source, [fitted, *map(_like, recipe.encoder.mean)]))
    return going_on


def _like(source: str) -> tuple[SolieuModel, Subwords]:
    found = fitted_model(source)
    if found is None:
        raise RecipeError(f"encoder.mean: {source!r} is no model of solieu; name a model folder")
    return found


def _mean(source: str, models: Sequence[tuple[SolieuModel, Subwords]]) -> dict[str, Tensor]:
    """The mean of the weights of models that differ in nothing else."""
    first, *others = (_frame(*model) for model in models)
    if any(other != first for other in others):
        raise RecipeError(
            f"encoder.mean: a model there is not of the shape, labels and vocabulary of "
            f"{source!r}; name models that started from the same one"
        )
    return mean_weights(model.state_dict() for model, _ in models)


def _frame(model: SolieuModel, subwords: Subwords) -> tuple[Any, ...]:
    """What models must share to have a mean: shapes, labels and links, and the vocabulary."""
    shapes = {name: weight.shape for name, weight in model.state_dict().items()}
    with tempfile.TemporaryDirectory() as folder:
        subwords.save(Path(folder))
        files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    return shapes, model.inventory, files


def fitted_model(source: str) -> tuple[SolieuModel, Subwords] | None:
    """The model of solieu that a source names, if it names one."""
    if source == PACKAGED:
        return load_checkpoint(PACKAGED_FOLDER)
    folder = model_folder(Path(source))
    return load_checkpoint(folder) if claims_model(folder) else None


def _warn_of_licence(source: str) -> None:
    """Say once what a licence asks of models that are trained from an encoder."""
    if source.rstrip("/").endswith("phobert-base-v2"):
        warnings.warn(
            f"{source} is under AGPL-3.0: a model that is trained from it falls under that "
            "licence, too; vinai/phobert-base is under the MIT licence",
            stacklevel=3,
        )


def _encoder(recipe: EncoderRecipe) -> tuple[nn.Module, Subwords]:
    _warn_of_licence(recipe.source)
    subwords = load_subwords(recipe.source)
    try:
        if recipe.pretrained:
            encoder = AutoModel.from_pretrained(recipe.source, dtype=torch.float32)
        else:
            encoder = AutoModel.from_config(AutoConfig.from_pretrained(recipe.source))
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise RecipeError(
            f"encoder.source: {recipe.source!r} cannot be loaded ({reason}). Give a folder with "
            f"config.json and model.safetensors, a hub name when online, or {PACKAGED!r}"
        ) from None
    return encoder, subwords


def _fields(config: PretrainedConfig) -> dict[str, Any]:
    """The encoder's config without what only describes a checkpoint."""
    fields = config.to_dict()
    for name in ("dtype", "architectures", "transformers_version", "_name_or_path"):
        fields.pop(name, None)
    return {"model_type": config.model_type, **fields}


def _window(recipe: EncoderRecipe, config: PretrainedConfig) -> int:
    limit = config.max_position_embeddings
    if config.model_type in ("roberta", "xlm-roberta", "camembert"):
        limit -= config.pad_token_id + 1  # their first positions belong to padding
    window = recipe.window or min(limit, LONGEST_WINDOW)
    if window > limit:
        raise RecipeError(f"encoder.window: {window}, but the encoder reads {limit} ids at most")
    if recipe.overlap > window // 2:
        raise RecipeError(f"encoder.overlap: {recipe.overlap}; give half of {window} at most")
    return window
