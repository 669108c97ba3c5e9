from xml.etree import ElementTree

from solieu.data.chart import Bars, svg

SVG = "{http://www.w3.org/2000/svg}"


def bars(picture):
    found = ElementTree.fromstring(picture).findall(f"{SVG}rect")
    return [float(bar.get("width")) for bar in found[1:]]


def test_bars_are_as_long_as_their_values():
    widths = bars(svg([Bars("Một", {"a": 30, "b": 15}), Bars("Hai", {"c": 1, "d": 0})]))
    assert widths[0] == 2 * widths[1] == widths[2]
    assert widths[3] == 0


def test_the_description_says_what_the_picture_shows():
    picture = ElementTree.fromstring(svg([Bars("Nhãn", {"FIGURE": 3949, "PLACE": 7})]))
    assert picture.find(f"{SVG}desc").text == "Nhãn: FIGURE 3,949, PLACE 7."


def test_names_are_text_whatever_they_hold():
    hostile = "<script>alert(1)</script>&\"'"
    picture = ElementTree.fromstring(svg([Bars(hostile, {hostile: 1})]))
    assert [e.tag for e in picture.iter() if "script" in e.tag] == []
    assert hostile in [e.text for e in picture.iter(f"{SVG}text")]
