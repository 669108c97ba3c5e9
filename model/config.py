"""The config of a model: all that a checkpoint needs to explain itself."""

from typing import Any

from transformers import AutoConfig, PretrainedConfig

from solieu.data.inventory import SOLIEU, Inventory
from solieu.model.folder import FORMAT, MODEL_TYPE
from solieu.model.settings import Settings


class SolieuConfig(PretrainedConfig):
    """Config of `SolieuModel`.

    Args:
        encoder: The config of the encoder as a mapping; its `model_type` names the architecture,
            any that `AutoModel` knows.
        inventory: Labels and keys, as `Inventory.to_dict` gives them.
        segmenter: Name of the segmenter that the encoder's vocabulary expects.
        window: Ids of a window at most, `<s>` and `</s>` included.
        overlap: Ids of context at most that a window shares with the one before it.
        linker_width: Width of a mention's vector.
        linker_layers: Layers over the sequence of mentions.
        linker_heads: Attention heads of each layer.
        dropout: Dropout before the tagger, from 0 to 1.
        linker_dropout: Dropout inside the linker.
        linker_gradient: Share of the linker's gradient that reaches the encoder, from 0 to 1.
        calibration: How scores are stretched, see `solieu.model.confidence`; not at all by default.
        format: Version of the layout of the model folder.
        solieu_version: Version of the package that wrote the config.
    """

    model_type = MODEL_TYPE

    def __init__(
        self,
        encoder: dict[str, Any] | None = None,
        inventory: dict[str, Any] | None = None,
        segmenter: str = "underthesea",
        window: int = 256,
        overlap: int = 48,
        linker_width: int = 192,
        linker_layers: int = 2,
        linker_heads: int = 4,
        dropout: float = 0.2,
        linker_dropout: float = 0.4,
        linker_gradient: float = 0.1,
        calibration: dict[str, list[float]] | None = None,
        format: int = FORMAT,  # noqa: A002 - the key's name in config.json
        solieu_version: str = "",
        **kwargs: Any,
    ) -> None:
        self.encoder = encoder or {"model_type": "roberta"}
        self.inventory = inventory or SOLIEU.to_dict()
        self.segmenter = segmenter
        self.window = window
        self.overlap = overlap
        self.linker_width = linker_width
        self.linker_layers = linker_layers
        self.linker_heads = linker_heads
        self.dropout = dropout
        self.linker_dropout = linker_dropout
        self.linker_gradient = linker_gradient
        self.calibration = calibration or {}
        self.format = format
        self.solieu_version = solieu_version
        super().__init__(**kwargs)

    def encoder_config(self) -> PretrainedConfig:
        """The encoder's config as its own class."""
        fields = dict(self.encoder)
        return AutoConfig.for_model(fields.pop("model_type"), **fields)

    def labels(self) -> Inventory:
        """The inventory of labels and keys."""
        return Inventory.from_dict(self.inventory)

    def settings(self) -> Settings:
        """How the model reads texts and what it answers."""
        return Settings.from_dict(self.to_dict())
