import pytest

from solieu.model.places import _former, _present, find_place


@pytest.mark.parametrize(
    ("text", "date", "name", "code", "present"),
    [
        ("Hà Nam", "2024-08-15", "Tỉnh Hà Nam", "35", "Tỉnh Ninh Bình"),
        ("tỉnh Hà Nam", "2026-01-10", "Tỉnh Hà Nam", "35", "Tỉnh Ninh Bình"),
        ("Ninh Bình", "2024-08-15", "Tỉnh Ninh Bình", "37", "Tỉnh Ninh Bình"),
        ("Lào Cai", "2024-08-15", "Tỉnh Lào Cai", "10", "Tỉnh Lào Cai"),
        ("Lào Cai", "2025-07-01", "Tỉnh Lào Cai", "15", "Tỉnh Lào Cai"),
        ("Lào Cai", None, "Tỉnh Lào Cai", "10", "Tỉnh Lào Cai"),
        ("TP.HCM", "2024-08-15", "Thành phố Hồ Chí Minh", "79", "Thành phố Hồ Chí Minh"),
        ("TP. Hồ Chí Minh", None, "Thành phố Hồ Chí Minh", "79", "Thành phố Hồ Chí Minh"),
        ("Thừa Thiên - Huế", "2020-01-01", "Tỉnh Thừa Thiên Huế", "46", "Thành phố Huế"),
        ("thành phố Huế", "2025-08-01", "Thành phố Huế", "46", "Thành phố Huế"),
        ("Bà Rịa-Vũng Tàu", None, "Tỉnh Bà Rịa - Vũng Tàu", "77", "Thành phố Hồ Chí Minh"),
        ("Thanh Hoá", None, "Tỉnh Thanh Hóa", "38", "Tỉnh Thanh Hóa"),
        ("Đắc Lắc", None, "Tỉnh Đắk Lắk", "66", "Tỉnh Đắk Lắk"),
        ("Nhật", None, "Nhật Bản", "JP", None),
        ("Hoa Kỳ", None, "Mỹ", "US", None),
        ("cả nước", None, "Việt Nam", "VN", None),
    ],
)
def test_place(text, date, name, code, present):
    found = find_place(text, date)
    assert (found.name, found.code, found.present) == (name, code, present)


@pytest.mark.parametrize("text", ["huyện Châu Thành", "Lam Sơn", "miền Trung", "", "tỉnh"])
def test_other_places_are_left_alone(text):
    assert find_place(text) is None


def test_34_provinces_were_made_of_63():
    assert len(_former()) == 63
    assert len(_present()) == 34
    assert {place.present for place in _former().values()} == {p.name for p in _present().values()}
    parts = [place.present for place in _former().values()]
    assert sorted(map(parts.count, set(parts))) == [1] * 11 + [2] * 17 + [3] * 6
