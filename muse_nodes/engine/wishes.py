"""Values of a running graph that somebody waits to see once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from muse_nodes.engine.plan import Value

if TYPE_CHECKING:
    from muse_nodes.engine.line import Line

Take = Callable[[Any, Value | None], None]
"""Takes a value and what the plan says of it; (None, None) when there will never be one."""


class Wishes:
    """By node and port, so that they outlive a change of the plan. Used with the lock held."""

    def __init__(self, failed: object) -> None:
        self._failed = failed
        self._wishes: list[tuple[str, str, Take]] = []

    def __bool__(self) -> bool:
        return bool(self._wishes)

    def add(self, node: str, port: str, take: Take) -> None:
        """Hand the next value of a port to ``take``."""
        self._wishes.append((node, port, take))

    def withdraw(self, take: Take) -> None:
        """Nobody waits for this any more."""
        self._wishes = [wish for wish in self._wishes if wish[2] is not take]

    def fulfil(self, line: Line, values: Sequence[Any]) -> None:
        """Hand over what a frame has; what it has not is waited for."""
        wishes, self._wishes = self._wishes, []
        for node, port, take in wishes:
            number = line.number(node, port)
            value = None if number is None else values[number]
            if number is None:
                take(None, None)
            elif value is None or value is self._failed:
                self._wishes.append((node, port, take))
            else:
                take(value, line.ready.plan.values[number])

    def move_to(self, line: Line) -> None:
        """Another plan runs: whoever waits for a port that is gone is told."""
        wishes, self._wishes = self._wishes, []
        for node, port, take in wishes:
            if line.number(node, port) is None:
                take(None, None)
            else:
                self._wishes.append((node, port, take))
