"""One frame large: its label drawn into it, what becomes of it and why."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.review.book import Book, Status
from muse_nodes.editor.review.reasons import reasons, status_words, titles
from muse_nodes.profiles.frames import LabelledFrame

_ROLES: dict[Status, str] = {"accepted": "good", "rejected": "error", "relabel": "warning"}


class Large(QWidget):
    """A picture in its own proportions, as large as there is room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.image = QImage()
        self.setMinimumSize(320, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("The frame with its label"))

    def show_image(self, image: QImage) -> None:
        """Show another picture; a null one shows none."""
        self.image = image
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(560, 315)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.BACK))
        if not self.image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(self.rect().topLeft(), size)
            place.moveCenter(self.rect().center())
            painter.drawImage(place, self.image)
        painter.end()


class Detail(QFrame):
    """Everything about the frame that is looked at."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.large = Large(self)
        self.title, self.status = QLabel(self), QLabel(self)
        self.title.setProperty("role", "title")
        self.reasons = QLabel(self)
        self.reasons.setWordWrap(True)
        self.reasons.setTextFormat(Qt.TextFormat.PlainText)
        self.reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._scores = QWidget(self)
        self._table = QGridLayout(self._scores)
        self._table.setContentsMargins(0, theme.SPACE, 0, 0)
        self._table.setHorizontalSpacing(2 * theme.SPACE)
        self._table.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[int(1.5 * theme.SPACE)] * 4)
        layout.addWidget(self.large, 1)
        for part in (self.title, self.status, self.reasons, self._scores):
            layout.addWidget(part)

    def show_frame(self, book: Book | None, frame: LabelledFrame | None) -> None:
        """Show what is known of a frame; its picture comes by ``large.show_image``."""
        self._clear()
        if book is None or frame is None:
            self.large.show_image(QImage())
            for label in (self.title, self.status, self.reasons):
                label.clear()
            return
        status, finding = book.status(frame), book.finding(frame)
        self.title.setText(
            self.tr("Frame {number}, {time} s").format(
                number=frame.frame, time=f"{frame.image.time:.2f}"
            )
        )
        self.status.setText(status_words(status, by_user=book.verdict(frame) is not None))
        theme.set_role(self.status, _ROLES[status])
        lines = reasons(finding)
        if not frame.image.accepted:
            lines.insert(0, self.tr("The labeller did not accept it."))
        self.reasons.setText("\n".join(lines) or self.tr("Nothing was found."))
        if not lines and not book.reviewed:
            self.reasons.setText(self.tr("The filter has not looked at this session yet."))
        names = titles()
        for row, (name, value) in enumerate(sorted(finding.scores.items(), key=_by_value)):
            role = "error" if name in finding.causes else "small"
            self._add(row, 0, names.get(name, name), role)
            self._add(row, 1, f"{value:.0%}", role)

    def _add(self, row: int, column: int, text: str, role: str) -> None:
        label = QLabel(text, self._scores)
        label.setProperty("role", role)
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        self._table.addWidget(label, row, column, side)

    def _clear(self) -> None:
        while (item := self._table.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _by_value(score: tuple[str, float]) -> tuple[float, str]:
    return -score[1], score[0]
