"""What the endpoint needs of a running graph, and nothing else: the façade ``Run`` has all of it.

Every call may come from any thread and returns at once, except ``snapshot`` (up to its time-out)
and ``Change.wait``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from muse_nodes.api.ctx import RunFigures
from muse_nodes.document import Edit, Graph, Problem
from muse_nodes.engine.schema import Value


class Notice(Protocol):
    """Something that the user should know: a fault, a recovery, a change that was not made."""

    @property
    def frame(self) -> int:
        """The number of frames that had gone through by then."""
        ...

    @property
    def node(self) -> str:
        """Whom it concerns; empty for the whole graph."""
        ...

    @property
    def text(self) -> str:
        """A sentence or two."""
        ...


class Figures(Protocol):
    """The figures of a run."""

    @property
    def events(self) -> Collection[Notice]:
        """What happened so far, newest last; old ones may have been let go."""
        ...

    def as_json(self) -> dict[str, object]:
        """Everything that ``muse run --stats`` writes."""
        ...

    def figures(self) -> RunFigures:
        """Rolling figures; cheap enough to ask for many times a second."""
        ...


class Change(Protocol):
    """An edit on its way into the running graph."""

    @property
    def done(self) -> bool:
        """It has been decided: applied, or not possible."""
        ...

    @property
    def applied(self) -> bool:
        """The graph runs with it."""
        ...

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why it was not applied (the old plan keeps running then), and warnings."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is done; False when ``timeout`` seconds passed first."""
        ...


class Driven(Protocol):
    """A graph that is running."""

    @property
    def graph(self) -> Graph:
        """The document as it runs; another object after every change."""
        ...

    @property
    def stats(self) -> Figures:
        """How it goes."""
        ...

    @property
    def panicking(self) -> bool:
        """The slate is shown instead of the picture."""
        ...

    def set_params(self, edits: Mapping[str, Mapping[str, Value]]) -> Change:
        """Set parameters by node, all together between two frames; BadValueError if one is bad.

        The change is not done yet when a node has to be set up again for it.
        """
        ...

    def act(self, node: str, action: str) -> None:
        """Have a node carry out an action; BadValueError if it has none of that name."""
        ...

    def edit(self, edit: Edit) -> Change:
        """Begin to change the running graph; DocumentError when the edit makes no sense."""
        ...

    def panic(self, on: bool) -> None:
        """Show the slate from the next frame on, or the picture again."""
        ...

    def snapshot(self, node: str, port: str, timeout: float = 2.0) -> Any:
        """The next value on a port; TimeoutError, or BadValueError for a port that is not there."""
        ...

    def pause(self) -> None:
        """Let no more frames in."""
        ...

    def resume(self) -> None:
        """Go on."""
        ...

    def step(self) -> None:
        """While paused, let exactly one frame in."""
        ...
