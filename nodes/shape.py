"""Reshaping the person, and moving a layer about: no pixel is touched before it is rendered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np

from muse_nodes.api import (
    Ctx,
    Doc,
    Field,
    Frame,
    Group,
    Layer,
    Matte,
    Pose,
    Shows,
    Slider,
    Spec,
    field_spec,
    node,
)
from muse_nodes.api.ports import LAYER
from nodes._handles import Handle, handles_of
from nodes._smoothing import ease, smoothstep

Amount = Annotated[float, Slider(-1, 1, 0.01)]

_LARGEST = {
    "shoulders": 0.16, "waist": 0.30, "hips": 0.20, "jaw": 0.28,
    "eye_left": 0.35, "eye_right": 0.35,
}  # fmt: skip
"""Stretch at an amount of 1: beyond it a body looks like rubber."""

_FADE = 0.3
"""Seconds in which a handle comes and goes when its joints are found or lost."""

_COLUMNS, _FINE_COLUMNS = 64, 128
"""Nodes of the field from left to right; eyes and jaw need the finer one."""


class _Held:
    """A handle over time: eased geometry, and a trust that never jumps."""

    def __init__(self, handle: Handle) -> None:
        self.x, self.y, self.along = handle.x, handle.y, handle.along
        self.across, self.angle, self.trust = handle.across, handle.angle, 0.0
        self.lost = False

    def follow(self, handle: Handle | None, dt: float, seconds: float) -> None:
        """Move towards ``handle``; when it is lost stay in place and fade."""
        self.trust = ease(self.trust, 0.0 if handle is None else handle.trust, dt, _FADE)
        self.lost = handle is None
        if handle is None:
            return
        late = ease(1.0, 0.0, dt, seconds)  # the same part of each way is left
        self.x = handle.x + (self.x - handle.x) * late
        self.y = handle.y + (self.y - handle.y) * late
        self.along = handle.along + (self.along - handle.along) * late
        self.across = handle.across + (self.across - handle.across) * late
        # An axis turned by half a turn is the same axis: go the short way.
        turn = (handle.angle - self.angle + math.pi / 2) % math.pi - math.pi / 2
        self.angle += turn * (1.0 - late)


@node("muse.shape.warp", category="Shape")
class Warp:
    """Makes parts of the body and the face a little larger or smaller.

    Negative is slimmer or smaller, positive wider or larger, for each of them. The person becomes a
    layer with a displacement field that is smooth and zero away from the person; the room is never
    bent. Where joints are not seen the effect fades out instead of jumping.
    """

    held: dict[str, _Held]
    time: float

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return min(given["frame"], Shows.PERSON) if "matte" in given else given["frame"]

    def setup(self, ctx: Ctx, frame: Spec) -> None:
        self.held = {}
        self.time = -math.inf

    def plan(self, ctx: Ctx, frame: Spec) -> Spec:
        return Spec(LAYER, frame.shape, frame.dtype)

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The live picture.")],
        matte: Annotated[Matte, Doc("The person in it.")],
        pose: Annotated[Pose | None, Doc("The person's joints.")] = None,
        face: Annotated[Pose | None, Doc("Face points, finer than those of the body.")] = None,
        *,
        shoulders: Annotated[Amount, Group("Body"), Doc("Breadth of the shoulders.")] = 0.0,
        waist: Annotated[Amount, Group("Body"), Doc("Breadth of the waist.")] = -0.4,
        hips: Annotated[Amount, Group("Body"), Doc("Breadth of the hips.")] = -0.15,
        eyes: Annotated[Amount, Group("Face"), Doc("Size of the eyes.")] = 0.0,
        jaw: Annotated[
            Amount, Group("Face"), Doc("Breadth of the jaw: negative makes a V line.")
        ] = -0.15,
        strength: Annotated[float, Slider(0, 1), Doc("All of it together.")] = 1.0,
        smoothness: Annotated[
            float, Slider(0, 1, unit="s"), Doc("How lazily the places follow the joints.")
        ] = 0.08,
    ) -> Layer:
        amounts = {
            "shoulders": shoulders, "waist": waist, "hips": hips, "jaw": jaw,
            "eye_left": eyes, "eye_right": eyes,
        }  # fmt: skip
        self._follow(ctx.time, handles_of(pose, face), smoothness)
        size = (frame.shape[0], frame.shape[1])
        columns = _FINE_COLUMNS if strength * eyes != 0 or strength * jaw != 0 else _COLUMNS
        spec = _grid(size, columns)
        handles = self._handles({n: a * strength for n, a in amounts.items()}, size[1] / columns)
        if not len(handles):
            return Layer(frame, matte)
        field = ctx.empty(spec)
        ctx.ops.warp_field(field, handles, size)
        return Layer(frame, matte, field)

    def _follow(self, time: float, seen: dict[str, Handle], seconds: float) -> None:
        dt = min(max(time - self.time, 0.0), 1.0)
        self.time = time
        for name, handle in seen.items():
            # A faded handle starts where its joints are now, not where they were once.
            held = self.held.get(name)
            if held is None or (held.lost and held.trust < 0.02):
                self.held[name] = _Held(handle)
        for name, held in self.held.items():
            held.follow(seen.get(name), dt, seconds)

    def _handles(self, amounts: dict[str, float], spacing: float) -> np.ndarray:
        """Handles (n, 7) that do something, as ``ops.warp_field`` takes them."""
        rows = []
        for name, held in self.held.items():
            # A handle of few grid nodes would come out ragged; it fades before that.
            fits = smoothstep(min(held.along, held.across) / spacing, 1.0, 2.5)
            stretch = amounts[name] * _LARGEST[name] * held.trust * fits
            if abs(stretch) > 1e-4:
                across = stretch if name.startswith("eye") else 0.0
                place = held.x, held.y, held.along, held.across, held.angle
                rows.append((*place, stretch, across))
        return np.asarray(rows, np.float32).reshape(-1, 7)


@node("muse.shape.place", category="Shape", title="Place", bypass="layer")
class Place:
    """Mirrors, turns, zooms and moves a layer, whatever else already bends it."""

    def process(
        self,
        ctx: Ctx,
        layer: Layer,
        *,
        mirror: Annotated[bool, Doc("Left and right swapped.")] = False,
        zoom: Annotated[float, Slider(0.1, 4, unit="x"), Doc("Size; 1 = as it is.")] = 1.0,
        turn: Annotated[
            float, Slider(-180, 180, unit="°"), Doc("Clockwise, round its middle.")
        ] = 0.0,
        x: Annotated[float, Slider(-1, 1), Doc("To the right, as a part of the width.")] = 0.0,
        y: Annotated[float, Slider(-1, 1), Doc("Down, as a part of the height.")] = 0.0,
    ) -> Layer:
        if not mirror and zoom == 1 and turn == 0 and x == 0 and y == 0:
            return layer
        size = (layer.frame.shape[0], layer.frame.shape[1])
        spec = field_spec(2, 2) if layer.field is None else field_spec(*layer.field.shape[:2])
        source = _placement(spec, size, mirror, zoom, turn, (x * size[1], y * size[0]))
        field: Field = ctx.empty(spec)
        field[...] = ctx.xp.asarray(source - _nodes(spec, size))
        if layer.field is not None:
            field += _sampled(ctx, layer.field, source, size)
        return Layer(layer.frame, layer.matte, field, layer.gain)


def _grid(size: tuple[int, int], columns: int) -> Spec:
    """A field with square meshes for a frame of ``size`` (height, width)."""
    return field_spec(max(2, round(columns * size[0] / size[1])), columns)


def _nodes(spec: Spec, size: tuple[int, int]) -> np.ndarray:
    """Pixels (gh, gw, 2) at which the nodes of a field stand."""
    x = np.linspace(0, size[1] - 1, spec.shape[1], dtype=np.float32)
    y = np.linspace(0, size[0] - 1, spec.shape[0], dtype=np.float32)
    return np.stack(np.meshgrid(x, y), axis=-1)


def _placement(
    spec: Spec, size: tuple[int, int], mirror: bool, zoom: float, turn: float,
    shift: tuple[float, float],
) -> np.ndarray:  # fmt: skip
    """Where each node of the output looks in the layer: the inverse of mirror, zoom, turn, move."""
    middle = np.array([(size[1] - 1) / 2, (size[0] - 1) / 2], np.float32)
    angle = math.radians(turn)
    back = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    away = (_nodes(spec, size) - middle - np.asarray(shift, np.float32)) @ back.T / zoom
    if mirror:
        away[..., 0] *= -1
    placed: np.ndarray = (away + middle).astype(np.float32)
    return placed


def _sampled(ctx: Ctx, field: Field, at: np.ndarray, size: tuple[int, int]) -> Field:
    """``field`` read bilinearly at pixels ``at`` (gh, gw, 2); its border goes on outside."""
    rows, columns = field.shape[0], field.shape[1]
    u = np.clip(at[..., 0] * (columns - 1) / max(size[1] - 1, 1), 0, columns - 1)
    v = np.clip(at[..., 1] * (rows - 1) / max(size[0] - 1, 1), 0, rows - 1)
    left = np.minimum(u.astype(np.intp), max(columns - 2, 0))
    top = np.minimum(v.astype(np.intp), max(rows - 2, 0))
    right, below = np.minimum(left + 1, columns - 1), np.minimum(top + 1, rows - 1)
    a, b = (u - left)[..., None], (v - top)[..., None]
    xp = ctx.xp
    flat = field.reshape(-1, 2)
    total: Field = sum(
        xp.take(flat, xp.asarray(r * columns + c), axis=0) * xp.asarray(w.astype(np.float32))
        for r, c, w in (
            (top, left, (1 - a) * (1 - b)), (top, right, a * (1 - b)),
            (below, left, (1 - a) * b), (below, right, a * b),
        )
    )  # fmt: skip
    return total
