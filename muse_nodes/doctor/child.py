"""Asks another program for something, without ever waiting for it for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import NamedTuple

_LOOK = 0.02  # seconds


class Answer(NamedTuple):
    """How a program ended. ``status`` is -1 when it was not waited for any longer."""

    status: int
    out: str
    err: str


def ask(command: Sequence[str], stop: threading.Event, *, seconds: float = 20.0) -> Answer:
    """Run a program for at most ``seconds`` or until ``stop``; OSError when it cannot be begun."""
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", errors="replace", creationflags=hidden,
    ) as child:  # fmt: skip
        until = time.monotonic() + seconds
        while True:
            try:
                out, err = child.communicate(timeout=_LOOK)
            except subprocess.TimeoutExpired:
                if stop.is_set() or time.monotonic() > until:
                    child.kill()
                    child.communicate()
                    return Answer(-1, "", "It did not answer in time.")
                continue
            return Answer(child.returncode, out, err)
