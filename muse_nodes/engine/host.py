"""The façade: what the command line, the editor and tests use to check, plan and run a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from muse_nodes.api.errors import MuseError
from muse_nodes.api.ports import Frame
from muse_nodes.document import Graph, Problem
from muse_nodes.engine.check import CheckedGraph, check
from muse_nodes.engine.clock import Clock
from muse_nodes.engine.context import Surroundings
from muse_nodes.engine.describe import describe
from muse_nodes.engine.device import CpuDevice, Device
from muse_nodes.engine.device.base import NetworkSource
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.plan import arrange
from muse_nodes.engine.prepare import Prepared, prepare
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.runner import Runner, RunOptions
from muse_nodes.engine.schema import Value
from muse_nodes.engine.stats import RunStats
from muse_nodes.engine.taps import Tap, with_taps
from muse_nodes.engine.values import BadValueError, checked
from muse_nodes.engine.warmup import warm_up


class GraphProblemsError(MuseError):
    """A graph cannot run; ``problems`` has all the reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


@dataclass
class Host:
    """Everything that outlives a run: node types, networks, the device."""

    registry: Registry
    models: NetworkSource
    device: Device
    host_device: Device
    threads: int = 1

    def problems(self, graph: Graph) -> tuple[Problem, ...]:
        """All that is wrong with ``graph``, warnings included."""
        return check(graph, self.registry)[1]

    def plan(self, graph: Graph) -> str:
        """The plan of ``graph`` in words. Sets its nodes up and tears them down again."""
        ready = self._prepare(self._checked(graph, self.registry), RunOptions(), None)
        try:
            return describe(ready)
        finally:
            ready.close()

    def start(
        self,
        graph: Graph,
        options: RunOptions,
        *,
        taps: Iterable[Tap] = (),
        shown: Callable[[str, Frame], None] | None = None,
        clock: Clock | None = None,
    ) -> Run:
        """Compile, set up, warm up and start ``graph``.

        GraphProblemsError or SetupError when that is not possible; nothing is left running then.
        ``shown`` receives (node id, picture) from previews, on an engine thread.
        """
        tapped, registry, wrong = with_taps(graph, self.registry, taps)
        if wrong:
            raise GraphProblemsError(wrong)
        ready = self._prepare(self._checked(tapped, registry), options, shown)
        try:
            warm_up(ready)
            runner = Runner(ready, replace(options, realtime=ready.around.live), clock)
        except BaseException:
            ready.close()
            raise
        runner.start()
        return Run(ready, runner)

    def close(self) -> None:
        """Give the device back."""
        self.device.close()
        if self.host_device is not self.device:
            self.host_device.close()

    def _checked(self, graph: Graph, registry: Registry) -> CheckedGraph:
        found, problems = check(graph, registry)
        if found is None:
            raise GraphProblemsError(problems)
        return found

    def _prepare(
        self,
        graph: CheckedGraph,
        options: RunOptions,
        shown: Callable[[str, Frame], None] | None,
    ) -> Prepared:
        plan = arrange(graph, host_is_device=self.device.is_host)
        around = Surroundings(self.models, RunStats(), options.realtime, threads=self.threads)
        if shown is not None:
            around.shown = shown
        return prepare(plan, self.device, self.host_device, around, in_flight=options.in_flight)


@dataclass
class Run:
    """One graph that is running."""

    ready: Prepared
    runner: Runner
    closed: bool = field(default=False)

    @property
    def stats(self) -> RunStats:
        return self.ready.around.stats

    @property
    def notes(self) -> list[Fault]:
        """Sinks that could not be set up, and why."""
        return self.ready.unavailable

    def set_param(self, node: str, name: str, value: Value) -> None:
        """Set a parameter from the next frame on. BadValueError when it does not fit."""
        self.set_params({node: {name: value}})

    def set_params(self, edits: Mapping[str, Mapping[str, Value]]) -> None:
        """Set several parameters, together, from the next frame on; all of them or none."""
        fitting: dict[str, dict[str, Value]] = {}
        for node, values in edits.items():
            step = next((s for s in self.ready.plan.steps if s.node and s.name == node), None)
            if step is None or step.node is None:
                raise BadValueError(f"There is no running node '{node}'.")
            for name, value in values.items():
                param = step.node.schema.param(name)
                if param is None:
                    raise BadValueError(f"'{node}' has no parameter '{name}'.")
                if param.restart:
                    raise BadValueError(
                        f"Parameter '{name}' of '{node}' takes effect when the graph is run again."
                    )
                fitting.setdefault(node, {})[name] = checked(param, value)
        self.runner.set_params(fitting)

    def act(self, node: str, action: str) -> None:
        """Have a node carry out an action before its next frame; BadValueError if it has none."""
        step = next((s for s in self.ready.plan.steps if s.node and s.name == node), None)
        known = [a.name for a in step.node.schema.actions] if step and step.node else []
        if action not in known:
            raise BadValueError(f"'{node}' has no action '{action}'; it has: {', '.join(known)}.")
        self.runner.act(node, action)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the run is over; False when ``timeout`` seconds passed first."""
        return self.runner.wait(timeout)

    def close(self) -> RunStats:
        """Stop if need be, let sinks finish, tear all nodes down; the figures of the run."""
        if not self.closed:
            self.closed = True
            self.runner.close()
            self.stats.faults.extend(self.ready.close())
        return self.stats


def open_host(
    registry: Registry, models: NetworkSource, *, device: str = "auto", threads: int = 2
) -> Host:
    """A host on the named device (auto, cpu, cuda). MuseError when it is not there."""
    if device == "cuda":
        raise MuseError(
            "This version runs on the CPU only; the CUDA device is not part of it yet.",
            hint="Use --device auto or --device cpu.",
        )
    if device not in ("auto", "cpu"):
        raise MuseError(f"There is no device '{device}'.", hint="Use auto, cpu or cuda.")
    cpu = CpuDevice(threads)
    return Host(registry, models, cpu, cpu)


def load_models(folders: Iterable[Path]) -> NetworkSource:
    """The model library over ``folders``, the user's own and the bundled ones."""
    from muse_nodes.engine.bundled import bundled_folder
    from muse_nodes.models import ModelLibrary

    return ModelLibrary(tuple(folders), bundled_folder("assets") / "models")
