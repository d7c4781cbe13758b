"""How much of a person has been seen that a network has to know: poses, distances, places, light.

Each cell is full when it has been seen for some seconds; a group is the mean of its cells, and
what nobody can see here (poses without joints) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from nodes._looks import PRESENT, Look

GROUPS: Mapping[str, Mapping[str, float]] = MappingProxyType({
    "poses": {"front": 6.0, "turned": 4.0, "arms": 4.0, "hands": 3.0, "lean": 3.0},
    "distances": {"near": 4.0, "middle": 4.0, "far": 3.0},
    "places": {"left": 3.0, "centre": 4.0, "right": 3.0, "away": 2.0},
    "light": {"dim": 4.0, "normal": 4.0, "bright": 4.0},
})  # fmt: skip
"""Seconds that each cell needs."""

LIGHTS = 2
"""Of the kinds of light so many are enough: few rooms have all three."""

ENOUGH, LEAST = 0.8, 60.0
"""A session is enough with so much of everything, and so many seconds."""

_NEAR, _FAR = 0.28, 0.11
_DIM, _BRIGHT = 85.0, 140.0
_LONGEST = 0.5


class Coverage:
    """What has been seen so far. ``add`` takes one look after the other."""

    def __init__(self) -> None:
        self._seconds = {f"{g}.{c}": 0.0 for g, cells in GROUPS.items() for c in cells}
        self._posed = self._matted = False
        self._before: float | None = None

    def add(self, look: Look, time: float) -> None:
        """Something was seen at ``time`` seconds, while it was recorded."""
        passed = 0.0 if self._before is None else min(max(time - self._before, 0.0), _LONGEST)
        self._before = time
        self._posed = self._posed or look.poses is not None
        self._matted = self._matted or look.area is not None
        for cell in cells_of(look):
            self._seconds[cell] += passed

    def rest(self) -> None:
        """Nothing is recorded for a while: the time until the next look does not count."""
        self._before = None

    @property
    def cells(self) -> dict[str, float]:
        """How full each cell is, 0 to 1, as ``poses.front``; without what cannot be seen here."""
        return {
            f"{group}.{cell}": min(1.0, self._seconds[f"{group}.{cell}"] / needed)
            for group in self.groups
            for cell, needed in GROUPS[group].items()
        }

    @property
    def full(self) -> frozenset[str]:
        """The cells that have been seen enough."""
        full = {cell for cell, share in self.cells.items() if share >= 1}
        lights = [f"light.{cell}" for cell in GROUPS["light"]]
        if sum(cell in full for cell in lights) >= LIGHTS:
            full.update(lights)
        return frozenset(full)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that can be seen with the matte and the joints that there are."""
        seen = {"poses": self._posed, "distances": self._matted, "places": self._matted}
        return tuple(group for group in GROUPS if seen.get(group, True))

    @property
    def total(self) -> float:
        """All of it, 0 to 1."""
        cells = self.cells
        shares = []
        for group in self.groups:
            found = [cells[f"{group}.{cell}"] for cell in GROUPS[group]]
            count = LIGHTS if group == "light" else len(found)
            shares.append(min(1.0, sum(found) / count))
        return sum(shares) / len(shares)


def cells_of(look: Look) -> Iterator[str]:
    """The cells that a look belongs to."""
    if look.area is not None and look.area < PRESENT:
        yield "places.away"
        return
    for pose in look.poses or ():
        yield f"poses.{pose}"
    if look.area is not None:
        distance = "near" if look.area > _NEAR else "far" if look.area < _FAR else "middle"
        yield f"distances.{distance}"
        place = "left" if look.centre < 0.4 else "right" if look.centre > 0.6 else "centre"
        yield f"places.{place}"
    yield f"light.{'dim' if look.level < _DIM else 'bright' if look.level > _BRIGHT else 'normal'}"


def told(coverage: Coverage) -> str:
    """The coverage as a text that flows on a port: ``total 0.42, poses.front 1.00``."""
    shares = {"total": coverage.total, **coverage.cells}
    return ", ".join(f"{name} {share:.2f}" for name, share in shares.items())


def heard(text: str) -> dict[str, float]:
    """What ``told`` said; what is not of that form is left out."""
    found = {}
    for part in text.split(","):
        name, _, share = part.strip().rpartition(" ")
        try:
            found[name] = min(max(float(share), 0.0), 1.0)
        except ValueError:
            continue
    return {name: share for name, share in found.items() if name}
