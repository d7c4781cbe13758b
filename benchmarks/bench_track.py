"""Tracking between network frames: what it spares, what it costs in accuracy, and how fast it is.

    python benchmarks/bench_track.py --models DIR --clip CLIP... [--scene DIR...] [--curve]

Every clip goes through the Segment and Pose nodes once with the network on every frame (and the
same smoothing) and once for every setting asked for. The error of a matte is the mean absolute
difference over all frames, the network's own included, at the matte's resolution; that of a pose
is the mean distance of the joints that are seen, in per cent of the frame's height. A scene is a
folder with ``video.mp4`` and ``alpha.mkv``, for which the error against the true matte is given as
well. Times are medians over frames of one node call, one thread, contestants in turn within one
process; ``mean`` is the time of all frames, network and tracked, divided by their number.
``--pictures DIR`` writes for each clip the worst tracked frame: green is in the tracked matte only,
red in the network's only.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from muse_nodes.api import frame_spec
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.harness import Harness
from muse_nodes.engine.registry import load_registry
from muse_nodes.models import ModelLibrary

CURVE = (0.5, 1.0, 1.3, 1.6, 2.5, 4.0)
POSE_CURVE = (4.0, 8.0, 15.0, 20.0, 40.0)
SEEN = 0.5


@dataclass
class Clip:
    """Frames of one clip, and the true mattes of a scene."""

    name: str
    frames: list[np.ndarray]
    truth: list[np.ndarray] = field(default_factory=list)


@dataclass
class Run:
    """What a node gave for every frame of a clip, how long it took, and how often it looked."""

    values: list[Any]
    ms: np.ndarray
    looked: np.ndarray

    @property
    def share(self) -> float:
        return 1 - float(self.looked.mean())


def decode(path: Path, kind: str, limit: int) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        frames = [f.to_ndarray(format=kind) for f in islice(container.decode(video=0), limit)]
    return [np.ascontiguousarray(f) for f in frames]


class Counted:
    """A network that notes whether it ran."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.ran = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def __call__(self, frame: Any, *, out: Any = None) -> Any:
        self.ran = True
        return self._inner(frame, out=out)


class Library:
    """The model library with counted networks."""

    def __init__(self, folders: list[Path]) -> None:
        self._library = ModelLibrary(folders)
        self.last: Counted | None = None

    def network(self, *args: Any, **kwargs: Any) -> Counted:
        self.last = Counted(self._library.network(*args, **kwargs))
        return self.last


class Bench:
    """Runs one node over a clip, again and again with other parameters."""

    def __init__(self, models: list[Path]) -> None:
        self.library = Library(models)
        self.device = CpuDevice(1)
        self.registry = load_registry()

    def run(self, node: str, clip: Clip, **params: Any) -> Run:
        schema = self.registry.get(f"muse.understanding.{node}")
        assert schema is not None
        values, ms, looked = [], [], []
        with Harness(schema, self.library).running(self.device) as running:
            for frame in clip.frames:
                given = [frame] + [None] * (len(schema.inputs) - 1)
                network = self.library.last
                if network is not None:
                    network.ran = False
                start = time.perf_counter()
                value = running(*given, **params)
                ms.append((time.perf_counter() - start) * 1e3)
                assert self.library.last is not None
                looked.append(self.library.last.ran or not values)
                values.append(value.copy() if node == "segment" else value.points.copy())
        return Run(values, np.array(ms), np.array(looked))


def matte_error(run: Run, against: list[np.ndarray]) -> float:
    return float(np.mean([np.abs(a - b).mean() for a, b in zip(run.values, against, strict=True)]))


def true_error(run: Run, clip: Clip) -> float:
    size = run.values[0].shape[::-1]
    small = [cv2.resize(t, size, interpolation=cv2.INTER_AREA) for t in clip.truth]
    return matte_error(run, [s / np.float32(255) for s in small])


def pose_error(run: Run, against: list[np.ndarray], height: int) -> float:
    """Joints that the network sees, in % of the height; nobody instead of somebody is 100."""
    errors = []
    for mine, theirs in zip(run.values, against, strict=True):
        if len(theirs) and len(mine):
            seen = theirs[0, :, 2] > SEEN
            if seen.any():
                away = np.linalg.norm(mine[0, seen, :2] - theirs[0, seen, :2], axis=1)
                errors.append(100 * away.mean() / height)
        elif len(theirs) or len(mine):
            errors.append(100.0)
    return float(np.mean(errors)) if errors else 0.0


def picture(run: Run, full: Run, clip: Clip, folder: Path) -> None:
    wrong = [np.abs(a - b).mean() for a, b in zip(run.values, full.values, strict=True)]
    at = int(np.argmax(wrong))
    size = clip.frames[0].shape[1::-1]
    mine, theirs = (cv2.resize(r.values[at], size) for r in (run, full))
    shown = clip.frames[at].astype(np.float32) * (0.35 + 0.65 * np.minimum(mine, theirs)[..., None])
    shown[..., 1] += 200 * np.clip(mine - theirs, 0, 1)
    shown[..., 0] += 200 * np.clip(theirs - mine, 0, 1)
    folder.mkdir(parents=True, exist_ok=True)
    shown = np.clip(shown, 0, 255).astype(np.uint8)
    cv2.imwrite(str(folder / f"{clip.name}_{at}_{wrong[at]:.3f}.png"), shown[..., ::-1])


def segment(bench: Bench, clips: list[Clip], args: argparse.Namespace) -> None:
    """Every-frame runs first; they are what all others are measured against."""
    print(f"\nsegment: {args.segment}, at most {args.at_most} frames between looks")
    every = {c.name: bench.run("segment", c, model=args.segment) for c in clips}
    for threshold in CURVE if args.curve else (args.threshold,):
        rows = []
        for clip in clips:
            run = bench.run(
                "segment", clip, model=args.segment, track=True, at_most=args.at_most,
                threshold=threshold,
            )  # fmt: skip
            error = matte_error(run, every[clip.name].values)
            rows.append((len(clip.frames), run.share, error, *times(run, every[clip.name])))
            true = (
                f"  true {true_error(every[clip.name], clip):.4f} -> {true_error(run, clip):.4f}"
                if clip.truth else ""
            )  # fmt: skip
            if not args.curve:
                shown = f"share {run.share:.3f} error {error:.4f}{true}"
                print(f"{clip.name:14} {shown}{told(rows[-1])}")
            elif clip.truth:
                print(f"{'':14} {clip.name} share {run.share:.3f} error {error:.4f}{true}")
            if args.pictures is not None:
                picture(run, every[clip.name], clip, args.pictures)
        print(f"threshold {threshold:g} %: {summary(rows)}")
    held(bench, "segment", clips, every, model=args.segment)


def pose(bench: Bench, clips: list[Clip], args: argparse.Namespace) -> None:
    print(f"\npose: {args.pose}, at most {args.pose_at_most} frames between looks")
    every = {c.name: bench.run("pose", c, model=args.pose, track=False, every=1) for c in clips}
    for threshold in POSE_CURVE if args.curve else (args.pose_threshold,):
        rows = []
        for clip in clips:
            run = bench.run(
                "pose", clip, model=args.pose, track=True, at_most=args.pose_at_most,
                threshold=threshold,
            )  # fmt: skip
            error = pose_error(run, every[clip.name].values, clip.frames[0].shape[0])
            rows.append((len(clip.frames), run.share, error, *times(run, every[clip.name])))
            if not args.curve:
                print(f"{clip.name:14} share {run.share:.3f} error {error:.2f} %{told(rows[-1])}")
        print(f"threshold {threshold:g} %: {summary(rows)}")
    held(bench, "pose", clips, every, model=args.pose, track=False)


def held(bench: Bench, node: str, clips: list[Clip], every: dict[str, Run], **params: Any) -> None:
    """What repeating the last result costs instead."""
    for n in (2, 3, 5):
        errors, weights, ratios = [], [], []
        for clip in clips:
            run = bench.run(node, clip, every=n, **params)
            against = every[clip.name].values
            errors.append(
                matte_error(run, against) if node == "segment"
                else pose_error(run, against, clip.frames[0].shape[0])
            )  # fmt: skip
            weights.append(len(clip.frames))
            ratios.append(times(run, every[clip.name])[2])
        mean = np.average(errors, weights=weights)
        ratio = np.median(ratios)
        print(f"held, each {n}. frame: share {1 - 1 / n:.2f} error {mean:.4f} time {ratio:.2f}")


def times(run: Run, every: Run) -> tuple[float, float, float]:
    """Median ms on every frame and of a tracked frame, and the ratio of the means."""
    skip = 5
    tracked = run.ms[skip:][~run.looked[skip:]]
    return (
        float(np.median(every.ms[skip:])),
        float(np.median(tracked)) if len(tracked) else np.nan,
        float(run.ms[skip:].mean() / every.ms[skip:].mean()),
    )


def told(row: tuple[float, ...]) -> str:
    return f"  ms every frame {row[3]:.2f}, tracked {row[4]:.2f}; mean / mean {row[5]:.2f}"


def summary(rows: list[tuple[float, ...]]) -> str:
    table = np.array(rows)
    share, error = (np.average(table[:, k], weights=table[:, 0]) for k in (1, 2))
    ms, tracked, ratio = np.nanmedian(table[:, 3:], axis=0)
    return (
        f"share {share:.3f} (lowest {table[:, 1].min():.2f}), error {error:.4f} (highest "
        f"{table[:, 2].max():.4f}); ms {ms:.2f}, tracked {tracked:.2f}, mean / mean {ratio:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, action="append", required=True)
    parser.add_argument("--clip", type=Path, nargs="+", default=[])
    parser.add_argument("--scene", type=Path, nargs="+", default=[])
    parser.add_argument("--segment", default="selfie_square")
    parser.add_argument("--pose", default="blazepose_full")
    parser.add_argument("--only", choices=("segment", "pose"))
    parser.add_argument("--at-most", type=int, default=8)
    parser.add_argument("--threshold", type=float, default=1.6)
    parser.add_argument("--pose-at-most", type=int, default=5)
    parser.add_argument("--pose-threshold", type=float, default=15.0)
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--pictures", type=Path)
    args = parser.parse_args()
    clips = [Clip(path.stem, decode(path, "rgb24", args.frames)) for path in args.clip]
    for scene in args.scene:
        frames = decode(scene / "video.mp4", "rgb24", args.frames)
        clips.append(Clip(scene.name, frames, decode(scene / "alpha.mkv", "gray", args.frames)))
    bench = Bench(args.models)
    sizes = {frame_spec(*c.frames[0].shape[:2]).shape for c in clips}
    print(f"{len(clips)} clips, {sum(len(c.frames) for c in clips)} frames of {sorted(sizes)}")
    if args.only != "pose":
        segment(bench, clips, args)
    if args.only != "segment":
        pose(bench, clips, args)
    bench.device.close()


if __name__ == "__main__":
    main()
