"""A wire that hangs from a port with its other end free."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dangling:
    """The port that a loose wire hangs from. ``type`` is the name of its port type."""

    node: str
    port: str
    type: str
    is_output: bool
