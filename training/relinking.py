"""The linker alone: fitted to the links of annotated articles, while all else stays as it is.

A linker that learns from the mentions of annotators is later given those of a tagger, whose errors
it has never met. Here it meets them: each article counts as annotated, and once more as the tagger
sees it, with the links whose two ends the tagger has found. The encoder reads every article once,
so an epoch takes seconds where one of the whole model takes minutes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from transformers import get_linear_schedule_with_warmup, set_seed

from solieu.model.batch import collate_mentions, collate_windows
from solieu.model.edges import mentions
from solieu.model.encoding import Example
from solieu.model.linker import link_loss
from solieu.model.network import SolieuModel
from solieu.model.tagger import Span
from solieu.training.averaging import mean_weights
from solieu.training.divergence import DivergenceError
from solieu.training.recipe import Recipe


@dataclass(frozen=True)
class Read:
    """An article as the encoder reads it.

    Attributes:
        example: Its mentions and links.
        words: Word vectors (words, width) in half precision.
    """

    example: Example
    words: Tensor


def fit_linker(model: SolieuModel, examples: Sequence[Example], recipe: Recipe, pad: int) -> float:
    """Fit the linker of a model for `recipe.linker.epochs`; nothing else of the model changes.

    It is fitted `recipe.linker.runs` times from where it is, by other draws, and gets the mean of
    the weights. Memory grows by 0.8 kB a word of a model 384 wide.

    Args:
        model: The model.
        examples: The training articles.
        recipe: The recipe.
        pad: The padding id.

    Returns:
        The mean loss of the last epoch of the last run.

    Raises:
        DivergenceError: The loss is not finite.
    """
    articles = [one for example in examples for one in _readings(model, example, pad)]
    start = {name: weight.clone() for name, weight in model.linker.state_dict().items()}
    losses: list[float] = []

    def runs() -> Iterator[dict[str, Tensor]]:
        for seed in range(recipe.fit.seed, recipe.fit.seed + recipe.linker.runs):
            model.linker.load_state_dict(start)
            losses.append(_fit(model, articles, recipe, seed))
            yield model.linker.state_dict()

    model.linker.load_state_dict(mean_weights(runs()))
    model.eval()
    return losses[-1]


def _fit(model: SolieuModel, articles: list[Read], recipe: Recipe, seed: int) -> float:
    """One run; the mean loss of its last epoch."""
    set_seed(seed)
    fit, linker = recipe.fit, recipe.linker
    draw = torch.Generator().manual_seed(seed)
    batches: DataLoader[Read] = DataLoader(
        cast("Dataset[Read]", articles),
        fit.batch_size,
        shuffle=True,
        generator=draw,
        collate_fn=list,
    )
    optimizer = torch.optim.AdamW(
        model.linker.parameters(), linker.learning_rate, weight_decay=fit.weight_decay
    )
    steps = linker.epochs * len(batches)
    schedule = get_linear_schedule_with_warmup(optimizer, int(fit.warmup * steps), steps)
    model.linker.train()
    losses: list[float] = []
    for _ in range(linker.epochs):
        losses.clear()
        for batch in batches:
            loss = _loss(model, batch)
            if not torch.isfinite(loss):
                names = ", ".join(one.example.article for one in batch)
                raise DivergenceError(
                    f"the linker alone: the loss is {loss.item()} on the articles {names}. Lower "
                    "linker.learning_rate, or look at these articles, then go on with --resume"
                )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.linker.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
    return sum(losses) / len(losses)


def as_seen(example: Example, found: Sequence[Span]) -> Example:
    """An article with other mentions, and the links between those that stand for gold ones.

    A mention stands for the gold ones of its label that it overlaps most. No link joins a mention
    to itself, where it stands for two.
    """
    stands: dict[int, int] = {}
    for number, gold in enumerate(example.spans):
        shared = [
            (min(gold.end, span.end) - max(gold.start, span.start), place)
            for place, span in enumerate(found)
            if span.label == gold.label
        ]
        overlap, place = max(shared, default=(0, 0))
        if overlap > 0:
            stands[number] = place
    links = dict.fromkeys(
        (stands[head], key, stands[tail])
        for head, key, tail in example.links
        if head in stands and tail in stands and stands[head] != stands[tail]
    )
    return replace(example, spans=tuple(found), links=tuple(links))


@torch.no_grad()
def _readings(model: SolieuModel, example: Example, pad: int) -> Iterator[Read]:
    """An article as annotated, and as the tagger sees it where that differs."""
    model.eval()
    text = example.text
    if not text.words:
        return
    packed = collate_windows(text.windows, pad, [0] * len(text.windows))
    words = model.words(**{name: tensor.to(model.device) for name, tensor in packed.items()})
    scores = model.tagger(words).float().cpu().numpy()
    words = words.half().cpu()
    yield Read(example, words)
    seen = as_seen(example, mentions(scores, text, model.inventory))
    if _places(seen.spans) != _places(example.spans):
        yield Read(seen, words)


def _places(spans: Sequence[Span]) -> list[tuple[int, int, int]]:
    return [(span.start, span.end, span.label) for span in spans]


def _loss(model: SolieuModel, batch: Sequence[Read]) -> Tensor:
    examples = [one.example for one in batch]
    given = collate_mentions([e.text for e in examples], [e.spans for e in examples])
    spans, labels, places = (given[name].to(model.device) for name in ("spans", "labels", "places"))
    words = torch.cat([one.words for one in batch]).to(model.device).float()
    links = torch.tensor([(row, *link) for row, e in enumerate(examples) for link in e.links])
    links = links.long().view(-1, 4).to(model.device)
    scores = model.link(words, spans, labels, places)
    return link_loss(scores, labels, links, model.inventory)
