"""Prints what the tests of reliability noted as Markdown: python summary.py NOTES."""

import json
import os
import sys
from pathlib import Path

import solieu

HEAD = """# Reliability

What the tests in `tests/reliability` found when they were last run by `make reliability`, with
solieu {version} and at least {effort} times the effort of a usual run. Each row is a test; most run
at every change (`make test-slow`), with fewer tries.
"""


def main(path: Path) -> None:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    effort = os.environ.get("SOLIEU_EFFORT", "1")
    print(HEAD.format(version=solieu.__version__, effort=effort))
    for part in dict.fromkeys(line["part"] for line in lines):
        print(f"## {part}\n\n| tried | found | allowed |\n| --- | --- | --- |")
        for line in lines:
            if line["part"] == part:
                print(f"| {' | '.join(line['row'])} |")
        print()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
