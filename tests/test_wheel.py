import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    subprocess.run([*command, str(folder), str(ROOT)], check=True)
    [path] = folder.glob("*.whl")
    return path


@pytest.mark.slow
def test_the_wheel_holds_every_module_recipe_article_and_the_checkpoint(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {f"solieu/{path.name}" for path in (ROOT / "src/solieu").glob("*.py")}
    for folder in ("data", "model", "training", "eval", "configs"):
        modules |= {f"solieu/{folder}/{path.name}" for path in (ROOT / folder).glob("*.py")}
    files = {
        *(f"solieu/configs/{path.name}" for path in (ROOT / "configs").glob("*.yaml")),
        *(f"solieu/model/checkpoint/{p.name}" for p in (ROOT / "model/checkpoint").iterdir()),
        *(
            f"solieu/data/articles/{path.parent.name}/{path.name}"
            for path in (ROOT / "data/articles").glob("*/*.md")
        ),
        *(f"solieu/data/vietnews/{p.name}" for p in (ROOT / "data/vietnews").iterdir()),
        *(f"solieu/model/{path.name}" for path in (ROOT / "model").glob("*.tsv")),
        "solieu/data/article.schema.json",
        "solieu/py.typed",
    }
    assert len(modules) > 40
    assert modules | files <= names


@pytest.mark.slow
def test_the_wheel_extracts_outside_the_repository(wheel, tmp_path):
    site = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    subprocess.run([*command, str(site), str(wheel)], check=True)
    script = (
        "import sys\n"
        f"sys.path.insert(0, {str(site)!r})\n"
        "sys.meta_path = [f for f in sys.meta_path if 'editable' not in str(f).lower()]\n"
        "import solieu\n"
        "print(solieu.__file__)\n"
        "print(solieu.load()('GDP năm 2023 tăng 5,05%.').facts[0].value)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    place, value = done.stdout.split()
    assert place.startswith(str(site))
    assert value == "5.05"
