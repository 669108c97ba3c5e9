import pytest
import torch
from transformers import AutoConfig, AutoModel
from transformers.models.modernbert.modeling_modernbert import ModernBertAttention, ModernBertMLP

from solieu.training.splitting import split

SHAPE = {
    "vocab_size": 60,
    "pad_token_id": 1,
    "hidden_size": 24,
    "intermediate_size": 40,
    "num_hidden_layers": 4,
    "num_attention_heads": 3,
    "local_attention": 8,
    "max_position_embeddings": 64,
}


@pytest.mark.parametrize("bias", [False, True])
def test_parts_say_what_the_whole_said(bias):
    torch.manual_seed(0)
    options = {"attention_bias": bias, "mlp_bias": bias}
    encoder = AutoModel.from_config(AutoConfig.for_model("modernbert", **SHAPE, **options)).eval()
    for name, parameter in encoder.named_parameters():
        if name.endswith("bias"):
            torch.nn.init.normal_(parameter)
    ids = torch.randint(5, 60, (2, 30))
    mask = torch.ones_like(ids)
    mask[1, 26:] = 0
    with torch.no_grad():
        whole = encoder(input_ids=ids, attention_mask=mask)[0]
        split(encoder)
        parts = encoder(input_ids=ids, attention_mask=mask)[0]
    fused = (ModernBertAttention, ModernBertMLP)
    assert not any(isinstance(module, fused) for module in encoder.modules())
    read = mask.bool()
    torch.testing.assert_close(parts[read], whole[read], atol=1e-5, rtol=1e-4)


def test_other_encoders_stay_as_they_are(phobert):
    encoder = AutoModel.from_pretrained(phobert).eval()
    before = [type(module) for module in encoder.modules()]
    split(encoder)
    assert [type(module) for module in encoder.modules()] == before
