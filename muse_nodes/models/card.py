"""Model cards: what a network eats and what it gives, as a small JSON file beside the ONNX file.

``my_net.onnx`` is described by ``my_net.json`` in the same folder. A card names tensors and
numbers, never code and never a path, so that a stranger's model can be looked at without risk.
The catalogue uses the same structures for the networks that it knows.

    {"title": "My segmenter", "licence": "MIT",
     "input": {"layout": "NCHW", "width": 320, "height": 192, "range": [-1, 1]},
     "output": {"name": "mask", "activation": "sigmoid"}}

A network that gives key points as well says in ``points`` which output has their heat maps, and
what they are called, in order: ``"points": {"name": "heat", "names": ["nose", "left_eye", ...]}``.
One file then does two tasks.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from muse_nodes.api import ModelError
from muse_nodes.models.skeletons import skeleton_of

CARD_LIMIT = 64 * 1024
"""Largest card that is read, in bytes; a card has a few hundred."""

_Side = Annotated[int, msgspec.Meta(ge=0, le=8192)]
_Triple = tuple[float, float, float]


class ImageInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a frame becomes a network's input tensor.

    A level v of 0..255 becomes ``(low + (high - low) * v / 255 - mean) / std`` with ``range`` =
    (low, high); ``mean`` and ``std`` are given in RGB order whatever ``colour`` is. ``width`` and
    ``height`` are in pixels, 0 = as the file says. ``fit``: ``stretch`` the whole frame to that
    size, or choose a size of the frame's ``aspect`` with about as many pixels and sides divisible
    by ``multiple`` (for files with free sizes).
    """

    layout: Literal["NHWC", "NCHW"]
    name: str = ""
    width: _Side = 0
    height: _Side = 0
    colour: Literal["rgb", "bgr"] = "rgb"
    range: tuple[float, float] = (0.0, 1.0)
    mean: _Triple = (0.0, 0.0, 0.0)
    std: _Triple = (1.0, 1.0, 1.0)
    fit: Literal["stretch", "aspect"] = "stretch"
    multiple: Annotated[int, msgspec.Meta(ge=1, le=256)] = 1

    def __post_init__(self) -> None:
        """Refuse numbers that would give an input without contrast or without meaning."""
        if not all(map(math.isfinite, (*self.range, *self.mean, *self.std))):
            raise ValueError("the range, the mean and the std must be finite numbers")
        if self.range[0] == self.range[1]:
            raise ValueError("the two ends of the range must differ")
        if min(self.std) <= 0:
            raise ValueError("every std must be above 0")

    @property
    def scale(self) -> _Triple:
        """Factor per channel, in RGB order, from levels 0..255 to input values."""
        span = (self.range[1] - self.range[0]) / 255
        return span / self.std[0], span / self.std[1], span / self.std[2]

    @property
    def offset(self) -> _Triple:
        """Input value of level 0 per channel, in RGB order."""
        low, mean, std = self.range[0], self.mean, self.std
        return (low - mean[0]) / std[0], (low - mean[1]) / std[1], (low - mean[2]) / std[2]


class MatteOutput(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which output is the matte: channel ``index`` of tensor ``name``, after ``activation``."""

    name: str = ""
    activation: Literal["none", "sigmoid", "softmax"] = "none"
    index: Annotated[int, msgspec.Meta(ge=0, le=1023)] = 0


class PointsOutput(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """Which output has the key points: heat maps (1, K, h, w) over the whole input.

    ``names`` says of each map which point it is; the points of COCO's body must be among them
    (``skeletons.py`` has the names). After ``activation`` a map holds probabilities: where the
    point is, and by its height how sure that is. The maps of ``untaught`` points mean nothing,
    because nobody has shown the network where they are: they count as not seen.
    """

    name: Annotated[str, msgspec.Meta(min_length=1)]
    names: Annotated[tuple[str, ...], msgspec.Meta(max_length=1024)]
    activation: Literal["none", "sigmoid"] = "none"
    untaught: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse names that make no skeleton."""
        if len(set(self.names)) != len(self.names):
            raise ValueError("each key point may be named once")
        if not set(self.untaught) <= set(self.names):
            raise ValueError("the untaught key points must be among the names")
        skeleton_of(self.names)

    @property
    def skeleton(self) -> tuple[str, tuple[int, ...]]:
        """The skeleton they make up, and which map has each of its points."""
        return skeleton_of(self.names)


class Card(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """All that is needed to run a network from its ONNX file: for the person's matte (``output``),
    for key points (``points``), or for both.

    ``state`` has pairs (input name, output name) of a recurrent network: what an output gave for
    one frame is the input for the next, zeros at first. ``constants`` are further float inputs.
    ``follow`` cuts the input to the person, frame after frame (see ``follow.py``).
    """

    input: ImageInput
    output: MatteOutput | None = None
    points: PointsOutput | None = None
    title: str = ""
    licence: str = ""
    task: Literal["segment"] = "segment"  # as older cards say; ``tasks`` is what counts
    state: tuple[tuple[str, str], ...] = ()
    constants: dict[str, tuple[float, ...]] = {}
    follow: bool = False

    def __post_init__(self) -> None:
        """Refuse a tensor with two uses, and a memory of pictures that keep moving."""
        fed = [self.input.name, *(pair[0] for pair in self.state), *self.constants]
        if len(set(fed)) != len(fed):
            raise ValueError("each input may be named once among input, state and constants")
        if self.follow and self.state:
            raise ValueError("a recurrent network cannot follow: its state belongs to one view")
        if self.points is None:
            if self.output is None:
                raise ValueError("a card needs an output, points, or both")
            return
        if self.state:
            raise ValueError("key points are not read from recurrent networks")
        if self.output is not None and self.output.name in ("", self.points.name):
            raise ValueError("beside points, the output must have a name, and another one")

    @property
    def tasks(self) -> tuple[Literal["segment", "pose"], ...]:
        """What the network can be asked for."""
        segment: tuple[Literal["segment"], ...] = () if self.output is None else ("segment",)
        return segment if self.points is None else (*segment, "pose")


def card_path(model: Path) -> Path:
    """Where the card of an ONNX file lies: beside it, same name, ``.json``."""
    return model.with_suffix(".json")


def read_card(model: Path) -> Card | None:
    """The card of an ONNX file, or None when there is none.

    Raises ModelError naming the card when it cannot be read or does not have the right fields.
    """
    path = card_path(model)
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            data = file.read(CARD_LIMIT + 1)
    except OSError as error:
        raise ModelError(f"The model card '{path}' cannot be read: {error.strerror}.") from error
    if len(data) > CARD_LIMIT:
        raise ModelError(f"The model card '{path}' is too large to be one (over 64 kB).")
    try:
        return msgspec.json.decode(data, type=Card)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelError(
            f"The model card '{path}' is not valid: {error}.",
            hint="A card looks like this: " + EXAMPLE,
        ) from error


EXAMPLE = (
    '{"input": {"layout": "NCHW", "range": [0, 1]}, '
    '"output": {"name": "mask", "activation": "sigmoid"}}'
)
"""The smallest card worth writing, shown in messages."""
