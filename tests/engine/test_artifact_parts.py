"""Artifacts of named parts, and what tasks show while they work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from muse_nodes.api import Ctx, Dataset, Frame, Model, NodeError, Session, TaskCtx, node
from muse_nodes.api.artifacts import digest_of
from muse_nodes.document import Graph, Link, Node, Port
from muse_nodes.engine.device import NullDevice
from muse_nodes.engine.harness import Harness, NoModels, harness
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import derive
from muse_nodes.engine.task_ctx import MOST_POINTS, Views
from muse_nodes.profiles import RECORDED, Profiles

PARTS = ("video.mkv", "labels/annotations.json", "images")


def recording(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "video.mkv").write_bytes(b"film")
    return folder


def test_only_its_parts_make_an_artifact(tmp_path: Path) -> None:
    folder = recording(tmp_path / "one")
    before = Dataset.of(folder, PARTS)
    (folder / "notes.txt").write_text("mine")
    assert Dataset.of(folder, PARTS) == before
    assert digest_of(folder) != before.digest
    (folder / "labels").mkdir()
    (folder / "labels" / "review.json").write_text("{}")
    assert digest_of(folder, PARTS) == before.digest
    (folder / "labels" / "annotations.json").write_text("{}")
    labelled = digest_of(folder, PARTS)
    assert labelled != before.digest
    (folder / "images").mkdir()
    (folder / "images" / ".half").write_text("left out")
    assert digest_of(folder, PARTS) == labelled
    (folder / "images" / "1.png").write_text("one")
    assert digest_of(folder, PARTS) != labelled


@node("test.take", category="Test", kind="task")
class Take:
    """A recording."""

    def process(self, ctx: TaskCtx, *, path: str = "") -> Session:
        return Session.of(Path(path), RECORDED)


@node("test.mark", category="Test", kind="task")
class Mark:
    """Adds something to the recording's folder, shows it, and counts how often it was asked."""

    def process(self, ctx: TaskCtx, session: Session) -> Model:
        times = ctx.folder / "times"
        times.write_text(times.read_text() + "x" if times.exists() else "x")
        (session.path / "labels").mkdir(exist_ok=True)
        (session.path / "labels" / "annotations.json").write_text("{}")
        for step in range(3):
            ctx.curve("loss", step, 1 / (1 + step))
        picture = np.zeros((2, 2, 3), np.uint8)
        ctx.show("sample", picture)
        picture[:] = 9  # a copy was shown
        return Model.of(times)


def test_what_a_task_adds_beside_does_not_make_it_run_again(tmp_path: Path) -> None:
    folder = recording(tmp_path / "session")
    device = NullDevice()
    host = Host(Registry().extended((Take, Mark)), NoModels(), device, device)
    graph = Graph(
        nodes=(Node("take", "test.take"), Node("mark", "test.mark")),
        links=(Link(Port("take", "session"), Port("mark", "session")),),
    )
    graph = graph.with_node(
        Node("take", "test.take", params=graph.by_id["take"].params.with_value("path", str(folder)))
    )
    for state in ("done", "kept"):
        job = host.work(graph, RunOptions(), tmp_path / "data")
        assert job.wait(30)
        assert job.fault is None
        assert {p.state for p in job.progress.values()} == {state}
        assert job.artifacts["mark", "model"].path.read_text() == "x"
        seen = job.views.of("mark")
        if state == "done":
            assert seen.curves == {"loss": ((0, 1.0), (1, 0.5), (2, 1 / 3))}
            assert not seen.pictures["sample"].any()
        job.close()
    assert job.views.of("take").curves == {}


def test_a_long_curve_keeps_its_ends() -> None:
    views = Views()
    for x in range(5 * MOST_POINTS):
        views.add("node", "loss", (x, -x))
    points = views.of("node").curves["loss"]
    assert len(points) <= MOST_POINTS
    assert points[0] == (0, 0)
    assert points[-1][0] == 5 * MOST_POINTS - 1
    assert list(points) == sorted(points)


@node("test.where", category="Test")
class Where:
    """Asks for the data folder."""

    def process(self, ctx: Ctx, frame: Frame) -> Frame:
        assert ctx.data.name == "data"
        return frame


def test_stream_nodes_know_the_data_folder_if_there_is_one(tmp_path: Path) -> None:
    frame = np.zeros((4, 4, 3), np.uint8)
    with Harness(derive(Where), data=tmp_path / "data").running() as running:
        assert running(frame) is frame
    with harness(Where).running() as running, pytest.raises(NodeError, match="data folder"):
        running(frame)


def test_whose_a_file_is(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path)
    front = profiles.create("front")
    assert profiles.of(front.sessions / "20260101_000000") == front
    assert profiles.of(front.folder) == front
    assert profiles.of(profiles.folder) is None
    assert profiles.of(tmp_path / "elsewhere") is None
