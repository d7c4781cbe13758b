"""Work that is killed at random moments and begun again, until it is done.

The children are forked from one process that has imported what they need: a kill costs what the
work costs, and not seconds of imports.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from pathlib import Path
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
    folder: Path,
    within: float,
    kills: int = 20,
    seed: int = 1,
) -> int:
    """Run ``work(*arguments)`` in child processes, kill (SIGKILL) the first ``kills`` of them at
    random moments of their first ``within`` seconds, then let one run to its end.

    ``work`` is a function of a module, that goes on with what lies on disk and returns when it is
    done. An attempt that ends before its moment ends the series. ``folder`` is for a marker that
    work has begun. Gives how many were killed in the middle. Fails when the last one fails.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*PRELOAD])
    draw = random.Random(seed)
    killed = 0
    for _ in range(kills):
        begun = folder / ".begun"
        begun.unlink(missing_ok=True)
        child = context.Process(target=_begin, args=(str(begun), work, *arguments))
        child.start()
        _wait_for(begun, child)
        child.join(draw.uniform(0.0, within))
        if child.exitcode is not None:
            assert child.exitcode == 0, f"an attempt failed after {killed} kills"
            return killed
        child.kill()
        child.join()
        killed += 1
    child = context.Process(target=work, args=arguments)
    child.start()
    child.join(GUARD)
    if child.exitcode is None:
        child.kill()
        raise AssertionError("what was killed never ends when it is begun again")
    assert child.exitcode == 0, f"it fails after {killed} kills"
    return killed


def _begin(begun: str, work: Callable[..., None], *arguments: Any) -> None:
    Path(begun).touch()
    work(*arguments)


def _wait_for(begun: Path, child: Any) -> None:
    limit = time.monotonic() + GUARD
    while not begun.exists() and child.exitcode is None and time.monotonic() < limit:
        child.join(0.005)
