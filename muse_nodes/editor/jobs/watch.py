"""Looks at a job for the driver: how far it is, what it shows, how it ended. Nothing of Qt here."""

from __future__ import annotations

from muse_nodes.document import Graph, Problem
from muse_nodes.editor.messages import Ended, Said, Work
from muse_nodes.engine.check import CheckedGraph, check
from muse_nodes.engine.host import Host
from muse_nodes.engine.job import Job
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.run import Run
from muse_nodes.engine.segments import is_job, stream_of


def job_of(graph: Graph, host: Host) -> CheckedGraph | None:
    """The checked graph if it is one that ends by itself and leaves something on disk."""
    checked = check(graph, host.registry)[0]
    return checked if checked is not None and is_job(checked) else None


_RECORD = "R"
"""The key by which somebody starts and stops a recording."""


def by_hand(graph: CheckedGraph) -> bool:
    """True when somebody sits before its stream and records by hand: it runs at its own rate then.

    All other jobs work through files and drop nothing.
    """
    return any(a.key.upper() == _RECORD for n in graph.nodes for a in n.schema.actions)


class Watch:
    """One job and its stream. ``news`` tells of it whenever there is something to tell."""

    def __init__(self, job: Job, graph: Graph, registry: Registry) -> None:
        self.job = job
        self.graph = graph
        self._registry = registry
        self._stream: Run | None = None
        self._told: object = None

    def stream_of(self, graph: Graph) -> Graph:
        """The part of ``graph`` that frames flow through."""
        return stream_of(graph, self._registry) or Graph()

    def fresh_stream(self) -> Run | None:
        """The run of its stream, once, while frames flow."""
        run = self.job.run
        if run is None or run is self._stream or run.wait(0):
            return None
        self._stream = run
        return run

    @property
    def over(self) -> bool:
        """True once it has come to its end."""
        return self.job.wait(0)

    def news(self) -> Work | None:
        """How it stands, if that is not what was told before."""
        over = self.over  # asked first: what comes after is complete
        job = self.job
        tasks = tuple(job.progress.values())
        shown = {t.node: job.views.of(t.node) for t in tasks if t.state not in ("waiting", "kept")}
        stream = self._stream
        now = Work(
            tasks, stream is not None and not stream.wait(0), shown, dict(job.artifacts),
            job.fault.node if job.fault is not None else "", job.cancelled, over,
        )  # fmt: skip
        looks = (
            tasks, now.streams, tuple(now.artifacts), now.failed, now.cancelled, over,
            [
                (node, [(len(c), c[-1:]) for c in view.curves.values()],
                 [id(frame) for frame in view.pictures.values()])
                for node, view in shown.items()
            ],
        )  # fmt: skip
        if looks == self._told:
            return None
        self._told = looks
        return now

    def ended(self) -> tuple[Ended, tuple[Said, ...]]:
        """How it ended, and the fault with its trace for whoever mends the node."""
        faults = [self.job.fault] if self.job.fault is not None else []
        stats = self._stream.stats if self._stream is not None else None
        if stats is not None:
            known = {fault.message for fault in faults}
            faults += [
                f for f in stats.faults if f.node in stats.failing and f.message not in known
            ]
        problems = tuple(Problem(f.message, f.hint, f.node, f.port) for f in faults)
        said = tuple(Said(0, f.node, f.message, "error", f.trace) for f in faults if f.trace)
        return Ended(stats.as_json() if stats is not None else {}, problems), said
