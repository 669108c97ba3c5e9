import shutil

import pytest
from transformers import RobertaConfig, RobertaModel

import solieu
from solieu.model.eager import TorchEngine
from solieu.model.encoding import ArticleEncoder
from solieu.model.extractor import Extractor
from solieu.training.recipe import load_recipe
from solieu.training.start import new_model


def test_an_encoder_under_a_copyleft_licence_is_told(phobert, tmp_path):
    folder = tmp_path / "phobert-base-v2"
    shutil.copytree(phobert, folder)
    changes = {"encoder.source": str(folder), "encoder.window": 64}
    with pytest.warns(UserWarning, match=r"AGPL-3\.0"):
        new_model(load_recipe("phobert-base-v2", changes), "0")


def test_a_model_in_the_shape_of_phobert_extracts(phobert, tmp_path):
    """12 layers, 768 wide, 64,001 ids, 258 positions, random."""
    for name in ("vocab.txt", "bpe.codes"):
        shutil.copy(phobert / name, tmp_path / name)
    RobertaModel(
        RobertaConfig(
            vocab_size=64_001,
            max_position_embeddings=258,
            type_vocab_size=1,
            tokenizer_class="PhobertTokenizer",
        )
    ).save_pretrained(tmp_path)
    recipe = load_recipe("phobert-base", {"encoder.source": str(tmp_path)})
    model, subwords = new_model(recipe, solieu.__version__)
    assert model.config.window == 256
    settings = model.config.settings()
    encoder = ArticleEncoder.from_settings(settings, subwords)
    extractor = Extractor(TorchEngine(model), encoder, settings)
    text = "Quý I, GDP tăng 5,66% so với cùng kỳ. " * 40
    article = extractor(text)
    assert all(text[e.start : e.end] == e.text for e in article.entities)
