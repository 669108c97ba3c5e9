import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solieu.data.characters import clean
from solieu.data.corpus import FOLDER
from solieu.data.crf import ModelError, Underthesea
from solieu.data.reading import read_articles
from solieu.data.tokens import Tokenizer

PIECES = st.sampled_from(
    [
        *("GDP", "hoà", "nghành", "tỷ", "5,6%", "TP.HCM", "TP.", "Th.S", "v.v...", "=>", "R&D"),
        *("H'Mông", "43H-0530", "http://a.vn/b ", "moit.gov.vn", "a@b.vn", "03-5730-2357", "4K"),
        *("02/05/2014", "6,5-6,7", "1.600m-2.000m", ":))", "(", ")", ".", "_", "-", "°C", "😀"),
        *(" ", " ", "NĐ-CP", "Ông", "công ty", "2", "x", "BOS", "EOS", "ABC.", "漢字", "²", "½"),
    ]
)


@pytest.fixture(scope="module")
def files():
    return Underthesea()


@pytest.fixture(scope="module")
def tokenizer(files):
    return Tokenizer(files.respelled())


@pytest.fixture(scope="module")
def model(files):
    return files.model(files.dictionary())


def words(tokenizer, model, piece):
    tokens = tokenizer.tokens(piece)
    found = []
    for token, begins in zip(tokens, model.begins([[t.form for t in tokens]])[0], strict=True):
        if begins or not found:
            found.append(token.form)
        else:
            found[-1] += f" {token.form}"
    return found


def test_words_of_the_corpus_are_those_of_underthesea(tokenizer, model):
    underthesea = pytest.importorskip("underthesea")
    lines = [
        line
        for article in read_articles(FOLDER / "dev")
        for line in clean(article.text).text.splitlines()
    ]
    assert len(lines) > 200
    for line in lines:
        assert words(tokenizer, model, line) == underthesea.word_tokenize(line)


@settings(max_examples=1000, deadline=None)
@given(pieces=st.lists(PIECES, max_size=12))
def test_tokens_of_any_text_are_those_of_underthesea(tokenizer, pieces):
    regex_tokenize = pytest.importorskip("underthesea.pipeline.word_tokenize.regex_tokenize")
    piece = "".join(pieces)
    assert [t.form for t in tokenizer.tokens(piece)] == regex_tokenize.tokenize(piece)


def test_tokens_stand_in_the_text(tokenizer):
    piece = "Ước 9 tháng,  hoà vốn 5,6%(GDP)."
    for token in tokenizer.tokens(piece):
        if token.form != "hòa":
            assert piece[token.start : token.end] == token.form


def test_pieces_do_not_touch_each_other(model):
    one, other = ["kinh", "tế"], ["xã", "hội", "số"]
    assert model.begins([one, other, []]) == [*model.begins([one]), *model.begins([other]), []]


def test_threads_share_the_token_table(files, monkeypatch):
    monkeypatch.setattr("solieu.data.crf.REMEMBERED", 50)  # so that it starts anew all the time
    model = files.model(files.dictionary())
    pieces = [[f"số{n}", "liệu", "kinh", "tế", f"năm{n % 7}"] for n in range(400)]
    expected = [files.model(files.dictionary()).begins([piece])[0] for piece in pieces[:3]]
    serial = [model.begins([piece])[0] for piece in pieces]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda piece: model.begins([piece])[0], pieces * 5))
    assert serial[:3] == expected
    assert found == serial * 5


def test_the_package_is_not_imported():
    code = (
        "import sys; from solieu.data.segmentation import segmenter; "
        "segmenter('underthesea').sentences('Kinh tế tăng.'); "
        "print('underthesea' in sys.modules, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("models.bin", b"<html>not a model</html>"),
        ("models.bin", b"lCRF" + bytes(60)),
        ("dictionary.bin", b"cos\nsystem\n(S'true'\ntR."),
        ("dictionary.bin", b""),
        ("dictionary.bin", None),
    ],
)
def test_files_that_are_not_its_own_are_refused(files, tmp_path, monkeypatch, name, content):
    folder = tmp_path / Underthesea.WORDS
    folder.mkdir(parents=True)
    if content is not None:
        (folder / name).write_bytes(content)
    monkeypatch.setattr(files, "_folder", tmp_path)
    with pytest.raises(ModelError, match=name):
        files.model(()) if name == "models.bin" else files.dictionary()


@pytest.mark.parametrize(
    ("old", "new"), [("ngóai", "ngoái"), ("xòai", "xoài"), ("Ròang", "Roàng"), ("HÙYNH", "HUỲNH")]
)
def test_a_tone_mark_before_another_letter_stands_in_one_place(tokenizer, old, new):
    for spelt in (old, new):
        assert [token.form for token in tokenizer.tokens(spelt)] == [new]
