"""Every network looks at the same frames, as it does live; what it says is held against the labels.

All run in one pass over the recording, one after the other on each frame and each time in another
order, so that what else the machine does hits all of them alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from muse_nodes.api import Array, Network, Ops, Pose
from muse_nodes.profiles.report import Measure, Role, Speed
from muse_nodes.training import metrics
from muse_nodes.training.judge_frames import Moment
from muse_nodes.training.points import BODY, POINTS

EDGES = 16
"""Frames on which gradients and connectivity are measured: each takes a quarter of a second."""

NEAR = 0.5
"""Seconds up to which two judged frames tell of flicker."""

WARM = 3
"""First calls of a network that are not timed."""

BUSY = 1.5
"""Time on the clock over own time from which on a machine counts as busy with other work."""

CLOSE, WITHIN = 0.05, 0.1
"""Parts of a person's longer side within which a key point is right."""

_BLAZEPOSE = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
"""Where COCO's points lie among BlazePose's."""

Values = dict[int, float]
"""A measure by the number of the frame."""


@dataclass(slots=True)
class Scores:
    """What one way of showing a network's mattes scored, frame by frame.

    ``flicker`` has the step to the frame before, in frames, with each value.
    """

    values: dict[Measure, Values] = field(default_factory=dict)
    flicker: dict[int, tuple[int, float]] = field(default_factory=dict)
    wrong: Array | None = None

    def add(self, frame: int, step: int, alpha: Array, truth: Array, edges: bool) -> None:
        """Measure a frame; ``step`` frames after the one before, 0 where there is none near."""
        found: dict[Measure, float] = {
            "mad": metrics.mad(alpha, truth), "mse": metrics.mse(alpha, truth),
            "iou": metrics.iou(alpha, truth), "leak": metrics.leak(alpha, truth),
        }  # fmt: skip
        if edges:
            found["gradient"] = metrics.gradient_error(alpha, truth)
            found["connectivity"] = metrics.connectivity_error(alpha, truth)
        for measure, value in found.items():
            self.values.setdefault(measure, {})[frame] = value
        wrong = alpha - truth
        if step and self.wrong is not None:
            self.flicker[frame] = step, metrics.flicker(self.wrong, wrong)
        self.wrong = wrong


@dataclass(slots=True)
class Contestant:
    """One of those compared. Without a ``network`` it is the teacher: its labels are its mattes.

    ``distances`` (K,) by frame are those of its body and face points from the labelled ones, in
    parts of the person's longer side; NaN where there is nothing to compare. ``times`` are
    milliseconds on the clock, ``own_times`` those that its thread was given.
    """

    role: Role
    name: str
    network: Network | None = None
    pose: Network | None = None
    file: str = ""
    bytes: int = 0
    licence: str = ""
    guided: Scores = field(default_factory=Scores)
    raw: Scores = field(default_factory=Scores)
    distances: dict[int, Array] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    own_times: list[float] = field(default_factory=list)
    calls: int = 0
    matte: Array | None = None
    full: tuple[Array, Array] | None = None

    def reset(self) -> None:
        """What comes next does not follow what came before."""
        for network in (self.network, self.pose):
            if network is not None:
                network.reset()
        self.guided.wrong = self.raw.wrong = None

    def look(self, picture: Array) -> None:
        """Run the network on a frame and note how long it took."""
        if self.network is None:
            return
        if self.matte is None:
            self.matte = np.empty(self.network.output.shape, np.float32)
        began, own = time.perf_counter(), time.thread_time()
        self.network(picture, out=self.matte)
        took, own = time.perf_counter() - began, time.thread_time() - own
        self.calls += 1
        if self.calls > WARM:
            self.times.append(1000 * took)
            self.own_times.append(1000 * own)

    def brought_up(self, ops: Ops, moment: Moment) -> tuple[Array, Array] | None:
        """The matte at the size of the frame, along its edges and merely enlarged; None without."""
        if self.network is None or self.matte is None:
            return None if moment.label is None else (moment.label, moment.label)
        size = moment.picture.shape[:2]
        if self.full is None or self.full[0].shape != size:
            self.full = np.empty(size, np.float32), np.empty(size, np.float32)
        ops.upsample_matte(self.full[0], self.matte, moment.picture)
        ops.resize(self.full[1], self.matte)
        return self.full

    def close(self) -> None:
        """Let its networks go."""
        for network in (self.network, self.pose):
            if network is not None:
                network.close()


Watch = Callable[[Moment, Array, Mapping[Role, Array]], None]
"""Told of each judged frame: its alpha as it should be, and everyone's, at the frame's size."""


def judge(
    contestants: Sequence[Contestant], timed: Sequence[Contestant], moments: Iterable[Moment],
    ops: Ops, edges: frozenset[int], watch: Watch | None = None,
) -> list[int]:  # fmt: skip
    """Have everyone look at every moment and measure those that count; which ones did.

    Those of ``timed`` run along for their times only. ``edges`` are the frames whose gradients are
    measured. The alpha that counts is the exact one where there is one, else the label.
    """
    everyone = [*contestants, *timed]
    counted: list[int] = []
    before: tuple[int, float] | None = None
    for turn, moment in enumerate(moments):
        if moment.fresh:
            for one in everyone:
                one.reset()
            before = None
        for i in range(len(everyone)):
            everyone[(turn + i) % len(everyone)].look(moment.picture)
        truth = moment.label if moment.truth is None else moment.truth
        if not moment.judged or truth is None:
            continue
        near = before is not None and moment.time - before[1] <= NEAR
        step = moment.number - before[0] if near and before is not None else 0
        mattes: dict[Role, Array] = {}
        for one in contestants:
            found = one.brought_up(ops, moment)
            if found is None:
                one.guided.wrong = one.raw.wrong = None  # the next one has nothing before it
                continue
            mattes[one.role] = found[0]
            one.guided.add(moment.number, step, found[0], truth, moment.number in edges)
            if one.network is not None:
                one.raw.add(moment.number, step, found[1], truth, moment.number in edges)
            _find_points(one, moment)
        counted.append(moment.number)
        before = moment.number, moment.time
        if watch is not None:
            watch(moment, truth, mattes)
    return counted


def _find_points(one: Contestant, moment: Moment) -> None:
    if one.pose is not None:
        away = distances(one.pose(moment.picture), moment)
        if away is not None:
            one.distances[moment.number] = away


def distances(pose: Pose, moment: Moment) -> Array | None:
    """How far each labelled point was missed, in parts of the person's longer side: (K,) in the
    order of ``POINTS``. NaN where no label or no such point is, infinity where it was not found;
    None where nothing is labelled."""
    sample = moment.sample
    if sample is None:
        return None
    known = sample.known & (sample.points[:, 2] > 0)
    if not known.any():
        return None
    height, width = moment.picture.shape[:2]
    truth = sample.points[:, :2] * (width, height) - 0.5
    found, places = np.full((len(POINTS), 2), np.inf), _places(pose.skeleton)
    if len(pose.points):
        found[: len(places)] = pose.points[0][list(places), :2]
    away = np.full(len(POINTS), np.nan)
    away[: len(places)] = np.hypot(*(found - truth)[: len(places)].T)
    away[~known] = np.nan
    return np.asarray(away / _longer_side(moment, truth[known]))


def _places(skeleton: str) -> tuple[int, ...]:
    """Which point of a skeleton is which of ``POINTS``, from the first on, as far as it has them.

    Those not known here are taken to begin as COCO's do.
    """
    if skeleton == "blazepose33":
        return _BLAZEPOSE
    return tuple(range(len(POINTS) if skeleton == "muse24" else len(BODY)))


def _longer_side(moment: Moment, points: Array) -> float:
    """Of the box round the labelled person; round the points where no mask is."""
    label = moment.label
    if label is not None and (label > 0.5).any():
        rows, columns = np.nonzero((label > 0.5).any(1))[0], np.nonzero((label > 0.5).any(0))[0]
        return float(max(rows[-1] - rows[0], columns[-1] - columns[0])) + 1.0
    return float(max(np.ptp(points[:, 0]), np.ptp(points[:, 1]), 1.0))


def right(one: Contestant, names: Sequence[int], share: float) -> Values:
    """Share of the named points within ``share``, by frame; frames without any are left out."""
    found = {}
    for frame, away in one.distances.items():
        some = away[list(names)]
        known = ~np.isnan(some)
        if known.any():
            found[frame] = float((some[known] <= share).mean())
    return found


def common_points(contestants: Sequence[Contestant]) -> list[int]:
    """The points that all who give any were asked for in some frame, by their place."""
    asked = [
        ~np.isnan(np.stack(list(one.distances.values()))).all(0)
        for one in contestants
        if one.distances
    ]
    return [int(i) for i in np.flatnonzero(np.logical_and.reduce(asked))] if asked else []


def held_up(one: Contestant) -> bool:
    """True when a network waited about as long as it ran: the machine had other work."""
    if one.network is None or one.network.info.device != "cpu" or not one.times:
        return False
    return float(np.median(one.times)) > BUSY * float(np.median(one.own_times))


def speed_of(one: Contestant) -> Speed | None:
    """How long a frame took; None before there was one to time."""
    if one.network is None or not one.times:
        return None
    middle, slow = np.percentile(one.times, (50, 95))
    info = one.network.info
    return Speed(info.backend, info.device, float(middle), float(slow), len(one.times))
