"""Tracking between the frames that a network looks at: its result is carried along with the person.

Between two looks about thirty points on the person are followed by optical flow; a thin-plate
spline through them says how everything in between moved, and matte and key points move with it.
Points are chosen near the person's edge and apart from each other; one whose way back does not
lead to where it came from is dropped. A result is always carried in one step from the look to now,
so it is never sampled twice.

The network is asked again when the carried picture no longer looks like this one near the person,
when too many points (or too many of the important joints) were lost, when there is nothing to
follow, and after a number of frames at most. Asking too often costs only time, so every doubt ends
there: a cut, a bump of the camera, somebody who walked away.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from muse_nodes.api import Array, Ctx, Frame, Matte, Network, Pose, Spec
from nodes._skeleton import body_mask, important

HEIGHT = 180
"""Rows of the picture in which points are followed; finer finds nothing more, and costs more."""
POINTS = 30
APART = 20 / 720
"""How far apart points are at least, as part of the height: 20 pixels at 720p."""
GRID = (9, 16)
CELLS = (9, 16)
STIFFNESS = 0.005
LEAST_POINTS, LEAST_KEPT = 6, 0.4
ASTRAY = 1.0
"""A point that misses its start by more pixels of the small picture on the way back is lost."""
SLACK = 0.5
MOST_JOINTS_LOST = 0.3
REMEMBERED = 300


@dataclass(frozen=True, slots=True)
class Rule:
    """When the network has to look: beyond which error, and after how many frames at most.

    ``threshold`` is a share 0 to 1 of the picture (matte) or of the person (key points) that no
    longer looks as it should.
    """

    threshold: float
    at_most: int


class Share:
    """How many of the last frames did without the network."""

    def __init__(self) -> None:
        self._spared: deque[bool] = deque(maxlen=REMEMBERED)
        self._count = 0

    def book(self, spared: bool) -> None:
        """Note one frame."""
        self._spared.append(spared)
        self._count += 1

    @property
    def value(self) -> float:
        """0 to 1."""
        return sum(self._spared) / max(len(self._spared), 1)

    def tell(self, ctx: Ctx, told: str) -> None:
        """Say so now and then on the node, behind what is ``told`` about its network."""
        if self._count % (REMEMBERED // 2) == 30:
            ctx.status(f"{told} {self.value:.0%} of the frames are tracked without it.")


class Follower:
    """Follows the points of one person through the frames of one size since the last look."""

    def __init__(self, ctx: Ctx, frame: Spec) -> None:
        height, width = frame.shape[:2]
        rows = min(HEIGHT, height)
        self.size = (rows, max(1, round(width * rows / height)))
        self.scale = np.array([self.size[1] / width, self.size[0] / height])
        self._key, self._before, self._now = (ctx.xp.zeros(self.size, "uint8") for _ in range(3))
        down, across = np.linspace(0, rows - 1, GRID[0]), np.linspace(0, self.size[1] - 1, GRID[1])
        self._nodes = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
        self.age = 0
        self.forget()

    def forget(self) -> None:
        """Nobody is followed until the next look."""
        self._start = self._at = np.zeros((0, 2), np.float32)
        self._kept = np.zeros(0, bool)
        self._marked = 0

    def see(self, ctx: Ctx, frame: Frame) -> None:
        """Take in the next frame."""
        self._before, self._now = self._now, self._before
        ctx.ops.luma(self._now, frame)
        self.age += 1

    def start(self, ctx: Ctx, person: Matte, marked: Array | None = None) -> None:
        """Follow ``person`` from this frame on, and the ``marked`` points (k, 2) of the frame."""
        ctx.xp.copyto(self._key, self._now)
        chosen = ctx.ops.key_points(self._now, person, POINTS, APART * self.size[0])[:, :2]
        extra = np.zeros((0, 2)) if marked is None else self.small(marked)
        self._start = np.concatenate([chosen, extra]).astype(np.float32)
        self._at = self._start.copy()
        self._kept = np.ones(len(self._start), bool)
        self._marked, self.age = len(extra), 0

    def follow(self, ctx: Ctx) -> bool:
        """Find the points in this frame. False when too few are left to say how things moved."""
        chosen = len(self._kept) - self._marked
        if chosen < LEAST_POINTS:
            return False
        index = np.flatnonzero(self._kept)
        found = ctx.ops.flow(self._before, self._now, self._at[index])
        self._at[index] = found[:, :2]
        self._kept[index[found[:, 2] > ASTRAY]] = False
        left = int(self._kept[:chosen].sum())
        lost = 1 - self._kept[chosen:].mean() if self._marked else 0.0
        enough = left >= max(LEAST_POINTS, LEAST_KEPT * chosen)
        return bool(enough and lost <= MOST_JOINTS_LOST)

    def field(self, ctx: Ctx) -> Array:
        """Where each part of this frame lay at the last look: (rows, columns, 2), small pixels."""
        now, then = self._at[self._kept], self._start[self._kept]
        moves = then - now
        field = ctx.ops.spline(self._nodes, now, moves, STIFFNESS)
        # beyond the outermost points a spline goes on and on: no part moves more than some point
        np.clip(field, moves.min(axis=0) - SLACK, moves.max(axis=0) + SLACK, out=field)
        return np.asarray(field.reshape(*GRID, 2), np.float32)

    def moved(self, ctx: Ctx, points: Array) -> Array:
        """Where ``points`` (n, 2) of the frame of the last look are now."""
        now, then = self._at[self._kept], self._start[self._kept]
        step = ctx.ops.spline(self.small(points), then, now - then, STIFFNESS)
        return np.asarray(points + step / self.scale)

    def error(self, ctx: Ctx, field: Array, person: Matte, was: Matte | None = None) -> float:
        """The share of the picture that ``field`` does not explain, near ``person``.

        With the matte that ``was`` given at the look, round its edge; else all over the person.
        """
        cells = ctx.ops.warp_error(
            self._key, self._now, field, person, CELLS, whole=was is None, was=was
        )
        return float(cells.mean())

    def small(self, points: Array) -> Array:
        """Pixels of the frame as pixels of the small picture."""
        return np.asarray((points + 0.5) * self.scale - 0.5)


class TrackedMatte:
    """A matte that is carried along between looks.

    ``follow`` gives it for this frame, or None when it is time to look; then the new matte is
    handed to ``looked``. Both must see every frame in turn, else ``forget`` first.
    """

    def __init__(self, ctx: Ctx, frame: Spec, matte: Spec) -> None:
        self._follower = Follower(ctx, frame)
        self._spec = matte
        self._key: Matte | None = None
        self.share = Share()

    def forget(self) -> None:
        """The next frame needs a look."""
        self._key = None

    def follow(self, ctx: Ctx, frame: Frame, rule: Rule) -> Matte | None:
        """The matte of this frame, if tracking can tell."""
        follower = self._follower
        follower.see(ctx, frame)
        if self._key is None or follower.age >= rule.at_most or not follower.follow(ctx):
            return None
        field = follower.field(ctx)
        carried = ctx.empty(self._spec)
        ctx.ops.warp_matte(carried, self._key, field, follower.size)
        if follower.error(ctx, field, carried, self._key) > rule.threshold:
            return None
        self.share.book(True)
        return carried

    def looked(self, ctx: Ctx, matte: Matte) -> None:
        """Carry ``matte``, which belongs to the frame that was followed last, from now on."""
        self._key = matte
        self._follower.start(ctx, matte)
        self.share.book(False)


class TrackedPose:
    """A pose or face network on few frames: call it with every frame in turn."""

    def __init__(self, ctx: Ctx, frame: Spec) -> None:
        self._follower = Follower(ctx, frame)
        self._pose: Pose | None = None
        self._person: Matte | None = None
        self._area = 0.0
        self.share = Share()

    def forget(self) -> None:
        """The next frame needs a look."""
        self._pose = None

    def __call__(self, ctx: Ctx, frame: Frame, network: Network, rule: Rule) -> Pose:
        """Key points of this frame: carried along, or from the network when it is time."""
        self._follower.see(ctx, frame)
        carried = self._follow(ctx, rule)
        if carried is None:
            carried = network(frame)
            self._look(ctx, carried)
        self.share.book(self._follower.age > 0)
        return carried

    def _follow(self, ctx: Ctx, rule: Rule) -> Pose | None:
        follower = self._follower
        if self._pose is None or self._person is None:
            return None
        if follower.age >= rule.at_most or not follower.follow(ctx):
            return None
        field = follower.field(ctx)
        person = ctx.xp.empty_like(self._person)
        ctx.ops.warp_matte(person, self._person, field, follower.size)
        if follower.error(ctx, field, person) > rule.threshold * self._area:
            return None
        points = self._pose.points.copy()
        points[0, :, :2] = follower.moved(ctx, points[0, :, :2])
        return replace(self._pose, points=points)

    def _look(self, ctx: Ctx, pose: Pose) -> None:
        self._pose, follower = None, self._follower
        follower.age = 0
        if not len(pose.points):
            return
        mask = body_mask(pose, follower.small(pose.points[0, :, :2]), follower.size)
        self._area = float(mask.mean())
        if self._area > 0:
            self._pose, self._person = pose, ctx.xp.asarray(mask)
            follower.start(ctx, self._person, important(pose))
