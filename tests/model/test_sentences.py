import time

import pytest

from solieu.model.sentences import Sentences


def around(text, part):
    start = text.index(part)
    return Sentences(text).around(start, start + len(part))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Đầu câu. Đạt 5% việc. Sau đó.", "Đạt 5% việc."),
        ("Dòng một\nđạt 5%\nDòng ba", "đạt 5%"),
        ("Dòng một\r\nđạt 5%\r\nDòng ba", "đạt 5%"),
        ("Ở TP. Hồ Chí Minh đạt 5%. Ở Huế thì không.", "Ở TP. Hồ Chí Minh đạt 5%."),
        ("Ông nói: “Thu đạt 5%.” Ông Bình thì không.", "Ông nói: “Thu đạt 5%.”"),
        ("Năm 2023 tốt hơn. 12 tháng sau đạt 5%", "12 tháng sau đạt 5%"),
        ("Đạt 1.200 tỷ, tăng 5% so với q. trước", "Đạt 1.200 tỷ, tăng 5% so với q. trước"),
        ("5%", "5%"),
    ],
)
def test_a_figure_stands_in_its_sentence(text, sentence):
    assert around(text, "5%") == sentence


def test_what_runs_over_two_sentences_gives_both():
    text = "Một. Hai. Ba."
    assert Sentences(text).around(text.index("Hai"), len(text)) == "Hai. Ba."


def test_a_long_text_is_read_in_linear_time():
    text = "Đạt 5%. " * 100_000
    begun = time.perf_counter()
    sentences = Sentences(text)
    assert {sentences.around(n, n + 2) for n in range(4, len(text), 8)} == {"Đạt 5%."}
    assert time.perf_counter() - begun < 10
