import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solieu.data.segmentation import SegmentationError, segmenter

TEXT = "Chỉ số sản xuất công nghiệp (IIP) của TP.HCM tăng 5,6%. Xuất khẩu đạt 93 tỷ USD."
PIECES = st.sampled_from(
    [
        *("GDP", "hòa", "hoà", "tỷ đồng", "5,6%", "TP.HCM", "\r\n", "\u00a0", "\u200b", "\u00ad"),
        *("😀", "Ðồng", "e\u0323\u0302", "USD.", "…", "1.1.1", "漢字", " ", "\t", "\ufeff", "_"),
    ]
)


@pytest.fixture(scope="module", params=["underthesea", "none"])
def found(request):
    return segmenter(request.param)


def words(found, text):
    return [word for sentence in found.sentences(text) for word in sentence.words]


def check_offsets(found, text):
    """Words stand in order, without overlap, and leave out only blanks and what is invisible."""
    at = 0
    for word in words(found, text):
        assert at <= word.start < word.end <= len(text)
        left_out = text[at : word.start]
        assert all(c.isspace() or unicodedata.category(c) in ("Cf", "Cc", "Mn") for c in left_out)
        at = word.end
    assert all(c.isspace() or unicodedata.category(c) in ("Cf", "Cc", "Mn") for c in text[at:])


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        unicodedata.normalize("NFD", TEXT),
        "Hoà Bình, Thuý và Hòa Bình, Thúy",
        "a\r\nb\rc\n\nd",
        "12\u00a0345\u00a0tỷ\u00a0đồng",
        "GDP\u200b tăng\u00ad mạnh\ufeff",
        "👍🏽 tăng 5% 👨‍👩‍👧",
        "Ðồng Nai",
        "",
        "   \n\t",
    ],
    ids=[
        "composed",
        "decomposed",
        "tones",
        "lines",
        "nbsp",
        "invisible",
        "emoji",
        "Eth",
        "",
        "blank",
    ],
)
def test_words_stand_in_the_text_as_given(found, text):
    check_offsets(found, text)


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(PIECES, max_size=25))
def test_words_stand_in_any_text(found, pieces):
    check_offsets(found, "".join(pieces))


def test_words_of_several_syllables_are_found():
    forms = [word.form for word in words(segmenter("underthesea"), TEXT)]
    assert "sản_xuất" in forms
    assert "công_nghiệp" in forms
    assert all("_" not in word.form for word in words(segmenter("none"), TEXT))


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("đạt 93 tỷ USD.", "93 tỷ USD"),
        ("ở TP.HCM số ca tăng", "TP.HCM"),
        ("tăng 5,6%, giảm", "5,6%"),
        ("(IIP) tăng", "IIP"),
        ("quý I/2024, GDP", "quý I/2024"),
        ("6,5-6,7%/năm", "6,5-6,7%/năm"),
    ],
)
def test_a_mention_begins_and_ends_on_a_word(text, mention):
    start = text.index(mention)
    found = words(segmenter("underthesea"), text)
    assert start in {word.start for word in found}
    assert start + len(mention) in {word.end for word in found}


def test_sentences_know_their_line(found):
    lines = [sentence.line for sentence in found.sentences("Một.\nHai. Ba.\n\nBốn.")]
    assert lines == sorted(lines)
    assert len(set(lines)) == 3


@pytest.mark.parametrize("text", ["1." * 20_000, "a" * 40_000, "Tăng 5%. " * 5_000])
def test_long_texts_take_linear_time(found, text):
    begun = time.perf_counter()
    check_offsets(found, text)
    assert time.perf_counter() - begun < 20


def test_an_unknown_segmenter_is_refused():
    with pytest.raises(SegmentationError, match="underthesea"):
        segmenter("jieba")


def test_vncorenlp_says_what_it_needs(monkeypatch):
    monkeypatch.delenv("VNCORENLP", raising=False)
    with pytest.raises(SegmentationError, match=r"VNCORENLP|py_vncorenlp"):
        segmenter("vncorenlp")
