"""Runs that are killed at random moments: what lies in their folders is whole, and they go on."""

import json
import multiprocessing
import random
import threading
import time

import pytest
import torch
from safetensors.torch import load_file
from tqdm.auto import tqdm

from solieu.training.finetuning import finetune
from solieu.training.pretraining import pretrain
from solieu.training.recipe import load_recipe

PART = "Training"
pytestmark = pytest.mark.slow


def kill_at_random(count, work, folder, last_step, weights):
    """Kill processes that do `work(run)`, each going on where the last one stopped.

    Args:
        count: How many are killed.
        work: Runs in a folder to the end, from the last state in it.
        folder: Where the runs go.
        last_step: The last whole state of a run, 0 where there is none; fails where one is broken.
        weights: Where a run's weights are in the end.
    """
    draw, context = random.Random(1), multiprocessing.get_context("fork")
    tqdm.set_lock(threading.RLock())  # its own one would be shared, and die with who holds it
    begun = time.perf_counter()
    work(folder / "straight")
    duration = time.perf_counter() - begun
    straight = load_file(folder / "straight" / weights)
    kills, runs, step = 0, 0, 0
    while kills < count:
        run = folder / str(runs)
        process = context.Process(target=work, args=(run,))
        process.start()
        process.join(draw.uniform(0.1, 0.7) * duration)
        if process.exitcode is None:
            process.kill()
            process.join()
            kills += 1
            assert last_step(run) >= step, "a state that was there is gone"
            step = last_step(run)
            continue
        assert process.exitcode == 0
        found = load_file(run / weights)
        assert all(torch.equal(straight[name], found[name]) for name in straight)
        runs, step = runs + 1, 0
    assert runs, "no run came to its end between two kills"


def test_fine_tuning_leaves_whole_checkpoints(annotated, small, tmp_path, times, note):
    data = tmp_path / "articles"
    data.mkdir()
    changes = {"fit.epochs": 12, "fit.patience": 12, "fit.batch_size": 3}
    recipe = load_recipe("default", small(annotated(data), **changes))

    def last_step(run):
        found = 0
        for checkpoint in (run / "checkpoints").glob("checkpoint-*"):
            load_file(checkpoint / "model.safetensors")
            for name in ("optimizer.pt", "scheduler.pt"):
                torch.load(checkpoint / name, weights_only=True)
            state = json.loads((checkpoint / "trainer_state.json").read_text("utf-8"))
            assert checkpoint.name == f"checkpoint-{state['global_step']}"
            found = max(found, state["global_step"])
        return found

    kills = times(20)
    kill_at_random(
        kills,
        lambda run: finetune(recipe, run, resume=True),
        tmp_path,
        last_step,
        "model/model.safetensors",
    )
    note(f"fine-tuning killed {kills} times: broken checkpoints, other weights", "0, 0", "0, 0")


def test_pre_training_leaves_whole_states(pretraining, tmp_path, times, note):
    def last_step(run):
        found = 0
        for state in run.glob("state-*"):
            load_file(state / "model.safetensors")
            for name in ("optimizer.bin", "optimizer_1.bin"):
                torch.load(state / name, weights_only=True)
            found = max(found, int(state.name.removeprefix("state-")))
        return found

    pretrain(pretraining(), tmp_path / "vocabulary")
    recipe = pretraining(tmp_path / "vocabulary" / "vocabulary", steps=120)
    kills = times(20)
    kill_at_random(
        kills,
        lambda run: pretrain(recipe, run, resume=True),
        tmp_path / "runs",
        last_step,
        "encoder/model.safetensors",
    )
    note(f"pre-training killed {kills} times: broken states, other weights", "0, 0", "0, 0")
