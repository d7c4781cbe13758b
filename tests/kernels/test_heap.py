"""What was freed goes back to the system."""

from __future__ import annotations

import mmap
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from muse_nodes.kernels import heap

PIECES = 400

glibc_only = pytest.mark.skipif(
    heap._glibc("mallopt") is None, reason="only glibc keeps freed memory back"
)


def resident() -> int:
    """Bytes of this process that are in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE


def back_when_freed(size: int, *, asked: bool) -> int:
    """Bytes that come back when blocks are freed between which something small lives on."""
    kept, blocks = [], []
    for _ in range(PIECES):
        blocks.append(np.ones(size, np.uint8))
        kept.append(np.ones(64, np.uint8))
    full = resident()
    blocks.clear()
    if asked:
        heap.give_back()
    return full - resident()


def main() -> None:
    """The share that comes back of large blocks, and of smaller ones before and after asking."""
    heap.keep_lean()
    large, small = heap.LARGE + mmap.PAGESIZE, heap.LARGE // 4
    found = back_when_freed(large, asked=False) / (large * PIECES)
    sys.stdout.write(f"{found} {back_when_freed(small, asked=True) / (small * PIECES)}\n")


@glibc_only
def test_freed_memory_goes_back() -> None:
    # in a process of its own: the heap of this one is full of holes that other tests have left
    told = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    large, small = map(float, told.stdout.split())
    assert large > 0.9, "large blocks go back by themselves"
    assert small > 0.8, "what is free between small blocks goes back when asked"


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    heap._glibc.cache_clear()
    monkeypatch.setattr(sys, "platform", "win32")
    heap.keep_lean()
    heap.give_back()
    assert heap._glibc("mallopt") is None
    heap._glibc.cache_clear()


if __name__ == "__main__":
    main()
