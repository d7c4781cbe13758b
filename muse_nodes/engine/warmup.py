"""Runs every node a few times on blank frames, so that the first real one waits for nothing.

Kernels are compiled or loaded, networks settle, pools fill. Afterwards every node is set up again,
which by contract is a clean start. Sources, sinks and nodes with side effects are left out: nobody
wants blank frames in a recording or a camera opened twice.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from muse_nodes.api.ports import FLAG, NUMBER, POSE, TEXT, Pose, Spec
from muse_nodes.engine.clock import RealClock
from muse_nodes.engine.faults import Fault
from muse_nodes.engine.prepare import Bound, Prepared, SetupError, set_up
from muse_nodes.engine.tick import Task, Tick

ROUNDS = 2

log = logging.getLogger("muse.warmup")


def warm_up(ready: Prepared) -> None:
    """Warm all nodes of ``ready``. SetupError when a node cannot be set up a second time."""
    params = tuple(b.step.node.params if b.step.node is not None else {} for b in ready.bound)
    clock = RealClock()
    for _ in range(ROUNDS):
        tick = Tick(0, len(ready.plan.values), params, None)
        for bound in ready.bound:
            if bound.step.kind == "source":
                for number in bound.step.writes:
                    tick.values[number] = _blank(ready.specs[number])
            elif bound.step.kind in ("upload", "download"):
                value = tick.values[bound.step.reads[0]]
                move = ready.device.upload if bound.step.kind == "upload" else ready.device.download
                tick.values[bound.step.writes[0]] = None if value is None else move(value)
            elif _may_run(bound):
                Task(bound, clock, _note).run(tick)
    for bound in ready.bound:
        if _may_run(bound):
            bound.figures.durations.count = 0
            try:
                set_up(bound, ready.specs)
            except Exception as error:
                raise SetupError(bound.step.name, error) from error


def _may_run(bound: Bound) -> bool:
    node = bound.step.node
    return (
        bound.step.kind == "node"
        and bound.ready
        and node is not None
        and not node.schema.declaration.side_effects
    )


def _note(fault: Fault) -> None:
    # a node may have a reason not to like a blank frame; the first real one will tell
    log.debug("while warming up: %s", fault)


def _blank(spec: Spec) -> Any:
    small = {NUMBER: 0.0, TEXT: "", FLAG: False}
    if spec.type in small:
        return small[spec.type]
    if not spec.shape:
        return None
    blank = np.zeros(spec.shape, spec.dtype)
    if spec.type is POSE:
        names = {17: "coco17", 33: "blazepose33", 478: "face478"}
        return Pose(blank, names.get(spec.shape[1], "coco17"))
    return blank if spec.type.pixels else None
