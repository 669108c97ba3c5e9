"""Coverage-guided fuzzing of the readers of files: python tests/fuzz.py READER SECONDS.

A reader takes any bytes and either gives articles or raises `ValueError` with a message for its
user; whatever else it raises is a bug, and atheris leaves the input that showed it in build/fuzz.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

READERS = {
    "markdown": "a.md",
    "jsonl": "a.jsonl",
    "conll": "a.conll",
    "brat": "a.ann",
    "label-studio": "a.json",
    "doccano": "a.jsonl",
    "spacy": "a.spacy",
}
"""The name of the fuzzed file of each format."""
TEXT = "GDP quý I/2024 tăng 5,66%.\n"
SEED = (
    "[GDP](INDICATOR i1) [quý I/2024](PERIOD t1) tăng [5,66%](FIGURE increase=i1 during=t1) 👍.\n"
)
BUILD = Path(__file__).parent.parent / "build" / "fuzz"


def seed(folder: Path, name: str) -> None:
    """Write one good file to start from."""
    from solieu.data import markdown
    from solieu.data.conversion import FORMATS

    article = markdown.parse(f"---\nid: a\ndate: 2024-08-15\n---\n{SEED}", "a")
    form, file = FORMATS[name], READERS[name]
    with tempfile.TemporaryDirectory() as made:
        form.write([article], Path(made) if form.folder else Path(made) / file)
        shutil.copy(Path(made) / file, folder / file)


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one reader in this process, which atheris ends."""
    import atheris

    with atheris.instrument_imports(include=["solieu.data"]):
        from solieu.data.conversion import FORMATS

    corpus = BUILD / name
    corpus.mkdir(parents=True, exist_ok=True)
    seed(corpus, name)
    folder = Path(tempfile.mkdtemp())
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    path = folder / READERS[name]
    source = folder if FORMATS[name].folder else path

    def one(content: bytes) -> None:
        path.write_bytes(content)
        try:
            FORMATS[name].read(source)
        except ValueError:
            return

    crashes = f"-artifact_prefix={BUILD}/{name}-"
    options = [f"-max_total_time={seconds}", "-verbosity=0", "-print_final_stats=1", crashes]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()


def main() -> None:
    """Fuzz the named reader, or `all`, each in a process of its own."""
    name, seconds = sys.argv[1], int(sys.argv[2])
    if name in READERS:
        fuzz(name, seconds)
    for reader in READERS if name == "all" else ():
        command = [sys.executable, __file__, reader, str(seconds)]
        if subprocess.run(command, check=False).returncode:
            sys.exit(f"{reader}: the input that broke it is in {BUILD}")


if __name__ == "__main__":
    main()
