"""A file: its path, a dialog to find it, and those that were chosen before."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton

from muse_nodes.editor import theme, words
from muse_nodes.editor.icons import icon
from muse_nodes.editor.inspector.control import Control
from muse_nodes.editor.inspector.recent import Recent
from muse_nodes.editor.inspector.text_controls import show_text
from muse_nodes.editor.widgets.asking import ask_file
from muse_nodes.engine.schema import NodeSchema, ParamSchema, Value


class FileControl(Control):
    """A path. It counts when it is finished: half a path is none."""

    def __init__(self, schema: NodeSchema, param: ParamSchema, recent: Recent) -> None:
        super().__init__(schema, param)
        self._recent = recent
        self._writes = param.file is not None and param.file.mode == "write"
        self._kind = f"{schema.id}.{param.name}"
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("No file"))
        self.field.setClearButtonEnabled(True)
        self.field.editingFinished.connect(self._on_finished)
        self.browse = self._button("folder-open", self.tr("Browse…"))
        self.browse.clicked.connect(self._browse)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.again = self._button("history", self.tr("Chosen before"))
        self.again.setMenu(self.menu)
        self.again.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = self._row()
        row.setSpacing(theme.SPACE // 4)
        row.addWidget(self.field, 1)
        row.addWidget(self.browse)
        row.addWidget(self.again)
        self.setFocusProxy(self.field)
        self._offer()

    def choose(self, path: str) -> None:
        """The user has chosen ``path`` in a dialog or a menu."""
        show_text(self.field, path)
        self._on_finished()

    def _button(self, name: str, text: str) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(name))
        made.setIconSize(QSize(16, 16))
        made.setToolTip(text)
        made.setAccessibleName(text)
        return made

    def _display(self, value: Value) -> None:
        text = str(value)
        show_text(self.field, text)
        self.field.setToolTip(text)

    def _on_finished(self) -> None:
        path = self.field.text().strip()
        self._end_gesture()
        self._edit(path)
        self._end_gesture()
        self.field.setToolTip(path)
        self._recent.used(self._kind, path)
        self._offer()

    def _offer(self) -> None:
        self.again.setVisible(bool(self._recent.of(self._kind)))

    def _fill(self) -> None:
        self.menu.clear()
        for path in self._recent.of(self._kind):
            shown = path if len(path) <= 60 else f"…{path[-58:]}"
            action = self.menu.addAction(shown.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, path=path: self.choose(path))

    def _browse(self) -> None:
        title = words.param_label(self.schema, self.param)
        ask_file(
            self, title, ";;".join(self._filters()), self.choose,
            start=self.field.text(), write=self._writes,
        )  # fmt: skip

    def _filters(self) -> list[str]:
        suffixes = self.param.file.suffixes if self.param.file is not None else ()
        fitting = " ".join(f"*.{suffix.lstrip('.')}" for suffix in suffixes)
        every = self.tr("All files (*)")
        return [self.tr("Fitting files ({})").format(fitting), every] if fitting else [every]
