"""What a check is about, and what it finds."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from muse_nodes.api.errors import MuseError
from muse_nodes.engine.settings import Settings

State = Literal["ok", "note", "missing"]
"""note: good to know; missing: something cannot be done on this machine as it is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``remedy``: what to try, ``command``: what to type for that.

    Both are empty when nothing is needed.
    """

    topic: str
    state: State
    text: str
    remedy: str = ""
    command: str = ""

    @classmethod
    def of(cls, topic: str, error: MuseError, state: State = "missing") -> Finding:
        """What an error means."""
        return cls(topic, state, error.message, error.hint)


@dataclass(frozen=True, slots=True)
class Case:
    """What the checks are about.

    ``models``: folders with networks that are searched before those of the settings. ``measure``:
    open each camera and measure it. ``running``: a graph runs in this program, so that what it may
    hold is left alone. A check gives up soon after ``stop`` is set.
    """

    settings: Settings
    models: Sequence[Path] = ()
    measure: bool = False
    running: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
