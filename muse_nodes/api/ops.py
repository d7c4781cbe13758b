"""The kernels a node can call: one name each, one body per device.

All of them write into arrays that the caller hands in (``ctx.empty`` gives them), never into their
inputs, and allocate nothing that grows with the picture once warmed up. Frames are uint8 RGB,
mattes float32 0 to 1; a matte covers its frame corner to corner whatever its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from muse_nodes.api.ports import Array, Field, Frame, Layer, Matte


@dataclass(frozen=True, slots=True)
class RoomChange:
    """How the room in one small picture differs from that in another.

    The current room is ``reference * gain``, moved by (``dx``, ``dy``) full-size pixels.
    ``error`` is the mean absolute difference in levels that remains after both, ``response`` 0 to 1
    how sure the shift is.
    """

    gain: tuple[float, float, float]
    dx: float
    dy: float
    error: float
    response: float


class Ops(Protocol):
    """The kernels of one device."""

    def render(
        self,
        out: Frame,
        base: Frame,
        layers: Sequence[Layer],
        *,
        plate: Frame | None = None,
        background: Frame | None = None,
        light_wrap: float = 0.0,
        alpha: Array | None = None,
    ) -> None:
        """Render all ``layers`` over a background in one pass over the pixels of ``out``.

        ``base`` is the live frame F, ``plate`` the learned room B, ``background`` the chosen X, all
        the size of ``out``. ``background=None`` means the room: B where a person stands, the live
        frame elsewhere; pixels that no layer's field touches are then copied from ``base``.

        A layer whose frame is ``base`` itself is lifted premultiplied when there is a plate,
        P = clamp(F - (1-a)·B, 0, 255·a), otherwise P = a·F; then out = P' + (1-a')·X, where a prime
        means sampled through the field. The matte is brought to full size with the frame's luma as
        guide (fast guided filter, He and Sun 2015). Samples outside a layer's frame are clear.
        ``light_wrap`` 0..1 lets the background shine round the edge of the person.
        ``alpha`` (uint8 (H, W)), if given, receives the joint coverage times 255.
        """
        ...

    def upsample_matte(self, out: Array, matte: Matte, frame: Frame) -> None:
        """Bring ``matte`` to the size of ``frame`` with its luma as guide, as ``render`` does.

        ``out`` is float32 (H, W) in 0..1.
        """
        ...

    def resize(self, out: Array, image: Array) -> None:
        """Resize a frame (uint8) or matte (float32); areas are averaged when it shrinks."""
        ...

    def blur(self, out: Array, image: Array, radius: float) -> None:
        """Gaussian-like blur with standard deviation ``radius`` / 2, in pixels of ``image``."""
        ...

    def grow(self, out: Matte, matte: Matte, radius: float) -> None:
        """Grow (``radius`` > 0) or shrink (< 0) a matte by that many of its own pixels."""
        ...

    def feather(self, out: Matte, matte: Matte, radius: float) -> None:
        """Soften the edge over about ``radius`` pixels of the matte, keeping its 0.5 contour."""
        ...

    def curve(self, out: Matte, matte: Matte, low: float, high: float) -> None:
        """Smooth step: 0 below ``low``, 1 above ``high``."""
        ...

    def stabilise(self, out: Matte, matte: Matte, previous: Matte, amount: float) -> None:
        """Temporal filter: small changes are held back by ``amount`` 0..1, large ones pass."""
        ...

    def key_matte(
        self, out: Matte, frame: Frame, plate: Frame, tolerance: float, softness: float
    ) -> None:
        """Matte from the colour difference to the clean plate, in levels of 0..255."""
        ...

    def learn_plate(
        self,
        out: Frame,
        plate: Frame,
        sums: Array,
        confidence: Array,
        frame: Frame,
        matte: Matte,
        *,
        rate: float,
        gain: tuple[float, float, float],
        rows: tuple[int, int],
    ) -> None:
        """Masked EMA of the room, for rows ``rows[0]`` to ``rows[1]`` (exclusive) of the frame.

        ``sums`` is uint16 (H, W, 3), the room in 1/256 levels, ``confidence`` uint8 (H, W), both
        updated in place (they are the caller's state). Where the (already grown) ``matte`` is
        below 1/2 the frame divided by ``gain`` is folded in: the first time as it is, later with
        weight ``rate`` (faster while confidence is low). ``out`` receives the room in levels: the
        worked rows from ``sums`` times ``gain`` where it has been seen, all others from ``plate``.
        """
        ...

    def fill_unknown(self, out: Frame, plate: Frame, confidence: Array) -> None:
        """Fill pixels with confidence 0 smoothly from their surroundings (push-pull pyramid)."""
        ...

    def room_change(
        self, current: Frame, reference: Frame, mask: Matte, scale: float
    ) -> RoomChange:
        """Gain and shift between two small pictures of the room where ``mask`` is below 1/2.

        ``scale`` is full-size pixels per small pixel. Masked phase correlation with sub-pixel peak.
        """
        ...

    def shift(self, out: Array, image: Array, dx: float, dy: float) -> None:
        """Move a picture by (dx, dy) pixels with bilinear samples; the edge is repeated."""
        ...

    def warp_field(self, out: Field, handles: Array, size: tuple[int, int]) -> None:
        """Displacement field of local stretches. ``size`` is (height, width) of the frame.

        ``handles`` is a host float32 array (n, 7): centre x, y; radii along and across the axis;
        angle of the axis in radians; stretch along and across it (0 = none, 0.1 = 10 % larger,
        negative = smaller). The stretch falls off as (1 - r²)² and is exactly zero from r = 1 on.
        """
        ...

    def luma(self, out: Array, frame: Frame) -> None:
        """The luma of ``frame`` at a reduced size: ``out`` is uint8 (h, w)."""
        ...

    def key_points(self, picture: Array, matte: Matte, count: int, apart: float) -> Array:
        """Points of a person that can be followed: host float32 (n, 3), x, y and score, best first.

        ``picture`` is the luma of ``luma``, in whose pixels the points are; they lie where
        ``matte`` is above 1/2, those near the person's edge preferred. At most ``count``, no two
        nearer than ``apart``.
        """
        ...

    def flow(self, before: Array, now: Array, points: Array) -> Array:
        """Where host ``points`` (n, 2) of one luma picture went in the next.

        Host float32 (n, 3): x, y, and how far the way back misses the start, in pixels. A point
        that was lost or left the picture stays where it was with an error of infinity.
        """
        ...

    def spline(self, at: Array, points: Array, values: Array, stiffness: float) -> Array:
        """A smooth function of the plane through ``values`` (n, d) at ``points`` (n, 2).

        Its value at each of ``at`` (m, 2), float64 (m, d); all on the host. It is the thin-plate
        spline; with a ``stiffness`` above 0 (0.005 is little, 1 much) it bends less and meets the
        values only nearly.
        """
        ...

    def warp_matte(self, out: Matte, matte: Matte, field: Array, size: tuple[int, int]) -> None:
        """Carry a matte along: ``out`` at p is ``matte`` at p + field(p), its edge repeated.

        ``field`` is a host array (gh, gw, 2) with the meaning of ``Field``, in pixels of a picture
        of ``size`` (height, width) that both mattes cover.
        """
        ...

    def warp_error(
        self, before: Array, now: Array, field: Array, matte: Matte, cells: tuple[int, int],
        *, whole: bool = False, was: Matte | None = None,
    ) -> Array:  # fmt: skip
        """Where ``before``, carried along by ``field``, does not look like ``now``.

        Both are luma pictures of one size, ``field`` is as in ``warp_matte`` in their pixels, and
        ``matte`` is where the person is now. Host float32 of shape ``cells`` (rows, columns): the
        share of each cell's pixels that lie in a band round the person's edge (with ``whole``: on
        the person or near) and differ by more than 20 levels, a change of light that all share
        left out. Further round the person, though not with ``whole``, a pixel counts that neither
        was carried there nor stayed as it was. With the matte that ``was`` right for ``before``,
        what is the person's now, was the room's then and still looks the same counts as well. The
        mean of all cells is the share of the picture.
        """
        ...

    def draw_text(self, out: Frame, frame: Frame, lines: Sequence[str]) -> None:
        """Copy ``frame`` and write lines of text over its upper left corner on a dark panel."""
        ...

    def draw_points(self, out: Frame, frame: Frame, points: Array, edges: Array) -> None:
        """Copy ``frame`` and draw host key points (K, 3) and their ``edges`` (E, 2)."""
        ...

    def show_matte(self, out: Frame, matte: Matte, frame: Frame | None = None) -> None:
        """The matte as a grey picture of the size of ``out``, guided by ``frame`` if given."""
        ...

    def side_by_side(self, out: Frame, left: Frame, right: Frame) -> None:
        """The left half of ``left`` and the right half of ``right`` with a line between them."""
        ...
