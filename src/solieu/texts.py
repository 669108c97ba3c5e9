"""What pages say, in English and Vietnamese."""

from collections.abc import Mapping
from types import MappingProxyType

_ENGLISH = {
    "evaluation": "Evaluation",
    "of_on": "{system} on {data}",
    "counts": "{articles} articles, {figures} figures, {syllables} syllables",
    "summary": "Summary",
    "summary_note": "F1 in percent with 95 % intervals, by drawing articles anew a thousand times.",
    "system": "system",
    "entities": "entities",
    "relations": "relations",
    "relations_relaxed": "relations, relaxed",
    "figures": "complete figures",
    "facts": "complete facts",
    "what_is_right": (
        "An entity is right with its span and label, a relation with its key and both ends; relaxed "
        "lets ends overlap. A figure is complete with its span, kind, indicator, period, baseline "
        "and scope; a fact with its value, unit, kind, full name, periods and owner, whatever the "
        "spans."
    ),
    "by_label": "Entities by label",
    "label": "label",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "support": "support",
    "nervaluate": "As nervaluate counts",
    "nervaluate_note": (
        "strict: span and label; exact: span; partial: half for an overlap; type: label with any "
        "overlap."
    ),
    "seqeval": "seqeval, strict",
    "confusion": "Which labels become which",
    "confusion_note": "Rows are right, columns the system's; – is no mention.",
    "sides": "Where boundaries go wrong",
    "begins_too_early": "begins too early",
    "begins_too_late": "begins too late",
    "ends_too_early": "ends too early",
    "ends_too_late": "ends too late",
    "by_key": "Relations by key",
    "key": "key",
    "strict": "strict",
    "relaxed": "relaxed",
    "gold_mentions": "given gold mentions",
    "by_distance": "Relations by distance",
    "sentences_apart": "sentences apart",
    "same_sentence": "same sentence",
    "slots": "Figures, slot by slot",
    "slots_note": "Right among the figures whose span was found, “none” included.",
    "slot": "slot",
    "fact_parts": "Facts, part by part",
    "part": "part",
    "confidence": "Confidence",
    "calibration": "Calibration",
    "calibration_note": (
        "Expected calibration error over ten bins: {errors}. On the dashed line, a score of 0.8 is "
        "right eight times of ten."
    ),
    "mean_score": "mean score",
    "share_right": "share that is right",
    "coverage": "Precision and coverage of facts",
    "coverage_note": "Facts from a score on: how many are left, and how many of them are right.",
    "coverage_axis": "share of facts that is left",
    "from_score": "score from",
    "left": "left",
    "right": "right",
    "none_reaches": "no score reaches this",
    "wanted": "precision wanted",
    "by_length": "By article length",
    "by_split": "By split",
    "syllables": "syllables",
    "learning": "Learning curve",
    "epoch": "epoch",
    "errors": "Errors",
    "errors_note": (
        "Above the mentions the right links, below them the system's; grey is what both have. Dashed "
        "orange was missed, blue is not so."
    ),
    "instructive": "The most instructive",
    "all_errors": "All passages with errors",
    "kind": "kind",
    "article": "article",
    "all": "all",
    "missed": "missed",
    "spurious": "spurious",
    "boundary": "boundary",
    "link": "link",
    "shown": "shown",
    "baseline_rules": "rules",
    "comparison": "Comparison",
    "difference": "difference",
    "interval": "95 % interval",
    "probability": "p",
    "comparison_note": (
        "Paired over the same articles: the interval of the difference, and how often chance alone "
        "would give as large a one (articles' scores exchanged at random, 10,000 times)."
    ),
    "won": "Won",
    "lost": "Lost",
    "won_note": "Figures that only {system} has complete.",
    "extraction": "Facts of articles",
    "index": "Articles",
    "to_index": "to the list",
    "no_facts": "No figures found.",
    "indicator": "indicator",
    "value": "value",
    "unit": "unit",
    "during": "period",
    "baseline": "baseline",
    "scope": "scope",
    "score": "score",
    "officials": "Officials",
    "name": "name",
    "position": "position",
    "organisation": "organisation",
    "doubt": "does not agree with other figures: {checks}",
    "how_to_read": (
        "Choose a fact, with the mouse or with Tab and Enter: its evidence lights up in the text, "
        "with its links. Choose a mention to see what it is linked with. Esc ends it."
    ),
    "n_facts": "{count} facts",
    "says": "says",
}

_VIETNAMESE = {
    "evaluation": "Đánh giá",
    "of_on": "{system} trên {data}",
    "counts": "{articles} bài, {figures} con số, {syllables} âm tiết",
    "summary": "Tóm tắt",
    "summary_note": "F1 theo phần trăm, khoảng tin cậy 95 % bằng cách lấy mẫu lại các bài một nghìn lần.",
    "system": "hệ thống",
    "entities": "thực thể",
    "relations": "liên kết",
    "relations_relaxed": "liên kết, nới lỏng",
    "figures": "con số trọn vẹn",
    "facts": "dữ kiện trọn vẹn",
    "what_is_right": (
        "Thực thể đúng khi đúng cả vị trí và nhãn; liên kết đúng khi đúng khóa và hai đầu; nới lỏng "
        "thì hai đầu chỉ cần giao nhau. Con số trọn vẹn khi đúng vị trí, loại, chỉ tiêu, thời gian, "
        "mốc so sánh và phạm vi; dữ kiện trọn vẹn khi đúng giá trị, đơn vị, loại, tên đầy đủ, thời "
        "gian và chủ thể, không xét vị trí."
    ),
    "by_label": "Thực thể theo nhãn",
    "label": "nhãn",
    "precision": "độ chính xác",
    "recall": "độ phủ",
    "f1": "F1",
    "support": "số lượng",
    "nervaluate": "Theo cách đếm của nervaluate",
    "nervaluate_note": (
        "strict: vị trí và nhãn; exact: vị trí; partial: giao nhau được nửa điểm; type: nhãn, chỉ cần "
        "giao nhau."
    ),
    "seqeval": "seqeval, chế độ strict",
    "confusion": "Nhãn nào thành nhãn nào",
    "confusion_note": "Hàng là nhãn đúng, cột là của hệ thống; – là không có thực thể.",
    "sides": "Sai ranh giới ở phía nào",
    "begins_too_early": "bắt đầu quá sớm",
    "begins_too_late": "bắt đầu quá muộn",
    "ends_too_early": "kết thúc quá sớm",
    "ends_too_late": "kết thúc quá muộn",
    "by_key": "Liên kết theo khóa",
    "key": "khóa",
    "strict": "chặt",
    "relaxed": "nới lỏng",
    "gold_mentions": "khi cho sẵn thực thể đúng",
    "by_distance": "Liên kết theo khoảng cách",
    "sentences_apart": "số câu ở giữa",
    "same_sentence": "cùng câu",
    "slots": "Con số, từng ô",
    "slots_note": "Tỷ lệ đúng trong các con số đã tìm ra vị trí, kể cả ô trống.",
    "slot": "ô",
    "fact_parts": "Dữ kiện, từng phần",
    "part": "phần",
    "confidence": "Độ tin cậy",
    "calibration": "Hiệu chuẩn",
    "calibration_note": (
        "Sai số hiệu chuẩn kỳ vọng với mười ngăn: {errors}. Trên đường đứt, điểm 0,8 nghĩa là mười lần "
        "đúng tám."
    ),
    "mean_score": "điểm trung bình",
    "share_right": "tỷ lệ đúng",
    "coverage": "Độ chính xác và độ bao phủ của dữ kiện",
    "coverage_note": "Lấy dữ kiện từ một mức điểm trở lên: còn bao nhiêu, trong đó đúng bao nhiêu.",
    "coverage_axis": "tỷ lệ dữ kiện còn lại",
    "from_score": "điểm từ",
    "left": "còn lại",
    "right": "đúng",
    "none_reaches": "không mức điểm nào đạt",
    "wanted": "độ chính xác cần có",
    "by_length": "Theo độ dài bài",
    "by_split": "Theo tập",
    "syllables": "âm tiết",
    "learning": "Đường học",
    "epoch": "vòng",
    "errors": "Lỗi",
    "errors_note": (
        "Phía trên các thực thể là liên kết đúng, phía dưới là của hệ thống; màu xám là cả hai cùng có. "
        "Cam nét đứt là bỏ sót, xanh là không đúng."
    ),
    "instructive": "Đáng xem nhất",
    "all_errors": "Mọi đoạn có lỗi",
    "kind": "loại lỗi",
    "article": "bài",
    "all": "tất cả",
    "missed": "bỏ sót",
    "spurious": "thừa",
    "boundary": "ranh giới",
    "link": "liên kết",
    "shown": "đang hiện",
    "baseline_rules": "luật",
    "comparison": "So sánh",
    "difference": "chênh lệch",
    "interval": "khoảng 95 %",
    "probability": "p",
    "comparison_note": (
        "So theo cặp trên cùng các bài: khoảng của chênh lệch, và xác suất để riêng ngẫu nhiên cho chênh "
        "lệch lớn như vậy (tráo điểm từng bài, 10.000 lần)."
    ),
    "won": "Được",
    "lost": "Mất",
    "won_note": "Con số chỉ {system} có trọn vẹn.",
    "extraction": "Dữ kiện trong bài",
    "index": "Các bài",
    "to_index": "về danh sách",
    "no_facts": "Không tìm thấy con số.",
    "indicator": "chỉ tiêu",
    "value": "giá trị",
    "unit": "đơn vị",
    "during": "thời gian",
    "baseline": "so với",
    "scope": "phạm vi",
    "score": "điểm",
    "officials": "Người giữ chức vụ",
    "name": "tên",
    "position": "chức vụ",
    "organisation": "cơ quan",
    "doubt": "không khớp với con số khác: {checks}",
    "how_to_read": (
        "Chọn một dữ kiện bằng chuột, hoặc bằng Tab và Enter: bằng chứng sáng lên trong bài cùng các liên "
        "kết. Chọn một thực thể để xem nó nối với gì. Esc để thôi."
    ),
    "n_facts": "{count} dữ kiện",
    "says": "loại",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": MappingProxyType(_ENGLISH), "vi": MappingProxyType(_VIETNAMESE)}
)
"""The texts of each language; all have the same names."""
