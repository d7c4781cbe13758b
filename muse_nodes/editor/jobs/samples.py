"""The pictures that a task shows, side by side, as large as there is room."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from muse_nodes.api.ports import Frame
from muse_nodes.editor import theme

_LETTERS = 24
"""Letters that it is wide at the least."""


class SamplesView(QWidget):
    """See above. A picture that is shown already is not converted again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames: dict[str, Frame] = {}
        self.images: dict[str, QImage] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Pictures"))

    def show_pictures(self, pictures: Mapping[str, Frame]) -> None:
        """Show these, and no others."""
        if {n: id(f) for n, f in pictures.items()} == {n: id(f) for n, f in self._frames.items()}:
            return
        self.images = {
            name: self.images[name]
            if self._frames.get(name) is frame
            else _image(frame)
            for name, frame in pictures.items()
        }  # fmt: skip
        self._frames = dict(pictures)
        self.setAccessibleDescription(", ".join(self.images))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * _LETTERS * 2, metrics.height() * 8)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * _LETTERS, metrics.height() * 5)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.PANEL))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        line = self.fontMetrics().height()
        for (name, image), area in zip(self.images.items(), self._places(), strict=True):
            painter.fillRect(area, QColor(theme.BACK))
            size = image.size().scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            shown = QRectF(0, 0, size.width(), size.height())
            shown.moveCenter(area.center())
            painter.drawImage(shown, image)
            painter.setPen(QColor(theme.DIM))
            text = self.fontMetrics().elidedText(
                name, Qt.TextElideMode.ElideRight, int(area.width())
            )
            below = QRectF(area.left(), area.bottom() + 2, area.width(), line)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, text)

    def _places(self) -> list[QRectF]:
        """Rows and columns in which the pictures become the largest."""
        count, line = len(self.images), self.fontMetrics().height() + 4
        if not count:
            return []
        first = next(iter(self.images.values()))
        ratio = first.width() / max(1, first.height())
        best, columns = -1.0, 1
        for across in range(1, count + 1):
            rows = -(-count // across)
            high = min(self.height() / rows - line, self.width() / across / ratio)
            if high > best:
                best, columns = high, across
        rows = -(-count // columns)
        wide, high = self.width() / columns, self.height() / rows
        gap = theme.SPACE / 2
        return [
            QRectF(
                (i % columns) * wide + gap, (i // columns) * high,
                max(1.0, wide - 2 * gap), max(1.0, high - line),
            )
            for i in range(count)
        ]  # fmt: skip


def _image(frame: Frame) -> QImage:
    """A picture of its own: the frame may be gone when it is painted."""
    height, width = frame.shape[:2]
    return QImage(frame.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
