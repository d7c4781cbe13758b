"""The loop: it learns, it goes on after a kill as if nothing had been, it stops when it should."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")

import numpy as np
import torch as th
from labelled import make_session

from muse_nodes.api import ModelError, MuseError
from muse_nodes.models.heatmaps import peaks
from muse_nodes.training.augment import AugmentConfig
from muse_nodes.training.batches import gather
from muse_nodes.training.cache import frames_of, material_of
from muse_nodes.training.checkpoint import load, load_backbone, load_student, save, save_student
from muse_nodes.training.loop import CHECKPOINT, Progress, Training
from muse_nodes.training.optimise import rate_at
from muse_nodes.training.presets import PRESETS, Preset, find_preset
from muse_nodes.training.samples import read_samples
from muse_nodes.training.split import by_time
from muse_nodes.training.student import Student, StudentConfig

SHORT = Preset("short", steps=30, batch=4, pairs=1, save_every=0.0, validate_every=0.5, decay=0.8)
CHILD = """
import os, signal, sys
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests/training"]
import torch
torch.set_num_threads(1)
from pathlib import Path
from test_training_loop import SHORT, TINY, data_of
from muse_nodes.training.loop import Training

def report(progress):
    if progress.step >= 20:
        os.kill(os.getpid(), signal.SIGKILL)

folder = Path(sys.argv[2])
Training(folder, SHORT, TINY, data_of(Path(sys.argv[3]))).run(report)
"""
TINY = StudentConfig(height=32, width=64, multiplier=0.25, decoder=16)


def data_of(session: Path) -> Any:
    """Both sides of a session's split, at the tiny student's size."""
    sides = by_time(read_samples(session))
    size, plate = (TINY.height, TINY.width), session / "background.png"
    frames = [frames_of(side, size, session / "cache") for side in sides]
    return tuple(material_of(s, f, plate) for s, f in zip(sides, frames, strict=True))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_session(tmp_path_factory.mktemp("trained") / "session", frames=40, empty=(5,))


@pytest.fixture(scope="module")
def data(session: Path, torch: Any) -> Any:
    return data_of(session)


def same(a: Student, b: Student) -> bool:
    """True when all weights are equal, to the last bit."""
    pairs = zip(a.state_dict().items(), b.state_dict().items(), strict=True)
    return all(x == y and th.equal(s, t) for (x, s), (y, t) in pairs)


@pytest.fixture(scope="module")
def unbroken(data: Any, tmp_path_factory: pytest.TempPathFactory) -> Student:
    return Training(tmp_path_factory.mktemp("whole"), SHORT, TINY, data).run()


class StopError(Exception):
    """Raised by a report to end a run."""


def test_it_learns_where_the_person_is(data: Any, tmp_path: Path) -> None:
    told: list[Progress] = []
    preset = replace(SHORT, steps=150, rate=1e-2, augment=AugmentConfig(new_room=0))
    student = Training(tmp_path, preset, TINY, data).run(told.append)
    assert [p.step for p in told] == list(range(10, 160, 10))
    assert told[-1].losses["loss"] < 0.5 * told[0].losses["loss"]
    assert told[-1].validation < 0.1  # a fifth of a frame is the person: nobody would be 0.2
    assert math.isnan(told[0].validation)
    assert set(told[0].losses) == {
        "loss", "matte", "boundary", "temporal", "distillation", "points"
    }  # fmt: skip
    assert not student.training
    held_out = gather(data[1], np.arange(len(data[1])), 0, "cpu")
    with th.no_grad():
        heat = student(held_out.picture)[1].sigmoid().numpy()
    noses = np.stack([peaks(maps)[0] for maps in heat])
    far = np.hypot(*(noses - held_out.points[:, 0].numpy())[:, :2].T)
    assert np.median(far) < 0.15
    assert noses[:, 2].min() > 0.3


def test_a_student_of_the_body_alone_learns_from_the_same_labels(data: Any, tmp_path: Path) -> None:
    body = replace(TINY, points=17)
    student = Training(tmp_path, replace(SHORT, steps=1), body, data).run()
    assert student(th.zeros(1, 3, 32, 64))[1].shape[1] == 17


def test_a_run_that_is_cancelled_goes_on_exactly(
    data: Any, unbroken: Student, tmp_path: Path
) -> None:
    def report(progress: Progress) -> None:
        if progress.step == 10:
            raise StopError

    with pytest.raises(StopError):
        Training(tmp_path, SHORT, TINY, data).run(report)
    told: list[Progress] = []
    student = Training(tmp_path, SHORT, TINY, data).run(told.append)
    assert told[0].step == 20
    assert same(student, unbroken)


def test_a_run_that_is_killed_goes_on_exactly(
    session: Path, data: Any, unbroken: Student, tmp_path: Path
) -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", CHILD, str(root), str(tmp_path), str(session)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    assert (tmp_path / CHECKPOINT).is_file()
    (tmp_path / f".{CHECKPOINT}.12ab.tmp").touch()  # as if it had been killed while it wrote
    assert same(Training(tmp_path, SHORT, TINY, data).run(), unbroken)
    assert [path.name for path in tmp_path.iterdir()] == [CHECKPOINT]


def test_a_finished_run_is_not_run_again(data: Any, unbroken: Student, tmp_path: Path) -> None:
    Training(tmp_path, SHORT, TINY, data).run()
    told: list[Progress] = []
    assert same(Training(tmp_path, SHORT, TINY, data).run(told.append), unbroken)
    assert told == []


def test_the_global_random_state_is_left_alone(data: Any, tmp_path: Path) -> None:
    before = th.get_rng_state()
    Training(tmp_path, replace(SHORT, steps=2), TINY, data).run()
    assert th.equal(before, th.get_rng_state())


def test_a_loss_that_is_no_number_ends_it_with_a_sentence(data: Any, tmp_path: Path) -> None:
    with pytest.raises(MuseError, match="no longer a number") as caught:
        Training(tmp_path, replace(SHORT, rate=1e30, clip=1e30, steps=60), TINY, data).run()
    assert "lower learning rate" in caught.value.hint
    if (tmp_path / CHECKPOINT).exists():  # a checkpoint is never one of numbers gone wrong
        weights = load(tmp_path / CHECKPOINT)["weights"].values()
        assert all(th.isfinite(w).all() for w in weights)


def test_it_stops_early_when_nothing_gets_better(data: Any, tmp_path: Path) -> None:
    preset = replace(SHORT, steps=400, rate=1e-12, validate_every=0.005, patience=3)
    told: list[Progress] = []
    Training(tmp_path, preset, TINY, data).run(told.append)
    assert told[-1].step < 400


def test_time_that_is_up_means_fewer_steps_but_always_one(data: Any, tmp_path: Path) -> None:
    told: list[Progress] = []
    Training(tmp_path, replace(SHORT, seconds=1e-6), TINY, data).run(told.append)
    assert [(p.step, p.total) for p in told] == [(1, 1)]


def test_another_preset_does_not_go_on_from_this_one(data: Any, tmp_path: Path) -> None:
    Training(tmp_path, replace(SHORT, steps=1), TINY, data).run()
    with pytest.raises(MuseError, match="another training"):
        Training(tmp_path, SHORT, TINY, data)


def test_nothing_to_train_on_is_said(data: Any, tmp_path: Path) -> None:
    train, test = data
    none = replace(test, frames=np.empty((0, 32, 64, 4), np.uint8))
    with pytest.raises(MuseError, match="nothing to train on"):
        Training(tmp_path, SHORT, TINY, (train, none))


def test_the_rate_warms_up_and_comes_to_rest() -> None:
    rates = [rate_at(step, 100, SHORT) for step in range(100)]
    top = rates.index(max(rates))
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert max(rates) == pytest.approx(SHORT.rate)
    assert rates[-1] < 0.02 * SHORT.rate


def test_presets_by_name() -> None:
    assert find_preset("quick").seconds <= 540
    with pytest.raises(MuseError, match="quick, standard, quality"):
        find_preset("endless")
    assert set(PRESETS) == {"quick", "standard", "quality"}


class Payload:
    """What a hostile weights file would hold."""

    def __reduce__(self) -> Any:
        return Path.touch, (Path(self.target),)


def test_a_weights_file_is_never_executed(tmp_path: Path) -> None:
    payload = Payload()
    payload.target = str(tmp_path / "owned")
    path = tmp_path / "x.pth"
    th.save({"format": 1, "weights": payload}, path)
    with pytest.raises(ModelError, match="refused"):
        load(path)
    path.write_bytes(pickle.dumps(payload))
    with pytest.raises(ModelError, match=r"refused|damaged"):
        load(path)
    assert not (tmp_path / "owned").exists()


def test_files_that_are_no_weights_say_so(tmp_path: Path) -> None:
    path = tmp_path / "x.pth"
    with pytest.raises(ModelError, match="no weights file"):
        load(path)
    save(path, {"weights": th.zeros(9)})
    whole = path.read_bytes()
    for content in (b"", whole[: len(whole) // 2], b"hello" * 99):
        path.write_bytes(content)
        with pytest.raises(ModelError, match=r"damaged|refused"):
            load(path)
    th.save([1, 2], path)
    with pytest.raises(ModelError, match="no weights file"):
        load(path)
    save(path, {"student": {"height": 32}, "weights": {"a": th.zeros(1)}})
    with pytest.raises(ModelError, match="do not make a student"):
        load_student(path)
    (tmp_path / "file").touch()
    with pytest.raises(MuseError, match="cannot be written"):
        save(tmp_path / "file" / "x.pth", {})


def test_a_student_comes_back_with_what_is_known_about_it(tmp_path: Path) -> None:
    student = Student(TINY)
    save_student(tmp_path / "s.pth", student, {"mad": 0.004, "by": "ensemble"})
    again, about = load_student(tmp_path / "s.pth")
    assert same(student, again)
    assert about == {"mad": 0.004, "by": "ensemble"}
    assert again.config == TINY


def test_a_run_may_begin_with_weights_that_are_there(data: Any, tmp_path: Path) -> None:
    start = Student(TINY)
    preset = replace(SHORT, steps=1, rate=1e-12)
    begun = Training(tmp_path, preset, start, data).student
    assert same(begun, start)
    assert begun is not start


def test_a_backbone_trained_elsewhere_fits_by_name(tmp_path: Path) -> None:
    giver, taker, path = Student(TINY), Student(TINY), tmp_path / "mobilenet.pth"
    th.save({**giver.state_dict(), "classifier.0.weight": th.zeros(3)}, path)
    assert load_backbone(taker, path) == len(giver.features.state_dict())
    assert all(
        th.equal(a, b)
        for a, b in zip(taker.features.parameters(), giver.features.parameters(), strict=True)
    )
    assert not th.equal(taker.lateral[0].weight, giver.lateral[0].weight)
    with pytest.raises(ModelError, match="not those of MobileNetV3-small"):
        load_backbone(Student(StudentConfig(32, 32, 0.5, 8)), path)


@pytest.mark.gpu
def test_mixed_precision_learns_on_a_gpu(data: Any, tmp_path: Path) -> None:
    if not th.cuda.is_available():
        pytest.skip("there is no CUDA device")
    told: list[Progress] = []
    preset = replace(SHORT, steps=150, rate=1e-2)
    student = Training(tmp_path, preset, TINY, data, "cuda").run(told.append)
    assert told[-1].losses["loss"] < 0.6 * told[0].losses["loss"]
    assert {p.device.type for p in student.parameters()} == {"cpu"}
