"""Units: the table of what figures are counted in, and how rates are put together.

A unit's symbol is its ISO 4217 code for money, "%" and "pp" for percent and percentage points, else
what is usually written. Nothing is converted: tonnes stay "tấn", hectares "ha". What the table
lacks is a count, and its noun is its unit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from solieu.model.numerals import Token

_MONEY = {
    "VND": "đồng|đ|₫|vnd|vnđ|đổng|đông|dồng|đòng|đồn|việt nam đồng|đồng việt nam|vn $",
    "USD": "usd|us $|$|đô la mỹ|đô la|đôla|đô mỹ|đô|đô - la|đô - la mỹ|đôla mỹ|mỹ kim"
    "|dollar|đô la hoa kỳ",
    "EUR": "eur|€|euro|euros|ơ rô",
    "CNY": "cny|ndt|rmb|nhân dân tệ|tệ|đồng nhân dân tệ",
    "JPY": "jpy|yên|yen|¥|yên nhật|yen nhật|yên nhật bản|đồng yên",
    "KRW": "krw|won|₩|uôn|won hàn quốc|won hàn",
    "GBP": "gbp|£|bảng anh|bảng|pound|pounds",
    "THB": "thb|baht|bath|bạt|baht thái|baht thái lan",
    "SGD": "sgd|đô la singapore|đô la sing|đô sing|s $",
    "AUD": "aud|đô la úc|đô la australia|đô úc|a $",
    "CAD": "cad|đô la canada|đô canada|c $",
    "HKD": "hkd|đô la hồng kông|đô la hong kong|đô la hongkong|hk $",
    "NZD": "nzd|đô la new zealand",
    "TWD": "twd|đài tệ|tân đài tệ|đô la đài loan",
    "RUB": "rub|rúp|rouble|ruble|rúp nga",
    "INR": "inr|₹|rs|rupee|rupees|rupi|rupee ấn độ",
    "IDR": "idr|rupiah",
    "MYR": "myr|rm|ringgit",
    "PHP": "php|peso philippines|₱",
    "CHF": "chf|franc thụy sĩ|phrăng thụy sĩ",
    "LAK": "lak|kip|kíp",
    "KHR": "khr|riel|riên",
    "AED": "aed|dirham",
    "BRL": "brl|real brazil",
    "SEK": "sek|krona",
    "TRY": "try|lira",
}
_MEASURES = {
    "%": "%|phần trăm|phần trăm %|pct",
    "‰": "‰|phần nghìn|phần ngàn",
    "pp": "điểm phần trăm|điểm %|điểm phần trăm %|điểm pt",
    "bp": "điểm cơ bản|điểm phần vạn",
    "điểm": "điểm|điểm số",
    "lần": "lần",
    "tấn": "tấn|tân|tấ n",
    "tạ": "tạ",
    "yến": "yến",
    "kg": "kg|kí|ký|kí lô|ký lô|ki lô gram|kilogram|kilôgam|ki lô gam|ki - lô - gam|kí lô gam|cân",
    "g": "g|gr|gam|gram",
    "mg": "mg|mi li gam",
    "lượng": "lượng|cây vàng",
    "chỉ": "chỉ|chỉ vàng",
    "ounce": "ounce|oz|ao xơ",
    "ha": "ha|hecta|héc ta|hec ta|héc - ta|hécta",
    "m²": "m²|m2|mét vuông|met vuông|m vuông",
    "km²": "km²|km2|ki lô mét vuông|kilômét vuông|kilomet vuông",
    "cm²": "cm²|cm2",
    "sào": "sào",
    "mẫu": "mẫu",
    "m": "m|mét|met",
    "km": "km|cây số|kilômét|kilomet|ki lô mét|ki - lô - mét",
    "cm": "cm|xăng ti mét|xen ti mét|xentimét|centimet",
    "mm": "mm|milimet|mi li mét|milimét",
    "hải lý": "hải lý|hải lí",
    "m³": "m³|m3|mét khối|met khối|m khối",
    "cm³": "cm³|cm3|xen ti mét khối|xăng ti mét khối",
    "lít": "lít|l|lit",
    "ml": "ml|mi li lít",
    "thùng": "thùng",
    "kWh": "kwh|kw / h|số điện|ki lô oát giờ|kilowatt giờ",
    "MWh": "mwh",
    "GWh": "gwh",
    "TWh": "twh",
    "kW": "kw|ki lô oát|kilowatt",
    "MW": "mw|mê ga oát|megawatt",
    "GW": "gw|gigawatt",
    "TW": "tw|terawatt|tê ra oát",
    "HP": "hp|mã lực",
    "MWp": "mwp",
    "MVA": "mva",
    "kV": "kv|ki lô vôn",
    "mV": "mv|mi li vôn",
    "V": "v|vôn",
    "W": "w|oát",
    "Hz": "hz|héc|hẹc",
    "MHz": "mhz|mê ga hẹc|mê ga héc",
    "GHz": "ghz|gi ga hẹc|gi ga héc",
    "Mbps": "mbps|megabit trên giây",
    "kbps": "kbps|kilobit trên giây",
    "TB": "tb|terabyte|tê ra bai",
    "GB": "gb|gigabyte|ghi ga bai|gi ga bai",
    "MB": "mb|megabyte|mê ga bai",
    "kB": "kb|kilobyte|ki lô bai",
    "A": "ampe",
    "mA": "ma|mi li ampe|mi li am pe",
    "μm": "μm|µm|muy crô mét|micromet",
    "TOE": "toe",
    "TEU": "teu|teus",
    "DWT": "dwt",
    "BTU": "btu",
    "K": "° k|độ k",
    "°F": "° f|độ f|ºf|°f",
    "°C": "° c|độ c|ºc|º c|°c",
    "giờ": "giờ|tiếng|tiếng đồng hồ|h",
    "phút": "phút",
    "giây": "giây|s",
    "ngày": "ngày",
    "ngày đêm": "ngày đêm",
    "tuần": "tuần",
    "tháng": "tháng",
    "quý": "quý|quí",
    "năm": "năm",
    "CP": "cp",
    "vòng": "vòng",
}
_COUNTS = {"lượt": "lượt", "người": "người", "chiếc": "chiếc", "cái": "cái", "con": "con"}
_CASED = {"Ha": "ha", "M": "m", "T": "tấn", "t": "tấn"}


def _spread(table: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    return {tuple(form.split()): symbol for symbol in table for form in table[symbol].split("|")}


MONEY = _spread(_MONEY)
_MEASURED = MONEY | _spread(_MEASURES)
_KNOWN = _MEASURED | _spread(_COUNTS)
_LONGEST = max(map(len, _KNOWN))
_SPARSE = frozenset(("VND", "JPY", "KRW", "IDR", "LAK", "KHR", "CP", "ngày", "lượt", "người"))
"""Units of which nobody writes three decimals."""
_PER = frozenset(("/", "mỗi", "một", "trên", "hàng", "hằng", "từng", "1"))
_EVERY = frozenset(("mỗi", "một", "hàng", "hằng", "từng", "1"))


@dataclass(frozen=True, slots=True)
class Unit:
    """What a figure is counted in.

    Attributes:
        symbol: Of a rate, its parts joined by "/".
        end: Position after its last token.
        divides: Whether a value with three decimals is sensible.
    """

    symbol: str
    end: int
    divides: bool


def known(source: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The longest unit of the table that begins at a token: its symbol, and where it ends."""
    return _longest(source, at, _KNOWN)


def money(source: Sequence[Token], at: int) -> tuple[str, int] | None:
    """The longest currency that begins at a token: its code, and where it ends."""
    return _longest(source, at, MONEY)


def read(source: Sequence[Token], at: int) -> Unit | None:
    """The unit that begins at a token and goes on to the last one, or None.

    A unit of the table, or the counted noun as written, and what it is counted per.
    """
    if at >= len(source):
        return None
    found = known(source, at)
    if found and found[1] < len(source) and not _goes_on(source, found):
        found = None  # a noun that begins like a unit: "điểm bán hàng", "con heo"
    if found is None:
        end = next((n for n in range(at + 1, len(source)) if source[n].word in _PER), len(source))
        if end < len(source) and source[end].word == "trên":
            end = len(source)
        found = _noun(source[at:end]), end
        divides = False
    else:
        symbol, end = found
        divides = symbol not in _SPARSE and symbol in _MEASURED.values()
    rates = _rates(source, end)
    return None if rates is None else Unit("/".join([found[0], *rates]), len(source), divides)


def _goes_on(source: Sequence[Token], found: tuple[str, int]) -> bool:
    """Whether what stands after a unit of the table leaves it one."""
    symbol, end = found
    return symbol in _MEASURED.values() and (source[end].word in _PER or symbol not in _PLAIN)


_PLAIN = frozenset(
    ("điểm", "đồng", "lượng", "chỉ", "thùng", "vòng", "tạ", "mẫu", "g", "l", "h", "năm")
)


def _rates(source: Sequence[Token], at: int) -> list[str] | None:
    """What a rate is counted per, each as its symbol; None where it cannot be told."""
    rates: list[str] = []
    while at < len(source):
        if source[at].word not in _PER:
            break  # what is measured, not what it is counted per: "km đường", "% GDP"
        at += 1
        if at < len(source) and source[at].word in _EVERY:
            at += 1
        end = next((n for n in range(at, len(source)) if source[n].word in ("/", "mỗi")), None)
        end = len(source) if end is None else end
        if end == at:
            return None
        found = known(source, at)
        exact = found is not None and found[1] == end
        rates.append(found[0] if found and exact else _noun(source[at:end]))
        at = end
    return rates


def _noun(words: Iterable[Token]) -> str:
    return " ".join(token.text for token in words).replace(" ,", ",")


def _longest(
    source: Sequence[Token], at: int, table: Mapping[tuple[str, ...], str]
) -> tuple[str, int] | None:
    words = [token.word for token in source[at : at + _LONGEST]]
    for length in range(len(words), 0, -1):
        symbol = table.get(tuple(words[:length]))
        if symbol is not None:
            return symbol, at + length
    return None
