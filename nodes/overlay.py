"""What is laid over the finished picture, or shown instead of it."""

from typing import Annotated, Literal

from muse_nodes.api import Ctx, Doc, Flag, Frame, Matte, Slider, Text, action, frame_spec, node

Mode = Literal["result", "side by side", "matte"]
MODES: tuple[Mode, ...] = ("result", "side by side", "matte")


@node("muse.compose.display_mode", category="Compose", title="Display mode", bypass="image")
class DisplayMode:
    """Shows the result, the result beside the original, or only the matte."""

    steps: int
    asked: Mode | None

    def setup(self, ctx: Ctx) -> None:
        self.steps, self.asked = 0, None

    def process(
        self,
        ctx: Ctx,
        image: Annotated[Frame, Doc("The finished picture.")],
        original: Annotated[Frame, Doc("The camera's picture.")],
        matte: Matte | None = None,
        *,
        mode: Annotated[Mode, Doc("What is shown; the key O goes on to the next.")] = "result",
    ) -> Frame:
        if mode != self.asked:  # a choice made in the inspector wins over earlier key presses
            self.asked, self.steps = mode, 0
        shown = MODES[(MODES.index(mode) + self.steps) % len(MODES)]
        if shown == "result" or (shown == "matte" and matte is None):
            return image
        out = ctx.empty(frame_spec(*image.shape[:2]))
        if shown == "matte" and matte is not None:
            ctx.ops.show_matte(out, matte, original)
        else:
            ctx.ops.side_by_side(out, original, image)
        return out

    @action(label="Next display mode", key="O")
    def next_mode(self, ctx: Ctx) -> None:
        self.steps += 1


@node("muse.compose.statistics", category="Compose", bypass="frame")
class Statistics:
    """Writes frames per second, latency and the time of each stage over the picture."""

    pressed: bool
    asked: bool | None
    written: tuple[float, int, tuple[str, ...]] | None

    def setup(self, ctx: Ctx) -> None:
        self.pressed, self.asked, self.written = False, None, None

    def process(
        self,
        ctx: Ctx,
        frame: Frame,
        *,
        show: Annotated[bool, Doc("Whether it is written at all; the key S switches it.")] = True,
        stages: Annotated[int, Slider(0, 12), Doc("How many of the slowest nodes to list.")] = 6,
    ) -> Frame:
        if show != self.asked:
            self.asked, self.pressed = show, False
        if show == self.pressed:
            return frame
        out = ctx.empty(frame_spec(*frame.shape[:2]))
        ctx.ops.draw_text(out, frame, self._lines(ctx, stages))
        return out

    def _lines(self, ctx: Ctx, stages: int) -> tuple[str, ...]:
        """The figures, renewed four times a second: faster nobody can read them."""
        age = 1.0 if self.written is None else abs(ctx.time - self.written[0])
        if self.written is None or age >= 0.25 or self.written[1] != stages:
            self.written = (ctx.time, stages, _figures(ctx, stages))
        return self.written[2]

    @action(label="Show or hide the figures", key="S")
    def toggle(self, ctx: Ctx) -> None:
        self.pressed = not self.pressed


@node("muse.compose.caption", category="Compose", bypass="frame")
class Caption:
    """Writes a line of text over the picture."""

    def process(
        self,
        ctx: Ctx,
        frame: Frame,
        text: Annotated[Text | None, Doc("Written instead of the parameter.")] = None,
        show: Annotated[Flag | None, Doc("Whether it is written; unconnected means yes.")] = None,
        *,
        line: Annotated[str, Doc("What is written.")] = "",
    ) -> Frame:
        written = line if text is None else text
        if not written or show is False:
            return frame
        out = ctx.empty(frame_spec(*frame.shape[:2]))
        ctx.ops.draw_text(out, frame, (written,))
        return out


def _figures(ctx: Ctx, stages: int) -> tuple[str, ...]:
    figures = ctx.stats
    head = f"{figures.fps:5.1f} fps   {figures.latency_ms:.1f} ms   {figures.dropped} dropped"
    slowest = sorted(figures.stage_ms, key=lambda stage: -stage[1])[:stages]
    return (head, *(f"{name}  {ms:.1f} ms" for name, ms in slowest))
