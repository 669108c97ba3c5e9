"""Scores the rules for figures and periods on cases that others wrote; prints every miss.

    python tests/oracles.py FOLDER

The folder holds JSON lines: `source`, and either `phrase` with `value` (a number) or `expected`
(duckling's constructors of amounts), or `written` and `spoken`: two ways to write one figure or
date (NeMo's text normalisation), which must read alike.
"""

import json
import re
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import solieu

DATE = "2024-08-15"
CODES = {
    "Dollar": "USD",
    "USD": "USD",
    "VND": "VND",
    "EUR": "EUR",
    "Pound": "GBP",
    "GBP": "GBP",
    "INR": "INR",
    "AED": "AED",
}
COIN, TIME = "names of coins", "times of day"
AMOUNT = re.compile(r"(simple|between|above|under) (\w+) \(?([\d.]+)(?:, ([\d.]+))?\)?")
COINS = re.compile(r"\b(?:xu|xen|cent)\b|(?:đô|rupees) \d+$", re.IGNORECASE)


def figure(text: str, sign: str | None = None) -> tuple[object, ...]:
    """What a figure reads as; blurring and bounding words before the number are led off."""
    found = solieu.parse_figure(text, decimal_sign=sign)
    return found.value, found.value_to, found.whole, found.unit


def check(case: dict[str, str]) -> tuple[object, object] | str:
    """What was expected and what was read, or why the case is out of scope."""
    source = case["source"]
    if any(COINS.search(case.get(name, "")) for name in ("phrase", "spoken")):
        return COIN
    if "value" in case:
        return Decimal(case["value"]), solieu.parse_figure(case["phrase"], decimal_sign=",").value
    if "expected" in case:
        return _amount(case)
    if re.search(r"\d:\d|giờ|phút", case["written"] + case["spoken"]) and "measure" not in source:
        return TIME
    if "/date" in source:
        read = [solieu.parse_period(case[name], date=DATE) for name in ("written", "spoken")]
        return tuple((found.start, found.end) for found in read)  # type: ignore[return-value]
    sign = "." if "inverse" in source else ","
    return figure(case["written"], sign), figure(case["spoken"], sign)


def _amount(case: dict[str, str]) -> tuple[object, object] | str:
    match = AMOUNT.match(case["expected"])
    if match is None:
        return f"not understood: {case['expected']}"
    words = case["phrase"].split()
    texts = [" ".join(words[n:]) for n in range(len(words))]
    for n, text in enumerate(texts):
        found = solieu.parse_figure(text, before=" ".join(words[:n]) + " ", decimal_sign=",")
        if found.value is not None:
            break
    low, high = Decimal(match[3]), Decimal(match[4]) if match[4] else None
    bound = {"above": "lower", "under": "upper"}.get(match[1])
    unit = CODES.get(match[2], None if match[2] == "Unnamed" else match[2])
    read = (found.value, found.value_to, found.unit, found.bound)
    return (low, high, unit, bound), read


def main(folder: Path) -> None:
    """Print the misses and the scores by source."""
    right, total, refused = Counter[str](), Counter[str](), Counter[str]()
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            result = check(case)
            if isinstance(result, str):
                refused[f"{case['source']}: {result}"] += 1
                continue
            expected, read = result
            total[case["source"]] += 1
            right[case["source"]] += expected == read
            if expected != read:
                shown = {name: text for name, text in case.items() if name != "source"}
                sys.stdout.write(f"{case['source']}: {shown}: {expected} is not {read}\n")
    for source in total:
        sys.stdout.write(f"{source:45} {right[source]:4} of {total[source]:4}\n")
    count, whole = right.total(), total.total()
    sys.stdout.write(f"{'all in scope':45} {count:4} of {whole:4}, {100 * count / whole:.1f} %\n")
    for reason, number in refused.items():
        sys.stdout.write(f"out of scope: {reason}: {number}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
