"""The rule baseline's mentions: regular expressions, one after the other.

This is what users have today. It knows common units, phrases of time, titles, class words and a
list of places, and is as brittle as such lists are: a figure without a known unit, a company
without its class word or an indicator with an unusual head is not seen, nor much of a text in
decomposed Unicode.
"""

import re
from collections.abc import Iterator

from solieu.data.article import Article, Entity

_UPPER = "A-Z" + "".join(one for one in map(chr, range(0xC0, 0x1EFA)) if one.isupper())
_WORD = rf"[{_UPPER}](?:[\w&.-]*\w)?"
_PERSON = rf"[{_UPPER}]\w*(?: [{_UPPER}]\w*){{0,4}}"
_STOP = (
    r"(?=\s*(?:[,.;:()?!\n\"“”–-]|$|\d)| (?:đạt|tăng|giảm|là|chiếm|ước|đã|đang|sẽ|của|trong|tại|ở|"
    r"cả nước|với|lên|có|còn|bằng|khoảng|hơn|gần|trên|tới|đến|từ|năm|tháng|quý|vào|và|được|bị|"
    r"cũng|chỉ|này|mỗi|so|theo|tương|vượt|do|mà|phải|cho|để|gấp|ghi nhận)\b)"
)

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_SCALE = r"(?: ?(?:trăm|nghìn|ngàn|vạn|triệu|t[ỷỉ])\b){1,2}"
_UNIT = (
    r"điểm phần trăm|điểm|đồng|USD|đô la|đô|euro|EUR|VND|VNĐ|yên|nhân dân tệ|NDT|tấn|tạ|kg|"
    r"ha|hecta|m2|m3|km|MW|kWh|lít|thùng|lượt|lần|chiếc|người|con|ounce|lượng|cổ phiếu|cổ phần|"
    r"sản phẩm|căn|phiếu"
)
_FIGURE = (
    rf"(?<![\w/.,-])(?:{_NUMBER})%?(?: ?[-–] ?(?:{_NUMBER}))?"
    rf"(?:%(?:/năm)?|(?:{_SCALE})?(?: ?(?:{_UNIT})\b)(?:/(?:\w+))*|{_SCALE})(?!\w)"
    r"(?: (?:mỗi|một) năm)?"
)
_COUNTED = (
    r"doanh nghiệp|công ty|dự án|hộ|vụ|người|khách|nhà đầu tư|xe|cửa hàng|hợp đồng|tỉnh|nước|"
    r"lao động|cổ đông|ngân hàng|căn hộ|máy bay|chuyến bay|sản phẩm"
)

_YEAR = r"(?:(?:19|20)\d\d)"
_THIS_YEAR = rf"năm (?:{_YEAR}|nay|ngoái|trước|sau|tới)|{_YEAR}"
_MONTH = r"tháng \d{1,2}"
_QUARTER = r"(?:quý|quí) (?:IV|I{1,3}|[1-4])\b"
_OF_YEAR = rf"(?:\s?[/-]\s?{_YEAR}| (?:{_THIS_YEAR}))"
_DATE = rf"\d{{1,2}}\s?[/-]\s?\d{{1,2}}(?:\s?[/-]\s?{_YEAR})?"
_PERIODS = (
    rf"cùng (?:kỳ|kì|thời điểm)(?: của)?(?: (?:{_THIS_YEAR}))?",
    rf"giai đoạn (?:từ )?{_YEAR}\s?[-–]\s?{_YEAR}",
    r"từ đầu năm (?:đến|tới) nay|(?:đến|tới) nay|hôm (?:nay|qua)|(?:tháng|tuần|quý) (?:trước|này)",
    rf"(?:tính )?(?:đến|tới) (?:hết |cuối |ngày |hết ngày )?(?:{_DATE}|{_MONTH}(?:{_OF_YEAR})?"
    rf"|{_THIS_YEAR})",
    rf"\d{{1,2}} tháng(?: (?:đầu|cuối))?(?: (?:năm )?{_YEAR}| năm nay| năm ngoái| năm)",
    rf"\d{{1,2}} tháng (?:đầu|cuối)|nửa (?:đầu|cuối) (?:{_THIS_YEAR}|năm)",
    rf"(?:(?:sáng|chiều|tối|trưa|hôm) (?:ngày )?|ngày ){_DATE}|\d{{1,2}}[/-]\d{{1,2}}[/-]{_YEAR}",
    rf"(?:(?:cuối|đầu|giữa) )?(?:{_MONTH}|{_QUARTER})(?:{_OF_YEAR})?",
    rf"(?:(?:cuối|đầu|cả) )?(?:{_THIS_YEAR})",
    r"(?:cuối|đầu|cả) năm",
)

_HEADS = (
    r"(?:tổng )?(?:kim ngạch|(?:giá )?trị giá|giá trị|doanh thu|doanh số|lợi nhuận|lãi|lỗ|vốn|"
    r"mức đầu tư|sản lượng|chỉ số|tốc độ|t[ỷỉ] lệ|t[ỷỉ] trọng|số lượng|số|nợ|dư nợ|thuế|lãi suất|"
    r"diện tích|thu nhập|lạm phát|tín dụng|thị phần|tài sản|tổng sản phẩm|tổng mức|thu ngân sách|"
    r"chi ngân sách|xuất khẩu|nhập khẩu|xuất siêu|nhập siêu|GDP|CPI|FDI|IIP|giá|chi phí|công suất|"
    r"sản xuất|khu vực|ngành|nhóm|lương|năng suất|cổ tức|tiền|kinh phí|lượng|khách)"
)

_TITLES = (
    r"(?:quyền |phó )?(?:tổng giám đốc|giám đốc|chủ tịch(?: HĐQT| Hội đồng quản trị| nước)?|"
    r"bộ trưởng|thứ trưởng|thủ tướng|tổng thống|tổng bí thư|bí thư|cục trưởng|vụ trưởng|"
    r"tổng cục trưởng|thống đốc|viện trưởng|trưởng ban|trưởng phòng|chánh văn phòng|"
    r"tổng thư ký|hiệu trưởng|tổng kiểm toán|đại sứ)"
)
_FIELDS = (
    r"Tài chính|Công [Tt]hương|Kế hoạch (?:và|&) Đầu tư|Nông nghiệp (?:và|&) (?:Phát|phát) triển "
    r"[Nn]ông thôn|NN ?& ?PTNT|Giao thông [Vv]ận tải|GTVT|Xây dựng|Y tế|Ngoại giao|Tư pháp|"
    r"Công an|Quốc phòng|Nội vụ|Thương mại|Lao động(?: - Thương binh và Xã hội)?|LĐ-TB&XH|"
    r"Thông tin (?:và|&) Truyền thông|Tài nguyên (?:và|&) Môi trường|Khoa học (?:và|&) Công nghệ|"
    r"Giáo dục (?:và|&) Đào tạo|GD-ĐT|Văn hóa|Du lịch|Thống kê|[Tt]hống kê|Hải quan|Thuế|Chăn nuôi|"
    r"Trồng trọt|Đầu tư nước ngoài|Xuất nhập khẩu|Quản lý [\w ]{3,25}|Hàng không|Nhà nước|Thế giới|"
    r"Thường vụ Quốc hội|Kinh tế(?: Trung ương)?|Chứng khoán Nhà nước|nhà nước|Thủy sản|Thuỷ sản"
)
_AT = r"(?: (?:tỉnh )?(?:TP\.? ?HCM|Hà Nội|Việt Nam|VN|Mỹ|Trung Quốc|Hàn Quốc|Nhật Bản))?"
_ABBREVIATED = rf"(?: \([{_UPPER}\d-]{{2,}}\))?"
_BODIES = (
    r"(?:(?:[Bb]ộ|Sở|Tổng cục|[Cc]ục|Vụ|Ngân hàng|Kho bạc|Kiểm toán|[ỦU][yỷ] ban) "
    rf"(?:{_FIELDS})|(?:Công ty|CTCP|Tập đoàn|Tổng công ty|Ngân hàng|Hiệp hội|Viện|Quỹ|Phòng|"
    r"Cơ quan|Liên đoàn|Đại học|Trường)"
    rf"(?: (?:(?:[Cc]ổ phần|TMCP|TNHH|và|các|nhà|xuất khẩu|chế biến|sản xuất|nghiên cứu|"
    rf"[Tt]hương mại|[Cc]ông nghiệp|[Đđ]ầu tư|[Pp]hát triển|[Cc]hứng khoán|[Tt]ài chính|[-–&]) )*"
    rf"{_WORD})+){_AT}{_ABBREVIATED}"
)
_KNOWN_BODIES = (
    r"(?:[Cc]hính phủ(?: (?:Việt Nam|Mỹ|Trung Quốc|Nhật Bản))?|Quốc hội|"
    rf"UBND(?: (?:TP\.? ?HCM|(?:tỉnh|TP|thành phố|huyện)(?: {_WORD}){{0,2}}))?|"
    r"Tỉnh [ủu][yỷ]|Thành [ủu][yỷ]|Vietcombank|Viet[iI]n[bB]ank|BIDV|"
    r"Agribank|Techcombank|Vinamilk|Vin[gG]roup|Petrolimex|Samsung|Masan|Vietlott|Habeco|"
    r"Sabeco|Reuters|Bloomberg|AFP|Liên Hợp Quốc|Tuổi Trẻ(?: Online)?|IMF|WB|ADB|HSBC|NHNN|VASEP|"
    r"VCCI|F[eE][dD]|WTO|OPEC|EVN|PVN|PVOIL|HOSE|HNX|TTO|Hội đồng Bảo an Liên Hợp Quốc)"
)
_PLACES = (
    r"(?:(?:tỉnh|thành phố|TP\.?|huyện|quận|thị xã|thủ đô) ?)?(?:Hà Nội|TP\.? ?HCM|TPHCM|"
    r"Hồ Chí Minh|Đà Nẵng|Hải Phòng|Cần Thơ|Huế|An Giang|Bà Rịa - Vũng Tàu|Bắc Giang|Bắc Kạn|"
    r"Bạc Liêu|Bắc Ninh|Bến Tre|Bình Định|Bình Dương|Bình Phước|Bình Thuận|Cà Mau|Cao Bằng|"
    r"Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Tĩnh|Hải Dương|"
    r"Hậu Giang|Hòa Bình|Hoà Bình|Hưng Yên|Khánh Hòa|Khánh Hoà|Kiên Giang|Kon Tum|Lai Châu|"
    r"Lâm Đồng|Lạng Sơn|Lào Cai|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|"
    r"Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|"
    r"Thái Nguyên|Thanh Hóa|Thanh Hoá|Thừa Thiên - Huế|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|"
    r"Vĩnh Phúc|Yên Bái|Việt Nam|VN|Trung Quốc|Mỹ|Hoa Kỳ|Nhật Bản|Nhật|Hàn Quốc|Đài Loan|"
    r"Hong Kong|Singapore|Thái Lan|Malaysia|Indonesia|Philippines|Lào|Campuchia|Ấn Độ|Úc|"
    r"Australia|Nga|Đức|Anh|Pháp|Ý|Italia|Hà Lan|EU|châu Âu|châu Á|ASEAN|Đông Nam Á|Canada|"
    r"Brazil|Qatar|UAE|New Zealand|Bangladesh|Nepal|Áo|Ba Lan|Triều Tiên|Iran|Venezuela|Bắc Kinh|"
    r"Washington|Tây Nguyên|Nam Bộ|Bắc Bộ|"
    r"đồng bằng sông Cửu Long|ĐBSCL)|[Cc]ả nước|[Tt]oàn quốc|toàn tỉnh|toàn thành phố"
)
_SURNAMES = (
    r"Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Trương|Đoàn|"
    r"Vương|Lâm|Mai|Tô|Cao|Phùng|Tạ|Lưu|Đào|Hà"
)

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("OFFICIAL", re.compile(rf"\b(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí) (?P<mention>{_PERSON})")),
    ("POSITION", re.compile(rf"\b(?P<mention>{_TITLES})\b", re.IGNORECASE)),
    ("ORGANISATION", re.compile(rf"\b(?P<mention>{_KNOWN_BODIES})(?!\w)")),
    ("ORGANISATION", re.compile(rf"\b(?P<mention>{_BODIES})(?!\w)")),
    ("PLACE", re.compile(rf"\b(?P<mention>{_PLACES})\b")),
    ("OFFICIAL", re.compile(rf"\b(?P<mention>(?:{_SURNAMES})(?: [{_UPPER}]\w*){{1,3}})")),
    ("OFFICIAL", re.compile(rf"\b(?i:{_TITLES}) (?P<mention>{_PERSON})")),
    *(("PERIOD", re.compile(rf"\b(?P<mention>{one})\b", re.IGNORECASE)) for one in _PERIODS),
    ("FIGURE", re.compile(rf"(?P<mention>{_FIGURE})")),
    ("FIGURE", re.compile(rf"(?<![\w/.,-])(?P<mention>{_NUMBER})(?= (?:{_COUNTED})\b)")),
    ("FIGURE", re.compile(r"\b(?P<mention>gấp (?:đôi|rưỡi)|một nửa)\b")),
    (
        "INDICATOR",
        re.compile(rf"(?<=\d )(?P<mention>(?:{_COUNTED})(?: \w+){{0,6}}?){_STOP}"),
    ),
    (
        "INDICATOR",
        re.compile(rf"\b(?P<mention>{_HEADS}(?: [^\s\d,.;:()]+){{0,12}}?){_STOP}", re.IGNORECASE),
    ),
)


def tag_by_rules(article: Article) -> Article:
    """Replace all annotation of an article by the mentions that the expressions match.

    An earlier rule wins where two match. An INDICATOR is kept only in a line with a FIGURE.
    """
    taken = bytearray(len(article.text))
    found = sorted(_mentions(article.text, taken), key=lambda one: one.start)
    return Article(
        article.text, article.id, article.date, tuple(_with_figures(found, article.text))
    )


def _mentions(text: str, taken: bytearray) -> Iterator[Entity]:
    for label, rule in _RULES:
        for match in rule.finditer(text):
            start, end = match.span("mention")
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                yield Entity(label, start, end, match["mention"])


def _with_figures(found: list[Entity], text: str) -> Iterator[Entity]:
    lines = {text.count("\n", 0, one.start) for one in found if one.label == "FIGURE"}
    for one in found:
        if one.label != "INDICATOR" or text.count("\n", 0, one.start) in lines:
            yield one
