"""Where a segmenter's card and its ONNX file meet: tensors by name, sizes, the shape of the matte.

Every function raises ModelError, naming the file and listing its tensors, when the two disagree.
"""

from __future__ import annotations

import math

from muse_nodes.api import Array, Spec
from muse_nodes.models.card import Card, ImageInput, MatteOutput, PointsOutput
from muse_nodes.models.session import OnnxSession, Tensor


def input_named(session: OnnxSession, name: str) -> Tensor:
    """The input of that name."""
    if name not in session.inputs:
        raise session.misfit(f"it has no input named '{name}'")
    return session.inputs[name]


def image_input(session: OnnxSession, card: Card) -> Tensor:
    """The image input: by name, or the only one that nothing else feeds."""
    fed = {*(name for name, _ in card.state), *card.constants}
    free = [name for name in session.inputs if name not in fed]
    name = card.input.name or (free[0] if len(free) == 1 else "")
    if name not in session.inputs:
        raise session.misfit(f"it has no input named '{name}'" if name else "name the image input")
    unfed = set(free) - {name}
    if unfed:
        raise session.misfit(f"the card says nothing of the input '{min(unfed)}'")
    return session.inputs[name]


def matte_output(session: OnnxSession, card: Card, output: MatteOutput) -> Tensor:
    """The matte output: by name, or the only one that is no state."""
    free = [name for name in session.outputs if name not in {pair[1] for pair in card.state}]
    name = output.name or (free[0] if len(free) == 1 else "")
    if name not in session.outputs:
        raise session.misfit(f"it has no output named '{name}'" if name else "name the output")
    return _floating(session, name)


def heat_output(session: OnnxSession, points: PointsOutput) -> Tensor:
    """The heat maps, one for each point that the card names."""
    if points.name not in session.outputs:
        raise session.misfit(f"it has no output named '{points.name}'")
    heat = _floating(session, points.name)
    count = len(points.names)
    if len(heat.shape) != 4 or heat.shape[:2] not in ((1, count), (None, count)):
        raise session.misfit(f"'{heat.name}' should have the shape [1, {count}, height, width]")
    return heat


def _floating(session: OnnxSession, name: str) -> Tensor:
    if not session.outputs[name].dtype.startswith("float"):
        raise session.misfit(f"'{name}' should hold floating-point numbers")
    return session.outputs[name]


def input_size(
    session: OnnxSession, image: ImageInput, tensor: Tensor, frame: Spec
) -> tuple[int, int]:
    """Height and width of the input: the file's where they are fixed, else the card's."""
    if len(tensor.shape) != 4:
        raise session.misfit(f"'{tensor.name}' should have four dimensions")
    rows, columns = (2, 3) if image.layout == "NCHW" else (1, 2)
    fixed = tensor.shape[rows], tensor.shape[columns]
    wanted = image.height, image.width
    if image.fit == "aspect" and fixed == (None, None) and all(wanted):
        return aspect_size(image, frame)
    height, width = (have or want for have, want in zip(fixed, wanted, strict=True))
    if not (height and width):
        raise session.misfit("its input size is free, and the card does not say width and height")
    if any(want not in (0, have) for have, want in zip((height, width), wanted, strict=True)):
        raise session.misfit(f"the card says {image.width}x{image.height}")
    return height, width


def aspect_size(image: ImageInput, frame: Spec, factor: float = 1.0) -> tuple[int, int]:
    """Sides in the frame's proportions with ``factor`` times width x height pixels in all."""
    height, width = frame.shape[:2]
    unit, area = image.multiple, image.width * image.height * factor

    def side(length: float) -> int:
        return max(1, round(length / unit)) * unit

    ratio = min(max(width / height, 1 / 4), 4.0)
    return side(math.sqrt(area / ratio)), side(math.sqrt(area * ratio))


def matte_grid(plane: tuple[int, ...], frame: Spec) -> tuple[int, int]:
    """Rows and columns of a followed matte: the frame's proportions, a third more cells.

    It shows the person a little less finely than the box does; more cells gain hardly anything.
    """
    image = ImageInput(layout="NHWC", width=plane[1], height=plane[0], multiple=8)
    rows, columns = aspect_size(image, frame, 4 / 3)
    return rows, columns


def matte_planes(session: OnnxSession, card: Card, output: MatteOutput, array: Array) -> Array:
    """The matte output as planes (C, h, w), without a copy."""
    planes = array[0] if array.ndim == 4 else array
    if array.ndim == 4 and card.input.layout == "NHWC":
        planes = planes.transpose(2, 0, 1)
    if planes.ndim == 2:
        planes = planes[None]
    if planes.ndim != 3 or (array.ndim == 4 and array.shape[0] != 1):
        raise session.misfit("the matte should have the shape [1, channels, height, width]")
    if output.index >= len(planes):
        raise session.misfit(f"the matte has no channel {output.index}")
    return planes
