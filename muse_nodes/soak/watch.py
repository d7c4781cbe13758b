"""What the process holds: memory, threads, handles. Looked at between two faults."""

from __future__ import annotations

import gc
import os
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from muse_nodes.soak.pulse import cores_of_this_process


@dataclass(frozen=True, slots=True)
class Sample:
    """One look. ``at`` in seconds of the run; -1 where the system does not tell."""

    at: float
    rss_mb: float
    threads: int
    handles: int

    def as_json(self) -> dict[str, float]:
        return asdict(self)


def look(at: float) -> Sample:
    """What the process holds now, after Python's collector has been by."""
    gc.collect()
    return Sample(round(at, 1), rss_mb(), threading.active_count(), handles())


def rss_mb() -> float:
    """Resident memory of this process in MB."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return -1.0
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 2)


def handles() -> int:
    """Open file handles of this process."""
    try:
        return len(os.listdir("/proc/self/fd")) - 1  # the listing itself holds one
    except OSError:
        return -1


def hardware() -> dict[str, object]:
    """Model of the processor, cores that may be used, memory in GB, system."""
    return {
        "processor": _processor(), "cores": cores_of_this_process(), "memory_gb": _memory_gb(),
        "system": sys.platform, "python": sys.version.split()[0],
    }  # fmt: skip


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        import platform

        return platform.processor() or platform.machine()
    return next((k.partition(":")[2].strip() for k in lines if k.startswith("model name")), "")


def _memory_gb() -> float:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, OSError, ValueError):
        return -1.0
