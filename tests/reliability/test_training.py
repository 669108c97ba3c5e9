"""Fine-tuning that stops anywhere, for any reason, goes on as if it had not."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from solieu.training import finetuning
from solieu.training.finetuning import finetune
from solieu.training.recipe import load_recipe

PART = "Training"
pytestmark = pytest.mark.slow

WEIGHTS = Path("model") / "model.safetensors"


@pytest.fixture
def settings(annotated, small, tmp_path):
    """Changes of the default recipe for a small run on so many articles."""

    def make(count: int, **changes) -> dict:
        data = tmp_path / "articles"
        data.mkdir()
        return small(annotated(data, count), **{"fit.patience": 99, **changes})

    return make


def equal(one: Path, other: Path) -> bool:
    left, right = load_file(one), load_file(other)
    return left.keys() == right.keys() and all(torch.equal(left[n], right[n]) for n in left)


@pytest.mark.parametrize("accumulation", [1, 2, 4])
def test_a_run_goes_on_from_every_stop(settings, tmp_path, monkeypatch, note, accumulation):
    monkeypatch.setattr(finetuning, "KEPT", 99)
    changes = {"fit.epochs": 10, "fit.batch_size": 1, "fit.accumulation": accumulation}
    changes["data.exchange"] = 0.5
    recipe = load_recipe("default", settings(6 * accumulation, **changes))
    straight = tmp_path / "straight"
    finetune(recipe, straight)
    stops = sorted((straight / "checkpoints").iterdir(), key=lambda path: int(path.name[11:]))
    assert [stop.name for stop in stops] == [f"checkpoint-{n}" for n in range(6, 61, 6)]
    wrong = 0
    for number, stop in enumerate(stops[:-1], 1):
        run = tmp_path / stop.name
        for earlier in stops[:number]:  # the best one so far may be any of them
            shutil.copytree(earlier, run / "checkpoints" / earlier.name)
        finetune(recipe, run, resume=True)
        last = Path("checkpoints") / "checkpoint-60" / "model.safetensors"
        wrong += not (
            equal(straight / last, run / last) and equal(straight / WEIGHTS, run / WEIGHTS)
        )
        shutil.rmtree(run)
    note(
        f"60 steps, {accumulation} batches a step, resumed at 9 stops: other weights",
        str(wrong),
        "0",
    )
    assert wrong == 0


RUN = """
import json, sys
from pathlib import Path
import torch
from solieu.training.finetuning import finetune
from solieu.training.recipe import load_recipe
torch.set_num_threads(1)
finetune(load_recipe("default", json.loads(sys.argv[1])), Path(sys.argv[2]))
"""


def test_the_order_of_hashes_changes_no_weight(settings, tmp_path, note):
    changes = json.dumps(settings(6, **{"fit.epochs": 2, "fit.batch_size": 2}))
    for seed in ("0", "1"):
        command = [sys.executable, "-c", RUN, changes, tmp_path / seed]
        surroundings = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, check=True, capture_output=True, env=surroundings)
    wrong = int(not equal(tmp_path / "0" / WEIGHTS, tmp_path / "1" / WEIGHTS))
    note("the same seed under two PYTHONHASHSEED: other weights", str(wrong), "0")
    assert wrong == 0


def test_a_full_disk_leaves_the_checkpoints(settings, tmp_path, note):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", disk]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        changes = settings(6, **{"fit.epochs": 40, "fit.batch_size": 2})
        options = [part for name, value in changes.items() for part in ("--set", f"{name}={value}")]
        command = [sys.executable, "-m", "solieu", "train", "default", *options]
        command += ["--output-dir", str(disk / "run")]
        (disk / "ballast").write_bytes(b"x" * 3_000_000)
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 1
        (told,) = [line for line in done.stderr.splitlines() if line.startswith("solieu: ")]
        assert "no space left" in told.lower()
        assert "Traceback" not in done.stderr
        whole = list((disk / "run" / "checkpoints").glob("checkpoint-*"))
        for checkpoint in whole:
            assert load_file(checkpoint / "model.safetensors")
            torch.load(checkpoint / "optimizer.pt", weights_only=True)
        assert whole
        note("a disk of 5 MB that fills up: checkpoints broken", "0", "0")
        (disk / "ballast").unlink()
        finetune(load_recipe("default", changes), disk / "run", resume=True)
    finally:
        subprocess.run(["umount", disk], check=True)
