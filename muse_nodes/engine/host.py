"""The façade: what the command line, the editor and tests use to check, plan and run a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from muse_nodes.api.errors import MuseError
from muse_nodes.api.ports import Frame
from muse_nodes.document import Graph, Problem
from muse_nodes.engine.change import GraphProblemsError
from muse_nodes.engine.check import CheckedGraph, check
from muse_nodes.engine.clock import Clock
from muse_nodes.engine.context import Surroundings
from muse_nodes.engine.describe import describe, describe_tasks
from muse_nodes.engine.device import CpuDevice, Device
from muse_nodes.engine.device.base import NetworkSource
from muse_nodes.engine.job import Job
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.plan import arrange
from muse_nodes.engine.prepare import Before, Prepared, prepare
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.run import Run
from muse_nodes.engine.segments import stream_of, tasks
from muse_nodes.engine.stats import RunStats
from muse_nodes.engine.taps import TAP, Tap, with_taps
from muse_nodes.engine.task_ctx import Tools
from muse_nodes.engine.warmup import warm_up
from muse_nodes.profiles.installed import personal_folder
from muse_nodes.profiles.profiles import Profiles

if TYPE_CHECKING:
    from muse_nodes.models import ModelLibrary


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
        """The plan of ``graph`` in words. Sets its nodes up and tears them down again; of a job
        those that frames flow through."""
        checked = self._checked(graph, self.registry)
        stream = stream_of(graph, self.registry)
        if stream is None:
            return describe_tasks(checked)
        compiler = _Compiler(self, RunOptions(), RunStats())
        ready = compiler.prepare(compiler.check(stream), None)
        try:
            return describe(ready) + describe_tasks(checked)
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
        taps = tuple(taps)
        wrong = with_taps(graph, self.registry, taps)[2]
        if wrong:
            raise GraphProblemsError(wrong)
        compiler = _Compiler(self, options, RunStats(), taps, shown)
        checked = compiler.check(graph)
        ready = compiler.prepare(checked, None)
        try:
            warm_up(ready)
            compiler.options = replace(options, realtime=ready.around.live)
            run = Run(graph, checked, ready, compiler, compiler.options, clock)
        except BaseException:
            ready.close()
            raise
        run.start()
        return run

    def work(
        self,
        graph: Graph,
        options: RunOptions,
        data: Path,
        *,
        taps: Iterable[Tap] = (),
        shown: Callable[[str, Frame], None] | None = None,
    ) -> Job:
        """Carry a job out: the stream of ``graph``, then its tasks; results are kept in ``data``.

        ``taps`` and ``shown`` are for the stream, as in ``start``. GraphProblemsError when it
        cannot run. It has started when this returns.
        """
        checked = self._checked(graph, self.registry)
        stream = stream_of(graph, self.registry)
        taps = tuple(taps)
        wrong = with_taps(stream or Graph(), self.registry, taps)[2]
        if wrong:
            raise GraphProblemsError(wrong)
        options = replace(options, data=data)
        begin = (
            None if stream is None else partial(self.start, stream, options, taps=taps, shown=shown)
        )
        tools = Tools(data, self.models, self.host_device.ops, self.threads)
        job = Job(tasks(checked), begin, tools)
        job.start()
        return job

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


@dataclass
class _Compiler:
    """From graphs to plans for one run: all of them share its figures and its watchers."""

    host: Host
    options: RunOptions
    stats: RunStats
    taps: tuple[Tap, ...] = ()
    shown: Callable[[str, Frame], None] | None = None

    def check(self, graph: Graph) -> CheckedGraph:
        """The checked graph with the taps that fit it; GraphProblemsError when it cannot run."""
        registry = self.host.registry
        fitting = [tap for tap in self.taps if not with_taps(graph, registry, [tap])[2]]
        tapped, registry, _ = with_taps(graph, registry, fitting)
        found, problems = check(tapped, registry)
        if found is None:
            raise GraphProblemsError(problems)
        return found

    def prepare(self, graph: CheckedGraph, before: Before | None) -> Prepared:
        """Its plan, set up; SetupError names the node that could not be."""
        host = self.host
        plan = arrange(graph, host_is_device=host.device.is_host)
        around = Surroundings(
            host.models, self.stats, self.options.realtime, threads=host.threads,
            data=self.options.data,
        )  # fmt: skip
        if self.shown is not None:
            around.shown, around.watched = self.shown, True
        ready = prepare(
            plan, host.device, host.host_device, around,
            in_flight=self.options.in_flight, before=before,
        )  # fmt: skip
        if before is None:
            self.stats.nodes = [b.figures for b in ready.bound if b.step.node is not None]
        elif around.live and not self.options.realtime:
            ready.withdraw()
            problem = Problem(
                "A camera cannot join a run that works through files.",
                "Stop it and run the graph again, or run it with --realtime.",
            )
            raise GraphProblemsError((problem,))
        return ready

    def runs(self, graph: CheckedGraph) -> None:
        """A tap whose node has left the graph is closed for good: begun again it would write over
        its own file.
        """
        paths = {n.params["path"] for n in graph.nodes if n.schema.id.startswith(TAP)}
        for tap in self.taps:
            if tap.path not in paths:
                self.stats.tell(tap.node, f"The tap into '{tap.path}' has been closed.")
        self.taps = tuple(tap for tap in self.taps if tap.path in paths)


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


def load_models(
    folders: Iterable[Path], data: Path | None = None, profile: str = ""
) -> ModelLibrary:
    """The model library over ``folders``, the user's own and the bundled ones.

    With ``data``, the data folder, the personal models of a profile come first: of the one named,
    else always of the current one, whichever that is at the moment.
    """
    from muse_nodes.engine.bundled import bundled_folder
    from muse_nodes.models import ModelLibrary

    own = () if data is None else partial(_personal, Profiles(data), profile)
    return ModelLibrary(tuple(folders), bundled_folder("assets") / "models", personal=own)


def _personal(profiles: Profiles, name: str) -> tuple[Path, ...]:
    """Where a profile's own networks lie; MuseError when it is not there. Makes no profile."""
    name = profiles.get(name).name if name else profiles.current_name
    return (personal_folder(profiles.folder / name / "models"),)
