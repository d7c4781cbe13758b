"""The training step as a whole: what it leaves and shows, and that no kill ends it for good."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")

import numpy as np
import torch as th
from killing import survive
from labelled import make_session
from training_runs import SHORT, TINY, Bench, order, train_and_go, trained

from muse_nodes.api import CancelledError, Dataset
from muse_nodes.engine.task_ctx import TaskView
from muse_nodes.media import write_image
from muse_nodes.profiles import REVIEWED, Profiles
from muse_nodes.training.checkpoint import load_student
from muse_nodes.training.history import EVENTS, NAME
from muse_nodes.training.student import Student
from muse_nodes.training.train import train
from muse_nodes.training.train_result import CARD, WEIGHTS

LOSSES = {"loss", "matte", "boundary", "temporal", "distillation", "points"}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory, torch: object) -> Path:
    profile = Profiles(tmp_path_factory.mktemp("me")).create("side")
    return make_session(profile.sessions / "20260101_120000", frames=40, empty=(5,))


def data_of(session: Path) -> Path:
    return session.parents[3]


def run(bench: Bench, session: Path) -> Path:
    """The folder of a student of one session."""
    return train([Dataset.of(session, REVIEWED)], order(), bench.context()).path


def elsewhere(tmp_path: Path, session: Path) -> tuple[Bench, Path]:
    """A fresh data folder with a profile, and a session that lies outside of it."""
    Profiles(tmp_path / "data").create("front")
    return Bench(tmp_path / "data"), session


@pytest.fixture(scope="module")
def whole(session: Path) -> tuple[Bench, Path]:
    """An unbroken run."""
    bench = Bench(data_of(session))
    return bench, run(bench, session)


def lines_of(bench: Bench) -> list[dict[str, float]]:
    text = (bench.data / "work" / NAME).read_text()
    return [json.loads(line) for line in text.splitlines()]


def test_the_student_lies_in_its_profile_with_all_that_is_known_of_it(
    session: Path, whole: tuple[Bench, Path]
) -> None:
    folder = whole[1]
    assert folder.parent == data_of(session) / "profiles" / "side" / "models" / "trained"
    assert sorted(path.name for path in folder.iterdir()) == [CARD, WEIGHTS]
    student, about = load_student(folder / WEIGHTS)
    assert student.config == TINY
    card = json.loads((folder / CARD).read_text())
    assert card["licence"] == about["licence"]
    assert card["sessions"] == [
        {"name": session.name, "trained_on": 30, "held_out": 6, "plate": True}
    ]
    assert (card["profile"], card["preset"], card["steps"]) == ("side", "short", 40)
    assert 0 < card["validation"]["mad"] < 1
    assert card["begun"] <= card["finished"]
    assert [p for p in folder.parent.iterdir() if p.name.startswith(".")] == []


def test_whoever_watches_sees_curves_pictures_and_how_far_it_is(whole: tuple[Bench, Path]) -> None:
    bench = whole[0]
    view: TaskView = bench.views.of("train")
    assert set(view.curves) == LOSSES | {"learning rate", "held-out error", "held-out flicker"}
    assert [x for x, _ in view.curves["loss"]] == [10, 20, 30, 40]
    assert len(view.curves["held-out error"]) == 4
    picture = view.pictures["held-out frames"]
    assert picture.shape == (4 * 32 + 3 * 4, 4 * 64 + 3 * 4, 3)
    assert picture[:32, :64].std() > 10  # the frame itself
    label = picture[36 : 36 + 32, :64]
    assert set(np.unique(label)) >= {0, 255}
    steps = [(p.done, p.total) for p in bench.told if p.total]
    assert steps[-1] == (40, 40)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert len({done for done, _ in steps}) == 40  # told in every step, so it can be cancelled
    assert any("Reading frame 36 of 36" in p.text for p in bench.told)
    assert "held-out error" in bench.told[-1].text


def test_tensorboard_has_the_same_curves(whole: tuple[Bench, Path]) -> None:
    pytest.importorskip("tensorboard", reason="the extra `train` brings TensorBoard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    (file,) = (whole[0].data / "work" / "tensorboard").glob(EVENTS)
    events = EventAccumulator(str(file)).Reload()
    assert [e.step for e in events.Scalars("loss")] == [10, 20, 30, 40]
    assert events.Scalars("loss")[-1].value == pytest.approx(lines_of(whole[0])[-1]["loss"])
    assert len(events.Images("held-out frames")) >= 4


def test_what_is_large_and_needed_no_more_is_gone(whole: tuple[Bench, Path]) -> None:
    assert not (whole[0].data / "work" / "frames").exists()


def test_without_tensorboard_it_trains_all_the_same(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    bench, _ = elsewhere(tmp_path, session)
    assert (run(bench, session) / WEIGHTS).is_file()
    assert not list((bench.data / "work").rglob(EVENTS))


def test_a_cancelled_run_goes_on_and_ends_as_an_unbroken_one(
    session: Path, whole: tuple[Bench, Path], tmp_path: Path
) -> None:
    bench, _ = elsewhere(tmp_path, session)
    bench.cancel_at = 17
    with pytest.raises(CancelledError):
        run(bench, session)
    assert not (bench.data / "profiles" / "front" / "models" / "trained").exists()
    bench.cancelled.clear()
    bench.told.clear()
    folder = run(bench, session)
    assert min(p.done for p in bench.told if p.total) >= 17  # not even the last step is done again
    assert (folder / WEIGHTS).read_bytes() == (whole[1] / WEIGHTS).read_bytes()
    assert lines_of(bench) == lines_of(whole[0])


def test_killed_twenty_times_it_ends_with_the_same_bits(
    session: Path, whole: tuple[Bench, Path], tmp_path: Path
) -> None:
    bench, _ = elsewhere(tmp_path, session)
    killed = survive(train_and_go, str(bench.data), str(session), first=400_000)
    assert killed == 20
    (folder,) = (bench.data / "profiles" / "front" / "models" / "trained").iterdir()
    assert (folder / WEIGHTS).read_bytes() == (whole[1] / WEIGHTS).read_bytes()
    assert lines_of(bench) == lines_of(whole[0])
    assert not [p for p in (bench.data / "work").rglob("*") if p.name.endswith(".tmp")]


def test_a_run_that_is_over_finds_its_result_again(session: Path, tmp_path: Path) -> None:
    bench, _ = elsewhere(tmp_path, session)
    folder = run(bench, session)
    before = (folder / CARD).read_bytes()
    assert run(bench, session) == folder
    assert (folder / CARD).read_bytes() == before
    (folder / WEIGHTS).write_bytes(b"mine")
    other = run(bench, session)
    assert other != folder
    assert (folder / WEIGHTS).read_bytes() == b"mine"  # what somebody else put there stays
    assert load_student(other / WEIGHTS)[0].config == TINY


def test_sessions_of_any_size_with_or_without_a_plate_make_one_student(tmp_path: Path) -> None:
    profile = Profiles(tmp_path).create("front")
    first = make_session(profile.sessions / "a", frames=40, empty=(3, 4))
    second = make_session(profile.sessions / "b", frames=30)
    (second / "background.png").unlink()
    short = make_session(profile.sessions / "c", frames=5)
    for path in short.glob("*/*.png"):  # the same, twice as large
        grown = np.repeat(np.repeat(_picture(path), 2, 0), 2, 1)
        write_image(path, grown if path.parent.name == "images" else grown[..., 0])
    labels = json.loads((short / "labels" / "annotations.json").read_text())
    for image in labels["images"]:
        image.update(width=128, height=96)
    (short / "labels" / "annotations.json").write_text(json.dumps(labels))
    folder = trained(tmp_path, first, second, short, first, preset=replace(SHORT, steps=8)).path
    card = json.loads((folder / CARD).read_text())
    assert [(s["name"], s["trained_on"], s["held_out"], s["plate"]) for s in card["sessions"]] == [
        ("a", 30, 6, True), ("b", 22, 5, False), ("c", 5, 0, True)
    ]  # fmt: skip


def test_training_goes_on_from_another_student(
    session: Path, whole: tuple[Bench, Path], tmp_path: Path
) -> None:
    still = replace(SHORT, steps=1, rate=1e-12)
    body = replace(TINY, points=17)
    folder = trained(
        tmp_path, session, weights=whole[1] / WEIGHTS, preset=still, config=body, profile=""
    ).path
    before, after = (load_student(path / WEIGHTS)[0] for path in (whole[1], folder))
    assert after.config.points == 17
    learnt = dict(before.named_parameters())
    for name, tensor in after.named_parameters():
        assert th.allclose(tensor, learnt[name][: len(tensor)], atol=1e-5), name
    card = json.loads((folder / CARD).read_text())
    assert card["start"]["weights"] == WEIGHTS
    assert "It began with" in card["licence"]


def test_training_begins_with_a_backbone_from_elsewhere(session: Path, tmp_path: Path) -> None:
    giver = Student(TINY)
    th.save({**giver.state_dict(), "classifier.0.weight": th.zeros(3)}, tmp_path / "imagenet.pth")
    still = replace(SHORT, steps=1, rate=1e-12)
    folder = trained(tmp_path, session, weights=tmp_path / "imagenet.pth", preset=still).path
    student, _ = load_student(folder / WEIGHTS)
    for one, other in zip(student.features.parameters(), giver.features.parameters(), strict=True):
        assert th.allclose(one, other, atol=1e-5)


def _picture(path: Path) -> np.ndarray:
    from muse_nodes.media import read_image

    return read_image(path)[0]
