"""What the C library keeps back of memory that was freed, and how to get it.

glibc keeps what is freed for later requests. Setting up a graph frees a lot in pieces of every
size (a network's file, its graph before it was optimised, pictures of another size), of which later
requests fit into little: of 590 MB in use 210 were such leftovers. Other C libraries, on Windows
and macOS, give large blocks back by themselves; there both functions do nothing.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

LARGE = 1 << 18
"""Bytes from which a block comes from the system and goes back to it when it is freed.

Nothing so large is made per frame, so that the price (the system hands out zeros, 0.1 µs per KB)
is paid when a graph is set up. Left alone, glibc raises this bound to the largest block that was
ever freed: a whole picture.
"""

HEAPS = 2
"""Heaps that all threads share. Left alone, glibc makes up to eight per core for new threads, and
what one has freed is of no use to another: every camera that was opened again (a decoder brings a
dozen threads along) left some megabytes behind in yet another heap.
"""

KEPT = 32 << 20, 1 << 30
"""Bytes of a block, and in all, up to which ``keeping`` keeps what is freed: the most that glibc
takes for the first."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # from malloc.h
_TRIM = 1 << 17  # glibc's own


def keep_lean() -> None:
    """Have large blocks go back to the system when they are freed, and small ones used again by
    whatever thread, from now on.
    """
    if (mallopt := _glibc("mallopt")) is not None:
        mallopt(_M_MMAP_THRESHOLD, LARGE)
        mallopt(_M_ARENA_MAX, HEAPS)


@contextmanager
def keeping() -> Iterator[None]:
    """Keep freed blocks inside, for work that makes and frees large ones without end.

    Training does: with ``keep_lean`` the system clears some hundred MB for every step, which took
    two thirds of its time. Everything is lean afterwards.
    """
    mallopt = _glibc("mallopt")
    if mallopt is None:
        yield
        return
    mallopt(_M_MMAP_THRESHOLD, KEPT[0])
    mallopt(_M_TRIM_THRESHOLD, KEPT[1])
    try:
        yield
    finally:
        mallopt(_M_TRIM_THRESHOLD, _TRIM)
        keep_lean()
        give_back()


def give_back() -> None:
    """Give what is free inside the heap back to the system; takes a few milliseconds."""
    if (trim := _glibc("malloc_trim")) is not None:
        trim(0)


@cache
def _glibc(name: str) -> Callable[..., Any] | None:
    """The function of that name of glibc, or None where another C library is at work."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        found: Callable[..., Any] = getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError):  # musl has neither function
        return None
    return found
