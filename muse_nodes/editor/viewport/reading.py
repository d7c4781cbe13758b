"""What is under the cursor: a pixel of the picture as it flowed, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from muse_nodes.editor.messages import Picture

CONTEXT = "Viewport"


@dataclass(frozen=True, slots=True)
class Reading:
    """Column and row in the picture as it flowed, its value in words, and the colour shown there.

    ``exact`` is False where the value was read from a picture that had been made smaller.
    """

    x: int
    y: int
    value: str
    colour: QColor
    exact: bool = True

    @property
    def words(self) -> str:
        """Everything, for a line of text."""
        about = "" if self.exact else "≈ "
        return f"x {self.x}  y {self.y}   {about}{self.value}"


def read(picture: Picture, pixel: tuple[int, int]) -> Reading:
    """The value of the pixel in column ``pixel[0]`` and row ``pixel[1]``, counted from 0."""
    x, y = pixel
    image, (width, height) = picture.image, picture.size
    colour = image.pixelColor(
        min(x * image.width() // width, image.width() - 1),
        min(y * image.height() // height, image.height() - 1),
    )
    if picture.values is not None:
        return Reading(x, y, _value(picture, x, y), colour)
    words = f"RGB {colour.red()} {colour.green()} {colour.blue()}  {colour.name()}"
    exact = image.width() == width and image.height() == height
    return Reading(x, y, words, colour, exact and picture.kind != "Layer")


def _value(picture: Picture, x: int, y: int) -> str:
    found = np.asarray(picture.values)[y, x]
    if found.ndim:
        text = QCoreApplication.translate(CONTEXT, "{0} px right, {1} px down")
        return text.format(f"{float(found[0]):.1f}", f"{float(found[1]):.1f}")
    return f"{float(found):.3f}"
