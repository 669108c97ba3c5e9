"""The linker: what it may say, what it counts, and that it learns."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from solieu.data.article import Relation
from solieu.data.inventory import SOLIEU, Inventory
from solieu.model import links
from solieu.model.linker import Linker, LinkScores, Mentions, _label_ranks, link_loss
from solieu.model.tagger import Span

LABELS = SOLIEU.labels
ROLES = [role.name for role in SOLIEU.roles]
KEYS = [key.name for key in SOLIEU.keys]


def mentions(*names: str, articles: int = 1, padded: int = 0) -> Mentions:
    count = len(names) + padded
    indices = [LABELS.index(name) for name in names] + [-1] * padded
    labels = torch.tensor([indices] * articles)
    places = torch.arange(count)[None, :, None].repeat(articles, 1, 3)
    vectors = torch.randn(articles, count, 10, generator=torch.Generator().manual_seed(0))
    return Mentions(vectors, labels, places)


def new_linker() -> Linker:
    torch.manual_seed(0)
    return Linker(
        mention_width=10, width=32, layers=2, heads=4, inventory=SOLIEU, dropout=0.0
    ).eval()


def decoded(scores: LinkScores) -> list[Relation]:
    choices, keys = scores.choices[0].numpy(), scores.keys[0].numpy()
    return links.decode(choices, keys, SOLIEU, range(len(keys)))


def test_ranks_count_mentions_of_the_tails_label():
    names = ["PERIOD", "FIGURE", "PERIOD", "FIGURE", "PERIOD"]
    labels = torch.tensor([[LABELS.index(name) for name in names]])
    ranks = _label_ranks(labels, len(LABELS))[0]
    assert ranks[1].tolist() == [-1, 0, 1, 1, 2]
    assert ranks[3].tolist() == [-2, -1, -1, 0, 1]


@torch.no_grad()
def test_only_legal_tails_can_be_chosen():
    names = ("INDICATOR", "FIGURE", "PERIOD", "PLACE", "OFFICIAL", "POSITION", "ORGANISATION")
    choices = new_linker()(mentions(*names, padded=2)).choices[0]
    for number, role in enumerate(SOLIEU.roles):
        for head, label in enumerate(names):
            open_tails = {n for n in range(9) if choices[number, head, n] > -torch.inf}
            fitting = {n for n, tail in enumerate(names) if tail in role.tails and n != head}
            assert open_tails == (fitting if label == role.head else set()), (role.name, label)


@torch.no_grad()
def test_padding_changes_nothing():
    names = ("INDICATOR", "FIGURE", "PERIOD", "FIGURE")
    plain = mentions(*names)
    padded = mentions(*names, padded=3)
    padded.vectors[:, :4] = plain.vectors
    expected = new_linker()(plain)
    found = new_linker()(padded)
    assert torch.allclose(found.choices[..., :4, -1], expected.choices[..., -1], atol=1e-5)
    assert torch.allclose(found.choices[..., :4, :4], expected.choices[..., :4], atol=1e-5)
    assert torch.allclose(found.keys[:, :4, :4], expected.keys, atol=1e-5)


def test_it_learns_to_link_each_figure_to_the_indicator_before_it():
    given_mentions = mentions("INDICATOR", "FIGURE", "PERIOD", "INDICATOR", "FIGURE", articles=2)
    level, during = KEYS.index("level"), KEYS.index("during")
    decrease = KEYS.index("decrease")
    gold = torch.tensor(
        [[a, *link] for a in (0, 1) for link in ((1, level, 0), (4, decrease, 3), (1, during, 2))]
    )
    linker = new_linker().train()
    optimizer = torch.optim.AdamW(linker.parameters(), lr=3e-3)
    losses = []
    for _ in range(60):
        loss = link_loss(linker(given_mentions), given_mentions.labels, gold, SOLIEU)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.05 < losses[0]
    with torch.no_grad():
        scores = linker.eval()(given_mentions)
    found = decoded(scores)
    expected = {(1, "level", 0), (4, "decrease", 3), (1, "during", 2)}
    assert {(r.head, r.label, r.tail) for r in found} == expected
    assert all(0 < r.score <= 1 for r in found)


def test_the_loss_of_an_article_without_links_is_finite():
    given_mentions = mentions("FIGURE", "INDICATOR")
    nothing = torch.zeros(0, 4, dtype=torch.long)
    loss = link_loss(new_linker()(given_mentions), given_mentions.labels, nothing, SOLIEU)
    assert torch.isfinite(loss)


@given(st.integers(0, 3000))
def test_chunks_own_every_mention_once_and_are_never_too_long(count):
    owned = []
    for start, end, first, last in links.chunks(count):
        assert start <= first < last <= end <= count
        assert end - start <= links.CHUNK
        owned += range(first, last)
    assert owned == list(range(count))


@pytest.mark.parametrize("role", SOLIEU.roles, ids=lambda role: role.name)
def test_a_role_takes_one_tail_at_most(role):
    torch.manual_seed(3)
    names = [LABELS[n] for n in torch.randint(len(LABELS), (40,)).tolist()]
    with torch.no_grad():
        found = decoded(new_linker()(mentions(*names)))
    heads = [relation.head for relation in found if relation.label in role.keys]
    assert len(heads) == len(set(heads))


@pytest.mark.parametrize(
    "counts", [[1], [4, 5, 6, 3, 7, 20, 9, 100, 2, 3], [3] * 21, [128, 1, 128]]
)
def test_articles_in_a_batch_are_linked_as_alone(counts):
    random = np.random.default_rng(0)
    candidates = [
        (
            random.normal(size=(count, 10)).astype(np.float32),
            random.integers(0, len(LABELS), count),
            np.sort(random.integers(0, 90, (count, 3)), axis=0),
        )
        for count in counts
    ]
    linker = new_linker()

    def scores(*arrays):
        found = linker(Mentions(*map(torch.from_numpy, arrays)))
        return found.choices.detach().numpy(), found.keys.detach().numpy()

    batches = list(links.batches(candidates))
    assert [id(one) for batch in batches for one in batch] == list(map(id, candidates))
    for batch in batches:
        stacked = links.stack(batch)
        assert len(batch).bit_count() == 1
        assert len(batch) == 1 or stacked[1].size * stacked[1].shape[1] <= links.PAIRS
        for one, found in zip(batch, links.unstack(batch, *scores(*stacked)), strict=True):
            choices, keys = scores(*(array[None] for array in one))
            np.testing.assert_allclose(found[0], choices[0], atol=1e-5)
            np.testing.assert_allclose(found[1], keys[0], atol=1e-5)


def test_nothing_to_link_makes_no_batch():
    assert list(links.batches([])) == []


def test_mentions_that_only_count_where_pointed_at_go_with_their_links():
    names = ["INDICATOR", "FIGURE", "INDICATOR", "INDICATOR", "PERIOD"]
    spans = [Span(n, n + 1, LABELS.index(name)) for n, name in enumerate(names)]
    level, part = Relation(1, "level", 3, 0.9), Relation(2, "part_of", 0, 0.8)
    found, relations = links.pointed_at(spans, [level, part], SOLIEU)
    assert found == [spans[1], spans[3], spans[4]]
    assert relations == [Relation(0, "level", 1, 0.9)]
    assert links.pointed_at(spans, [level, part], Inventory(SOLIEU.labels, SOLIEU.keys)) == (
        spans,
        [level, part],
    )
