"""Which programs have a device open, where the system tells."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def users_of(device: str) -> tuple[str, ...] | None:
    """The names of the other programs that have ``device`` (a path) open; None: nobody knows.

    Linux only. Programs of other accounts cannot be seen and are not counted. Takes about ten
    milliseconds on a desktop with many windows.
    """
    if not sys.platform.startswith("linux") or not PROC.is_dir():
        return None
    path = os.path.realpath(device)
    return tuple(_name(pid) for pid in _processes() if _has_open(pid, path))


def _processes() -> Iterator[str]:
    own = str(os.getpid())
    with os.scandir(PROC) as entries:
        yield from (e.name for e in entries if e.name.isdecimal() and e.name != own)


def _has_open(pid: str, path: str) -> bool:
    # A process may end, or close a file, while it is looked at; others may not be looked at.
    with suppress(OSError), os.scandir(PROC / pid / "fd") as files:
        for file in files:
            with suppress(OSError):
                if os.readlink(file.path) == path:
                    return True
    return False


def _name(pid: str) -> str:
    with suppress(OSError):
        return (PROC / pid / "comm").read_text(encoding="utf-8", errors="replace").strip()
    return f"process {pid}"
