"""Jobs: a stream that leaves something on disk, and tasks that make something of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, ClassVar, NamedTuple

import pytest
from small_nodes import Count

from muse_nodes.api import (
    Ctx,
    Dataset,
    EndOfStream,
    Model,
    NodeError,
    Number,
    Session,
    Slider,
    TaskCtx,
    node,
)
from muse_nodes.api.artifacts import digest_of
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.check import check
from muse_nodes.engine.device import NullDevice
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import Host
from muse_nodes.engine.job import Job
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import SchemaError, derive
from muse_nodes.engine.segments import is_job

GUARD = 30.0


class Book:
    """What the tasks of a test did, and where it stops them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls: list[str] = []
        self.halt_at: int | None = None
        self.halted = threading.Event()
        self.go_on = threading.Event()


class _Written:
    book: ClassVar[Book]


@node("test.tape", category="Test")
class Tape(_Written):
    """Writes all numbers into a file."""

    def setup(self, ctx: Ctx, number: object) -> None:
        self.numbers: list[float] = []

    def process(self, ctx: Ctx, number: Number, *, name: str = "tape") -> None:
        self.name = name
        self.numbers.append(number)

    def finish(self, ctx: Ctx) -> Session:
        if not self.numbers:
            raise NodeError("Nothing was recorded.")
        path = self.book.folder / self.name
        path.write_text(" ".join(map(str, self.numbers)))
        self.book.calls.append("tape")
        return Session.of(path)


@node("test.learn", category="Test", kind="task")
class Learn(_Written):
    """Adds the numbers up, one step at a time, and goes on where it was stopped."""

    def process(
        self, ctx: TaskCtx, session: Session, *, factor: Annotated[int, Slider(0, 9)] = 1
    ) -> Dataset:
        self.book.calls.append("learn")
        numbers = [float(text) for text in session.path.read_text().split()]
        kept = ctx.folder / "so_far"
        done, total = (int(t) for t in kept.read_text().split()) if kept.exists() else (0, 0)
        for at in range(done, len(numbers)):
            if at == self.book.halt_at:
                self.book.halted.set()
                assert self.book.go_on.wait(GUARD)
            ctx.progress(at, len(numbers), "adding up")
            total += factor * int(numbers[at])
            kept.write_text(f"{at + 1} {total}")
            self.book.calls.append(f"step {at}")
        result = ctx.data / f"sum_{factor}"
        result.write_text(str(total))
        return Dataset.of(result)


class Both(NamedTuple):
    model: Model
    extra: Model | None


@node("test.convert", category="Test", kind="task")
class Convert(_Written):
    """Makes a model of data sets."""

    def process(self, ctx: TaskCtx, *data: Dataset, mode: str = "good") -> Both:
        self.book.calls.append(f"convert {mode}")
        if mode == "bad":
            raise NodeError("This cannot be converted.", hint="Try 'good'.")
        if mode == "broken":
            raise ZeroDivisionError("no")
        if mode == "gone":
            return Both(Model(ctx.folder / "not there", ""), None)
        if mode == "else":
            return Both(data[0], None)  # type: ignore[arg-type] # what it must not do
        made = ctx.folder / "model"
        made.write_text("+".join(d.path.read_text() for d in data))
        return Both(Model.of(made), None)


@node("test.choose", category="Test", kind="task")
class Choose(_Written):
    """The longest of the files that lie about."""

    @staticmethod
    def outside(data: Path, *, suffix: str) -> str:
        return _longest(data, suffix).name

    def process(self, ctx: TaskCtx, *, suffix: str = "txt") -> Session:
        self.book.calls.append("choose")
        return Session.of(_longest(ctx.data, suffix))


def _longest(data: Path, suffix: str) -> Path:
    found = list(data.glob(f"*.{suffix}"))
    if not found:
        raise NodeError("There is none.")
    return max(found, key=lambda path: path.stat().st_size)


@node("test.enough", category="Test")
class Enough:
    """Passes numbers on, and ends the run when there were enough."""

    def process(self, ctx: Ctx, number: Number) -> Number:
        if number >= 3:
            raise EndOfStream
        return number


TYPES = (Count, Tape, Learn, Convert, Choose, Enough)


def graph(*, factor: int = 1, mode: str = "good") -> Graph:
    """count → tape → learn → convert."""
    return Graph(
        nodes=(
            Node("convert", "test.convert", params=Params({"mode": mode})),
            Node("learn", "test.learn", params=Params({"factor": factor})),
            Node("count", "test.count"),
            Node("tape", "test.tape"),
        ),
        links=(
            Link(Port("count", "number"), Port("tape", "number")),
            Link(Port("tape", "session"), Port("learn", "session")),
            Link(Port("learn", "dataset"), Port("convert", "data1")),
        ),
    )


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    _Written.book = Book(tmp_path)
    yield _Written.book
    del _Written.book


@pytest.fixture
def host() -> Iterator[Host]:
    device = NullDevice()
    made = Host(Registry().extended(TYPES), NoModels(), device, device)
    yield made
    made.close()


def done(host: Host, wanted: Graph, book: Book) -> Job:
    """A job that has come to its end."""
    job = host.work(wanted, RunOptions(), book.folder)
    assert job.wait(GUARD)
    job.close()
    return job


def test_the_stream_runs_and_then_the_tasks_in_their_order(host: Host, book: Book) -> None:
    job = done(host, graph(), book)
    assert job.fault is None
    assert book.calls == ["tape", "learn", *(f"step {i}" for i in range(5)), "convert good"]
    model = job.artifacts["convert", "model"]
    assert isinstance(model, Model)
    assert model.path.read_text() == "15"
    assert model.digest == digest_of(model.path)
    assert ("convert", "extra") not in job.artifacts
    assert [p.state for p in job.progress.values()] == ["done", "done"]
    assert job.progress["learn"].text == "adding up"


def test_what_has_not_changed_is_not_done_again(host: Host, book: Book) -> None:
    first = done(host, graph(), book)
    book.calls.clear()
    again = done(host, graph(), book)
    assert book.calls == ["tape"]  # a stream always runs: its sources are the world
    assert [p.state for p in again.progress.values()] == ["kept", "kept"]
    assert again.artifacts == first.artifacts
    book.calls.clear()
    other = done(host, graph(factor=2), book)
    assert book.calls[:2] == ["tape", "learn"]
    assert other.artifacts["convert", "model"].path.read_text() == "30"


@pytest.mark.parametrize("harm", ["deleted", "changed"])
def test_a_result_that_was_touched_is_made_anew(host: Host, book: Book, harm: str) -> None:
    path = done(host, graph(), book).artifacts["learn", "dataset"].path
    path.unlink() if harm == "deleted" else path.write_text("another")
    for file in (book.folder / "tasks").rglob("so_far"):
        file.unlink()
    book.calls.clear()
    job = done(host, graph(), book)
    assert "learn" in book.calls
    assert job.artifacts["learn", "dataset"].path.read_text() == "15"
    assert job.progress["convert"].state == "kept"  # it was given the same content as before


def test_a_damaged_note_of_a_result_is_no_result(host: Host, book: Book) -> None:
    done(host, graph(), book)
    for file in (book.folder / "tasks").glob("*/result.json"):
        file.write_text('{"model": 7}')
    assert [p.state for p in done(host, graph(), book).progress.values()] == ["done", "done"]


def test_a_job_that_was_cancelled_goes_on_where_it_was(host: Host, book: Book) -> None:
    book.halt_at = 3
    job = host.work(graph(), RunOptions(), book.folder)
    assert book.halted.wait(GUARD)
    job.cancel()
    book.go_on.set()
    assert job.wait(GUARD)
    job.close()
    assert job.cancelled
    assert job.fault is None
    assert [job.progress[n].state for n in ("learn", "convert")] == ["cancelled", "waiting"]
    book.halt_at = None
    book.calls.clear()
    job = done(host, graph(), book)
    assert book.calls == ["tape", "learn", "step 3", "step 4", "convert good"]
    assert job.artifacts["convert", "model"].path.read_text() == "15"


@pytest.mark.parametrize(
    ("mode", "message"),
    [
        ("bad", "cannot be converted"),
        ("broken", "ZeroDivisionError"),
        ("gone", "does not"),
        ("else", "is no Model"),
    ],
)
def test_a_task_that_fails_says_why_and_keeps_what_was_done(
    host: Host, book: Book, mode: str, message: str
) -> None:
    job = done(host, graph(mode=mode), book)
    assert job.fault is not None
    assert job.fault.node == "convert"
    assert message in job.fault.message
    assert job.progress["convert"].state == "failed"
    assert ("learn", "dataset") in job.artifacts
    assert done(host, graph(), book).progress["learn"].state == "kept"


def test_a_stream_that_recorded_nothing_ends_the_job(host: Host, book: Book) -> None:
    empty = graph()
    empty = empty.with_node(Node("count", "test.count", params=Params({"frames": 0})))
    job = done(host, empty, book)
    assert job.fault is not None
    assert (job.fault.node, job.fault.message) == ("tape", "Nothing was recorded.")
    assert book.calls == []


def test_a_stream_against_the_clock_that_recorded_nothing_ends_the_job(
    host: Host, book: Book
) -> None:
    empty = graph().with_node(Node("count", "test.count", params=Params({"frames": 0})))
    job = host.work(empty, RunOptions(realtime=True), book.folder)
    assert job.wait(GUARD)
    job.close()
    assert job.fault is not None
    assert (job.fault.node, job.fault.message) == ("tape", "Nothing was recorded.")
    assert book.calls == []


def test_tasks_alone_are_a_graph_too(host: Host, book: Book) -> None:
    alone = Graph(nodes=(Node("convert", "test.convert"),))
    checked, problems = check(alone, host.registry)
    assert not problems
    assert checked is not None
    assert is_job(checked)
    assert done(host, alone, book).artifacts["convert", "model"].path.read_text() == ""


def test_a_task_that_chooses_on_the_disk_looks_again_when_there_is_something_else(
    host: Host, book: Book
) -> None:
    choice = Graph(nodes=(Node("choose", "test.choose"),))
    none = done(host, choice, book)
    assert none.fault is not None
    assert none.fault.message == "There is none."
    (book.folder / "one.txt").write_text("1")
    first = done(host, choice, book)
    again = done(host, choice, book)
    assert again.progress["choose"].state == "kept"
    (book.folder / "two.txt").write_text("22")
    other = done(host, choice, book)
    names = [job.artifacts["choose", "session"].path.name for job in (first, again, other)]
    assert names == ["one.txt", "one.txt", "two.txt"]


def test_a_node_in_the_middle_may_end_the_run(host: Host, book: Book) -> None:
    ended = Graph(
        nodes=(
            Node("count", "test.count"),
            Node("enough", "test.enough"),
            Node("tape", "test.tape"),
        ),
        links=(
            Link(Port("count", "number"), Port("enough", "number")),
            Link(Port("enough", "number"), Port("tape", "number")),
        ),
    )
    job = done(host, ended, book)
    assert job.fault is None
    written = job.artifacts["tape", "session"].path.read_text().split()
    assert [float(text) for text in written] == [1, 2]


def test_folders_are_told_apart_by_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_text("1")
    first = digest_of(tmp_path / "a")
    (tmp_path / "a" / ".part").write_text("unfinished")
    assert digest_of(tmp_path / "a") == first
    (tmp_path / "a" / "one").rename(tmp_path / "a" / "two")
    assert digest_of(tmp_path / "a") != first


def test_declarations_that_make_no_sense_are_refused() -> None:
    @node("test.wrong", category="Test", kind="task")
    class Flows:
        def process(self, ctx: TaskCtx, number: Number) -> Dataset: ...

    @node("test.wrong", category="Test")
    class Takes:
        def process(self, ctx: Ctx, session: Session) -> None: ...

    @node("test.wrong", category="Test")
    class Nothing:
        def process(self, ctx: Ctx, number: Number) -> None: ...
        def finish(self, ctx: Ctx) -> None: ...

    for cls, words in ((Flows, "is no artifact"), (Takes, "is an artifact"), (Nothing, "finish")):
        with pytest.raises(SchemaError, match=words):
            derive(cls)
