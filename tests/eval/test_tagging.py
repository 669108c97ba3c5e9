import time
from itertools import pairwise

import pytest

from solieu.data.article import Article, Entity
from solieu.eval.tagging import tag_by_rules


def tagged(text: str) -> list[tuple[str, str]]:
    return [(one.label, one.text) for one in tag_by_rules(Article(text)).entities]


@pytest.mark.parametrize(
    ("label", "text", "mention"),
    [
        ("FIGURE", "ước đạt 45.145,7 tỷ đồng trong", "45.145,7 tỷ đồng"),
        ("FIGURE", "tăng 7,15% so", "7,15%"),
        ("FIGURE", "tăng 6,5-6,7% mỗi quý", "6,5-6,7%"),
        ("FIGURE", "bán 38 triệu đồng/lượng vàng", "38 triệu đồng/lượng"),
        ("FIGURE", "rộng 2.067ha đất", "2.067ha"),
        ("FIGURE", "cao gấp đôi", "gấp đôi"),
        ("PERIOD", "trong 7 tháng đầu năm 2024, cả", "7 tháng đầu năm 2024"),
        ("PERIOD", "vào quý III/2019 thì", "quý III/2019"),
        ("PERIOD", "hơn cùng kỳ năm trước là", "cùng kỳ năm trước"),
        ("PERIOD", "họp sáng 15/8 tại", "sáng 15/8"),
        ("PERIOD", "cho giai đoạn 2021-2025 là", "giai đoạn 2021-2025"),
        ("PERIOD", "mục tiêu đến năm 2030 của", "đến năm 2030"),
        ("PERIOD", "bắt đầu từ đầu năm đến nay thì", "từ đầu năm đến nay"),
        ("OFFICIAL", "ông Lê Văn Bình nói", "Lê Văn Bình"),
        ("OFFICIAL", "Thủ tướng John Smith nói", "John Smith"),
        ("POSITION", "gặp Phó Chủ tịch tỉnh", "Phó Chủ tịch"),
        ("ORGANISATION", "theo Bộ Kế hoạch và Đầu tư thì", "Bộ Kế hoạch và Đầu tư"),
        ("ORGANISATION", "do Công ty cổ phần Gạo Lam Sơn bán", "Công ty cổ phần Gạo Lam Sơn"),
        ("PLACE", "ở tỉnh Nghệ An có", "tỉnh Nghệ An"),
        ("PLACE", "trên cả nước có", "cả nước"),
        ("INDICATOR", "nhờ kim ngạch xuất khẩu đạt 5 tỷ USD", "kim ngạch xuất khẩu"),
        ("INDICATOR", "có 12 dự án mới được cấp phép", "dự án mới"),
    ],
    ids=lambda value: value.replace(" ", "_"),
)
def test_common_forms_are_seen(label: str, text: str, mention: str) -> None:
    assert (label, mention) in tagged(text)


def test_mentions_are_in_order_and_do_not_overlap() -> None:
    text = (
        "Quý II/2024, Sở Tài chính tỉnh Nghệ An cho biết thu ngân sách đạt 4.500 tỷ đồng, "
        "tăng 12% so với cùng kỳ năm 2023; ông Lê Văn Bình, Giám đốc Sở, xác nhận."
    )
    entities = tag_by_rules(Article(text)).entities
    assert len(entities) >= 8
    for one, other in pairwise(entities):
        assert one.end <= other.start


def test_an_indicator_needs_a_figure_in_its_line() -> None:
    labels = [label for label, _ in tagged("Doanh thu tăng mạnh.\nDoanh thu đạt 4 tỷ đồng.")]
    assert labels == ["INDICATOR", "FIGURE"]


def test_earlier_annotation_is_replaced() -> None:
    article = Article("Không có số.", entities=(Entity("PLACE", 0, 5, "Không"),))
    assert tag_by_rules(article).entities == ()


@pytest.mark.parametrize(
    "text",
    [
        "Công ty " + "Công nghiệp " * 2000,
        "1.1." * 5000,
        "Nguyễn " * 3000,
        "giá trị " * 3000,
        "x" * 100_000,
    ],
    ids=["body", "number", "names", "indicator", "word"],
)
def test_long_repetitions_do_not_hang(text: str) -> None:
    start = time.perf_counter()
    tag_by_rules(Article(text))
    assert time.perf_counter() - start < 20
