"""The tagger's decoding, against brute force."""

from itertools import pairwise, product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from solieu.data.inventory import SOLIEU, Inventory
from solieu.model.tagger import Span, decode, legal_transitions, spans_of, tags_of, viterbi

TWO = Inventory(labels=("FIGURE", "PERIOD"))
LEGAL = legal_transitions(TWO)


def best_by_brute_force(scores: np.ndarray) -> tuple[int, ...]:
    def legal(path: tuple[int, ...]) -> bool:
        return all(LEGAL[before, after] for before, after in zip((0, *path), path, strict=False))

    paths = [path for path in product(range(scores.shape[1]), repeat=len(scores)) if legal(path)]
    return max(paths, key=lambda path: sum(scores[n, tag] for n, tag in enumerate(path)))


@pytest.mark.parametrize("words", range(1, 7))
def test_viterbi_finds_what_brute_force_finds(words):
    random = np.random.default_rng(words)
    for _ in range(40):
        scores = random.normal(size=(words, len(TWO.tags)))
        assert tuple(viterbi(scores, LEGAL)) == best_by_brute_force(scores)


def test_viterbi_of_nothing_is_nothing():
    assert viterbi(np.zeros((0, len(TWO.tags))), LEGAL) == []


@pytest.mark.parametrize(
    ("before", "after", "legal"),
    [
        ("O", "I-FIGURE", False),
        ("B-FIGURE", "I-FIGURE", True),
        ("I-FIGURE", "I-FIGURE", True),
        ("B-FIGURE", "I-PERIOD", False),
        ("I-FIGURE", "B-PERIOD", True),
        ("I-FIGURE", "O", True),
    ],
)
def test_transitions(before, after, legal):
    assert LEGAL[TWO.tags.index(before), TWO.tags.index(after)] == legal


@given(st.data())
def test_tags_and_spans_are_two_ways_of_saying_the_same(data):
    cuts = sorted(data.draw(st.sets(st.integers(0, 30), max_size=12)))
    bounds = list(pairwise(cuts))
    chosen = data.draw(st.lists(st.booleans(), min_size=len(bounds), max_size=len(bounds)))
    spans = [
        Span(start, end, data.draw(st.integers(0, len(SOLIEU.labels) - 1)))
        for (start, end), keep in zip(bounds, chosen, strict=True)
        if keep
    ]
    assert spans_of(tags_of(spans, 31), SOLIEU) == spans


def test_a_mention_stays_inside_its_line():
    scores = torch.full((4, len(TWO.tags)), -5.0)
    scores[0, TWO.tags.index("B-FIGURE")] = 5.0
    scores[1:, TWO.tags.index("I-FIGURE")] = 5.0
    assert [(s.start, s.end) for s in decode(scores.numpy(), [0, 0, 0, 0], TWO)] == [(0, 4)]
    two_lines = [(s.start, s.end) for s in decode(scores.numpy(), [0, 0, 1, 1], TWO)]
    assert two_lines[0] == (0, 2)
    assert all(start >= 2 for start, _ in two_lines[1:])


def test_a_score_is_the_geometric_mean_of_its_tags_probabilities():
    scores = torch.zeros(2, len(TWO.tags))
    scores[0, TWO.tags.index("B-PERIOD")] = 2.0
    scores[1, TWO.tags.index("I-PERIOD")] = 3.0
    (span,) = decode(scores.numpy(), [0, 0], TWO)
    probabilities = scores.double().softmax(dim=-1)
    expected = (probabilities[0, 3] * probabilities[1, 4]).sqrt()
    assert (span.start, span.end, TWO.labels[span.label]) == (0, 2, "PERIOD")
    assert span.score == pytest.approx(float(expected))
