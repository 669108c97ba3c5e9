import ast
import subprocess
import sys
from pathlib import Path

import pytest

import solieu

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "data": {"data"},
    "eval": {"data", "model", "eval"},
    "model": {"data", "model"},
    "training": {"data", "eval", "model", "training"},
}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(package):
    files = list((ROOT / package).glob("*.py"))
    names = [name.split(".") for file in files for name in imported(file)]
    inner = {name[1] if len(name) > 1 else "solieu" for name in names if name[0] == "solieu"}
    assert files
    assert inner <= MAY_IMPORT[package]


@pytest.mark.parametrize(
    "code", ["import solieu", "import solieu.cli", "import solieu; solieu.parse_figure('5%')"]
)
def test_nothing_heavy_is_imported_before_it_is_needed(code):
    heavy = ("torch", "transformers", "underthesea", "datasets")
    script = f"{code}\nimport sys\nprint([n for n in {heavy!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_what_is_public_is_there():
    for name in solieu.__all__:
        assert getattr(solieu, name) is not None
    with pytest.raises(AttributeError):
        solieu.nothing  # noqa: B018 - the access is what is tested
