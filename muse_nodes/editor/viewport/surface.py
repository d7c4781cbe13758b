"""Where pictures are painted: by OpenGL where there is a graphics card, else by Qt's own painter.

Both are widgets that ask their owner what to paint whenever they have to. A software rasteriser is
slower than Qt's painter and takes the processor from the engine, so it counts as no OpenGL.
``MUSE_NO_GL=1`` in the environment forbids OpenGL, ``MUSE_NO_GL=0`` takes it wherever it works.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QOffscreenSurface,
    QOpenGLContext,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.viewport.content import Blit

NO_GL = "MUSE_NO_GL"

_WITHOUT = ("offscreen", "minimal", "vnc", "linuxfb")
"""Platforms of Qt that have no OpenGL widgets."""

_SLOW = ("llvmpipe", "softpipe", "swiftshader", "software", "gdi generic", "basic render")
"""Words in the names of software rasterisers."""

_RENDERER = 0x1F01
_REMOTE_SESSION = 0x1000

log = logging.getLogger("muse.editor")


class Painting(Protocol):
    """Whoever owns a surface and knows what is to be seen."""

    def blits(self) -> Sequence[Blit]:
        """The pictures, in the order in which they are painted."""
        ...

    def paint_over(self, painter: QPainter) -> None:
        """Paint what lies over them, in points."""
        ...


class PaintedSurface(QWidget):
    """Paints with Qt's own painter."""

    def __init__(self, painting: Painting, parent: QWidget) -> None:
        super().__init__(parent)
        self._painting = painting
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the pictures and what lies over them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.BACK))
        ratio = self.devicePixelRatioF()
        for blit in self._painting.blits():
            painter.save()
            painter.setClipRect(blit.clip)
            _draw(painter, blit, ratio)
            painter.restore()
        self._painting.paint_over(painter)
        painter.end()


def _draw(painter: QPainter, blit: Blit, ratio: float) -> None:
    """In pixels of the screen: where sizes agree Qt only copies."""
    painter.scale(1 / ratio, 1 / ratio)
    target = QRectF(blit.target.topLeft() * ratio, blit.target.size() * ratio)
    if abs(target.width() - blit.image.width()) + abs(target.height() - blit.image.height()) < 0.1:
        painter.drawImage(target.topLeft(), blit.image)
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, blit.smooth)
    painter.drawImage(target, blit.image)


def why_no_gl() -> str:
    """Why OpenGL is not used here; empty if it is. Tries it out with a context of its own."""
    wish = os.environ.get(NO_GL, "")
    platform = QGuiApplication.platformName()
    if wish == "1":
        return f"{NO_GL} is set"
    if platform in _WITHOUT:
        return f"the platform '{platform}' has none"
    if wish != "0" and _is_remote():
        return "the desktop is a remote one"
    context, surface = QOpenGLContext(), QOffscreenSurface()
    surface.create()
    if not context.create() or not context.makeCurrent(surface):
        return "no context can be made"
    name = str(context.functions().glGetString(_RENDERER) or "")
    context.doneCurrent()
    surface.destroy()
    if wish != "0" and any(word in name.lower() for word in _SLOW):
        return f"'{name}' is software"
    return ""


def make_surface(painting: Painting, parent: QWidget) -> QWidget:
    """The best surface there is; one of OpenGL may still fail later and says so by ``failed``."""
    why = why_no_gl()
    if not why:
        from muse_nodes.editor.viewport.gl import GlSurface

        return GlSurface(painting, parent)
    log.info("pictures are painted without OpenGL: %s", why)
    return PaintedSurface(painting, parent)


def _is_remote() -> bool:
    """True in a remote desktop session of Windows, or on the X display of another machine."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetSystemMetrics(_REMOTE_SESSION))
    host = os.environ.get("DISPLAY", "").partition(":")[0]
    return bool(os.environ.get("SSH_CONNECTION")) and host in ("localhost", "127.0.0.1")
