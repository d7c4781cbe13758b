"""Work that is killed at random moments and begun again, until it is done.

A moment is a number of events of the interpreter (calls and returns, those of libraries included),
not a time: the same ones on any machine, however busy. The children are forked from one process
that has imported what they need: a kill costs what the work costs, and not seconds of imports.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

PRELOAD = (
    "muse_nodes.training.export", "muse_nodes.training.train", "muse_nodes.media",
    "muse_nodes.media.writer", "muse_nodes.training.teachers.networks",
    "muse_nodes.training.convert", "muse_nodes.engine.host", "pytest",
)  # fmt: skip
"""Modules imported once, before the first child; those that are not installed are left out."""

GUARD = 240.0
"""Seconds after which an attempt counts as hanging."""


def survive(
    work: Callable[..., None],
    *arguments: Any,
    first: int,
    growth: float = 1.0,
    kills: int = 20,
    seed: int = 1,
) -> int:
    """Run ``work(*arguments)`` in children that are killed (SIGKILL) at random moments, until
    ``kills`` were or an attempt comes to its end before its moment; then let one run to its end.

    ``work`` is a function of a module, that goes on with what lies on disk and returns when it is
    done. The moment of the n-th attempt lies between 0 and 2 times ``first * growth ** n`` events.
    Gives how many were killed in the middle. Fails when an attempt fails by itself.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*PRELOAD])
    draw = random.Random(seed)
    for killed in range(kills):
        moment = int(draw.uniform(0, 2) * first * growth**killed)
        child = context.Process(target=_doomed, args=(moment, work, *arguments))
        if _ended(child) == 0:
            return killed
        assert child.exitcode == -signal.SIGKILL, f"it fails after {killed} kills"
    assert _ended(context.Process(target=work, args=arguments)) == 0, "it fails after all kills"
    return kills


def _ended(child: Any) -> int | None:
    child.start()
    child.join(GUARD)
    if child.exitcode is None:
        child.kill()
        raise AssertionError("what was killed never ends when it is begun again")
    status: int = child.exitcode
    return status


def _doomed(moment: int, work: Callable[..., None], *arguments: Any) -> None:
    left = moment

    def count(*event: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(count)
    sys.setprofile(count)
    work(*arguments)
    sys.setprofile(None)
