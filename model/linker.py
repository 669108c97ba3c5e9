"""The linker: which mention points at which, over all mentions of an article.

A period named at the start of a paragraph governs figures far below it, so links are drawn between
mentions of the whole article, not inside a window of the encoder. Mention vectors pass through a
small transformer over the sequence of mentions; then, for every role of the inventory, each mention
that has the role chooses among the mentions that may fill it, or none. Where several keys share a
role (`level`, `increase`, ...), a second score says which key it is.

How two mentions lie to each other (how many of the same label stand between them, how far apart
they are in words, sentences and lines) enters both as a bias of the attention and in the choice.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from solieu.data.inventory import Inventory

WORD, SENTENCE, LINE = range(3)
"""Columns of `Mentions.places`."""


@dataclass(frozen=True)
class Mentions:
    """The mentions of several articles, padded.

    Attributes:
        vectors: (articles, mentions, width).
        labels: (articles, mentions), indices into the inventory's labels, -1 where padded.
        places: (articles, mentions, 3): number of the first word, of the sentence, of the line.
    """

    vectors: Tensor
    labels: Tensor
    places: Tensor


@dataclass(frozen=True)
class LinkScores:
    """What the linker says.

    Attributes:
        choices: Logits (articles, roles, mentions, mentions + 1): for each mention which mention
            fills the role; the last column is none; -inf where the inventory forbids.
        keys: Logits (articles, mentions, mentions, keys): which key links head and tail.
    """

    choices: Tensor
    keys: Tensor


class Distances(nn.Module):
    """Embeds how each pair of mentions lies: (articles, mentions, mentions, width)."""

    CAPS = (8, 6, 6, 10)  # label rank, sentences, lines, logarithm of words

    def __init__(self, width: int) -> None:
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(2 * cap + 1, width) for cap in self.CAPS)

    def forward(self, labels: Tensor, places: Tensor, size: int) -> Tensor:
        """Sum of one embedding per measure, for `size` labels."""
        word, sentence, line = places.unbind(dim=-1)
        words = _difference(word)
        measures = (
            _label_ranks(labels, size),
            _difference(sentence),
            _difference(line),
            words.sign() * (words.abs() + 1).log2().floor().long(),
        )
        # One product with ones and zeros: four look-ups of the same would take three times as long.
        chosen = [
            (measure.clamp(-cap, cap) + cap)[..., None]
            == torch.arange(2 * cap + 1, device=measure.device)
            for measure, cap in zip(measures, self.CAPS, strict=True)
        ]
        weights = torch.cat(list(self.tables.parameters()))
        return torch.cat(chosen, dim=-1).to(weights.dtype) @ weights


class MentionLayer(nn.Module):
    """A pre-norm transformer layer whose attention is biased by how mentions lie."""

    def __init__(self, *, width: int, heads: int, pair_width: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(width)
        self.attention_input = nn.Linear(width, 3 * width)
        self.attention_bias = nn.Linear(pair_width, heads)
        self.attention_output = nn.Linear(width, width)
        self.feedforward_norm = nn.LayerNorm(width)
        self.feedforward = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, mentions: Tensor, pairs: Tensor, padding: Tensor) -> Tensor:
        """(articles, mentions, width) to the same."""
        articles, count, width = mentions.shape
        parts = self.attention_input(self.attention_norm(mentions))
        query, key, value = parts.view(articles, count, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        bias = self.attention_bias(pairs).permute(0, 3, 1, 2)
        bias = bias.masked_fill(padding[:, None, None, :], torch.finfo(bias.dtype).min)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        mixed = mixed.transpose(1, 2).reshape(articles, count, width)
        mentions = mentions + self.dropout(self.attention_output(mixed))
        changed = self.feedforward(self.feedforward_norm(mentions))
        return mentions + self.dropout(changed)


class Linker(nn.Module):
    """Scores of all links among the mentions of an article."""

    PAIR_WIDTH = 96

    def __init__(
        self,
        *,
        mention_width: int,
        width: int,
        layers: int,
        heads: int,
        inventory: Inventory,
        dropout: float,
    ) -> None:
        super().__init__()
        self.inventory = inventory
        self.roles = len(inventory.roles)
        self.label_count = len(inventory.labels)
        self.labels = nn.Embedding(len(inventory.labels) + 1, width)  # the last one pads
        self.input = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(mention_width, width), nn.GELU(), nn.LayerNorm(width)
        )
        self.distances = Distances(self.PAIR_WIDTH)
        self.layers = nn.ModuleList(
            MentionLayer(width=width, heads=heads, pair_width=self.PAIR_WIDTH, dropout=dropout)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)
        self.query = nn.Linear(width, self.roles * self.PAIR_WIDTH)
        self.key = nn.Linear(width, self.roles * self.PAIR_WIDTH)
        self.head_pair = nn.Linear(width, self.PAIR_WIDTH)
        self.tail_pair = nn.Linear(width, self.PAIR_WIDTH)
        self.pair_choice = nn.Linear(self.PAIR_WIDTH, self.roles)
        self.pair_key = nn.Linear(self.PAIR_WIDTH, max(1, len(inventory.keys)))
        self.head_key = nn.Linear(width, max(1, len(inventory.keys)))
        self.none = nn.Linear(width, self.roles)

    def forward(self, mentions: Mentions) -> LinkScores:
        """Score the links of padded mentions."""
        labels, places = mentions.labels, mentions.places
        padding = labels < 0
        known = labels.clamp(min=0)
        pairs = self.distances(known, places, self.label_count)
        vectors = self.input(mentions.vectors)
        vectors = vectors + self.labels(labels.masked_fill(padding, self.label_count))
        for layer in self.layers:
            vectors = layer(vectors, pairs, padding)
        vectors = self.dropout(self.norm(vectors))
        pairs = self.head_pair(vectors)[:, :, None] + self.tail_pair(vectors)[:, None] + pairs
        pairs = functional.gelu(pairs)
        keys = self.pair_key(pairs) + self.head_key(vectors)[:, :, None]
        return LinkScores(self._choices(vectors, pairs, known, padding), keys)

    def _choices(self, vectors: Tensor, pairs: Tensor, labels: Tensor, padding: Tensor) -> Tensor:
        articles, count, _ = vectors.shape
        shape = (articles, count, self.roles, self.PAIR_WIDTH)
        query = self.query(vectors).view(shape).transpose(1, 2)
        key = self.key(vectors).view(shape).transpose(1, 2)
        scores = query @ key.transpose(2, 3) / self.PAIR_WIDTH**0.5
        scores = scores + self.pair_choice(pairs).permute(0, 3, 1, 2)
        legal = _legal(self.inventory).to(labels.device)
        illegal = ~legal[labels[:, :, None], labels[:, None, :]].permute(0, 3, 1, 2)
        illegal = illegal | torch.eye(count, dtype=torch.bool, device=illegal.device)
        illegal = illegal | padding[:, None, None, :] | padding[:, None, :, None]
        none = self.none(vectors).transpose(1, 2)[..., None]
        return torch.cat([scores.masked_fill(illegal, -torch.inf), none], dim=-1)


def link_loss(scores: LinkScores, labels: Tensor, links: Tensor, inventory: Inventory) -> Tensor:
    """Mean negative log-likelihood of the gold links.

    Args:
        scores: What the linker said of gold mentions.
        labels: (articles, mentions), -1 where padded.
        links: (links, 4): article, head, index of the key, tail.
        inventory: Labels and keys.

    Returns:
        A scalar: the mean over all mentions that have a role, of the choice of the tail (spread
        evenly where there are several), plus the mean over links of the choice of the key.
    """
    choices = scores.choices
    targets = torch.zeros_like(choices)
    article, head, key, tail = links.unbind(dim=-1)
    role_of_key = torch.tensor(_roles_of_keys(inventory), device=links.device)
    if len(links):
        targets[article, role_of_key[key], head, tail] = 1.0
    targets[..., -1] = (targets.sum(dim=-1) == 0).to(targets.dtype)
    targets = targets / targets.sum(dim=-1, keepdim=True)
    heads = torch.tensor([inventory.labels.index(role.head) for role in inventory.roles])
    asked = labels[:, None, :] == heads.to(labels.device)[None, :, None]
    logs = choices.log_softmax(dim=-1).masked_fill(targets == 0, 0.0)
    choice = -(targets * logs).sum(dim=-1)[asked].sum() / asked.sum().clamp(min=1)
    if not len(links):
        return choice
    same_role = role_of_key[None, :] == role_of_key[key][:, None]
    key_scores = scores.keys[article, head, tail].masked_fill(~same_role, -torch.inf)
    return choice + functional.cross_entropy(key_scores, key)


def _roles_of_keys(inventory: Inventory) -> list[int]:
    """The index of the role of every key."""
    role_of = {key: index for index, role in enumerate(inventory.roles) for key in role.keys}
    return [role_of[key.name] for key in inventory.keys]


def _legal(inventory: Inventory) -> Tensor:
    """Whether a head's label may point at a tail's label in a role: (labels, labels, roles)."""
    size = len(inventory.labels)
    legal = torch.zeros(size, size, len(inventory.roles), dtype=torch.bool)
    for index, role in enumerate(inventory.roles):
        for tail in role.tails:
            legal[inventory.labels.index(role.head), inventory.labels.index(tail), index] = True
    return legal


def _difference(places: Tensor) -> Tensor:
    """Tail's place minus head's: (articles, heads, tails)."""
    return places[:, None, :] - places[:, :, None]


def _label_ranks(labels: Tensor, size: int) -> Tensor:
    """The tail is the n-th of its label after the head, or before it (negative)."""
    one_hot = functional.one_hot(labels, size)
    upto = one_hot.cumsum(dim=1)
    before = upto - one_hot
    column = labels[:, None, :].expand(-1, labels.shape[1], -1)

    def rank(counts: Tensor) -> Tensor:
        at_head = counts.gather(2, column)
        at_tail = counts.gather(2, labels[..., None]).squeeze(-1)[:, None, :]
        return at_tail - at_head

    after = rank(upto)
    order = torch.arange(labels.shape[1], device=labels.device)
    return torch.where(order[None, None, :] > order[None, :, None], after, rank(before))
