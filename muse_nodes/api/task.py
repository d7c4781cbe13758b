"""What a task node is handed instead of ``Ctx``: it runs once, for as long as it takes."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Protocol

from muse_nodes.api.ctx import Network
from muse_nodes.api.ops import Ops
from muse_nodes.api.ports import Frame, Spec


class CancelledError(Exception):
    """The user wants the task to end. Let it through: what is in ``folder`` is kept."""


class TaskCtx(Protocol):
    """The only door of a task node to the engine."""

    @property
    def folder(self) -> Path:
        """A folder of this task with these inputs and parameters.

        What is left there by a run that was cancelled or killed is found there by the next one:
        write beside the target and rename, and go on with what is whole.
        """
        ...

    @property
    def data(self) -> Path:
        """The user's data folder, where results belong that outlive the task."""
        ...

    @property
    def threads(self) -> int:
        """Threads that the task may use."""
        ...

    @property
    def log(self) -> logging.Logger:
        """Logger that carries the node's name."""
        ...

    @property
    def ops(self) -> Ops:
        """Our kernels, on the host."""
        ...

    def progress(self, done: float, total: float, text: str = "") -> None:
        """``done`` of ``total`` steps are done; raises CancelledError when the task is to end.

        Call it at least once a second: it is what makes a task stoppable, and what tells the user
        how long it will take. A ``total`` of 0 says that nobody can tell yet.
        """
        ...

    def status(self, text: str) -> None:
        """Show a short text on the node."""
        ...

    def curve(self, name: str, x: float, y: float) -> None:
        """One more point of the curve of that name, for whoever watches: a loss over the steps."""
        ...

    def show(self, name: str, frame: Frame) -> None:
        """Show a picture under that name, uint8 (H, W, 3); the newest one wins. It is copied."""
        ...

    def model(self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1) -> Network:
        """The network for ``task`` (segment, pose, face), as in ``Ctx.model``."""
        ...
