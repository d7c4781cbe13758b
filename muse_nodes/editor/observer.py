"""Looks at a running graph for the editor: pictures of wires, figures, what happened.

One thread per run. It asks the engine for the next value of each wire that somebody wants to see,
makes it small, and keeps the newest of each until the window fetches it. The engine is never
waited for and never waits: it hands over a reference and goes on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import psutil

from muse_nodes.editor.messages import Figures, Picture, Said, View, Wanted
from muse_nodes.editor.pictures import picture
from muse_nodes.editor.readings import Readings
from muse_nodes.engine.plan import Value as Planned
from muse_nodes.engine.run import Run
from muse_nodes.kernels.cpu import CpuOps

FIGURES_EVERY = 0.25
"""Seconds between two sets of figures."""

_PATIENCE = 1.0
"""Seconds after which a wire that gave nothing is asked again: it may have left the plan."""

log = logging.getLogger("muse.editor")


class _Look:
    """One wire that is looked at."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.due = 0.0
        self.asked = False
        self.came: tuple[Any, Planned] | None = None


class Observer:
    """Watches ``run`` until it is closed. Every method may be called from any thread."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._readings = Readings(run.stats, psutil.Process())
        self._lock = threading.Condition()
        self._looks: dict[View, _Look] = {}
        self._pictures: dict[View, Picture] = {}
        self._figures: Figures | None = None
        self._said: list[Said] = []
        self._over = False
        self._ops = CpuOps(1)
        self._thread = threading.Thread(target=self._watch, name="muse-observer", daemon=True)
        self._thread.start()

    def watch(self, wanted: Mapping[View, Wanted]) -> None:
        """From now on these wires, and no others, are looked at."""
        with self._lock:
            for view in self._looks.keys() - wanted.keys():
                del self._looks[view]
                self._pictures.pop(view, None)
            for view, how in wanted.items():
                self._looks.setdefault(view, _Look(how)).wanted = how
            self._lock.notify()

    def fetch(self) -> tuple[list[Picture], Figures | None, list[Said]]:
        """What has come since the last call: the newest picture of each wire, figures, events."""
        with self._lock:
            found = list(self._pictures.values()), self._figures, self._said
            self._pictures, self._figures, self._said = {}, None, []
        return found

    def close(self) -> None:
        """Look at nothing any more; what has come may still be fetched."""
        with self._lock:
            self._over = True
            self._lock.notify()
        self._thread.join()
        self._ops.close()

    def _watch(self) -> None:
        figures_due = 0.0
        while True:
            with self._lock:
                if self._over:
                    break
                ready = [(v, look) for v, look in self._looks.items() if look.came is not None]
                now = time.perf_counter()
                ask = [] if ready else self._due(now)
                if not ready and not ask and now < figures_due:
                    self._lock.wait(self._until(now, figures_due))
                    continue
            for view, look in ready:
                self._show(view, look)
            for view, look in ask:
                self._ask(view, look)
            if now >= figures_due:
                figures_due = now + FIGURES_EVERY
                self._read()
        self._read()

    def _due(self, now: float) -> list[tuple[View, _Look]]:
        return [(v, look) for v, look in self._looks.items() if look.due <= now]

    def _until(self, now: float, figures_due: float) -> float:
        return max(0.0, min([figures_due, *(look.due for look in self._looks.values())]) - now)

    def _ask(self, view: View, look: _Look) -> None:
        look.due = time.perf_counter() + _PATIENCE
        if look.asked:
            return
        look.asked = True

        def take(value: Any, planned: Planned | None) -> None:
            with self._lock:
                look.asked = False
                if planned is not None:
                    look.came = value, planned
                    self._lock.notify()

        self._run.look(view.node, view.port, take)

    def _show(self, view: View, look: _Look) -> None:
        with self._lock:
            came, look.came = look.came, None
        if came is None:
            return
        value, planned = came
        look.due = time.perf_counter() + 1.0 / look.wanted.fps
        try:
            if planned.side == "device" and planned.type.pixels:
                value = self._run.ready.device.download(value)
            shown = picture(view, planned.type.name, value, look.wanted, self._ops)
        except Exception:
            log.debug("what %s gives cannot be shown", view, exc_info=True)
            return
        with self._lock:
            if view in self._looks:
                self._pictures[view] = shown

    def _read(self) -> None:
        figures, said = self._readings.figures(), self._readings.said()
        figures = replace(figures, source_fps=self._run.ready.around.fps)
        with self._lock:
            self._figures = figures
            self._said += said
