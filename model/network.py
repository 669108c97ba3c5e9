"""The network: an encoder, a tagger over its words, a linker over its mentions."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PreTrainedModel
from transformers.modeling_outputs import ModelOutput

from solieu.model.config import SolieuConfig
from solieu.model.linker import Linker, LinkScores, Mentions, link_loss


@dataclass
class SolieuOutput(ModelOutput):
    """What `SolieuModel.forward` returns.

    Attributes:
        loss: The sum of the two losses, where gold was given.
        tagger_loss: Mean cross-entropy of the tags.
        linker_loss: See `link_loss`.
        tag_scores: Logits (words, tags).
    """

    loss: Tensor | None = None
    tagger_loss: Tensor | None = None
    linker_loss: Tensor | None = None
    tag_scores: Tensor | None = None


class Tagger(nn.Module):
    """Scores of BIO tags from vectors."""

    def __init__(self, *, width: int, tags: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(width, tags)

    def forward(self, vectors: Tensor) -> Tensor:
        """Vectors (..., width) to scores (..., tags)."""
        scores: Tensor = self.output(self.dropout(vectors))
        return scores


class SolieuModel(PreTrainedModel):
    """Tags mentions and links them; trained jointly on annotated articles.

    Far fewer links than tags are annotated, and an encoder that follows the links' gradient in full
    learns the training articles by heart: `config.linker_gradient` says how much of it gets there.
    """

    config_class = SolieuConfig
    base_model_prefix = "solieu"
    _supports_sdpa = True

    def __init__(self, config: SolieuConfig) -> None:
        super().__init__(config)
        self.inventory = config.labels()
        self.encoder = AutoModel.from_config(config.encoder_config())
        width = self.encoder.config.hidden_size
        self.tagger = Tagger(width=width, tags=len(self.inventory.tags), dropout=config.dropout)
        self.linker = Linker(
            mention_width=5 * width,
            width=config.linker_width,
            layers=config.linker_layers,
            heads=config.linker_heads,
            inventory=self.inventory,
            dropout=config.linker_dropout,
        )
        self.post_init()

    def words(self, input_ids: Tensor, attention_mask: Tensor, owners: Tensor) -> Tensor:
        """One vector a word: the mean of its subwords, (words, width).

        Args:
            input_ids: (windows, length).
            attention_mask: (windows, length).
            owners: (windows, length): the word of each subword, counted from 0 without a gap;
                -1 for subwords that count for none.
        """
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask)[0].float()
        owned = owners >= 0
        owner, vectors = owners[owned], hidden[owned]
        count = int(owner.max()) + 1 if len(owner) else 0
        sums = vectors.new_zeros(count, vectors.shape[-1]).index_add(0, owner, vectors)
        sizes = torch.bincount(owner, minlength=count).clamp(min=1)
        return sums / sizes[:, None]

    @staticmethod
    def mentions(words: Tensor, spans: Tensor) -> Tensor:
        """Mention vectors from word vectors.

        Args:
            words: (words, width).
            spans: (..., 2): the first and the last word of each mention.

        Returns:
            (..., 5 * width): first word, last word, mean of all, the word before, the word after.
        """
        sums = torch.cat([words.new_zeros(1, words.shape[1]), words.cumsum(dim=0)])
        first, last = spans.unbind(dim=-1)
        mean = (sums[last + 1] - sums[first]) / (last + 1 - first)[..., None]
        before = words[(first - 1).clamp(min=0)]
        after = words[(last + 1).clamp(max=len(words) - 1)]
        return torch.cat([words[first], words[last], mean, before, after], dim=-1)

    def link(self, words: Tensor, spans: Tensor, labels: Tensor, places: Tensor) -> LinkScores:
        """Score the links of mentions; shapes as in `collate_mentions`."""
        scores: LinkScores = self.linker(Mentions(self.mentions(words, spans), labels, places))
        return scores

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        owners: Tensor,
        spans: Tensor,
        labels: Tensor,
        places: Tensor,
        tags: Tensor,
        links: Tensor,
        **_: Any,
    ) -> SolieuOutput:
        """Losses on gold; the arguments are what `collate` gives."""
        words = self.words(input_ids, attention_mask, owners)
        tag_scores = self.tagger(words)
        tagger_loss = nn.functional.cross_entropy(tag_scores, tags)
        share = self.config.linker_gradient
        lent = share * words + (1 - share) * words.detach()
        scores = self.link(lent, spans, labels, places)
        linker_loss = link_loss(scores, labels, links, self.inventory)
        return SolieuOutput(tagger_loss + linker_loss, tagger_loss, linker_loss, tag_scores)


AutoConfig.register(SolieuConfig.model_type, SolieuConfig)
AutoModel.register(SolieuConfig, SolieuModel)
