"""Changes to a running graph: compiled beside it, set up in the background, swapped in.

One thread does them one after the other, in the order they were asked for. What does not compile
or cannot be set up leaves the plan that runs as it is and says why. The same thread sets nodes up
anew that failed: that is a change to the same graph in which one node is not taken over.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING
from weakref import WeakSet

from muse_nodes.api.errors import NodeError
from muse_nodes.document import DocumentError, Edit, Graph, Problem
from muse_nodes.engine.bound import Bound, SetupError
from muse_nodes.engine.change import Change, GraphProblemsError, OverError
from muse_nodes.engine.check import CheckedGraph
from muse_nodes.engine.compiler import Compiler
from muse_nodes.engine.differences import (
    ParamEdits,
    Since,
    differences,
    only_params,
    replayed,
    with_params,
)
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.feeds import Feed
from muse_nodes.engine.line import Line
from muse_nodes.engine.outlets import Outlet
from muse_nodes.engine.patience import SET_UP, TooLongError, patiently
from muse_nodes.engine.pickup import Pickup
from muse_nodes.engine.prepare import Before, Prepared
from muse_nodes.engine.runner import Runner
from muse_nodes.engine.sleeper import Sleeper
from muse_nodes.engine.tick import Task
from muse_nodes.engine.values import BadValueError
from muse_nodes.engine.warmup import warm_up

if TYPE_CHECKING:
    from muse_nodes.engine.stats import RunStats

FIRST_FRAME = 3.0
"""Seconds that a new source has for its first frame before the graph goes over to it."""

LEFT_BEHIND = 3
"""Calls of one node that may be stuck at a time: with more it is not set up again."""

NEVER = 1 << 62


class Changes:
    """Carries changes out on ``runner``, whose graph is ``graph``, on a thread of its own."""

    def __init__(
        self, runner: Runner, graph: Graph, checked: CheckedGraph, compiler: Compiler,
        stats: RunStats, patience: float = SET_UP,
    ) -> None:  # fmt: skip
        self._runner = runner
        self._compiler = compiler
        self._stats = stats
        self._graph = graph
        self._checked = checked
        self._open: list[Since] = []  # of all changes that are asked for and not made
        self._queue: deque[Change] = deque()
        self._ill: dict[str, Bound] = {}
        # with a call that has not come back yet: it alone keeps them, and the pictures they hold
        self._left: WeakSet[Task] = WeakSet()
        self._swapped = False
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stop = False
        self.patience = patience
        self._sleeper = Sleeper(
            stats, lambda line, bound: self._hand_over(line, bound, []), self._open_again
        )
        self._pickup = Pickup(stats, self._take_up)
        self._thread = threading.Thread(target=self._loop, name="muse-changes", daemon=True)

    @property
    def graph(self) -> Graph:
        """The graph as it runs now."""
        return self._graph

    @property
    def checked(self) -> CheckedGraph:
        """The same, checked."""
        return self._checked

    def start(self) -> None:
        self._thread.start()

    def ask(self, change: Change) -> Change:
        """Have a change carried out after those that were asked for before."""
        with self._lock:
            if self._stop:
                change.refuse(_OVER)
                return change
            self._open.append(change.since)
            self._queue.append(change)
        self._wake.set()
        return change

    def set_params(self, edit: Edit, values: ParamEdits) -> Change:
        """Set parameters from the next frame on, without a new plan; ``edit`` says the same.

        BadValueError when their node has just left the graph.
        """
        change = Change(edit)
        with self._lock:
            if self._stop or self._runner.done.is_set():
                change.refuse(_OVER)
                return change
            try:
                self._graph = edit.apply(self._graph).graph
            except DocumentError as error:
                raise BadValueError(str(error)) from error
            self._checked = with_params(self._checked, values)
            for since in self._open:
                since.append(values)
            self._runner.set_params(values)
        change.finish()
        return change

    def ill(self, bound: Bound) -> None:
        """A node rests because it failed: set it up anew after a pause."""
        health = bound.health
        with self._lock:
            health.due = self._runner.clock.now() + round(health.pause() * 1e9)
            self._ill[bound.step.name] = bound
        self._wake.set()

    def close(self) -> None:
        """Finish what is under way, refuse what waits, end the thread."""
        with self._lock:
            self._stop = True
            waiting, self._queue = list(self._queue), deque()
        for change in waiting:
            change.refuse(_ENDED)
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join()

    # -- on the thread ---------------------------------------------------------------------------

    def _loop(self) -> None:
        clock = self._runner.clock
        while True:
            with self._lock:
                if self._stop:
                    return
                due = min((b.health.due for b in self._ill.values()), default=NEVER)
                looks = min(self._sleeper.due, self._pickup.due)
                look = looks if self._runner.realtime else NEVER
                change = self._queue.popleft() if self._queue else None
                if change is None and min(due, look) > clock.now():
                    self._wake.clear()
            if change is not None:
                self._carry_out(change)
            elif due <= clock.now():
                self._renew()
            elif look <= clock.now():
                self._look(clock.now())
            else:
                clock.wait(self._wake, min(due, look))
            if self._swapped:  # nothing here refers to the plan before any more
                self._swapped = False
                _give_back()

    def _look(self, now: int) -> None:
        for looker in (self._sleeper, self._pickup):
            if looker.due <= now:
                looker.look(self._runner.line, now)

    def _open_again(self, bound: Bound) -> None:
        with self._lock:
            bound.health.due = self._runner.clock.now()
            self._ill[bound.step.name] = bound

    def _carry_out(self, change: Change) -> None:
        try:
            edit = change.edit
            target = edit if isinstance(edit, Graph) else edit.apply(self._graph).graph
            self._go_over_to(target, self._compiler.check(target), frozenset(), change.since)
        except DocumentError as error:
            change.refuse(*error.problems)
        except GraphProblemsError as error:
            change.refuse(*error.problems)
        except SetupError as error:
            problem = Problem(error.message, hint=error.hint, node=error.node)
            self._stats.tell(error.node, f"The change was not made: {error}")
            change.refuse(problem)
        except OverError:
            change.refuse(_ENDED)
        except TooLongError as error:
            change.refuse(Problem(error.message, hint=error.hint))
        except Exception as error:  # noqa: BLE001 - a node's own code may fail in any way
            change.refuse(Problem(f"The change failed with {type(error).__name__}: {error}"))
        else:
            change.finish()
        finally:
            self._made(change.since)

    def _made(self, since: Since) -> None:
        with self._lock:
            self._open = [other for other in self._open if other is not since]

    def _renew(self) -> None:
        """Set the node up again that has waited longest."""
        with self._lock:
            name = min(self._ill, key=lambda n: self._ill[n].health.due)
            bound = self._ill.pop(name)
        health = bound.health
        task = self._runner.line.task(name)
        if task is None or task.bound.health is not health:
            return  # it is no longer part of the graph, or was replaced by an edit
        health.attempts += 1
        if bound.ctx is not None and bound.ctx.network and health.attempts > 1:
            health.avoid.add(bound.ctx.network)
        left = [t for t in self._left if t.left_behind and t.bound.step.name == name]
        stuck = len(left) + task.left_behind
        if stuck >= LEFT_BEHIND:
            self.ill(bound)
            return
        error = self._take_up(frozenset({name}))
        if isinstance(error, OverError):
            return
        if error is not None:  # the next attempt comes after a longer pause
            self._stats.report(Fault.of(name, error, kind="setup"))
            health.resting = True
            self.ill(bound)
            return
        told = self._runner.line.task(name)
        runs = told.bound.figures.backend if told is not None else ""
        self._stats.tell(name, f"It was set up again{f' with {runs}' if runs else ''}.")

    def _take_up(self, names: frozenset[str]) -> Exception | None:
        """Set these nodes up anew, with what there is for them now; what went wrong, or None."""
        since: Since = []
        with self._lock:
            graph, checked = self._graph, self._checked
            self._open.append(since)
        try:
            self._go_over_to(graph, checked, names, since)
        except Exception as error:  # noqa: BLE001 - a node's own code may fail in any way
            return error
        finally:
            self._made(since)
        return None

    def _go_over_to(
        self, target: Graph, checked: CheckedGraph, anew: frozenset[str], since: Since
    ) -> None:
        """Set up what is new in ``target`` and swap it in; parameters alone need no new plan."""
        runner = self._runner
        if runner.done.is_set():
            raise OverError
        if not anew and only_params(self._checked, checked) is not None:
            self._adopt(target, checked, since)
            return
        old = runner.line
        handed: list[Bound] = []
        before = Before(
            old.ready, lambda bound: self._hand_over(old, bound, handed), anew, _warm_up
        )
        ready: Prepared | None = None
        line: Line | None = None
        try:
            ready = patiently(lambda: self._compiler.prepare(checked, before), self.patience)
            line = runner.staff.line(ready, old, 0)
            self._begin(line, old, patient=not anew)
            swapped = runner.swap(line, lambda: self._adopt(target, checked, since))
        except BaseException:
            if line is not None:
                self._dismiss(line, old)
            elif ready is not None:
                ready.withdraw()
            self._restore(old, handed)
            raise
        if not swapped:
            self._dismiss(line, old)
            raise OverError
        for bound in ready.bound:
            if bound.fresh:
                self._stats.failing.discard(bound.step.name)
        self._tell(ready, anew)
        self._miss(ready, old.ready)
        self._dismiss(old, line)
        self._swapped = True

    def _miss(self, ready: Prepared, before: Prepared) -> None:
        """An optional sink that was there and could not be set up this time is tried for again."""
        for bound in ready.bound:
            was = before.node(bound.step.name) if bound.step.kind == "sink" else None
            if was is not None and was.ready and not bound.ready:
                bound.health.resting = True
                self._stats.failing.add(bound.step.name)
                self.ill(bound)

    def _tell(self, ready: Prepared, anew: frozenset[str]) -> None:
        """Say what was set up for a change, and with what."""
        fresh = [b for b in ready.bound if b.fresh and b.ready and b.step.name not in anew]
        told = [f"{b.step.name} ({b.figures.backend})" if b.figures.backend else b.step.name
                for b in fresh]  # fmt: skip
        if told:
            self._stats.tell("", f"The graph was changed. Set up: {', '.join(told)}.")

    def _adopt(self, target: Graph, checked: CheckedGraph, since: Since) -> None:
        """The graph takes effect; parameters that were set meanwhile hold for it, too."""
        with self._lock:
            planned = checked
            target, checked = replayed(target, checked, since)
            self._runner.set_params(differences(self._checked, checked))
            self._runner.set_params(differences(planned, checked))
            self._graph, self._checked = target, checked
            self._compiler.runs(checked)

    def _begin(self, line: Line, old: Line, *, patient: bool) -> None:
        """Start the threads of new sources and sinks; ``patient`` waits for the first frames."""
        if not self._runner.realtime:
            return
        for outlet in line.outlets:
            outlet.start()
        new = [f for f in line.feeds if f not in old.feeds]
        for feed in new:
            feed.start()
        for feed in new if patient else ():
            if not feed.first_frame(FIRST_FRAME):
                raise SetupError(feed.bound.step.name, NodeError(
                    f"It has given no picture within {FIRST_FRAME:g} s.",
                    hint="Is it plugged in, and not used by another program?",
                ))  # fmt: skip

    def _dismiss(self, gone: Line, stays: Line) -> None:
        """End and tear down what is in ``gone`` and not in ``stays``, last first: a camera may take
        its time, and until then a sink would go on giving its last picture.
        """
        for task in reversed(gone.tasks):
            if task in stays.tasks or task.bound.instance is None:
                continue
            kept = stays.task(task.bound.step.name)
            if kept is not None and kept.bound.instance is task.bound.instance:
                continue
            if isinstance(task, (Feed, Outlet)):
                task.close()
            if isinstance(task, Feed):
                self._runner.staff.left(task)
            self._discard(task)

    def _discard(self, task: Task) -> None:
        """Tear a task's node down, or have it torn down when the call that is stuck comes back."""
        for fault in task.discard():
            self._stats.report(fault)
        if task.left_behind:
            self._left.add(task)

    def _hand_over(self, old: Line, bound: Bound, handed: list[Bound]) -> None:
        """End the task of a node that holds what its successor needs, and tear it down."""
        task = old.task(bound.step.name)
        if task is None or bound in handed:
            return
        bound.health.resting = True  # whoever still calls it gets what stands in for it
        if isinstance(task, (Feed, Outlet)):
            task.close()
        else:
            with self._runner.at_rest():
                pass
        handed.append(bound)
        self._discard(task)

    def _restore(self, old: Line, handed: list[Bound]) -> None:
        """Set up again what was handed over for a change that then failed."""
        for bound in handed:
            self._stats.failing.add(bound.step.name)
            self.ill(old.ready.node(bound.step.name) or bound)


def _warm_up(ready: Prepared) -> None:
    """Warm up what is new, beside the plan that runs."""
    warm_up(ready, running=True)


def _give_back() -> None:
    """What a change has freed goes back to the system: some milliseconds, off the frames' way."""
    from muse_nodes.kernels.heap import give_back  # the package brings the kernels' compiler along

    give_back()


_OVER = Problem("The run is over: nothing can be changed any more.")
_ENDED = Problem("The run ended before this could be changed.")
