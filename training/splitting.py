"""Fused matrices of an encoder cut into their parts, which an exported network runs faster.

ModernBERT computes query, key and value by one matrix, and what it gates and the gate by another.
Cutting their results apart takes an eighth of the time of a network in whole numbers; parts of
their own need no cutting, and the products that follow them are fused with them.
"""

from typing import Any

import torch
from torch import Tensor, nn
from transformers.models.modernbert.modeling_modernbert import (
    ModernBertAttention,
    ModernBertMLP,
    apply_rotary_pos_emb,
)


def split(encoder: nn.Module) -> None:
    """Replace the layers of an encoder that hold fused matrices, in place; its answers stay."""
    for module in list(encoder.modules()):
        for name, part in module.named_children():
            if isinstance(part, ModernBertAttention):
                setattr(module, name, _Attention(part))
            elif isinstance(part, ModernBertMLP):
                setattr(module, name, _Gated(part))


class _Attention(nn.Module):
    def __init__(self, fused: Any) -> None:
        super().__init__()
        self.width = fused.head_dim
        self.parts = nn.ModuleList(_cut(fused.Wqkv, 3))
        self.output = fused.Wo

    def forward(
        self,
        hidden_states: Tensor,
        position_embeddings: tuple[Tensor, Tensor],
        attention_mask: Tensor | None = None,
        **_: Any,
    ) -> tuple[Tensor, None]:
        shape = hidden_states.shape[:-1]
        query, key, value = (
            part(hidden_states).view(*shape, -1, self.width).transpose(1, 2) for part in self.parts
        )
        query, key = apply_rotary_pos_emb(query, key, *position_embeddings, unsqueeze_dim=1)
        mixed = nn.functional.scaled_dot_product_attention(
            query, key, value, attn_mask=attention_mask
        )
        return self.output(mixed.transpose(1, 2).reshape(*shape, -1)), None


class _Gated(nn.Module):
    def __init__(self, fused: Any) -> None:
        super().__init__()
        self.input, self.gate = _cut(fused.Wi, 2)
        self.activation, self.output = fused.act, fused.Wo

    def forward(self, hidden_states: Tensor) -> Tensor:
        gated = self.activation(self.input(hidden_states)) * self.gate(hidden_states)
        result: Tensor = self.output(gated)
        return result


def _cut(fused: nn.Linear, count: int) -> list[nn.Linear]:
    """A linear layer as several, each with a part of its outputs."""
    parts = []
    biases = [None] * count if fused.bias is None else fused.bias.chunk(count)
    for weight, bias in zip(fused.weight.chunk(count), biases, strict=True):
        part = nn.Linear(fused.in_features, len(weight), bias=bias is not None)
        with torch.no_grad():
            part.weight.copy_(weight)
            if bias is not None:
                part.bias.copy_(bias)
        parts.append(part)
    return parts
