"""Takes up a network that has come, gone or been replaced on the disk while a graph runs.

About once a second it is looked whether anything has changed in the folders of networks; that is
all, as long as nothing has. When it has, and stays as it is until the next look, each node is asked
about: would its choice (``auto``, ``personal``, a name) give it another network now, or the same
one changed? That one is loaded and tried on a blank frame beside the one that runs. Then those
nodes alone are set up anew, in the background, and swapped in between two frames, as with any other
change. A network that cannot be used changes nothing, and it is told why.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from muse_nodes.api.errors import MuseError
from muse_nodes.engine.change import OverError
from muse_nodes.engine.follows import Followed, Watchable
from muse_nodes.engine.line import Line
from muse_nodes.engine.tick import Task

if TYPE_CHECKING:
    from muse_nodes.engine.stats import RunStats
    from muse_nodes.models.chosen import Chosen

log = logging.getLogger("muse.run")

LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class _News:
    """Another network for a node."""

    node: Task
    follows: Followed
    best: Chosen | None

    @property
    def name(self) -> str:
        return self.node.bound.step.name


class Pickup:
    """Asked now and then on the thread that makes changes.

    ``take_up`` sets the nodes of those names up anew and swaps them in; what went wrong, or None.
    """

    def __init__(
        self, stats: RunStats, take_up: Callable[[frozenset[str]], Exception | None]
    ) -> None:
        self._stats = stats
        self._take_up = take_up
        self._state: object = None
        self._settled = False
        self.due = 0
        """When it wants to look again, in nanoseconds."""

    def look(self, line: Line, now: int) -> None:
        """See whether there is news, and take it up."""
        self.due = now + round(LOOK_EVERY * 1e9)
        models = line.ready.around.models
        if not isinstance(models, Watchable):
            return
        state = models.state()
        if state != self._state:
            self._state, self._settled = state, False  # somebody may be about to go on copying
        elif not self._settled:
            self._settled = True
            self._change(models, list(_news(line, models)))

    def _change(self, models: Watchable, news: list[_News]) -> None:
        with ExitStack() as tried:  # what was loaded to be tried need not be loaded once more
            good = [one for one in news if self._tried(models, one, tried)]
            if not good:
                return
            for one in good:
                one.node.bound.health.avoid.discard(one.best.name if one.best else "")
            failure = self._take_up(frozenset(one.name for one in good))
        if isinstance(failure, OverError):
            return
        labels = dict.fromkeys(one.best.label for one in good if one.best is not None)
        for label in labels:
            nodes = ", ".join(o.name for o in good if o.best is not None and o.best.label == label)
            if failure is None:
                self._stats.tell("", f"{label} runs now ({nodes}).")
            else:
                self._stats.tell("", f"{label} was not taken up: {failure} {_STAYS}")

    def _tried(self, models: Watchable, one: _News, tried: ExitStack) -> bool:
        """Load a network and run it once; False, and a word why, when it is no good."""
        follows, best = one.follows, one.best
        follows.best = best  # once is enough, also if it fails
        if best is None:
            self._stats.tell(one.name, f"There is no network for it on the disk now. {_STAYS}")
            return False
        try:
            network = models.very(
                follows.task, follows.choice, frame=follows.frame, threads=follows.threads
            )
            tried.callback(network.close)
            network(np.zeros(follows.frame.shape, np.uint8))
        except MuseError as error:
            self._stats.tell(one.name, f"{best.label} cannot be used: {error} {_STAYS}")
            return False
        except Exception as error:  # noqa: BLE001 - whatever a strange file does, the run goes on
            log.warning("%s: a network failed while it was tried: %r", one.name, error)
            text = f"{type(error).__name__}: {error}."
            self._stats.tell(one.name, f"{best.label} cannot be used: {text} {_STAYS}")
            return False
        return True


def _news(line: Line, models: Watchable) -> Iterator[_News]:
    """The nodes for which another network would run now; those out of order see to themselves."""
    for task in line.tasks:
        ctx = task.bound.ctx
        if ctx is None or task.bound.health.resting:
            continue
        for follows in ctx.follows.values():
            best = models.best(follows.task, follows.choice)
            if best != follows.best:
                yield _News(task, follows, best)


_STAYS = "The one before goes on."
