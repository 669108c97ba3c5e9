"""Recipes: what a training run needs to know, in YAML, checked before anything starts."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

CONFIGS = Path(__file__).parent.parent / "configs"
PACKAGED = "packaged"

Positive = Annotated[int, Field(gt=0)]
Rate = Annotated[float, Field(gt=0, lt=1)]
Share = Annotated[float, Field(ge=0, lt=1)]


class RecipeError(ValueError):
    """A recipe cannot be used; the message names the key and what to write there."""


class Part(BaseModel):
    """A part of a recipe: frozen, and without keys that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DataRecipe(Part):
    """Which articles: annotated Markdown, solieu JSONL, or folders of either.

    `packaged` stands for the articles that come with the package.
    """

    train: list[str] = Field([PACKAGED], min_length=1)
    dev: list[str] = Field([PACKAGED], min_length=1)
    exchange: Share = 0.0
    """Share of the names and numbers of a training article that are exchanged in every epoch for
    others of their kind; see `solieu.training.exchange`."""


class KeyRecipe(Part):
    """A key of an inventory; see `solieu.data.inventory.Key`."""

    name: str
    head: str
    tails: list[str] = Field(min_length=1)
    role: str = ""


class InventoryRecipe(Part):
    """The labels and keys of a model."""

    labels: list[str] = Field(min_length=1)
    keys: list[KeyRecipe] = []
    targets: list[str] = []
    """The labels of which only those mentions count that a link points at."""


class EncoderRecipe(Part):
    """Where the encoder comes from and how text reaches it."""

    source: str = PACKAGED
    """An encoder's folder or hub name, a model folder of solieu, or `packaged`."""
    pretrained: bool = True
    """Whether its weights are used, or its shape only."""
    heads: Literal["new", "kept"] = "new"
    """Whether a tagger and a linker are made anew, or those of the source go on, which is then a
    model of solieu with the recipe's labels: a model folder, a run folder, or `packaged`."""
    mean: list[str] = []
    """Further models like the source, whose heads are kept: the start is the mean of the weights
    of all; see `solieu.training.averaging`."""
    segmenter: str = "underthesea"
    window: Positive | None = None
    """Ids of a window; the encoder's limit, and 256 at most, where none is given."""
    overlap: Annotated[int, Field(ge=0)] = 32


class LinkerRecipe(Part):
    """The shape of the linker."""

    width: Positive = 192
    layers: Annotated[int, Field(ge=0)] = 2
    heads: Positive = 4
    dropout: Share = 0.4
    gradient: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Share of the linker's gradient that reaches the encoder."""
    epochs: Annotated[int, Field(ge=0)] = 0
    """Epochs in which it is fitted alone at the end; see `solieu.training.relinking`."""
    learning_rate: Rate = 2e-3
    """Of those epochs."""
    runs: Positive = 1
    """Times that it is fitted so; it gets the mean of the weights."""


class FitRecipe(Part):
    """How the weights are fitted."""

    epochs: Annotated[int, Field(ge=0)] = 12
    """0 leaves the encoder and the tagger as they are."""
    batch_size: Positive = 4
    """Articles of a batch."""
    accumulation: Positive = 1
    """Batches of a step."""
    encoder_learning_rate: Rate = 3e-4
    learning_rate: Rate = 1e-3
    """Of the tagger and the linker."""
    warmup: Share = 0.1
    """Share of the steps in which the learning rates rise."""
    weight_decay: Annotated[float, Field(ge=0)] = 0.01
    dropout: Share = 0.2
    """Before the tagger."""
    patience: Positive = 6
    """Epochs without a better development score after which training stops."""
    seed: Annotated[int, Field(ge=0)] = 1


class Recipe(Part):
    """A whole recipe."""

    data: DataRecipe = DataRecipe()
    inventory: Literal["solieu", "corpus"] | InventoryRecipe = "solieu"
    """The labels and keys: the package's own, those that the training articles use, or a list."""
    encoder: EncoderRecipe = EncoderRecipe()
    linker: LinkerRecipe = LinkerRecipe()
    fit: FitRecipe = FitRecipe()


class TextRecipe(Part):
    """Which text an encoder is pre-trained on."""

    train: list[str] = Field(min_length=1)
    """`.txt` or `.txt.xz` files, or folders of them: an article's lines one after another."""
    dev: list[str] = Field(min_length=1)
    """Text that is kept out, for the validation loss."""
    segmenter: str | None = "underthesea"
    """Null where the text is segmented already, syllables of a word joined by `_`."""


class VocabularyRecipe(Part):
    """The vocabulary of a new encoder."""

    source: str | None = None
    """A folder with `vocab.txt` and `bpe.codes`; one is trained where none is given."""
    size: Annotated[int, Field(gt=300)] = 16_000
    """Ids of a vocabulary that is trained."""


class BodyRecipe(Part):
    """The encoder: one to go on from, or the config of a new one."""

    source: str | None = None
    """An encoder to go on from, with its vocabulary: its folder or hub name, a model folder of
    solieu, or `packaged`."""
    config: dict[str, Any] = {}
    """Of a new one, as `AutoConfig` takes it: `model_type` and the architecture's own keys."""
    embeddings: Literal["random", "word2vec"] = "random"
    """What a new one's embeddings start from: chance, or word2vec vectors of the text."""


class PretrainFit(Part):
    """How an encoder is pre-trained."""

    objective: Literal["masked", "replaced"] = "masked"
    """Restore hidden words, or tell which words a small generator has replaced."""
    steps: Positive = 10_000
    batch_size: Positive = 32
    """Rows of a batch, on each device."""
    window: Positive = 256
    """Ids of a row."""
    mask: Rate = 0.25
    """Share of the ids that are hidden."""
    matrix_learning_rate: Rate = 0.02
    """Of the encoder's matrices, by Muon."""
    learning_rate: Rate = 3e-3
    """Of the rest, by AdamW."""
    weight_decay: Annotated[float, Field(ge=0)] = 0.01
    warmup: Positive = 300
    """Steps in which the learning rates rise."""
    decay: Share = 0.4
    """Share of the steps, at the end, in which they fall to a hundredth."""
    precision: Literal["no", "bf16", "fp16"] = "no"
    compile: bool = False
    seed: Annotated[int, Field(ge=0)] = 1
    log_every: Positive = 50
    save_every: Positive = 1_000


class PretrainRecipe(Part):
    """A whole recipe for pre-training."""

    data: TextRecipe
    vocabulary: VocabularyRecipe = VocabularyRecipe()
    encoder: BodyRecipe
    fit: PretrainFit = PretrainFit()


AnyRecipe = TypeVar("AnyRecipe", bound=Part)


def load_recipe(source: str | Path, changes: Mapping[str, Any] | None = None) -> Recipe:
    """Read a recipe for fine-tuning; see `read_recipe`."""
    return read_recipe(Recipe, source, changes)


def read_recipe(
    kind: type[AnyRecipe], source: str | Path, changes: Mapping[str, Any] | None = None
) -> AnyRecipe:
    """Read a recipe.

    Args:
        kind: What it is for.
        source: A YAML file, or the name of a recipe of the package, for instance `default`.
        changes: Values that replace the file's, by dotted key: `{"fit.seed": 2}`.

    Raises:
        RecipeError: The file is missing or faulty, or a key or value cannot be used.
    """
    path = _find(source)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise RecipeError(f"{path}: cannot be read as YAML: {error}") from None
    if not isinstance(content, dict):
        raise RecipeError(f"{path}: a recipe is a mapping of keys to values")
    for key, value in (changes or {}).items():
        _set(content, key, value)
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(_faults(error, kind))
        raise RecipeError(f"{path}: {faults}") from None


def _find(source: str | Path) -> Path:
    for path in (Path(source), CONFIGS / f"{source}.yaml", CONFIGS / Path(source).name):
        if path.is_file():
            return path
    known = ", ".join(sorted(path.stem for path in CONFIGS.glob("*.yaml")))
    raise RecipeError(f"{source}: no such recipe. Give a YAML file, or one of: {known}")


def _set(content: dict[str, Any], key: str, value: Any) -> None:
    *parts, last = key.split(".")
    for part in parts:
        content = content.setdefault(part, {})
        if not isinstance(content, dict):
            raise RecipeError(f"{key}: {part} is a value, it has no keys below it")
    content[last] = value


def _faults(error: ValidationError, kind: type[Part]) -> Iterator[str]:
    for fault in error.errors():
        key = ".".join(map(str, fault["loc"]))
        if fault["type"] != "extra_forbidden":
            yield f"{key}: {fault['msg'].lower()}, not {fault['input']!r}"
            continue
        close = difflib.get_close_matches(key, list(_keys(kind)), n=1, cutoff=0.0)
        yield f"{key}: unknown key; did you mean {close[0]}?"


def _keys(part: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, info in part.model_fields.items():
        yield prefix + name
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from _keys(info.annotation, f"{prefix}{name}.")
