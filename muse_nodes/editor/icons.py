"""Icons by name, drawn in the colours of the theme at any size and on any screen.

The drawings are those of Lucide (ISC licence, ``assets/icons``), in lines of ``currentColor``.
"""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from muse_nodes.editor import theme
from muse_nodes.engine.bundled import bundled_folder

log = logging.getLogger("muse.editor")

_OWN = "muse"
"""The icon of the program; it has colours of its own."""


def icon(name: str, colour: str = "") -> QIcon:
    """The icon called ``name``, as Lucide calls it: "play", "trash-2".

    It is drawn as text is: fainter when its button is disabled, in the accent when it is checked.
    With ``colour`` (a token of the theme) it keeps that colour, for buttons that are filled. An
    unknown name is a mistake of ours that must not keep a window from opening: it gives an empty
    icon and a line in the log, and a test looks for it.
    """
    try:
        return QIcon(_Lines(drawing(name), colour))
    except KeyError as error:
        log.warning("%s", error.args[0])
        return QIcon()


def app_icon() -> QIcon:
    """The icon of the program, for windows and task bars."""
    return QIcon(str(_folder() / f"{_OWN}.svg"))


def names() -> frozenset[str]:
    """The names of all icons that there are."""
    return frozenset(file.stem for file in _folder().glob("*.svg")) - {_OWN}


def drawing(name: str) -> str:
    """The SVG text of an icon; KeyError if there is none of that name."""
    file = _folder() / f"{name}.svg"
    if not file.is_file():
        raise KeyError(f"There is no icon called '{name}'.")
    return file.read_text("utf-8")


def _folder() -> Path:
    return bundled_folder("assets") / "icons"


class _Lines(QIconEngine):
    """Draws one SVG in the colour that goes with the state of the button it is on."""

    def __init__(self, svg: str, colour: str) -> None:
        super().__init__()
        self._svg = svg
        self._colour = colour
        self._renderers: dict[str, QSvgRenderer] = {}

    def clone(self) -> QIconEngine:
        return _Lines(self._svg, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer(self._colour_of(mode, state)).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(  # noqa: N802 - Qt's name
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        made = QPixmap(size * scale)
        made.setDevicePixelRatio(scale)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def _colour_of(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return theme.FAINT
        if self._colour:
            return self._colour
        return theme.ACCENT if state == QIcon.State.On else theme.TEXT

    def _renderer(self, colour: str) -> QSvgRenderer:
        if colour not in self._renderers:
            svg = self._svg.replace("currentColor", colour)
            self._renderers[colour] = QSvgRenderer(QByteArray(svg.encode()))
        return self._renderers[colour]
