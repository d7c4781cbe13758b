"""The big buttons below the picture: run and stop, the panic slate, the mirror."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from muse_nodes.document import Batch, SetParam
from muse_nodes.editor import theme
from muse_nodes.editor.commands import Commands
from muse_nodes.editor.icons import icon
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple import pieces


class Controls(QWidget):
    """What is needed while one is on air."""

    def __init__(self, session: Session, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._commands = commands
        self.run_button = _big(QPushButton(self), "primary")
        self.panic_button = _big(QPushButton(self.tr("Slate"), self), "danger")
        self.panic_button.setCheckable(True)
        self.panic_button.setIcon(icon("shield-alert", theme.ON_DANGER))
        self.panic_button.setToolTip(
            self._with_keys(self.tr("Nobody sees you: a slate is sent at once."), "run.panic")
        )
        self.mirror = QCheckBox(self)
        self.mirror.setProperty("role", "switch")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE * 2)
        layout.addWidget(self.run_button)
        layout.addStretch(1)
        layout.addWidget(self.mirror, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.panic_button)
        self.run_button.clicked.connect(self._on_run)
        self.panic_button.clicked.connect(self._on_panic_wanted)
        self.mirror.clicked.connect(self._on_mirror_wanted)
        session.engine.state_changed.connect(self._on_state)
        session.engine.panic_changed.connect(self._on_panic)
        self._keep_wide()
        self._on_state(session.engine.state)
        self._on_panic(session.engine.panicking)
        self.refresh()

    def refresh(self) -> None:
        """The document has changed."""
        places = pieces.of_type(self._session.graph, pieces.PLACE)
        self.mirror.setEnabled(bool(places))
        self.mirror.setChecked(any(node.params.get("mirror") is True for node in places))
        self.mirror.setText(
            self.tr("Mirror me") if places else self.tr("Mirror me (not in this graph)")
        )
        self.mirror.setToolTip(
            self.tr("Left and right swapped, for you and for those who watch.")
            if places
            else self.tr("This graph cannot mirror you: it has no Place in it.")
        )

    def _keep_wide(self) -> None:
        """As wide as its longest words need, so that nothing moves when they change."""
        widest = 0
        for state in ("stopped", "starting", "running", "stopping", "paused", "working"):
            self._on_state(state)
            self.run_button.ensurePolished()
            widest = max(widest, self.run_button.sizeHint().width())
        self.run_button.setMinimumWidth(widest)

    def _on_state(self, state: str) -> None:
        texts = {
            "stopped": self.tr("Run"), "starting": self.tr("Starting… (stop)"),
            "running": self.tr("Stop"), "stopping": self.tr("Stopping…"),
            "paused": self.tr("Go on"), "working": self.tr("Stop"),
        }  # fmt: skip
        goes = state in ("stopped", "paused")
        self.run_button.setText(texts[state])
        theme.set_role(self.run_button, "primary" if goes else "")
        self.run_button.setIcon(icon("play", theme.ON_ACCENT) if goes else icon("square"))
        self.run_button.setEnabled(state != "stopping")
        tip = self.tr("Run what you see here") if goes else self.tr("End the run")
        self.run_button.setToolTip(self._with_keys(tip, "run.toggle" if goes else "run.stop"))

    def _on_panic(self, on: bool) -> None:
        self.panic_button.setChecked(on)
        self.panic_button.setText(
            self.tr("Slate is on: press to go on") if on else self.tr("Slate")
        )

    def _on_run(self) -> None:
        if self._session.engine.state in ("stopped", "paused"):
            self._session.run()
        else:
            self._session.engine.stop()

    def _on_panic_wanted(self) -> None:
        self._session.engine.panic(self.panic_button.isChecked())

    def _on_mirror_wanted(self) -> None:
        on = self.mirror.isChecked()
        nodes = pieces.of_type(self._session.graph, pieces.PLACE)
        if nodes:
            self._session.document.do(Batch(tuple(SetParam(n.id, "mirror", on) for n in nodes)))

    def _with_keys(self, text: str, command: str) -> str:
        """The keys of the window's command behind it, if the window has such a command."""
        if command not in {known.id for known in self._commands}:
            return text
        keys = self._commands.action(command).shortcut().toString()
        return f"{text} ({keys})" if keys else text


def _big(button: QPushButton, role: str) -> QPushButton:
    button.setProperty("role", role)
    button.setProperty("big", True)
    side = round(button.fontMetrics().height() * 1.2)
    button.setIconSize(QSize(side, side))
    return button
