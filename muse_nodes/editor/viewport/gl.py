"""Pictures painted by OpenGL: a texture for each, drawn into its place."""

from __future__ import annotations

import logging

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QImage, QOpenGLFunctions, QPainter
from PySide6.QtOpenGL import QOpenGLTexture, QOpenGLTextureBlitter
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.viewport.content import Blit
from muse_nodes.editor.viewport.surface import Painting

_COLOUR, _SCISSOR, _BLEND, _DEPTH, _NO_ERROR = 0x4000, 0x0C11, 0x0BE2, 0x0B71, 0

_ORDER = QOpenGLTexture.PixelFormat.RGBA

_MUCH_SMALLER = 1.5
"""From this factor on smaller copies of a texture are made, so that nothing is skipped."""

log = logging.getLogger("muse.editor")


class _Texture:
    """A picture on the graphics card; uploaded when it is another one than before."""

    def __init__(self) -> None:
        self._texture: QOpenGLTexture | None = None
        self._size = (0, 0)
        self._key = 0
        self._mipped = False

    def show(self, image: QImage, *, shrink: float, smooth: bool) -> QOpenGLTexture:
        """The texture with ``image``, to be drawn ``shrink`` times smaller."""
        texture = self._made(image)
        if image.cacheKey() != self._key:
            texture.setData(  # type: ignore[call-overload] # the stub says int, it takes a buffer
                _ORDER, QOpenGLTexture.PixelType.UInt8, image.constBits()
            )
            self._key, self._mipped = image.cacheKey(), False
        if shrink >= _MUCH_SMALLER and not self._mipped:
            texture.generateMipMaps()
            self._mipped = True
        filters = QOpenGLTexture.Filter
        small = filters.LinearMipMapLinear if shrink >= _MUCH_SMALLER else filters.Linear
        texture.setMinMagFilters(small, filters.Linear if smooth else filters.Nearest)
        return texture

    def _made(self, image: QImage) -> QOpenGLTexture:
        size = image.width(), image.height()
        if self._texture is None or size != self._size:
            self.drop()
            made = QOpenGLTexture(QOpenGLTexture.Target.Target2D)
            made.setAutoMipMapGenerationEnabled(False)
            made.setFormat(QOpenGLTexture.TextureFormat.RGBA8_UNorm)
            made.setSize(*size)
            made.setMipLevels(made.maximumMipLevels())
            made.setWrapMode(QOpenGLTexture.WrapMode.ClampToEdge)
            made.allocateStorage()
            self._texture, self._size, self._key = made, size, 0
        return self._texture

    def drop(self) -> None:
        """Free it. The context must be current."""
        if self._texture is not None:
            self._texture.destroy()
            self._texture = None


class GlSurface(QOpenGLWidget):
    """Paints by OpenGL; ``failed`` says why when it cannot."""

    failed = Signal(str)

    def __init__(self, painting: Painting, parent: QWidget) -> None:
        super().__init__(parent)
        self._painting = painting
        self._textures: list[_Texture] = []
        self._blitter: QOpenGLTextureBlitter | None = None
        self.ready = False
        """True once there is a context, which is not before it has been visible."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def initializeGL(self) -> None:  # noqa: N802 - Qt's name
        """There is a context now."""
        self.ready = True

    def paintGL(self) -> None:  # noqa: N802 - Qt's name
        """Draw the pictures and paint what lies over them."""
        try:
            functions = self.context().functions()
            painter = QPainter(self)
            painter.beginNativePainting()
            self._draw_all(functions)
            error = functions.glGetError()
            painter.endNativePainting()
            self._painting.paint_over(painter)
            painter.end()
        except Exception as problem:
            log.debug("OpenGL failed", exc_info=True)
            self.failed.emit(str(problem))
            return
        if error != _NO_ERROR:
            self.failed.emit(f"it reports error {error:#x}")

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Free everything while there is certainly a context; it is made again when shown."""
        self.makeCurrent()
        for texture in self._textures:
            texture.drop()
        self._textures = []
        if self._blitter is not None:
            self._blitter.destroy()
            self._blitter = None
        self.doneCurrent()
        super().hideEvent(event)

    def _made_blitter(self) -> QOpenGLTextureBlitter:
        if self._blitter is None:
            made = QOpenGLTextureBlitter()
            if not made.create():
                raise RuntimeError("its shaders cannot be compiled")
            self._blitter = made
        return self._blitter

    def _draw_all(self, functions: QOpenGLFunctions) -> None:
        blitter = self._made_blitter()
        back = QColor(theme.BACK)
        for state in (_BLEND, _DEPTH, _SCISSOR):
            functions.glDisable(state)
        functions.glClearColor(back.redF(), back.greenF(), back.blueF(), 1.0)
        functions.glClear(_COLOUR)
        blits = self._painting.blits()
        while len(self._textures) < len(blits):
            self._textures.append(_Texture())
        functions.glEnable(_SCISSOR)
        blitter.bind()
        blitter.setRedBlueSwizzle(True)  # pictures are in the order B, G, R
        for texture, blit in zip(self._textures, blits, strict=False):
            self._draw(functions, blitter, texture, blit)
        blitter.release()
        functions.glDisable(_SCISSOR)

    def _draw(
        self, functions: QOpenGLFunctions, blitter: QOpenGLTextureBlitter,
        texture: _Texture, blit: Blit,
    ) -> None:  # fmt: skip
        ratio = self.devicePixelRatioF()
        whole = QRect(0, 0, round(self.width() * ratio), round(self.height() * ratio))
        target = QRectF(blit.target.topLeft() * ratio, blit.target.size() * ratio)
        seen = QRectF(blit.clip.topLeft() * ratio, blit.clip.size() * ratio).toAlignedRect()
        bottom = whole.height() - seen.y() - seen.height()
        functions.glScissor(seen.x(), bottom, seen.width(), seen.height())
        shown = texture.show(
            blit.image, shrink=blit.image.width() / max(target.width(), 1.0), smooth=blit.smooth
        )
        matrix = QOpenGLTextureBlitter.targetTransform(target, whole)
        blitter.blit(shown.textureId(), matrix, QOpenGLTextureBlitter.Origin.OriginTopLeft)
