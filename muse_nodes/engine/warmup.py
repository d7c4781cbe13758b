"""Runs new nodes a few times on blank values, so that the first real frame waits for nothing.

Kernels are compiled or loaded, networks settle, pools fill. Afterwards every one is set up again,
which by contract is a clean start. Sources, sinks and nodes with side effects are left out: nobody
wants blank frames in a recording or a camera opened twice. Nodes that were taken over from a plan
that runs are not touched: they are at work.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from muse_nodes.api.ports import FLAG, LAYER, NUMBER, POSE, TEXT, Layer, Pose, Spec
from muse_nodes.engine.bound import Bound, SetupError, set_up
from muse_nodes.engine.clock import RealClock
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.health import Health
from muse_nodes.engine.prepare import Prepared
from muse_nodes.engine.tick import Task, Tick

ROUNDS = 2

log = logging.getLogger("muse.warmup")


def warm_up(ready: Prepared, *, running: bool = False) -> None:
    """Warm the new nodes of ``ready``. SetupError when one cannot be set up a second time.

    ``running``: another plan is at work on the same buffers meanwhile.
    """
    fresh = [b for b in ready.bound if _may_run(b)]
    before = {b.step.number: b.health for b in fresh}
    for bound in fresh:
        bound.health = Health()
    tasks = {b.step.number: Task(b, RealClock(), _Quiet()) for b in fresh}
    for _ in range(ROUNDS):
        _round(ready, tasks)
    for bound in fresh:  # what blank frames gave is nothing to hold on to
        bound.health = before[bound.step.number]
    if not running:
        ready.settle()
    for bound in fresh:
        bound.figures.durations.count = 0
        try:
            set_up(bound, ready.specs)
        except Exception as error:
            raise SetupError(bound.step.name, error) from error


def _round(ready: Prepared, tasks: dict[int, Task]) -> None:
    """One blank tick: new nodes run, everything else gives blank values."""
    params = tuple(b.step.node.params if b.step.node is not None else {} for b in ready.bound)
    tick = Tick(0, len(ready.plan.values), params, None)
    device = ready.device
    for bound in ready.bound:
        step = bound.step
        if step.kind in ("upload", "download"):
            value = tick.values[step.reads[0]]
            move = device.upload if step.kind == "upload" else device.download
            tick.values[step.writes[0]] = None if value is None else move(value)
        elif step.number in tasks:
            tasks[step.number].run(tick)
        else:
            for number in step.writes:
                blank = _blank(ready.specs[number]) if number in ready.specs else None
                host = step.side == "host" or blank is None or device.is_host
                tick.values[number] = blank if host else device.upload(blank)


def _may_run(bound: Bound) -> bool:
    node = bound.step.node
    return (
        bound.step.kind == "node"
        and bound.ready
        and bound.fresh
        and node is not None
        and not node.schema.declaration.side_effects
    )


class _Quiet:
    """A node may have a reason not to like a blank frame; the first real one will tell."""

    def failed(self, fault: Fault, bound: Bound, *, rests: bool) -> None:
        log.debug("while warming up: %s", fault)

    def waits(self, bound: Bound) -> None:
        log.debug("while warming up: %s has nothing to give", bound.step.name)

    def cured(self, bound: Bound) -> None:
        log.debug("while warming up: %s works again", bound.step.name)


def _blank(spec: Spec) -> Any:
    small = {NUMBER: 0.0, TEXT: "", FLAG: False}
    if spec.type in small:
        return small[spec.type]
    if not spec.shape:
        return None
    blank = np.zeros(spec.shape, spec.dtype)
    if spec.type is POSE:
        names = {17: "coco17", 24: "muse24", 33: "blazepose33", 478: "face478"}
        return Pose(blank, names.get(spec.shape[1], "coco17"))
    if spec.type is LAYER:
        return Layer(blank, np.zeros((64, 64), np.float32))
    return blank if spec.type.pixels else None
