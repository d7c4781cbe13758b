"""Putting the picture together: cut out, place, render."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from muse_nodes.api import (
    Array,
    Ctx,
    Doc,
    Field,
    Frame,
    Layer,
    Matte,
    NodeError,
    ShowIf,
    Shows,
    Slider,
    Spec,
    frame_spec,
    node,
)
from muse_nodes.api.ports import LAYER, MATTE

Corner = Literal["top left", "top right", "bottom left", "bottom right", "free"]
Shape = Literal["rectangle", "rounded", "circle"]


class Composed(NamedTuple):
    """The finished picture and, when somebody reads it, how much of it is covered by layers."""

    image: Frame
    alpha: Matte | None


@node("muse.compose.composite", category="Compose", bypass="")
class Composite:
    """Renders any number of layers over the room or a background, in one pass over the pixels.

    With no background the room stays: pixels that no layer moves are the camera's own, bit for bit,
    and what a warp uncovers is filled from the learned room.
    """

    fitted: tuple[Frame, Frame] | None

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Mapping[str, Shows]:
        """With a background in its place the room is not seen, whatever lies below the layers."""
        seen = [s for name, s in given.items() if name in ("background", "layer")]
        image = max(seen if "background" in given else given.values())
        return {"image": image, "alpha": Shows.ROOM}  # the alpha covers whatever the layers do

    def setup(self, ctx: Ctx, frame: Spec, room: Spec | None) -> None:
        if room is not None and room.shape != frame.shape:
            raise NodeError(
                f"The room is {_size(room)}, but the frame is {_size(frame)}.",
                hint="Take both from the same camera.",
            )
        self.fitted = None

    def plan(self, ctx: Ctx, frame: Spec) -> tuple[Spec, Spec]:
        return frame, Spec(MATTE, frame.shape[:2], "float32")

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The live picture.")],
        room: Annotated[Frame | None, Doc("The room without the person.")] = None,
        background: Annotated[Frame | None, Doc("Shown instead of the room.")] = None,
        *layer: Annotated[Layer, Doc("What is laid over it, the last one on top.")],
        light_wrap: Annotated[
            float, Slider(0, 1), Doc("How far a new background shines round the person's edge.")
        ] = 0.0,
    ) -> Composed:
        if background is not None and background.shape != frame.shape:
            background = self._fit(ctx, background, frame)
        image = ctx.empty(frame_spec(*frame.shape[:2]))
        coverage: Array | None = None
        if ctx.wants("alpha"):
            coverage = ctx.empty(Spec(MATTE, frame.shape[:2], "uint8"))
        ctx.ops.render(
            image, frame, layer,
            plate=room, background=background, light_wrap=light_wrap, alpha=coverage,
        )  # fmt: skip
        if coverage is None:
            return Composed(image, None)
        alpha = ctx.empty(Spec(MATTE, frame.shape[:2], "float32"))
        ctx.xp.multiply(coverage, np.float32(1 / 255), out=alpha)
        return Composed(image, alpha)

    def _fit(self, ctx: Ctx, background: Frame, frame: Frame) -> Frame:
        """``background`` at the size of ``frame``; a still is resized only once."""
        if self.fitted is None or self.fitted[0] is not background:
            out = ctx.empty(frame_spec(*frame.shape[:2]))
            ctx.ops.resize(out, background)
            self.fitted = (background, out)
        return self.fitted[1]


@node("muse.compose.cutout", category="Compose", title="Cut out")
class CutOut:
    """The part of a frame that a matte covers, as a layer, brighter or warmer if wanted."""

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return min(given["frame"], Shows.PERSON) if "matte" in given else given["frame"]

    def plan(self, ctx: Ctx, frame: Spec) -> Spec:
        return Spec(LAYER, frame.shape, frame.dtype)

    def process(
        self,
        ctx: Ctx,
        frame: Frame,
        matte: Matte,
        *,
        exposure: Annotated[
            float, Slider(-1, 1, unit="stops"), Doc("Brightness: +1 doubles the light.")
        ] = 0.0,
        warmth: Annotated[
            float, Slider(-1, 1), Doc("Colour of the light: negative bluish, positive golden.")
        ] = 0.0,
    ) -> Layer:
        if exposure == 0 and warmth == 0:
            return Layer(frame, matte)
        level = 2.0**exposure
        gain = (level * (1 + 0.15 * warmth), level, level * (1 - 0.15 * warmth))
        return Layer(frame, matte, gain=gain)


@node("muse.compose.picture_in_picture", category="Compose", title="Picture in picture")
class PictureInPicture:
    """A small picture in a corner or anywhere, cut to a rectangle or a circle.

    Connect ``canvas`` when the picture it is laid over has another size.
    """

    stencil: tuple[tuple[int, int, str, float], Matte] | None

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return min(given["frame"], Shows.PERSON) if "matte" in given else given["frame"]

    def setup(self, ctx: Ctx) -> None:
        self.stencil = None

    def plan(self, ctx: Ctx, frame: Spec) -> Spec:
        return Spec(LAYER, frame.shape, frame.dtype)

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The picture to place.")],
        matte: Annotated[Matte | None, Doc("Cuts the person out of it.")] = None,
        canvas: Annotated[Frame | None, Doc("What it is laid over; only its size counts.")] = None,
        *,
        size: Annotated[float, Slider(0.05, 1), Doc("Width as a part of the canvas.")] = 0.25,
        corner: Annotated[Corner, Doc("Where it stands.")] = "bottom right",
        margin: Annotated[
            float, Slider(0, 0.25), Doc("Distance from the edges as a part of the canvas width.")
        ] = 0.02,
        x: Annotated[
            float, Slider(0, 1), ShowIf("corner", ("free",)), Doc("Its centre, from the left.")
        ] = 0.5,
        y: Annotated[
            float, Slider(0, 1), ShowIf("corner", ("free",)), Doc("Its centre, from the top.")
        ] = 0.5,
        shape: Annotated[Shape, Doc("What it is cut to.")] = "rectangle",
        opacity: Annotated[float, Slider(0, 1), Doc("1 = nothing shines through.")] = 1.0,
        mirror: Annotated[bool, Doc("Left and right swapped.")] = False,
    ) -> Layer:
        rows, columns = (frame if canvas is None else canvas).shape[:2]
        width = max(1, round(columns * size))
        height = max(1, round(width * frame.shape[0] / frame.shape[1]))
        small = frame
        if (height, width) != frame.shape[:2]:
            small = ctx.empty(frame_spec(height, width))
            ctx.ops.resize(small, frame)
        gap = round(columns * margin)
        left = {"left": gap, "right": columns - width - gap}.get(
            corner.split()[-1], round(columns * x - width / 2)
        )
        top = {"top": gap, "bottom": rows - height - gap}.get(
            corner.split()[0], round(rows * y - height / 2)
        )
        field = _placement(ctx, (rows, columns), (top, left), width, mirror)
        return Layer(small, self._cut(ctx, matte, (height, width), shape, opacity), field)

    def _cut(
        self, ctx: Ctx, matte: Matte | None, size: tuple[int, int], shape: Shape, opacity: float
    ) -> Matte | None:
        if shape == "rectangle" and opacity == 1:
            return matte
        key = (*size, shape, opacity)
        if self.stencil is None or self.stencil[0] != key:
            self.stencil = (key, _stencil(ctx, size, shape, opacity))
        if matte is None:
            return self.stencil[1]
        out = ctx.empty(Spec(MATTE, size, "float32"))
        ctx.ops.resize(out, matte)
        ctx.xp.multiply(out, self.stencil[1], out=out)
        return out


def _size(spec: Spec) -> str:
    return f"{spec.shape[1]}x{spec.shape[0]}"


def _placement(
    ctx: Ctx, canvas: tuple[int, int], corner: tuple[int, int], width: int, mirror: bool
) -> Field:
    """The field that puts the upper left corner of a picture at ``corner`` (top, left) of a canvas.

    A 2x2 field is enough: between its nodes, the corners of the canvas, it is linear.
    """
    top, left = corner
    field = np.empty((2, 2, 2), np.float32)
    field[..., 0], field[..., 1] = -left, -top
    if mirror:
        field[..., 0] = width - 1 + left - 2 * np.array([0, canvas[1] - 1])
    placed: Field = ctx.xp.asarray(field)
    return placed


def _stencil(ctx: Ctx, size: tuple[int, int], shape: Shape, opacity: float) -> Matte:
    """Matte (h, w) of a rectangle, a rounded one or a circle, its edge one pixel soft.

    The distance to a rounded box (Quilez, "2D distance functions"); a circle is a rounded square.
    """
    half = [size[0] / 2, size[1] / 2]
    radius = {"rectangle": 0.0, "rounded": 0.25, "circle": 1.0}[shape] * min(half)
    if shape == "circle":
        half = [radius, radius]
    beyond = [
        np.maximum(np.abs(np.arange(n) + 0.5 - n / 2) - h + radius, 0)
        for n, h in zip(size, half, strict=True)
    ]
    away = np.hypot(beyond[0][:, None], beyond[1][None, :])
    matte = np.clip(radius + 0.5 - away, 0, 1) * opacity
    placed: Matte = ctx.xp.asarray(matte.astype(np.float32))
    return placed
