"""Titles of nodes, groups and backdrops are changed where they stand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from muse_nodes.document import Batch, SetTitle
from muse_nodes.editor.canvas import edits
from muse_nodes.editor.canvas.frames import BackdropItem, GroupFrame
from muse_nodes.editor.canvas.node_item import NodeItem
from muse_nodes.editor.canvas.viewer import Viewer
from muse_nodes.editor.session import Session


class Renaming(QObject):
    """Lays a field on a title, one at a time, and makes an edit of what is written."""

    def __init__(self, viewer: Viewer, session: Session) -> None:
        super().__init__(viewer)
        self._viewer, self._session = viewer, session
        self._field: TitleField | None = None

    def ask(self, item: NodeItem | BackdropItem | GroupFrame) -> None:
        """Have the title of something changed."""
        self.stop()
        area, m = item.area, item.scenery.metrics
        area.setHeight(m.header)
        place = self._viewer.mapFromScene(area).boundingRect()
        text = item.face.title if isinstance(item, NodeItem) else item.title
        self._field = TitleField(self._viewer.viewport(), text, place, m.bold)
        self._field.gone.connect(self._forget)
        self._field.ask(lambda title: self._retitle(item, title))

    def stop(self) -> None:
        """Throw away what is being written, if anything is."""
        if self._field is not None:
            self._field.drop()

    def _retitle(self, item: NodeItem | BackdropItem | GroupFrame, title: str) -> None:
        graph = self._session.graph
        if isinstance(item, BackdropItem):
            batch = edits.title_backdrop(graph, item.id, title)
        elif isinstance(item, GroupFrame):
            batch = edits.title_group(graph, item.id, title)
        elif item.face.group:
            batch = edits.title_group(graph, item.face.group, title)
        else:
            batch = Batch((SetTitle(item.face.key, title),))
        self._session.document.do(batch)

    def _forget(self) -> None:
        self._field = None


class TitleField(QLineEdit):
    """Lies on a title while it is changed. Return and leaving it keep, Escape throws away."""

    gone = Signal()
    """It is not there any more, whatever came of it."""

    def __init__(self, parent: QWidget, text: str, place: QRect, font: QFont) -> None:
        super().__init__(text, parent)
        self.setFont(font)
        self.setAccessibleName(self.tr("Title"))
        smallest = self.fontMetrics().averageCharWidth() * 16
        self.setGeometry(
            place.x(), place.y(), max(place.width(), smallest),
            max(place.height(), self.sizeHint().height()),
        )  # fmt: skip
        self._keep: Callable[[str], object] | None = None
        self.returnPressed.connect(self._done)

    def ask(self, keep: Callable[[str], object]) -> None:
        """Have it changed; ``keep`` is given the new text, unless nothing was changed."""
        self._keep = keep
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self) -> None:
        """Throw away what was written."""
        self._keep = None
        self.hide()
        self.deleteLater()
        self.gone.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape throws away; no other key is the window's."""
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Leaving it keeps what was written."""
        super().focusOutEvent(event)
        self._done()

    def _done(self) -> None:
        keep, self._keep = self._keep, None
        if keep is not None:
            text, changed = self.text().strip(), self.isModified()
            self.drop()
            if changed:
                keep(text)
