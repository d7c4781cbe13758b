"""The cards of the check page: one per check, with what was found and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.doctor import Finding, State
from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon

_ICONS: dict[State, tuple[str, str]] = {
    "ok": ("circle-check", theme.GOOD),
    "note": ("info", theme.WARNING),
    "missing": ("circle-x", theme.ERROR),
}
_TOLD_BY_THE_TITLE = {
    "camera", "camera mode", "virtual camera", "gpu", "inference", "inference GPU", "disk",
}  # fmt: skip
_ORDER: tuple[State, ...] = ("ok", "note", "missing")


def worst(states: list[State]) -> State:
    """The worst of some states; of none it is ok."""
    return max(states, key=_ORDER.index, default="ok")


class Mark(QLabel):
    """The icon of a state, or that it is being looked at."""

    def __init__(self, side: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._side = side
        self.setFixedSize(QSize(side, side))

    def show_state(self, state: State | None) -> None:
        """Show a state; None: being looked at."""
        name, colour = _ICONS[state] if state is not None else ("loader", theme.ACCENT)
        size, scale = QSize(self._side, self._side), self.devicePixelRatioF()
        self.setPixmap(icon(name, colour).pixmap(size, scale))
        words = {
            "ok": self.tr("Fine"), "note": self.tr("Good to know"), "missing": self.tr("Missing"),
        }  # fmt: skip
        said = words[state] if state is not None else self.tr("Checking…")
        self.setToolTip(said)
        self.setAccessibleName(said)


class Card(QFrame):
    """What one check found."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.findings: list[Finding] = []
        self.busy = False
        self._mark = Mark(24, self)
        heading = QLabel(title, self)
        heading.setProperty("role", "section")
        self._state = QLabel(self)
        self._state.setProperty("role", "dim")
        top = QHBoxLayout()
        top.addWidget(self._mark)
        top.addWidget(heading)
        top.addStretch()
        top.addWidget(self._state)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[int(1.5 * theme.SPACE)] * 4)
        layout.addLayout(top)
        layout.addLayout(self._rows)
        self.wait()

    def wait(self) -> None:
        """Nothing is known yet."""
        self._forget()
        self.busy = False
        self._mark.clear()
        self._state.setText(self.tr("Waiting"))

    def begin(self) -> None:
        """It is being looked at."""
        self._forget()
        self.busy = True
        self._mark.show_state(None)
        self._state.setText(self.tr("Checking…"))

    def add(self, finding: Finding) -> None:
        """Something was found."""
        self.findings.append(finding)
        self._rows.addWidget(Row(finding, self))

    def done(self) -> None:
        """All was found; or the check was ended before."""
        self.busy = False
        self._state.clear()
        if self.findings:
            self._mark.show_state(worst([f.state for f in self.findings]))
        else:
            self._mark.clear()
            self._state.setText(self.tr("Not looked at"))

    def _forget(self) -> None:
        self.findings = []
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class Row(QWidget):
    """One finding: what, and below it what to try and what to type, to be copied."""

    def __init__(self, finding: Finding, parent: QWidget) -> None:
        super().__init__(parent)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(theme.SPACE)
        layout.setVerticalSpacing(theme.SPACE // 2)
        layout.setColumnStretch(1, 1)
        mark = Mark(16, self)
        mark.show_state(finding.state)
        layout.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        told = finding.topic in _TOLD_BY_THE_TITLE
        text = finding.text if told else f"{finding.topic}: {finding.text}"
        layout.addWidget(self._label(text, ""), 0, 1)
        if finding.remedy:
            layout.addWidget(self._label(finding.remedy, "dim"), 1, 1)
        if finding.command:
            layout.addWidget(Command(finding.command, self), 2, 1)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
        return label


class Command(QWidget):
    """A line to be typed into a terminal, and a button that copies it."""

    def __init__(self, command: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.command = command
        self.line = QLineEdit(command, self)
        self.line.setReadOnly(True)
        self.line.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.line.setCursorPosition(0)
        self.line.setAccessibleName(self.tr("Command"))
        self.button = QToolButton(self)
        self.button.setIcon(icon("copy"))
        self.button.setToolTip(self.tr("Copy"))
        self.button.setAccessibleName(self.tr("Copy the command"))
        self.button.clicked.connect(self.copy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addWidget(self.button)

    def copy(self) -> None:
        """Put the command into the clipboard."""
        QGuiApplication.clipboard().setText(self.command)
        self.button.setIcon(icon("check", theme.GOOD))
        self.button.setToolTip(self.tr("Copied"))
