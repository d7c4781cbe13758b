"""The lines of the log: a bounded table, and an ear for Python's own logging."""

from __future__ import annotations

import logging
import time
import traceback
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from muse_nodes.editor import theme

MOST = 2000
"""Lines that are kept; the oldest go first."""

LOGGER = "muse"

Index = QModelIndex | QPersistentModelIndex
Rank = Literal["info", "warning", "error"]

_TWICE = "muse.run"
"""What this logger says comes by ``Engine.said`` as well."""

_COLOURS: dict[Rank, str] = {"info": theme.TEXT, "warning": theme.WARNING, "error": theme.ERROR}


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened at ``time`` (seconds since 1970) to ``where`` (may be empty)."""

    time: float
    where: str
    text: str
    rank: Rank = "info"
    trace: str = ""

    @property
    def clock(self) -> str:
        """The time of day."""
        return time.strftime("%H:%M:%S", time.localtime(self.time))

    def __str__(self) -> str:
        parts = [self.clock, self.rank, self.where, self.text]
        return "  ".join(p for p in parts if p) + (f"\n{self.trace.rstrip()}" if self.trace else "")


class Ear(logging.Handler):
    """Hears the loggers of this program on any thread; what it heard is fetched by the window."""

    def __init__(self) -> None:
        super().__init__()
        self._heard: deque[Line] = deque(maxlen=MOST)
        logging.getLogger(LOGGER).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == _TWICE:
            return
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        error, warning = record.levelno >= logging.ERROR, record.levelno >= logging.WARNING
        rank: Rank = "error" if error else "warning" if warning else "info"
        where = record.name.removeprefix(f"{LOGGER}.node.")
        self._heard.append(Line(record.created, where, record.getMessage(), rank, trace))

    def fetch(self) -> list[Line]:
        """What was heard since the last call."""
        return [self._heard.popleft() for _ in range(len(self._heard))]

    def remove(self) -> None:
        """Hear nothing more."""
        logging.getLogger(LOGGER).removeHandler(self)


class Lines(QAbstractTableModel):
    """Time, where, what; the newest last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    @property
    def lines(self) -> list[Line]:
        """All that are kept."""
        return self._lines

    def add(self, lines: Iterable[Line]) -> None:
        """Put lines at the end; the oldest make room."""
        new = list(lines)[-MOST:]
        if not new:
            return
        over = len(self._lines) + len(new) - MOST
        if over > 0:
            self.beginRemoveRows(QModelIndex(), 0, over - 1)
            del self._lines[:over]
            self.endRemoveRows()
        at = len(self._lines)
        self.beginInsertRows(QModelIndex(), at, at + len(new) - 1)
        self._lines += new
        self.endInsertRows()

    def clear(self) -> None:
        """Forget all of them."""
        self.beginResetModel()
        self._lines = []
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else 3

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Time"), self.tr("Where"), self.tr("What"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (line.clock, line.where, line.text)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.text
        if role == Qt.ItemDataRole.ForegroundRole:
            plain = index.column() < 2 and line.rank == "info"
            return QColor(theme.DIM if plain else _COLOURS[line.rank])
        return line if role == Qt.ItemDataRole.UserRole else None
