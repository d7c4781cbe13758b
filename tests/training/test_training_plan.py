"""Time limits, what a validation tells, and rows that each have their own room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")

import numpy as np
import torch as th
from labelled import make_session
from training_runs import SHORT, TINY

from muse_nodes.training.augment import NO_CHANGE, AugmentState, Rooms, augment
from muse_nodes.training.batches import Batch, Material, gather
from muse_nodes.training.cache import frames_of, material_of, material_of_all
from muse_nodes.training.checkpoint import load, save
from muse_nodes.training.loop import CHECKPOINT, Progress, Training
from muse_nodes.training.metrics import dtssd, mad
from muse_nodes.training.points import POINTS
from muse_nodes.training.samples import read_samples

SIZE = TINY.height, TINY.width


class StopError(Exception):
    """Raised by a report to end a run."""


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory, torch: Any) -> Material:
    folder = tmp_path_factory.mktemp("plan")
    samples = read_samples(make_session(folder / "session", frames=12))
    return material_of(samples, frames_of(samples, SIZE, folder), folder / "session/background.png")


def test_what_takes_longer_than_its_time_ends_at_once_and_is_validated(
    material: Material, tmp_path: Path
) -> None:
    preset = replace(SHORT, steps=1000, seconds=1e6)

    def stop(step: int, total: int) -> None:
        if step == 3:
            raise StopError

    with pytest.raises(StopError):
        Training(tmp_path, preset, TINY, (material, material)).run(tick=stop)
    state = load(tmp_path / CHECKPOINT)
    assert (state["standing"]["step"], state["standing"]["total"]) == (3, 1000)
    state["standing"]["seconds"] = 2e6  # as if the machine had been busy with something else
    save(tmp_path / CHECKPOINT, {k: v for k, v in state.items() if k != "format"})
    told: list[Progress] = []
    training = Training(tmp_path, preset, TINY, (material, material))
    training.run(told.append)
    assert [(p.step, p.total, p.validated) for p in told] == [(4, 4, 4)]
    assert training.standing.validation == told[-1].error


def test_a_validation_measures_error_and_flicker_of_held_out_frames(
    material: Material, tmp_path: Path
) -> None:
    told: list[Progress] = []
    training = Training(tmp_path, replace(SHORT, steps=4), TINY, (material, material))
    training.run(told.append)
    batch = gather(material, np.arange(12), 0, "cpu")
    with th.no_grad():
        matte = training.averaged(batch.picture)[0].sigmoid()[:, 0].numpy()
    truth = batch.alpha[:, 0].numpy()
    assert told[-1].error == pytest.approx(mad(matte, truth), rel=1e-3)
    assert told[-1].flicker == pytest.approx(dtssd(matte[:5], truth[:5]), rel=1e-3)


def test_each_session_keeps_its_own_plate(tmp_path: Path) -> None:
    paths = [make_session(tmp_path / name, frames=count) for name, count in (("a", 3), ("b", 2))]
    samples = [read_samples(path) for path in paths]
    frames = frames_of([*samples[0], *samples[1]], SIZE, tmp_path / "cache")
    plates = [None, paths[1] / "background.png"]
    made = material_of_all(list(zip(samples, plates, strict=True)), frames)
    assert made.room is not None
    assert made.room.tolist() == [-1, -1, -1, 0, 0]
    assert made.following.tolist() == [1, 2, 2, 4, 4]  # none across the border
    assert gather(made, np.array([4, 0]), 1, "cpu").room.tolist() == [0, -1, 0]


def two_rooms() -> Rooms:
    """A dark plate and a bright one, and a grey room elsewhere."""
    plates = th.tensor([0, 255], dtype=th.uint8).view(2, 1, 1, 1).expand(2, 8, 8, 3)
    return Rooms(plates, th.full((1, 8, 8, 3), 128, dtype=th.uint8))


def empty_batch() -> Batch:
    """Rows of the first room, of the second and of one without a plate; nobody is there."""
    room = th.tensor([0, 1, -1])
    level = th.tensor([0.1, 0.9, 0.5]).view(3, 1, 1, 1)
    picture, alpha = level.expand(3, 3, 8, 8).clone(), th.zeros(3, 1, 8, 8)
    points = th.zeros(3, len(POINTS), 3)
    return Batch(picture, alpha, points, th.ones(3, len(POINTS)), 0, room)


def test_rows_are_put_on_their_own_plate_and_those_without_one_stay() -> None:
    for kind in ("plate", "empty"):
        config = replace(NO_CHANGE, **{kind: 1.0})
        found = augment(empty_batch(), config, AugmentState(1), two_rooms()).picture
        assert found[:, 0, 0, 0].tolist() == pytest.approx([0, 1, 0.5], abs=1e-4)


def test_another_room_replaces_each_rows_own() -> None:
    config = replace(NO_CHANGE, new_room=1.0)
    for step in range(20):  # one room in five is made of blotches
        found = augment(empty_batch(), config, AugmentState(1, step), two_rooms()).picture
        flat = found.flatten(1).std(1) < 1e-3
        if bool(flat.all()):
            break
    # What differs from the plate (noise, a door that was opened) stays; without one all is new.
    expected = [128 / 255 + 0.1, 128 / 255 - 0.1, 128 / 255]
    assert found[:, 0, 0, 0].tolist() == pytest.approx(expected, abs=2e-3)
