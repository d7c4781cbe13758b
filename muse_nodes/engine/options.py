"""How a graph is to be run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run.

    ``frames`` and ``seconds`` end it early. ``realtime`` runs against the clock; with a camera
    among the sources a run always does. ``stop_on_fault``: None means yes, unless it runs against
    the clock. ``paused`` starts with the door shut, ``trace`` with every call
    recorded. ``data`` is the user's data folder, for nodes that leave something there.
    """

    frames: int | None = None
    seconds: float | None = None
    realtime: bool = False
    workers: int = 2
    in_flight: int = 2
    stop_on_fault: bool | None = None
    paused: bool = False
    trace: bool = False
    data: Path | None = None
