"""What flows along a link: port types, their values, and the shapes planned for them.

A port is declared by the annotation of an argument (or of the return value) of ``process``.
Pixels are arrays on the plan's device; key points, numbers, text and flags are small values that
always live on the host.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from muse_nodes.api.artifacts import Dataset, Model, Session

Array: TypeAlias = npt.NDArray[Any]
"""A NumPy array to the type checker; at run time an array of whichever library owns the device."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PortType:
    """A kind of value that can travel along a link.

    ``pixels`` says that the value holds arrays of the plan's device, so that the planner moves it
    between devices; other values are small and stay on the host.
    """

    name: str
    doc: str
    pixels: bool = False

    def __str__(self) -> str:
        return self.name


FRAME = PortType("Frame", "uint8 (H, W, 3), RGB, C-contiguous", pixels=True)
MATTE = PortType("Matte", "float32 (h, w), 0 = background, 1 = person", pixels=True)
FIELD = PortType("Field", "float32 (gh, gw, 2), displacement in pixels of the frame", pixels=True)
LAYER = PortType("Layer", "frame, matte, field and colour gain, not yet rendered", pixels=True)
POSE = PortType("Pose", "key points (P, K, 3): x, y in pixels of the frame, score 0 to 1")
NUMBER = PortType("Number", "a number")
TEXT = PortType("Text", "a text")
FLAG = PortType("Flag", "true or false")

SESSION = PortType("Session", "a recording on disk")
DATASET = PortType("Dataset", "labelled frames on disk")
MODEL = PortType("Model", "a network on disk")

ARTIFACTS: tuple[PortType, ...] = (SESSION, DATASET, MODEL)
"""What task nodes take and give: things on disk instead of values of a frame."""

PORT_TYPES: tuple[PortType, ...] = (
    FRAME, MATTE, FIELD, LAYER, POSE, NUMBER, TEXT, FLAG, *ARTIFACTS
)  # fmt: skip

Frame: TypeAlias = Annotated[npt.NDArray[np.uint8], FRAME]
"""uint8 array (H, W, 3), RGB, C-contiguous, on the plan's device."""

Matte: TypeAlias = Annotated[npt.NDArray[np.float32], MATTE]
"""float32 array (h, w), 0 = background to 1 = person, usually at the network's own size.

It covers the whole frame, corner to corner, whatever its size; kernels bring it up to full size.
"""

Field: TypeAlias = Annotated[npt.NDArray[np.float32], FIELD]
"""float32 array (gh, gw, 2) on a coarse grid that covers the output, corner nodes at its corners:

node (j, i) lies on the centre of pixel x = i·(W-1)/(gw-1), y = j·(H-1)/(gh-1), pixel centres being
at integers (``np.linspace(0, W - 1, gw)``); a single node holds for the whole width or height.
The value at a node is (dx, dy) in pixels: output pixel p shows what lies at p + (dx, dy) in the
layer's frame. Between the nodes it is interpolated bilinearly, so any affine placement is exact.
"""

Number: TypeAlias = Annotated[float, NUMBER]
Text: TypeAlias = Annotated[str, TEXT]
Flag: TypeAlias = Annotated[bool, FLAG]


@dataclass(frozen=True, slots=True)
class Pose:
    """Key points of the people in one frame.

    ``points`` is float32 (P, K, 3) on the host: x, y in pixels of the frame (pixel centres at
    integers), score 0 to 1. ``skeleton`` names the order of the K points:
    ``coco17``, ``muse24`` (coco17, eye corners, jaw, chin), ``blazepose33``, ``wholebody133`` or
    ``face478``.
    """

    points: npt.NDArray[np.float32]
    skeleton: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture that is not rendered yet: what to sample, where from, and how much of it covers.

    ``frame`` is the source picture, ``matte`` covers it corner to corner (None: it covers fully),
    ``field`` maps output pixels to pixels of ``frame`` (None: one to one), ``gain`` is a factor
    for R, G and B (None: unchanged).
    """

    frame: Frame
    matte: Matte | None = None
    field: Field | None = None
    gain: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Latest(Generic[T]):
    """The newest value of a branch that may be slower, and its ``age`` in seconds.

    An input declared ``Latest[T]`` never waits for the current tick: it sees a value of an earlier
    tick, which is why such a link may close a loop. With files, where nothing is dropped, it is
    always the value of the tick before. Before there is one, the input is None.
    """

    value: T
    age: float


CLASS_PORTS: dict[type, PortType] = {
    Pose: POSE, Layer: LAYER, Session: SESSION, Dataset: DATASET, Model: MODEL
}  # fmt: skip
"""Port types whose values are classes of their own instead of annotated arrays."""


@dataclass(frozen=True, slots=True)
class Spec:
    """Shape and dtype that are planned for a port.

    For ``Layer`` it is the spec of the layer's frame; for ``Pose`` (P, K, 3) float32; for numbers,
    texts and flags the shape is empty.
    """

    type: PortType
    shape: tuple[int, ...] = ()
    dtype: str = ""

    @property
    def nbytes(self) -> int:
        """Size of one value in bytes; 0 for values without a shape."""
        if not self.shape:
            return 0
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize

    def __str__(self) -> str:
        if not self.shape:
            return self.type.name
        return f"{self.type.name} {'x'.join(map(str, self.shape))} {self.dtype}"


def frame_spec(height: int, width: int) -> Spec:
    """Spec of an RGB frame of the given size in pixels."""
    return Spec(FRAME, (height, width, 3), "uint8")


def matte_spec(height: int, width: int) -> Spec:
    """Spec of a matte of the given size."""
    return Spec(MATTE, (height, width), "float32")


def field_spec(rows: int, columns: int) -> Spec:
    """Spec of a displacement field with the given number of grid nodes."""
    return Spec(FIELD, (rows, columns, 2), "float32")


def pose_spec(points: int, people: int = 1) -> Spec:
    """Spec of the key points of ``people`` people with ``points`` points each."""
    return Spec(POSE, (people, points, 3), "float32")
