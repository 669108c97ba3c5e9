from pathlib import Path
from xml.etree import ElementTree

import pytest

from solieu.chart import Bars, Lines, draw, png, svg, words

BARS = Bars("Nhãn", {"FIGURE": 0.971, "PLACE": 0.5}, {"PLACE": (0.4, 0.6)}, percent=True)
LINES = Lines("Học", "bước", "F1", {"a": [(0, 1), (1, 2)], "b": [(0, 0), (1, 1)]}, diagonal=True)
SVG = "{http://www.w3.org/2000/svg}"


def texts(picture):
    return ["".join(e.itertext()) for e in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def test_bars_have_names_and_values():
    assert {"Nhãn", "FIGURE", "97.1", "PLACE", "50.0"} <= set(texts(svg(BARS)))


def test_lines_have_labels_and_a_legend():
    assert {"Học", "bước", "F1", "a", "b"} <= set(texts(svg(LINES)))


def test_what_a_picture_shows_is_told():
    assert words(BARS) == "Nhãn. FIGURE 97.1, PLACE 50.0."
    assert words(BARS) in svg(BARS)
    many = Lines("Học", "x", "y", {"a": [(float(n), 0.0) for n in range(100)]})
    assert words(many).count("→") <= 12


def test_the_same_values_give_the_same_bytes():
    assert svg(BARS, LINES) == svg(BARS, LINES)
    assert png(BARS) == png(BARS)


def test_names_are_text_whatever_they_hold():
    hostile = "<script>a</script>&\"'$x_1$"
    picture = svg(Bars(hostile, {hostile: 1.0}))
    assert "<script" not in picture
    assert hostile in texts(picture)


def test_long_names_leave_room_for_the_bars():
    picture = svg(Bars("x" * 500, {"y" * 500: 1.0}))
    assert max(map(len, texts(picture))) <= 90


def test_other_formats_are_refused():
    assert draw(Path("a.PNG"), BARS).startswith(b"\x89PNG")
    with pytest.raises(ValueError, match=r"a\.gif: a picture is written as"):
        draw(Path("a.gif"), BARS)
