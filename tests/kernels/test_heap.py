"""What was freed goes back to the system."""

from __future__ import annotations

import ctypes
import mmap
import resource
import subprocess
import sys
import threading
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


def heaps(folder: Path) -> int:
    """How many heaps glibc has made for the threads of this process."""
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    file = ctypes.c_void_p(libc.fopen(str(folder / "heaps.xml").encode(), b"w"))
    libc.malloc_info(0, file)
    libc.fclose(file)
    return (folder / "heaps.xml").read_text().count("<heap nr=")


def heaps_of_threads(folder: Path) -> int:
    """How many there are once sixteen threads have asked for memory at the same time."""
    together = threading.Barrier(16)

    def ask() -> None:
        block = ctypes.create_string_buffer(4096)
        together.wait()
        del block

    threads = [threading.Thread(target=ask) for _ in range(together.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heaps(folder)


def main() -> None:
    """The share that comes back of large blocks, and of smaller ones before and after asking."""
    before = heaps(Path(sys.argv[1]))
    heap.keep_lean()
    sys.stdout.write(f"{before} {heaps_of_threads(Path(sys.argv[1]))} ")
    large, small = heap.LARGE + mmap.PAGESIZE, heap.LARGE // 4
    found = back_when_freed(large, asked=False) / (large * PIECES)
    sys.stdout.write(f"{found} {back_when_freed(small, asked=True) / (small * PIECES)}\n")


@glibc_only
def test_freed_memory_goes_back(tmp_path: Path) -> None:
    # in a process of its own: the heap of this one is full of holes that other tests have left
    command = [sys.executable, __file__, str(tmp_path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    before, after, large, small = map(float, told.stdout.split())
    assert after <= max(before, heap.HEAPS), "threads share heaps instead of leaving holes in each"
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


def faults_of_a_step() -> int:
    """Pages that the system had to hand out while some large blocks were made and freed again."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        np.ones(8 << 20, np.uint8).sum()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@glibc_only
def test_work_that_frees_large_blocks_all_the_time_may_keep_them() -> None:
    heap.keep_lean()
    lean = faults_of_a_step()
    with heap.keeping():
        faults_of_a_step()
        kept = faults_of_a_step()
    assert kept < lean / 20
    assert faults_of_a_step() > lean / 2  # as lean as before
