"""A small random model in a folder, with PhoBERT's body."""

from pathlib import Path

import pytest
import torch
from transformers import AutoConfig

from solieu.model.checkpoint import save_checkpoint
from solieu.model.config import SolieuConfig
from solieu.model.network import SolieuModel
from solieu.model.subwords import load_subwords


@pytest.fixture(scope="session")
def saved(phobert, tmp_path_factory) -> Path:
    torch.manual_seed(1)
    encoder = {**AutoConfig.from_pretrained(phobert).to_dict(), "dtype": None}
    model = SolieuModel(SolieuConfig(encoder=encoder, linker_width=32, window=64, overlap=8))
    folder = tmp_path_factory.mktemp("models") / "small"
    save_checkpoint(folder, model, load_subwords(phobert), {"note": "a test"})
    return folder
