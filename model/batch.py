"""Batches: encoded articles, with their mentions and links, as the tensors of training."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from solieu.model.encoding import EncodedText, Example
from solieu.model.tagger import Span, tags_of
from solieu.model.windows import Window


def collate_windows(
    packed: Sequence[Window], pad: int, offsets: Sequence[int]
) -> dict[str, Tensor]:
    """Windows as padded tensors.

    Args:
        packed: The windows.
        pad: The padding id.
        offsets: For each window the number of the first word of its article in the batch.

    Returns:
        `input_ids`, `attention_mask` and `owners`, each (windows, length); an owner is the number
        of a word in the batch, -1 for special tokens, context and padding.
    """
    length = max(len(window.ids) for window in packed)
    ids = torch.full((len(packed), length), pad)
    owners = torch.full((len(packed), length), -1)
    for row, (window, offset) in enumerate(zip(packed, offsets, strict=True)):
        size = len(window.ids)
        ids[row, :size] = torch.tensor(window.ids)
        own = torch.tensor(window.owners)
        owners[row, :size] = torch.where(own >= 0, own + offset, own)
    mask = torch.zeros_like(ids)
    for row, window in enumerate(packed):
        mask[row, : len(window.ids)] = 1
    return {"input_ids": ids, "attention_mask": mask, "owners": owners}


def collate_mentions(
    texts: Sequence[EncodedText], spans: Sequence[Sequence[Span]]
) -> dict[str, Tensor]:
    """Mentions of several articles as padded tensors.

    Returns:
        `spans` (articles, mentions, 2), the first and the last word in the batch; `labels`
        (articles, mentions), -1 where padded; `places` (articles, mentions, 3) as in `Mentions`.
    """
    count = max(1, max(len(found) for found in spans))
    bounds = torch.zeros(len(spans), count, 2, dtype=torch.long)
    labels = torch.full((len(spans), count), -1)
    places = torch.zeros(len(spans), count, 3, dtype=torch.long)
    offset = 0
    for row, (text, found) in enumerate(zip(texts, spans, strict=True)):
        for column, span in enumerate(found):
            start = span.start
            bounds[row, column] = torch.tensor([offset + start, offset + span.end - 1])
            labels[row, column] = span.label
            places[row, column] = torch.tensor([start, text.sentences[start], text.lines[start]])
        offset += len(text.words)
    return {"spans": bounds, "labels": labels, "places": places}


def collate(examples: Sequence[Example], pad: int) -> dict[str, Any]:
    """Examples as the arguments of `SolieuModel.forward`.

    Returns:
        What `collate_windows` and `collate_mentions` give, `tags` (words,), `links` (links, 4):
        article, head, key, tail; and the ids of the `articles`, by which a fault is told.
    """
    texts = [example.text for example in examples]
    packed: list[Window] = []
    offsets: list[int] = []
    offset = 0
    for text in texts:
        packed += text.windows
        offsets += [offset] * len(text.windows)
        offset += len(text.words)
    tags = [tag for e in examples for tag in tags_of(e.spans, len(e.text.words))]
    links = [(row, *link) for row, example in enumerate(examples) for link in example.links]
    return {
        **collate_windows(packed, pad, offsets),
        **collate_mentions(texts, [example.spans for example in examples]),
        "articles": [example.article for example in examples],
        "tags": torch.tensor(tags),
        "links": torch.tensor(links, dtype=torch.long).view(-1, 4),
    }
