"""The frames of a report: what everyone made of them, side by side."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.report.verdict import text_label
from muse_nodes.editor.report.words import role
from muse_nodes.profiles.report import ROLES, Report, Shown
from muse_nodes.profiles.report_words import figure

Images = Mapping[tuple[int, str], QImage]
"""Pictures by the number of the frame and by whose they are."""


def images_of(report: Report) -> Images:
    """All pictures, decoded; one that cannot be is left out. May run on any thread."""
    found = {}
    for shown in report.shown:
        for name, data in shown.pictures.items():
            image = QImage.fromData(data)
            if not image.isNull():
                found[shown.frame, name] = image
    return found


class FramesCard(QFrame):
    """Rows of pictures: the frames at which the student is worst, and some between."""

    def __init__(self, report: Report, images: Images, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._report, self._images = report, images
        self.views: list[View] = []
        there = {name for shown in report.shown for name in shown.pictures}
        self._columns = [name for name in ("frame", "label", *ROLES) if name in there]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[int(1.5 * theme.SPACE)] * 4)
        layout.setSpacing(theme.SPACE)
        for why, title in (
            ("worst", self.tr("Where the personal model is worst")),
            ("between", self.tr("In between")),
        ):
            rows = [shown for shown in report.shown if shown.why == why]
            if not rows:
                continue
            heading = QLabel(title, self)
            heading.setProperty("role", "section")
            layout.addWidget(heading)
            hint = self.tr("Red: the room shows. Blue: the person is missing.")
            layout.addWidget(text_label(hint, "small", self))
            for shown in rows:
                layout.addLayout(self._row(shown))

    def _row(self, shown: Shown) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE)
        grid.setVerticalSpacing(2)
        for column, name in enumerate(self._columns):
            grid.setColumnStretch(column, 1)
            if name not in shown.pictures:
                grid.addWidget(View(None, "", self), 0, column)
                continue
            caption = self._caption(shown, name)
            view = View(self._images.get((shown.frame, name)), caption, self)
            self.views.append(view)
            grid.addWidget(view, 0, column)
            grid.addWidget(text_label(caption, "small", self), 1, column)
        return grid

    def _caption(self, shown: Shown, name: str) -> str:
        if name == "frame":
            time = QLocale().toString(shown.time, "f", 1)
            return self.tr("Frame {number}, {time} s").format(number=shown.frame, time=time)
        if name == "label":
            exact = self._report.against == "truth"
            return self.tr("As it should be") if exact else self.tr("Label")
        title = next((role(known) for known in ROLES if known == name), name)
        return f"{title}: {figure('mad', shown.mad[name])}" if name in shown.mad else title


class View(QWidget):
    """One picture as wide as there is room, in its proportions."""

    def __init__(self, image: QImage | None, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = image
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(80)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        image = self._image
        return round(width * image.height() / image.width()) if image is not None else 0

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(180, self.heightForWidth(180))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        height = min(self.heightForWidth(self.width()), self.height())
        width = height * self._image.width() / self._image.height()
        painter.drawImage(QRectF(0, 0, width, height), self._image)
