"""The nodes of the training graph, run as the engine runs them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from training.labelled import make_session

from muse_nodes.document import Graph, Node, Params, load
from muse_nodes.engine.device import NullDevice
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import Host
from muse_nodes.engine.job import Job
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.profiles import Profile, Profiles

ROOT = Path(__file__).resolve().parents[2]
GUARD = 120.0


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    device = NullDevice()
    made = Host(load_registry(), NoModels(), device, device)
    yield made
    made.close()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profiles(tmp_path).create("front")


def done(host: Host, graph: Graph, data: Path) -> Job:
    job = host.work(graph, RunOptions(), data)
    assert job.wait(GUARD)
    job.close()
    return job


def chosen(host: Host, data: Path, **params: str) -> Job:
    """A job of the data set alone."""
    return done(
        host, Graph(nodes=(Node("a", "muse.personal.dataset", params=Params(params)),)), data
    )


def complaint(job: Job) -> str:
    assert job.fault is not None
    return f"{job.fault.message} {job.fault.hint}"


def test_the_newest_labelled_session_is_taken(host: Host, tmp_path: Path, profile: Profile) -> None:
    make_session(profile.sessions / "20260101_000000", 3)
    first = chosen(host, tmp_path)
    assert first.artifacts["a", "dataset"].path.name == "20260101_000000"
    assert chosen(host, tmp_path).progress["a"].state == "kept"
    newer = make_session(profile.sessions / "20260202_000000", 3)
    assert chosen(host, tmp_path).artifacts["a", "dataset"].path == newer
    labels = newer / "labels" / "annotations.json"
    labels.rename(labels.with_name("elsewhere.json"))  # recorded, and not labelled yet
    assert chosen(host, tmp_path).artifacts == first.artifacts


def test_what_the_user_says_of_a_frame_makes_it_another_data_set(
    host: Host, tmp_path: Path, profile: Profile
) -> None:
    session = make_session(profile.sessions / "one", 3)
    before = chosen(host, tmp_path).artifacts["a", "dataset"]
    (session / "labels" / "contact_sheet.html").touch()
    assert chosen(host, tmp_path).artifacts["a", "dataset"].digest == before.digest
    (session / "labels" / "verdicts.json").write_text('{"format": 1, "frames": {"2": "reject"}}')
    assert chosen(host, tmp_path).artifacts["a", "dataset"].digest != before.digest
    images = session / "images" / "000001.png"
    os.utime(images, (1, 1))
    assert chosen(host, tmp_path).progress["a"].state == "done"


def test_one_session_by_name_of_another_profile(
    host: Host, tmp_path: Path, profile: Profile
) -> None:
    other = Profiles(tmp_path).create("side")
    session = make_session(other.sessions / "one", 3)
    make_session(other.sessions / "two", 3)
    make_session(profile.sessions / "one", 3)
    found = chosen(host, tmp_path, profile="side", session="one")
    assert found.artifacts["a", "dataset"].path == session


def test_all_sessions_of_a_profile_are_one_data_set(
    host: Host, tmp_path: Path, profile: Profile
) -> None:
    pytest.importorskip("torch", reason="training needs the extra `train`")
    from muse_nodes.training.train_data import sessions_of

    made = [make_session(profile.sessions / name, 3) for name in ("a", "b")]
    (profile.sessions / "c").mkdir()
    dataset: Any = chosen(host, tmp_path, session="*").artifacts["a", "dataset"]
    assert sessions_of([dataset, dataset]) == made
    (made[0] / "labels" / "verdicts.json").write_text('{"format": 1, "frames": {"2": "reject"}}')
    assert chosen(host, tmp_path, session="*").artifacts["a", "dataset"].digest != dataset.digest


def test_what_is_not_there_is_said(host: Host, tmp_path: Path, profile: Profile) -> None:
    assert "No session of 'front' is labelled." in complaint(chosen(host, tmp_path))
    session = make_session(profile.sessions / "one", 3)
    assert "no session 'two'. There are: one." in complaint(chosen(host, tmp_path, session="two"))
    assert "no profile 'sofa'" in complaint(chosen(host, tmp_path, profile="sofa"))
    assert "cannot be the name" in complaint(chosen(host, tmp_path, session="../one"))
    (session / "labels" / "annotations.json").unlink()
    assert "'one' is not labelled" in complaint(chosen(host, tmp_path, session="one"))


def training(**params: Any) -> Graph:
    """The bundled graph with the parameters of its trainer."""
    graph = load(ROOT / "graphs" / "train.json").sound()
    node = graph.node("train")
    return graph.with_node(replace(node, params=Params({"threads": 1, **params})))


def test_the_bundled_graph_trains_and_does_not_do_it_twice(
    host: Host, tmp_path: Path, profile: Profile
) -> None:
    pytest.importorskip("torch", reason="training needs the extra `train`")
    make_session(profile.sessions / "one", 24)
    graph = training(preset="quick", steps=2)
    job = done(host, graph, tmp_path)
    assert job.fault is None
    folder = job.artifacts["train", "model"].path
    assert (folder / "student_model_final.pth").is_file()
    again = done(host, graph, tmp_path)
    assert again.progress["train"].state == "kept"
    assert again.artifacts == job.artifacts
    room = tmp_path / "rooms"
    room.mkdir()
    other = done(host, training(preset="quick", steps=2, backgrounds=str(room)), tmp_path)
    assert "no pictures of rooms" in complaint(other)


def test_without_torch_it_names_the_extra(
    host: Host, tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_session(profile.sessions / "one", 24)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert "muse-nodes[train]" in complaint(done(host, training(), tmp_path))
