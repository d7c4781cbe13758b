"""What covers the pictures: a calm page before there are any, and marks in the corner after."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from muse_nodes.document import Problem
from muse_nodes.editor import theme, words
from muse_nodes.editor.icons import icon
from muse_nodes.editor.messages import Ended, Figures
from muse_nodes.editor.session import Session
from muse_nodes.editor.viewport.looking import Looking
from muse_nodes.editor.viewport.standing import Mark, marks

_TURN = 40
"""Milliseconds between two steps of the ring while a graph is starting."""

_LOOK = 250
"""Milliseconds between two looks at the age of the picture."""

_RING = 24.0
"""Radius of the ring, in points."""

_COLOURS = {"info": theme.DIM, "warning": theme.WARNING, "error": theme.ERROR}


class Cover(QObject):
    """Paints over the pictures how things stand; ``changed`` when that is to be painted anew."""

    changed = Signal()

    def __init__(self, session: Session, looking: Looking, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._looking = session, looking
        self._figures: Figures | None = None
        self._problems: tuple[Problem, ...] = ()
        self._marks: list[Mark] = []
        self._turn = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_time)
        session.engine.state_changed.connect(self._on_state)
        session.engine.figures.connect(self._on_figures)
        session.engine.ended.connect(self._on_ended)
        session.document.opened.connect(self._on_opened)

    def wake(self) -> None:
        """Somebody can see it now."""
        self._pace()
        self._update()

    def rest(self) -> None:
        """Nobody can see it."""
        self._timer.stop()

    @property
    def page(self) -> tuple[str, str, str]:
        """(icon, headline, second line) of the page without pictures; empty where there are some.

        The icon ``ring`` is the turning ring.
        """
        state = self._session.engine.state
        if any(self._looking.newest(view) is not None for view in self._looking.views):
            return "", "", ""
        if state == "starting":
            return "ring", self.tr("Starting"), self.tr("Loading networks, setting up nodes")
        if state == "stopping":
            return "ring", self.tr("Stopping"), ""
        if state == "working":
            return "loader", self.tr("Tasks are carried out"), self.tr("The page Job tells how far")
        if state == "stopped" and self._problems:
            first = self._problems[0]
            return "triangle-alert", first.message, first.hint
        if not self._looking.views:
            return self._nothing()
        if state == "stopped":
            title = words.graph_text(self._session.graph.title) or self.tr("Untitled graph")
            return "circle-play", self.tr("Press Run"), title
        if self._looking.wires.flowing(self._looking.views[-1]) is None:
            return "eye-off", self.tr("Nothing flows here"), self.tr("The node is switched off.")
        return "ring", self.tr("Waiting for a picture"), ""

    def _nothing(self) -> tuple[str, str, str]:
        if self._looking.mode == "matte":
            headline = self.tr("This graph makes no matte")
            return "image", headline, self.tr("Add a node such as Segment to see one.")
        return (
            "image",
            self.tr("There is nothing to show yet"),
            self.tr("Add a source of pictures."),
        )

    @property
    def marks(self) -> list[Mark]:
        """What is said in the corner."""
        return self._marks

    # -- painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Paint it into ``rect``."""
        page = self.page
        if page[0]:
            self._paint_page(painter, rect, page)
        elif self._marks:
            self._paint_marks(painter, rect)

    def _paint_page(self, painter: QPainter, rect: QRectF, page: tuple[str, str, str]) -> None:
        name, headline, second = page
        large, small = QFont(painter.font()), QFont(painter.font())
        large.setPointSizeF(small.pointSizeF() * 1.6)
        middle = QPointF(rect.center().x(), rect.center().y() - _RING)
        if name == "ring":
            self._paint_ring(painter, middle)
        else:
            box = QRectF(0, 0, 2 * _RING, 2 * _RING)
            box.moveCenter(middle)
            painter.setOpacity(0.7)
            icon(name).paint(painter, box.toRect())
            painter.setOpacity(1.0)
        room = rect.adjusted(theme.SPACE * 2, 0, -theme.SPACE * 2, 0)
        room.setTop(middle.y() + _RING + 2 * theme.SPACE)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
        painter.setFont(large)
        painter.setPen(QColor(theme.TEXT))
        used = painter.boundingRect(room, flags, headline)
        painter.drawText(room, flags, headline)
        room.setTop(used.bottom() + theme.SPACE)
        painter.setFont(small)
        painter.setPen(QColor(theme.DIM))
        painter.drawText(room, flags, second)

    def _paint_ring(self, painter: QPainter, middle: QPointF) -> None:
        box = QRectF(0, 0, 2 * _RING, 2 * _RING)
        box.moveCenter(middle)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.LINE), 4))
        painter.drawEllipse(box)
        pen = QPen(QColor(theme.ACCENT), 4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(box, int(-self._turn * 16), 90 * 16)

    def _paint_marks(self, painter: QPainter, rect: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        pad, dot = theme.SPACE, metrics.height() * 0.45
        top = rect.top() + theme.SPACE
        for mark in self._marks:
            most = rect.width() - 4 * pad - dot
            text = metrics.elidedText(mark.text, Qt.TextElideMode.ElideRight, max(most, 20.0))
            wide = math.ceil(metrics.horizontalAdvance(text)) + 3 * pad + dot
            box = QRectF(rect.right() - wide - pad, top, wide, metrics.height() + pad)
            back = QColor(theme.BACK)
            back.setAlphaF(0.85)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(back)
            painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
            painter.setBrush(QColor(_COLOURS[mark.level]))
            painter.drawEllipse(
                QPointF(box.left() + pad + dot / 2, box.center().y()), dot / 2, dot / 2
            )
            painter.setPen(QColor(theme.TEXT))
            box.setLeft(box.left() + 2 * pad + dot)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
            top = box.bottom() + theme.SPACE / 2

    # -- what happens --------------------------------------------------------------------------

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._problems, self._figures = (), None
            self._looking.forget()
        elif state == "running":
            self._looking.since = time.monotonic()
        self._pace()
        self._update()

    def _on_figures(self, figures: Figures) -> None:
        self._figures = figures
        self._update()

    def _on_ended(self, ended: Ended) -> None:
        self._problems = ended.problems
        self.changed.emit()

    def _on_opened(self) -> None:
        self._problems = ()
        self.changed.emit()

    def _on_time(self) -> None:
        self._turn = (self._turn + 360 * _TURN / 1000) % 360
        if self.page[0] == "ring":
            self.changed.emit()
        self._pace()
        self._update()

    def _pace(self) -> None:
        """A ring turns quickly; the age of a picture is looked at now and then; else nothing."""
        if self._session.engine.state == "stopped":
            self._timer.stop()
        else:
            self._timer.start(_TURN if self.page[0] == "ring" else _LOOK)

    def _update(self) -> None:
        engine = self._session.engine
        age = time.monotonic() - self._looking.since
        found = marks(engine.state, engine.behind, age, self._figures, self._title)
        if found != self._marks:
            self._marks = found
            self.changed.emit()

    def _title(self, id: str) -> str:
        node = self._session.graph.by_id.get(id)
        if node is None:
            return id
        schema = self._session.registry.get(node.type)
        return node.title or (words.node_title(schema) if schema is not None else id)
