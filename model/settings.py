"""The settings of a model: what its config says beside the shape of its network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from solieu.data.inventory import SOLIEU, Inventory

_TYPES = {"segmenter": str, "window": int, "overlap": int}


@dataclass(frozen=True)
class Settings:
    """How a model reads texts and what it answers.

    Attributes:
        inventory: Its labels and keys.
        segmenter: Name of the segmenter that its vocabulary expects.
        window: Ids of a window at most, `<s>` and `</s>` included.
        overlap: Ids of context at most that a window shares with the one before it.
        calibration: How scores are stretched, see `solieu.model.confidence`.
    """

    inventory: Inventory = SOLIEU
    segmenter: str = "underthesea"
    window: int = 256
    overlap: int = 48
    calibration: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> "Settings":
        """Read them from the fields of `config.json`; what is missing has its default.

        Raises:
            ValueError: A field has not the shape that it should have.
        """
        known = {name: fields[name] for name in _TYPES if name in fields}
        for name, value in known.items():
            if type(value) is not _TYPES[name]:
                raise ValueError(f"{name} is {value!r}, not of type {_TYPES[name].__name__}")
        inventory = fields.get("inventory")
        try:
            return cls(
                inventory=SOLIEU if inventory is None else Inventory.from_dict(inventory),
                calibration={
                    name: (float(a), float(b))
                    for name, (a, b) in (fields.get("calibration") or {}).items()
                },
                **known,
            )
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a model's settings: {error}") from None
