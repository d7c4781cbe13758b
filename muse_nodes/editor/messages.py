"""What the engine tells the editor: frozen values, made on engine threads, read by widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from PySide6.QtGui import QImage

from muse_nodes.api import Array, Pose
from muse_nodes.api.artifacts import Artifact
from muse_nodes.document import Problem
from muse_nodes.engine.task_ctx import Progress, TaskView

State = Literal["stopped", "starting", "running", "paused", "working", "stopping"]
"""``working``: a job carries out its tasks; no frames flow."""


class View(NamedTuple):
    """A wire that can be looked at: what ``node`` gives on ``port``."""

    node: str
    port: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """How large (pixels, at most) and how often (per second, at most) somebody wants to see it."""

    width: int
    height: int
    fps: float


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What flowed on a wire. ``image`` (RGB32) is null for values that are no pictures.

    ``size`` is width and height of what flowed, before it was made smaller; ``text`` says what it
    is in words ("1280×720", "0.25", "1 person, coco17"); ``pose`` has the key points if it is one,
    ``values`` a matte or a field as it flowed. They are not to be written to.
    """

    view: View
    kind: str
    image: QImage
    size: tuple[int, int]
    text: str = ""
    pose: Pose | None = None
    values: Array | None = None


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """What a node did of late. ``device`` and ``backend`` say what really ran it."""

    id: str
    device: str
    backend: str
    status: str
    ms: float
    """Median of the last calls."""
    p95: float
    calls: int
    failing: bool
    kept_back: str = ""
    renewed: int = 0
    """How often it has been set up anew in this run, as far as was seen."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of the run, several times a second. Times in ms, CPU in per cent of one core."""

    at: float
    """Seconds since the run began."""
    frames: int
    fps: float
    p50: float
    p95: float
    dropped: int
    cpu: float
    memory_mb: float
    audio_offset_ms: float
    source_fps: float = 0.0
    """Frames per second that the source promises; 0 when it does not say."""
    nodes: Mapping[str, NodeFigures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """Something happened to ``node`` (empty: to the graph) when ``frame`` frames had gone by."""

    frame: int
    node: str
    text: str
    severity: Literal["info", "warning", "error"] = "info"
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """A run is over. ``stats`` is what ``muse run --stats`` writes; ``problems`` say why it failed.

    Both are empty when it could not be started.
    """

    stats: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """How a job stands. ``tasks`` are in the order in which they run.

    ``streams`` is True while frames flow, ``over`` once nothing more will come. ``shown`` has the
    curves and pictures of tasks by node, ``artifacts`` what was made, by (node, port), ``failed``
    the node at which it ended, empty if it did not.
    """

    tasks: tuple[Progress, ...] = ()
    streams: bool = False
    shown: Mapping[str, TaskView] = field(default_factory=dict)
    artifacts: Mapping[tuple[str, str], Artifact] = field(default_factory=dict)
    failed: str = ""
    cancelled: bool = False
    over: bool = False

    @property
    def running(self) -> Progress | None:
        """The task that runs now."""
        return next((task for task in self.tasks if task.state == "running"), None)
