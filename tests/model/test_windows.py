import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solieu.model.windows import windows

BOS, EOS, UNK = 0, 2, 3
ARTICLES = st.lists(
    st.tuples(
        st.lists(st.lists(st.integers(5, 99), max_size=4), max_size=12),
        st.booleans(),
    ),
    max_size=15,
)


def pack(sentences, lines, size=16, overlap=4):
    return windows(sentences, lines, size=size, overlap=overlap, bos=BOS, eos=EOS, unk=UNK)


def numbered(article):
    """Sentences, and for each its line: the flag says that it begins a new one."""
    sentences, lines, line = [], [], 0
    for sentence, breaks in article:
        line += breaks
        sentences.append(sentence)
        lines.append(line)
    return sentences, lines


@settings(max_examples=300, deadline=None)
@given(article=ARTICLES, size=st.integers(8, 40), overlap=st.integers(0, 5))
def test_every_word_is_owned_once_with_its_ids_and_no_window_is_too_long(article, size, overlap):
    sentences, lines = numbered(article)
    packed = pack(sentences, lines, size, overlap)
    words = [tuple(ids[: size - 2]) or (UNK,) for sentence in sentences for ids in sentence]
    owned = []
    for window in packed:
        assert len(window.ids) == len(window.owners) <= size
        assert (window.ids[0], window.ids[-1]) == (BOS, EOS)
        numbers = sorted({owner for owner in window.owners if owner >= 0})
        for number in numbers:
            ids = [i for i, owner in zip(window.ids, window.owners, strict=True) if owner == number]
            owned.append((number, tuple(ids)))
    assert owned == list(enumerate(words))


def test_a_short_article_is_one_window_with_line_ends_marked():
    [window] = pack([[[5], [6]], [[7]], [[8]]], [0, 0, 1])
    assert window.ids == (BOS, 5, 6, 7, EOS, 8, EOS)
    assert window.owners == (-1, 0, 1, 2, -1, 3, -1)


def test_windows_are_cut_at_ends_of_sentences_and_begin_with_context():
    first, second = pack([[[5]] * 8, [[6]] * 4, [[7]] * 6], [0, 0, 0])
    assert first.ids == (BOS, *[5] * 8, *[6] * 4, EOS)
    assert second.ids == (BOS, *[6] * 4, *[7] * 6, EOS)
    assert second.owners[1:5] == (-1,) * 4


def test_a_sentence_longer_than_a_window_is_cut_at_words_with_context_on_both_sides():
    first, second = pack([[[n] for n in range(5, 25)]], [0])
    assert first.owners.count(-1) == 2 + 4
    assert first.ids[-2] in second.ids
    assert second.ids[1] in first.ids


def test_an_empty_article_has_no_windows():
    assert pack([], []) == []
    assert pack([[]], [0]) == []


@pytest.mark.parametrize(("size", "overlap"), [(2, 0), (8, 6), (8, -1)])
def test_windows_without_room_are_refused(size, overlap):
    with pytest.raises(ValueError, match="cannot have an overlap"):
        pack([[[5]]], [0], size, overlap)
