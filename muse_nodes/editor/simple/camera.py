"""Which camera is used: those of this machine, a video, or the demo scene."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.document import Node, SetParam
from muse_nodes.editor import theme
from muse_nodes.editor.cameras import found_cameras
from muse_nodes.editor.icons import icon
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple import pieces
from muse_nodes.editor.widgets.asking import ask_file

QUESTION = "simple.cameras"
_FILE = object()
"""Stands in the list for "a video file…"."""


class CameraPanel(QWidget):
    """One choice for each camera in the graph. The cameras are looked for on the engine's thread,
    when the page is seen for the first time and when somebody asks again."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked = False
        self._found: tuple[tuple[str, str], ...] = ()
        self._made_for: tuple[tuple[str, str], ...] | None = None
        self._choices: dict[str, QComboBox] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.SPACE // 2)
        self._note = QLabel(self)
        self._note.setProperty("role", "dim")
        self._note.setWordWrap(True)
        self._again = QToolButton(self)
        self._again.setIcon(icon("refresh-cw"))
        self._again.setToolTip(self.tr("Look for cameras again"))
        self._again.setAccessibleName(self.tr("Look for cameras again"))
        self._again.clicked.connect(self.look)
        line = QHBoxLayout()
        line.addLayout(self._rows, 1)
        line.addWidget(self._again, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._note)
        session.engine.answered.connect(self._on_answer)
        self.refresh()

    @property
    def note(self) -> str:
        """What it says in words; empty when there is nothing to say."""
        return self._note.text()

    def choice(self, node: str) -> QComboBox:
        """The choice of a camera in the graph; KeyError if it is not there."""
        return self._choices[node]

    def look(self) -> None:
        """Ask what cameras there are."""
        self._asked = True
        self._again.setEnabled(False)
        self._session.engine.ask(QUESTION, found_cameras)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not self._asked and self._choices:
            self.look()

    def refresh(self) -> None:
        """The document has changed."""
        cameras = pieces.of_type(self._session.graph, pieces.CAMERA)
        wanted = tuple((node.id, node.title) for node in cameras)
        if wanted != self._made_for:
            self._make(cameras)
            self._made_for = wanted
        for node in cameras:
            self._fill(self._choices[node.id], _source(node))
        self._again.setVisible(bool(cameras))
        self._tell()

    def _make(self, cameras: tuple[Node, ...]) -> None:
        for old in self._choices.values():
            self._rows.removeWidget(old)
            old.deleteLater()
        self._choices = {}
        for node in cameras:
            box = QComboBox(self)
            box.setAccessibleName(node.title or self.tr("Camera"))
            box.setToolTip(node.title)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(12)
            box.activated.connect(partial(self._on_chosen, node.id))
            self._choices[node.id] = box
            self._rows.addWidget(box)

    def _fill(self, box: QComboBox, source: str) -> None:
        """What can be chosen, with ``source`` marked, whatever it is."""
        named = {"auto": self.tr("Any camera"), **dict(self._found), "demo": self.tr("Demo scene")}
        if source not in named:
            named = {source: Path(source).name or source, **named}
        now = [(box.itemText(i), box.itemData(i)) for i in range(box.count() - 1)]
        with QSignalBlocker(box):
            if now != [(name, value) for value, name in named.items()]:
                box.clear()
                for value, name in named.items():
                    box.addItem(icon("clapperboard" if value == "demo" else "camera"), name, value)
                box.addItem(icon("film"), self.tr("A video file…"), _FILE)
            box.setCurrentIndex(list(named).index(source))

    def _tell(self) -> None:
        self._note.setText(self._words())
        self._note.setVisible(bool(self._note.text()))

    def _words(self) -> str:
        if self._choices:
            cameras = pieces.of_type(self._session.graph, pieces.CAMERA)
            wanted = any(_source(node) == "auto" for node in cameras)
            if wanted and self._asked and not self._found and self._again.isEnabled():
                return self.tr("No camera was found. Plug one in, or use the demo scene.")
            return ""
        if pieces.of_type(self._session.graph, pieces.DEMO_SCENE):
            return self.tr("This graph plays the demo scene. Open another one to use your camera.")
        return self.tr("This graph has no camera in it.")

    def _on_answer(self, name: object, answer: object) -> None:
        if name != QUESTION:
            return
        self._again.setEnabled(True)
        self._found = answer if isinstance(answer, tuple) else ()
        self.refresh()

    def _on_chosen(self, node: str, place: int) -> None:
        value = self._choices[node].itemData(place)
        if value is _FILE:
            self._ask_file(node)
        else:
            self._set(node, value)
        self.refresh()

    def _set(self, node: str, source: str) -> None:
        found = self._session.graph.by_id.get(node)
        if found is not None and source != _source(found):
            self._session.document.do(SetParam(node, "source", source))

    def _ask_file(self, node: str) -> None:
        kinds = self.tr("Videos ({endings})").format(endings=pieces.VIDEOS)
        title = self.tr("A video in place of the camera")
        ask_file(self, title, kinds, partial(self._set, node))


def _source(node: Node) -> str:
    return str(node.params.get("source", "auto")).strip() or "auto"
