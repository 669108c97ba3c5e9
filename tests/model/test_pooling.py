from types import SimpleNamespace

import numpy as np
import pytest

from solieu.model import pooling
from solieu.model.windows import Window


def window(length: int) -> Window:
    return Window(tuple(range(10, 10 + length)), (-1, *range(length - 2), -1))


@pytest.mark.parametrize(("batch_ids", "multiple"), [(64, 8), (64, 1), (20, 8), (10_000, 32)])
def test_batches_hold_every_window_once_within_their_limits(batch_ids, multiple):
    lengths = [3, 30, 31, 32, 33, 8, 8, 9, 16, 15, 64, 3, 4, 5, 6, 7]
    packed = [window(length) for length in lengths]
    engine = SimpleNamespace(batch_ids=batch_ids, multiple=multiple)
    batches = list(pooling.batches(packed, engine))
    assert sorted(n for batch in batches for n in batch) == list(range(len(packed)))
    padded = []
    for batch in batches:
        ids, _ = pooling.collate([packed[n] for n in batch], 1, multiple)
        sizes = {-(-lengths[n] // multiple) * multiple for n in batch}
        assert sizes == {ids.shape[1]}
        assert len(batch) == 1 or ids.size <= batch_ids
        assert len(batch).bit_count() == 1
        padded.append(ids.shape[1])
    assert padded == sorted(padded, reverse=True)


def test_what_pads_is_masked():
    ids, mask = pooling.collate([window(5), window(9)], 1, 4)
    assert ids.shape == mask.shape == (2, 12)
    assert ids[0].tolist() == [10, 11, 12, 13, 14] + [1] * 7
    assert mask.sum(axis=1).tolist() == [5, 9]
    assert np.array_equal(mask == 0, ids == 1)


def test_no_windows_make_no_batches():
    assert list(pooling.batches([], SimpleNamespace(batch_ids=8, multiple=8))) == []
