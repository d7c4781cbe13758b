"""What training cannot do: each a sentence, nothing lost, nothing executed."""

from __future__ import annotations

import json
import multiprocessing
import pickle
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")

import numpy as np
import torch as th
from labelled import labels_of, make_session, save_labels
from training_runs import SHORT, TINY, Bench, order, train_with_little_space, trained

from muse_nodes.api import Dataset, Model, ModelError, MuseError, NodeError
from muse_nodes.media import write_image
from muse_nodes.profiles import Profiles
from muse_nodes.profiles.review import Finding, Review, write_review
from muse_nodes.training.checkpoint import save_student
from muse_nodes.training.installed import expect
from muse_nodes.training.student import Student
from muse_nodes.training.train import order_of, train


@pytest.fixture
def data(tmp_path: Path, torch: Any) -> Path:
    Profiles(tmp_path).create("front")
    return tmp_path


@pytest.fixture
def session(data: Path) -> Path:
    return make_session(data / "profiles" / "front" / "sessions" / "one", frames=24)


def refused(match: str, data: Path, *sessions: Path, **changes: Any) -> MuseError:
    """The error with that sentence, and nothing left in the profile."""
    with pytest.raises(MuseError, match=match) as caught:
        trained(data, *sessions, **changes)
    assert not (data / "profiles" / "front" / "models" / "trained").exists()
    assert caught.value.message.endswith(".")
    return caught.value


def test_no_data_set_at_all(data: Path) -> None:
    assert "dataset1" in refused("no data set is connected", data).hint


def test_a_session_without_labels_or_with_none_that_is_accepted(data: Path, session: Path) -> None:
    labels = labels_of(session)
    for image in labels["images"]:
        image["accepted"] = False
    save_labels(session, labels)
    refused("No labelled frame of the session .* is accepted", data, session)
    (session / "labels" / "annotations.json").unlink()
    refused("is not labelled", data, session)


def test_a_review_that_rejects_everything_counts(data: Path, session: Path) -> None:
    bad = Finding(reasons=["The matte has holes."])
    write_review(session, Review(frames=dict.fromkeys(range(24), bad)))
    refused("is accepted", data, session)


def test_too_short_to_learn_from(data: Path) -> None:
    sessions = [make_session(data / "profiles" / "front" / "sessions" / n, 5) for n in "ab"]
    refused("are needed", data, sessions[0])
    refused("are needed", data, *sessions)


def test_damaged_labels_and_pictures(data: Path, session: Path) -> None:
    (session / "images" / "000003.png").write_bytes(b"no picture")
    refused("000003.png", data, session)
    (session / "images" / "000003.png").unlink()
    refused("is not there", data, session)
    (session / "labels" / "annotations.json").write_text('{"images": [')
    refused("cannot be used", data, session)


def test_a_plate_that_is_no_picture(data: Path, session: Path) -> None:
    (session / "background.png").write_bytes(b"no picture")
    refused("background.png", data, session)


def test_a_gpu_that_is_not_there(
    data: Path, session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    if th.cuda.is_available():
        pytest.skip("this process has already looked at its GPU")
    assert "cpu" in refused("no CUDA device", data, session, device="cuda").hint
    with pytest.raises(NodeError, match="needs a GPU") as caught:
        order_of("quality")
    assert "standard" in caught.value.hint
    assert order_of("quality", device="cpu").config.arch == "segformer"


def test_an_unknown_profile(data: Path, session: Path) -> None:
    assert "front" in refused("There is no profile 'sofa'", data, session, profile="sofa").hint


def test_a_folder_of_backgrounds_without_pictures(
    data: Path, session: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rooms = data / "rooms"
    refused("cannot be read", data, session, backgrounds=rooms)
    rooms.mkdir()
    (rooms / "notes.txt").touch()
    refused("no pictures of rooms", data, session, backgrounds=rooms)
    (rooms / "broken.jpg").write_bytes(b"no picture")
    refused("no pictures of rooms", data, session, backgrounds=rooms)
    assert "broken.jpg" in caplog.text
    write_image(rooms / "room.png", np.full((20, 30, 3), 90, np.uint8))
    preset = replace(SHORT, steps=2)
    assert trained(data, session, backgrounds=rooms, preset=preset).path.is_dir()


class Payload:
    """What a hostile weights file would hold."""

    def __reduce__(self) -> Any:
        return Path.touch, (Path(self.target),)


def test_weights_with_a_program_inside_are_refused_and_nothing_runs(
    data: Path, session: Path
) -> None:
    payload, path = Payload(), data / "weights.pth"
    payload.target = str(data / "owned")
    th.save({"format": 1, "student": payload}, path)
    refused("was refused", data, session, weights=path)
    path.write_bytes(pickle.dumps(payload))
    refused("refused|damaged", data, session, weights=path)
    assert not (data / "owned").exists()


def test_weights_that_do_not_fit(data: Path, session: Path) -> None:
    path = data / "weights.pth"
    save_student(path, Student(replace(TINY, decoder=16)), {})
    refused("has another shape", data, session, weights=path)
    th.save({"a": th.zeros(1)}, path)
    refused("not those of MobileNetV3-small", data, session, weights=path)
    refused("no student of this program", data, session, weights=path,
            config=replace(TINY, arch="segformer"))  # fmt: skip
    refused("There is no weights file", data, session, weights=data / "gone.pth")


def test_a_model_without_weights_to_begin_with(data: Path, session: Path) -> None:
    network = data / "model.onnx"
    network.touch()
    for base in (network, data):
        with pytest.raises(ModelError, match="no weights to begin with"):
            trained(data, session, base=Model.of(base, ("model.onnx",)))


def test_a_package_that_is_missing_is_named_with_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expect("torch", "numpy")
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(NodeError, match="needs PyTorch, which is not installed") as caught:
        expect("numpy", "torch")
    assert "muse-nodes[train]" in caught.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of files on Windows")
@pytest.mark.parametrize("most", [20_000, 200_000])
def test_a_full_disk_is_told_and_a_later_run_goes_on(data: Path, session: Path, most: int) -> None:
    """20 kB are too few for the frames, 200 kB for the state of the training."""
    said = data / "said.txt"
    context = multiprocessing.get_context("forkserver")
    arguments = (str(data), str(session), most, str(said))
    child = context.Process(target=train_with_little_space, args=arguments)
    child.start()
    child.join(120)
    assert child.exitcode == 0
    assert "space on its disk" in said.read_text()
    trained_folder = data / "profiles" / "front" / "models" / "trained"
    assert not trained_folder.exists()
    assert trained(data, session).path.parent == trained_folder


def test_the_state_of_another_training_is_not_taken_up(data: Path, session: Path) -> None:
    bench = Bench(data)
    dataset = [Dataset.of(session)]
    train(dataset, order(preset=replace(SHORT, steps=2)), bench.context())
    with pytest.raises(MuseError, match="another training"):
        train(dataset, order(preset=replace(SHORT, steps=3)), bench.context())


def test_a_card_or_note_that_is_damaged_is_said(data: Path, session: Path) -> None:
    work = Bench(data).context().folder
    (work / "result.json").write_text(json.dumps({"folder": "../../x", "begun": "now"}))
    refused("cannot be the name of a training", data, session)
