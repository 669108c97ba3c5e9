import random

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoModel, PhobertTokenizer

from solieu.model.subwords import VocabularyError, load_subwords

WORDS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ_0123456789.,%@<>/-Ḱ", max_size=12)


@pytest.fixture(scope="module")
def holed(tmp_path_factory, segmented, vocabulary):
    """A vocabulary that lacks the results of some of its merges, as PhoBERT's does."""
    folder = tmp_path_factory.mktemp("holed")
    vocabulary(folder, segmented(400), 600)
    path = folder / "vocab.txt"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(random.Random(0).sample(lines, len(lines) * 2 // 3)), encoding="utf-8")
    return folder


def differing(folder, words):
    """The words whose ids are not those of transformers' tokenizer."""
    slow = PhobertTokenizer(str(folder / "vocab.txt"), str(folder / "bpe.codes"))
    fast = load_subwords(folder)
    return [
        word for word in words if fast.ids(word) != slow.convert_tokens_to_ids(slow.tokenize(word))
    ]


@pytest.mark.parametrize("folder", ["phobert", "holed"])
def test_ids_are_those_of_transformers(folder, segmented, request):
    words = {word for sentence in segmented(500, seed=1) for word in sentence.split()}
    assert len(words) > 300
    assert differing(request.getfixturevalue(folder), words) == []


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["phobert", "holed"])
def test_ids_are_those_of_transformers_over_ten_thousand_sentences(folder, segmented, request):
    words = {word for sentence in segmented(10_000, seed=2) for word in sentence.split()}
    assert len(words) > 9_000
    assert differing(request.getfixturevalue(folder), words) == []


@settings(max_examples=100, deadline=None)
@given(words=st.lists(WORDS.filter(lambda word: "<" not in word), min_size=1, max_size=30))
def test_ids_of_any_word_are_those_of_transformers(phobert, words):
    assert differing(phobert, [word for word in words if word and not word.isspace()]) == []


def test_a_word_outside_the_vocabulary_is_unknown(phobert):
    subwords = load_subwords(phobert)
    assert set(subwords.ids("漢字")) == {subwords.unk}


@pytest.mark.parametrize("text", ["<s>", "</s>", "<mask>", "<pad>", "<unk>"])
def test_text_never_becomes_a_special_token(phobert, text):
    subwords = load_subwords(phobert)
    special = {subwords.bos, subwords.eos, subwords.pad, subwords.mask}
    assert not special & set(subwords.ids(text))


def test_every_id_is_one_that_the_encoder_knows(phobert, segmented):
    subwords = load_subwords(phobert)
    encoder = AutoModel.from_pretrained(phobert, dtype=torch.float32)
    assert subwords.size <= encoder.config.vocab_size
    words = {word for sentence in segmented(50) for word in sentence.split()}
    assert max(max(subwords.ids(word)) for word in words) < subwords.size


def test_a_saved_vocabulary_is_the_same(phobert, tmp_path):
    subwords = load_subwords(phobert)
    subwords.save(tmp_path)
    for name in ("vocab.txt", "bpe.codes"):
        assert (tmp_path / name).read_bytes() == (phobert / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("vocab.txt", b"\xff\xfe", "vocab.txt: cannot be read"),
        ("vocab.txt", b"token\n", "vocab.txt:1: a token and its count are expected"),
    ],
)
def test_faulty_files_are_named(phobert, tmp_path, name, content, message):
    load_subwords(phobert).save(tmp_path)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(VocabularyError, match=message):
        load_subwords(tmp_path)


def test_a_folder_without_a_vocabulary_says_what_to_give(tmp_path):
    with pytest.raises(VocabularyError, match=r"vocab\.txt.*bpe\.codes"):
        load_subwords(tmp_path)
