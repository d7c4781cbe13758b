"""What the tests of the command line share: how a command ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


Muse = Callable[..., Said]
"""Runs ``muse`` with the given arguments, of any type that ``str`` makes a word of."""
