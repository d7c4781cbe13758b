"""What a node is handed: its device's arrays and kernels, networks by name, and a way to speak."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from muse_nodes.api.ops import Ops
from muse_nodes.api.ports import Array, Frame, Spec


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What a source gives, as returned by its optional ``stream()`` after ``setup``.

    ``patient`` sources (files, procedural scenes) can wait and lose nothing; others (cameras) go on
    whether somebody looks or not. ``fps`` is the nominal rate, ``frames`` the length if known.
    """

    fps: float
    patient: bool
    frames: int | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which network really runs, and why.

    ``name`` as in the catalogue, ``backend`` such as ``onnxruntime`` or ``plate keyer``, ``device``
    such as ``cpu``, ``note`` a sentence for the user (what was asked for and passed over, if so).
    """

    name: str
    task: str
    backend: str
    device: str
    licence: str = ""
    note: str = ""


class Network(Protocol):
    """A network ready to run, with its pre- and post-processing. Not thread-safe: one per node."""

    @property
    def info(self) -> ModelInfo:
        """Which network really runs."""
        ...

    @property
    def output(self) -> Spec:
        """Spec of what a call returns (a Matte or a Pose)."""
        ...

    def __call__(self, frame: Frame, *, out: Array | None = None) -> Any:
        """Run on one frame. A Matte is written into ``out`` when that is given.

        Returns a Matte (segment) or a Pose with P = 0 or 1 (pose, face).
        """
        ...

    def reset(self) -> None:
        """Forget everything carried from frame to frame (recurrent state, tracked region)."""
        ...

    def close(self) -> None:
        """Give the session back. The network must not be called afterwards."""
        ...


class Ctx(Protocol):
    """The only door of a node to the engine. It has no threads, streams, files or widgets."""

    @property
    def xp(self) -> Any:
        """The array library of the node's device: NumPy, or CuPy on a GPU."""
        ...

    @property
    def ops(self) -> Ops:
        """Our kernels on the node's device."""
        ...

    @property
    def time(self) -> float:
        """Capture time of the current tick in seconds since the run began."""
        ...

    @property
    def frame_index(self) -> int:
        """Number of the current tick, from 0."""
        ...

    @property
    def fps(self) -> float:
        """Nominal frames per second of the source that drives the graph; 30 when it has none."""
        ...

    @property
    def live(self) -> bool:
        """True when the graph runs against the clock, False when files are worked through."""
        ...

    @property
    def stats(self) -> RunFigures:
        """Rolling figures of the run, for overlays."""
        ...

    @property
    def log(self) -> logging.Logger:
        """Logger that carries the node's name."""
        ...

    @property
    def data(self) -> Path:
        """The user's data folder. NodeError in a run that was given none."""
        ...

    def empty(self, spec: Spec) -> Array:
        """An uninitialised array from the pool; it goes back by itself when nobody holds it."""
        ...

    def wants(self, port: str) -> bool:
        """True when somebody reads the output ``port``; work for other ports need not be done."""
        ...

    def model(self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1) -> Network:
        """The network for ``task`` (segment, pose, face): by name, by file, or the best there is.

        Raises ModelError when there is none; the message says which files are missing.
        """
        ...

    def status(self, text: str) -> None:
        """Show a short text on the node."""
        ...

    def stamp(self, seconds: float) -> None:
        """For sources: the time in its stream of the frame that ``process`` is about to return.

        Without it frames of a file are taken to come at its nominal rate. Of several sources the
        one that drives the graph counts; against the clock the capture time does.
        """
        ...

    def belongs_to(self, index: int) -> None:
        """What ``process`` is about to return belongs to the frame of that number, not to this one.

        A matte that is used again for a later frame must say so: the engine never lets a picture
        be cut out with the matte of another one where the room is to stay hidden.
        """
        ...

    @property
    def shown(self) -> bool:
        """True when somebody looks at what ``show`` hands out."""
        ...

    def show(self, frame: Frame) -> None:
        """Hand a host picture to whoever watches this node; the newest one wins, nothing waits."""
        ...


@dataclass(frozen=True, slots=True)
class RunFigures:
    """Rolling figures over about the last second of a run.

    ``latency_ms`` from capture to the first sink; ``stage_ms`` has the median per node id.
    """

    fps: float = 0.0
    latency_ms: float = 0.0
    dropped: int = 0
    frames: int = 0
    stage_ms: tuple[tuple[str, float], ...] = ()
