"""Which camera: its number, name or path, typed or chosen from those that there are."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QToolButton

from muse_nodes.editor import theme
from muse_nodes.editor.cameras import found_cameras
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.icons import icon
from muse_nodes.editor.inspector.text_controls import TextControl, show_text
from muse_nodes.editor.widgets.asking import ask_file
from muse_nodes.engine.schema import NodeSchema, ParamSchema


class CameraControl(TextControl):
    """A text, and a menu of the cameras of this machine, the demo scene, and files."""

    def __init__(self, schema: NodeSchema, param: ParamSchema, engine: Engine) -> None:
        super().__init__(schema, param)
        self._engine = engine
        self._question = f"cameras {uuid4().hex}"
        self._found: tuple[tuple[str, str], ...] | None = None
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._look)
        self.button = QToolButton()
        self.button.setIcon(icon("camera"))
        self.button.setIconSize(QSize(16, 16))
        self.button.setToolTip(self.tr("Choose a camera"))
        self.button.setAccessibleName(self.tr("Choose a camera"))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setMenu(self.menu)
        row = self.layout()
        if row is not None:
            row.setSpacing(theme.SPACE // 4)
            row.addWidget(self.button)
        engine.answered.connect(self._on_answered)

    def choose(self, source: str) -> None:
        """The user has chosen ``source``."""
        show_text(self.field, source)
        self._on_finished()

    def _look(self) -> None:
        """Each time anew: cameras come and go."""
        self._engine.ask(self._question, found_cameras)
        self._fill()

    def _on_answered(self, name: object, answer: object) -> None:
        if name == self._question:
            self._found = answer if isinstance(answer, tuple) else ()
            self._fill()

    def _fill(self) -> None:
        self.menu.clear()
        self._offer(self.tr("Any camera"), "auto")
        if self._found is None:
            self.menu.addAction(self.tr("Looking for cameras…")).setEnabled(False)
        for source, name in self._found or ():
            self._offer(name, source)
        self._offer(self.tr("Demo scene"), "demo")
        self.menu.addSeparator()
        self.menu.addAction(self.tr("A video or picture…")).triggered.connect(self._browse)

    def _offer(self, name: str, source: str) -> None:
        action = self.menu.addAction(name.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(self.field.text() == source)
        action.triggered.connect(lambda _checked=False: self.choose(source))

    def _browse(self) -> None:
        title = self.tr("A video or picture in place of the camera")
        ask_file(self, title, "", self.choose)
