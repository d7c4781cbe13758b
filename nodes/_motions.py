"""What the user is asked to do while a session is recorded: what confuses a network most."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple


class Motion(NamedTuple):
    """One thing to do for ``seconds``. ``serves`` are the cells of coverage that it fills."""

    name: str
    title: str
    advice: str
    seconds: float
    serves: tuple[str, ...]


MOTIONS = (
    Motion("still", "Stay still", "Look at the camera, as you usually sit or stand.", 8.0,
           ("poses.front", "distances.middle", "places.centre")),
    Motion("sit", "Sit down", "Talk, type, take a cup: what you do all day.", 12.0,
           ("poses.front", "distances.near")),
    Motion("arms", "Arms out", "To both sides, then up, slowly; spread your fingers.", 10.0,
           ("poses.arms",)),
    Motion("hands", "Hands over your face", "Scratch your nose, touch your hair, drink.", 10.0,
           ("poses.hands",)),
    Motion("turn", "Turn round", "To the left, to the right, once all the way round.", 10.0,
           ("poses.turned",)),
    Motion("lean", "Lean", "To both sides, far forward, far back.", 10.0,
           ("poses.lean", "distances.near")),
    Motion("across", "Move across the picture", "From one edge to the other and back.", 10.0,
           ("places.left", "places.right")),
    Motion("walk", "Walk out and back", "Leave the picture, wait a moment, come back.", 14.0,
           ("places.away", "distances.far")),
    Motion("light", "Change the light", "A lamp on or off, the blind up or down, if you can.", 10.0,
           ("light.dim", "light.normal", "light.bright")),
)  # fmt: skip


class Script:
    """Which motion it is, by the time that has been recorded.

    The first round goes through all of them; later ones leave out what has been seen enough.
    """

    def __init__(self) -> None:
        self._at = 0
        self._began = 0.0
        self.round = 1

    @property
    def now(self) -> Motion:
        """What is to be done."""
        return MOTIONS[self._at]

    def upcoming(self, full: Collection[str]) -> Motion:
        """What comes then. ``full`` are the cells that have been seen enough."""
        return MOTIONS[self._following(full)]

    def left(self, recorded: float) -> float:
        """Seconds until the next motion."""
        return max(0.0, self.now.seconds - (recorded - self._began))

    def follow(self, recorded: float, full: Collection[str]) -> None:
        """``recorded`` seconds have been recorded by now."""
        while recorded - self._began >= self.now.seconds:
            self._began += self.now.seconds
            following = self._following(full)
            self.round += following <= self._at
            self._at = following

    def _following(self, full: Collection[str]) -> int:
        for step in range(1, len(MOTIONS) + 1):
            place = (self._at + step) % len(MOTIONS)
            first_round = self.round == 1 and self._at + step < len(MOTIONS)
            if first_round or any(cell not in full for cell in MOTIONS[place].serves):
                return place
        return (self._at + 1) % len(MOTIONS)
