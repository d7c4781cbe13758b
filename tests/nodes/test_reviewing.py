"""The filter as a node: a task whose result is kept, and made anew when the user says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from training.damage import DAMAGE, make

from muse_nodes.api import Dataset, TaskCtx, node
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import Host
from muse_nodes.engine.job import Job
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry
from muse_nodes.profiles import LABELLED, REVIEWED
from muse_nodes.profiles.review import Verdicts, read_review, write_verdicts
from nodes.reviewing import Filter

GUARD = 60.0
FRAMES = 10


@node("test.given", category="Test", kind="task")
class Given:
    """The labelled session in a folder."""

    def process(self, ctx: TaskCtx, *, folder: str = "") -> Dataset:
        return Dataset.of(Path(folder), LABELLED)


@pytest.fixture
def host() -> Iterator[Host]:
    device = CpuDevice(1)
    made = Host(Registry().extended((Given, Filter)), NoModels(), device, device)
    yield made
    made.close()


def filtered(host: Host, session: Path, data: Path, **params: float) -> Job:
    """A job that labels nothing and filters a session."""
    graph = Graph(
        nodes=(
            Node("given", "test.given", params=Params({"folder": str(session)})),
            Node("filter", "muse.personal.filter", params=Params(params)),
        ),
        links=(Link(Port("given", "dataset"), Port("filter", "dataset")),),
    )
    job = host.work(graph, RunOptions(), data)
    assert job.wait(GUARD)
    job.close()
    return job


def test_it_hands_on_the_session_with_its_review(host: Host, tmp_path: Path) -> None:
    session = make(tmp_path / "session", FRAMES)
    DAMAGE["hole"][0](session, 4)
    job = filtered(host, session, tmp_path)
    assert job.fault is None
    found = job.artifacts["filter", "dataset"]
    assert (found.path, found.parts) == (session, REVIEWED)
    assert read_review(session).frames[4].causes == ["holes"]
    assert (session / "labels" / "contact_sheet.html").is_file()
    assert job.progress["filter"].text == "9 of 10 frames kept."
    assert job.views.of("filter").pictures["label"].shape == (180, 320, 3)


def test_it_is_kept_until_the_user_says_something(host: Host, tmp_path: Path) -> None:
    session = make(tmp_path / "session", FRAMES)
    first = filtered(host, session, tmp_path)
    again = filtered(host, session, tmp_path)
    assert again.progress["filter"].state == "kept"
    write_verdicts(session, Verdicts(frames={2: "reject"}))
    after = filtered(host, session, tmp_path)
    assert after.progress["filter"].state == "done"
    assert after.progress["filter"].text == "9 of 10 frames kept."
    one, other = (job.artifacts["filter", "dataset"].digest for job in (first, after))
    assert one != other


def test_a_session_in_which_nothing_is_right_is_told_in_words(host: Host, tmp_path: Path) -> None:
    session = make(tmp_path / "session", FRAMES)
    for frame in range(FRAMES):
        DAMAGE["black"][0](session, frame)
    job = filtered(host, session, tmp_path)
    assert job.fault is not None
    assert job.fault.message.startswith("Only 0 of 10 labelled frames can be learned from.")
    assert "darkness" in job.fault.message
    assert "contact_sheet.html" in job.fault.hint
    assert len(read_review(session).frames) == FRAMES, "what was found can be looked at"
    write_verdicts(session, Verdicts(frames=dict.fromkeys(range(FRAMES), "accept")))
    assert filtered(host, session, tmp_path).fault is None


def test_how_much_has_to_be_kept_can_be_said(host: Host, tmp_path: Path) -> None:
    session = make(tmp_path / "session", FRAMES)
    DAMAGE["hole"][0](session, 4)
    assert filtered(host, session, tmp_path, least=1.0).fault is not None
    assert filtered(host, session, tmp_path, least=0.9).fault is None


def test_what_is_no_labelled_session_is_refused(host: Host, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    fault = filtered(host, tmp_path / "empty", tmp_path).fault
    assert fault is not None
    assert "is not labelled" in fault.message
