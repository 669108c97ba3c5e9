"""Places: Vietnamese provinces before and after 1 July 2025, and countries, by their names.

Resolution 202/2025/QH15 made 34 provinces of 63. Codes are the General Statistics Office's: those
of Decision 124/2004/QD-TTg with its changes for the 63, those of Decision 19/2025/QD-TTg for the
34. Countries have their ISO 3166-1 code. A name that fits nothing exactly is no place: districts
and communes share their names too widely.
"""

import csv
import datetime
import re
from functools import cache
from pathlib import Path

from solieu.data.article import Place
from solieu.model.spelling import plain

MERGED = datetime.date(2025, 7, 1)
"""The day from which the 34 provinces stand."""

_FOLDER = Path(__file__).parent
_KIND = re.compile(r"^(?:(?:trên )?địa bàn )?(?:tỉnh|thành phố|tp\.?|t\.p\.?|thủ đô) ?")
_OTHER_NAMES = {
    "tp.hcm": "hồ chí minh",
    "tp hcm": "hồ chí minh",
    "hcm": "hồ chí minh",
    "tphcm": "hồ chí minh",
    "sài gòn": "hồ chí minh",
    "bà rịa vũng tàu": "bà rịa - vũng tàu",
    "bà rịa-vũng tàu": "bà rịa - vũng tàu",
    "bắc cạn": "bắc kạn",
    "đắc lắc": "đắk lắk",
    "đăk lăk": "đắk lắk",
    "đắc nông": "đắk nông",
    "đăk nông": "đắk nông",
    "kontum": "kon tum",
    "huế": "thừa thiên huế",
    "thừa thiên - huế": "thừa thiên huế",
    "thừa thiên-huế": "thừa thiên huế",
}


def find_place(text: str, date: str | None = None) -> Place | None:
    """The province or country that a mention names, or None.

    Args:
        text: The mention: "Hà Nam", "tỉnh Hà Nam", "TP.HCM", "Nhật Bản".
        date: ISO date of publication: from July 2025 on a name is first looked for among the 34
            provinces, before among the 63.
    """
    written = plain(text).lower()
    name = _OTHER_NAMES.get(written) or _KIND.sub("", written)
    name = _OTHER_NAMES.get(name, name)
    merged = date is not None and date >= MERGED.isoformat()
    now, before = _present().get(name.removeprefix("thừa thiên ")), _former().get(name)
    if merged and now:
        return now
    return before or now or _countries().get(written)


@cache
def _former() -> dict[str, Place]:
    present = {place.code: place.name for place in _present().values()}
    return {
        row["name"].lower(): Place(_official(row), row["code"], present[row["present"]])
        for row in _rows("provinces.tsv")
    }


@cache
def _present() -> dict[str, Place]:
    return {
        row["name"].lower(): Place(_official(row), row["code"], _official(row))
        for row in _rows("present_provinces.tsv")
    }


@cache
def _countries() -> dict[str, Place]:
    return {
        plain(name).lower(): Place(row["names"].split("|")[0], row["code"])
        for row in _rows("countries.tsv")
        for name in row["names"].split("|")
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _official(row: dict[str, str]) -> str:
    """The full name: "tỉnh Hà Nam", "Thành phố Hồ Chí Minh"."""
    return f"{row['kind'].capitalize()} {row['name']}"
