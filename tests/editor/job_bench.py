"""Small jobs for the tests of the editor: a stream that is recorded, tasks that can be held."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np
from small_nodes import Count

from muse_nodes.api import Ctx, Dataset, Model, NodeError, Number, Slider, TaskCtx, action, node
from muse_nodes.api import Session as Recording
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.session import Session
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import open_host
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.settings import Settings

GUARD = 60.0


class Gate:
    """Where the tasks of a test wait until they may go on."""

    gates: ClassVar[dict[str, Gate]] = {}

    def __init__(self, name: str) -> None:
        self.reached, self.open = threading.Event(), threading.Event()
        Gate.gates[name] = self

    @classmethod
    def pass_through(cls, name: str, ask: Callable[[], None]) -> None:
        """Wait at the gate of that name if there is one, asking all the time as tasks do."""
        gate = cls.gates.get(name)
        if gate is None:
            return
        gate.reached.set()
        for _ in range(int(GUARD / 0.02)):
            ask()
            if gate.open.wait(0.02):
                return
        raise AssertionError(f"nobody opened the gate '{name}'")


@node("test.tape", category="Test")
class Tape:
    """Writes all numbers into a file."""

    def setup(self, ctx: Ctx, number: object) -> None:
        self.numbers: list[float] = []
        self.marked = 0

    def process(
        self, ctx: Ctx, number: Number, *, by: Annotated[float, Slider(0, 9)] = 0.0
    ) -> None:
        self.numbers.append(number + by)

    @action(key="R", label="Mark")
    def mark(self, ctx: Ctx) -> None:
        self.marked += 1

    def finish(self, ctx: Ctx) -> Recording:
        if not self.numbers:
            raise NodeError("Nothing was recorded.", hint="Record something.")
        assert ctx.data is not None
        path = ctx.data / "20260704_140200"
        path.write_text(f"{self.marked} {max(self.numbers)}")
        return Recording.of(path)


@node("test.look", category="Test", kind="task")
class Look:
    """Looks at a recording, shows curves and a picture."""

    def process(
        self, ctx: TaskCtx, session: Recording, *, steps: Annotated[int, Slider(1, 99)] = 4,
        mode: str = "good",
    ) -> Dataset:  # fmt: skip
        for step in range(steps):
            ctx.progress(step, steps, "looking")
            ctx.curve("loss", step, 1.0 / (1 + step))
            ctx.curve("validation", step, 1.5 / (1 + step))
            ctx.show("sample", np.full((36, 64, 3), 40 * step % 256, np.uint8))
            if step == steps // 2:
                Gate.pass_through("look", lambda: ctx.progress(steps // 2, steps, "waiting"))
        if mode == "bad":
            raise NodeError("This cannot be looked at.", hint="Try 'good'.")
        if mode == "broken":
            raise ZeroDivisionError("no")
        made = ctx.folder / "looked"
        made.write_text(session.path.read_text())
        return Dataset.of(made)


@node("test.learn", category="Test", kind="task")
class Learn:
    """Makes a model."""

    def process(self, ctx: TaskCtx, dataset: Dataset) -> Model:
        Gate.pass_through("learn", lambda: ctx.progress(1, 2, "learning"))
        made = ctx.folder / "model"
        made.write_text(dataset.path.read_text())
        return Model.of(made)


@node("test.alone", category="Test", kind="task")
class Alone:
    """A task that needs nothing."""

    def process(self, ctx: TaskCtx, *, text: str = "abc") -> Dataset:
        Gate.pass_through("alone", lambda: ctx.progress(1, 4, "waiting"))
        made = ctx.folder / "alone"
        made.write_text(text)
        return Dataset.of(made)


TYPES = (Count, Tape, Look, Learn, Alone)


def job_graph(frames: int = 3, mode: str = "good") -> Graph:
    """count → tape → look → learn."""
    return Graph(
        nodes=(
            Node("count", "test.count", params=Params({"frames": frames})),
            Node("tape", "test.tape", position=(260.0, 0.0)),
            Node("look", "test.look", position=(520.0, 0.0), params=Params({"mode": mode})),
            Node("learn", "test.learn", position=(780.0, 0.0)),
        ),
        links=(
            Link(Port("count", "number"), Port("tape", "number")),
            Link(Port("tape", "session"), Port("look", "session")),
            Link(Port("look", "dataset"), Port("learn", "dataset")),
        ),
        title="A job",
    )


def task_graph() -> Graph:
    """One task and nothing else."""
    return Graph(nodes=(Node("alone", "test.alone"),), title="A task")


@contextmanager
def job_session(
    registry: Registry, data: Path, graph: Graph, types: tuple[type, ...] = TYPES
) -> Iterator[Session]:
    """A session on a job whose results go to ``data``, with these node types as well; all of it is
    closed afterwards.
    """
    Gate.gates.clear()
    extended = registry.extended(types)
    engine = Engine(lambda: open_host(extended, NoModels()))
    made = Session(Document(graph), engine, extended, Settings(data=data))
    yield made
    made.profiles.close()
    engine.close()
    Gate.gates.clear()
    made.deleteLater()
    engine.deleteLater()
