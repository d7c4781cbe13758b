"""Choosing between inputs, and small values to steer with."""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

from muse_nodes.api import (
    Array,
    Ctx,
    Doc,
    Flag,
    Frame,
    Layer,
    Matte,
    NodeError,
    Number,
    Shows,
    Slider,
    Spec,
    StreamInfo,
    Text,
    action,
    node,
)

Operation = Literal["add", "subtract", "multiply", "divide", "smaller", "larger", "power", "modulo"]
Comparison = Literal["less", "at most", "equal", "at least", "greater"]
OPERATIONS: dict[Operation, Callable[[float, float], float]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul,
    "divide": operator.truediv, "smaller": min, "larger": max,
    "power": math.pow, "modulo": operator.mod,
}  # fmt: skip
COMPARISONS: dict[Comparison, Callable[[float, float], bool]] = {
    "less": operator.lt, "at most": operator.le, "equal": operator.eq,
    "at least": operator.ge, "greater": operator.gt,
}  # fmt: skip
STILL = StreamInfo(fps=0, patient=True)
T = TypeVar("T")
Choice = Annotated[
    int, Slider(1, 16, 1), Doc("Which input is passed on; the key N takes the next.")
]
Driven = Annotated[Number | None, Doc("Chooses instead of the parameter: 1 is the first.")]


class _Chooser:
    """Which of several inputs is meant: the parameter, moved on by key presses, or a number."""

    def __init__(self) -> None:
        self.steps, self.asked = 0, 0

    def pick(self, choice: int, number: float | None, inputs: Sequence[T]) -> T | None:
        """The chosen one; a number outside takes the nearest input, no inputs give None."""
        if not inputs:
            return None
        if choice != self.asked:  # a choice made in the inspector wins over earlier key presses
            self.asked, self.steps = choice, 0
        if number is not None:
            return inputs[min(max(round(number), 1), len(inputs)) - 1]
        return inputs[(min(choice, len(inputs)) - 1 + self.steps) % len(inputs)]


def _like_first(ctx: Ctx, taken: Array | None, first: Spec | None) -> Array | None:
    """``taken`` at the size that was planned for the output: that of the first input."""
    if taken is None or first is None or taken.shape == first.shape:
        return taken
    out = ctx.empty(first)
    ctx.ops.resize(out, taken)
    return out


@node("muse.values.switch_frame", category="Values", title="Switch frames")
class SwitchFrame:
    """Passes one of several pictures on; all come out at the size of the first."""

    chooser: _Chooser
    first: Spec | None

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return given.get("frame", Shows.ROOM)  # nothing to pass on: a composite shows the room

    def setup(self, ctx: Ctx, frame: tuple[Spec | None, ...]) -> None:
        self.chooser, self.first = _Chooser(), frame[0] if frame else None

    def process(
        self, ctx: Ctx, number: Driven = None, *frame: Frame | None, choice: Choice = 1
    ) -> Frame | None:
        return _like_first(ctx, self.chooser.pick(choice, number, frame), self.first)

    @action(label="Next input", key="N")
    def next_input(self, ctx: Ctx) -> None:
        self.chooser.steps += 1


@node("muse.values.switch_matte", category="Values", title="Switch mattes")
class SwitchMatte:
    """Passes one of several mattes on; all come out at the size of the first."""

    chooser: _Chooser
    first: Spec | None

    def setup(self, ctx: Ctx, matte: tuple[Spec | None, ...]) -> None:
        self.chooser, self.first = _Chooser(), matte[0] if matte else None

    def process(
        self, ctx: Ctx, number: Driven = None, *matte: Matte | None, choice: Choice = 1
    ) -> Matte | None:
        return _like_first(ctx, self.chooser.pick(choice, number, matte), self.first)

    @action(label="Next input", key="N")
    def next_input(self, ctx: Ctx) -> None:
        self.chooser.steps += 1


@node("muse.values.switch_layer", category="Values", title="Switch layers")
class SwitchLayer:
    """Passes one of several layers on: two networks or two shapes compared on the same picture."""

    chooser: _Chooser

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return given.get("layer", Shows.ROOM)  # nothing to pass on: a composite shows the room

    def setup(self, ctx: Ctx) -> None:
        self.chooser = _Chooser()

    def process(
        self, ctx: Ctx, number: Driven = None, *layer: Layer | None, choice: Choice = 1
    ) -> Layer | None:
        return self.chooser.pick(choice, number, layer)

    @action(label="Next input", key="N")
    def next_input(self, ctx: Ctx) -> None:
        self.chooser.steps += 1


@node("muse.values.number", category="Values", title="Number")
class NumberValue:
    """A number to steer other nodes with."""

    def stream(self) -> StreamInfo:
        return STILL

    def process(self, ctx: Ctx, *, value: Annotated[float, Doc("The number.")] = 0.0) -> Number:
        return value


@node("muse.values.flag", category="Values", title="Flag")
class FlagValue:
    """Yes or no, to steer other nodes with."""

    def stream(self) -> StreamInfo:
        return STILL

    def process(self, ctx: Ctx, *, value: Annotated[bool, Doc("Yes or no.")] = True) -> Flag:
        return value


@node("muse.values.text", category="Values", title="Text")
class TextValue:
    """A text, for captions."""

    def stream(self) -> StreamInfo:
        return STILL

    def process(self, ctx: Ctx, *, value: Annotated[str, Doc("The text.")] = "") -> Text:
        return value


@node("muse.values.math", category="Values", title="Math")
class Math:
    """Reckons with two numbers."""

    def process(
        self,
        ctx: Ctx,
        a: Number,
        b: Annotated[Number | None, Doc("Taken instead of the parameter.")] = None,
        *,
        operation: Annotated[Operation, Doc("What to do with them.")] = "add",
        second: Annotated[float, Doc("The second number when b is not connected.")] = 0.0,
    ) -> Number:
        other = second if b is None else b
        try:
            result = OPERATIONS[operation](a, other)
        except (ZeroDivisionError, OverflowError, ValueError):
            result = math.nan
        if not math.isfinite(result):
            raise NodeError(
                f"There is no number for {a:g} {operation} {other:g}.",
                hint="Choose another operation or another second number.",
            )
        return result


@node("muse.values.compare", category="Values", title="Compare")
class Compare:
    """Says whether one number is less than, equal to or greater than another."""

    def process(
        self,
        ctx: Ctx,
        a: Number,
        b: Annotated[Number | None, Doc("Taken instead of the parameter.")] = None,
        *,
        comparison: Annotated[Comparison, Doc("What must hold.")] = "greater",
        second: Annotated[float, Doc("The second number when b is not connected.")] = 0.0,
    ) -> Flag:
        return COMPARISONS[comparison](a, second if b is None else b)
