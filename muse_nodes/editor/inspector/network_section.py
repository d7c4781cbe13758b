"""The network of a node: what was asked for, what really runs and why, and all there are."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.inspector.folds import Folds, column
from muse_nodes.editor.inspector.labels import words_label
from muse_nodes.editor.inspector.network_row import NetworkRow
from muse_nodes.editor.inspector.networks import Networks
from muse_nodes.editor.inspector.swap import Stage, Swap
from muse_nodes.editor.inspector.target import Target
from muse_nodes.editor.messages import NodeFigures
from muse_nodes.editor.theme import set_role
from muse_nodes.editor.widgets.asking import ask_file
from muse_nodes.engine.schema import ParamSchema

AUTO = "auto"


class NetworkSection(QWidget):
    """The parameter ``param`` of one node, which names a network."""

    def __init__(
        self, target: Target, param: ParamSchema, networks: Networks, folds: Folds
    ) -> None:
        super().__init__()
        self.target, self.param, self.networks = target, param, networks
        self.rows: dict[str, NetworkRow] = {}
        self._ran = ""
        self.swap = Swap(self._choice())
        self.asked, self.runs, self.why = words_label(), words_label(), words_label("", "small")
        self.badge = QLabel()
        self.dialog: QFileDialog | None = None
        fold = folds.section(self.tr("Network"), f"{target.schema.id}/network")
        column(self).addWidget(fold)
        head = QHBoxLayout()
        head.addWidget(self.runs, 1)
        head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        for part in (head, self.asked, self.why):
            if isinstance(part, QHBoxLayout):
                fold.inside.addLayout(part)
            else:
                fold.inside.addWidget(part)
        self.looking = words_label("", "dim")
        fold.inside.addWidget(self.looking)
        self._list = QWidget()
        self._places = column(self._list)
        fold.inside.addWidget(self._list)
        fold.inside.addLayout(self._buttons())
        networks.changed.connect(self._fill)
        if target.session.engine.running:
            self.swap.stage = "running"
        networks.look()
        QTimer.singleShot(0, self, self._fill)  # the rest of the page is there first
        self.show_figures(None)

    def refresh(self) -> None:
        """Show what the document has."""
        choice = self._choice()
        self.swap.asked(choice, running=self.target.session.engine.running)
        if choice not in self.rows and choice.endswith(".onnx"):
            self._fill()
        for row in self.rows.values():
            row.mark(asked=row.choice == choice)
        self._show_stage()

    def show_state(self, state: str) -> None:
        """The engine starts, runs, stops."""
        self.swap.state(state)
        self._show_stage()

    def show_refused(self) -> None:
        """The engine could not carry out the last edit."""
        self.swap.refused()
        self._show_stage()

    def show_figures(self, figures: NodeFigures | None) -> None:
        """Show what really runs, and why."""
        self.swap.figures(figures)
        if figures is not None and figures.backend != self._ran:
            if self._ran and figures.backend:
                self.networks.renewed()
            self._ran = figures.backend
        if figures is None:
            self.runs.setText(self.tr("It is not running."))
            self.why.setText("")
        else:
            none = self.tr("No network runs.")
            time = f" · {figures.ms:.1f} ms" if figures.calls and figures.backend else ""
            self.runs.setText(f"{figures.backend or none}{time}")
            self.why.setText(figures.status)
        self.why.setVisible(bool(self.why.text()))
        self._show_stage()

    def use(self, choice: str) -> None:
        """Ask for another network; a run goes on with the one it has until this one is ready."""
        self.target.set(self.param, choice)
        self.refresh()

    def _choice(self) -> str:
        return str(self.target.value(self.param))

    def _show_stage(self) -> None:
        self.asked.setText(self.tr("Asked for: {}").format(self._title(self._choice())))
        words: dict[Stage, tuple[str, str]] = {
            "stopped": ("", "badge"),
            "asked": (self.tr("Setting up…"), "badge-warning"),
            "running": (self.tr("Running"), "badge-good"),
            "refused": (self.tr("Not possible"), "badge-error"),
        }
        text, role = words[self.swap.stage]
        self.badge.setText(text)
        self.badge.setVisible(bool(text))
        set_role(self.badge, role)

    def _title(self, choice: str) -> str:
        return self.tr("the best there is") if choice == AUTO else choice

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        self.browse = QPushButton(icon("folder-open"), self.tr("From a file…"))
        self.browse.setToolTip(self.tr("A network of your own, as an ONNX file with its card"))
        self.browse.clicked.connect(self._browse)
        self.again = QPushButton(icon("refresh-cw"), "")
        self.again.setToolTip(self.tr("Look through the folders again"))
        self.again.setAccessibleName(self.again.toolTip())
        self.again.clicked.connect(self._look_again)
        row.addWidget(self.browse)
        row.addWidget(self.again)
        row.addStretch()
        return row

    def _look_again(self) -> None:
        self.networks.look(anew=True)

    def _fill(self) -> None:
        """A row for each network, those that are here first."""
        while (item := self._places.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = {}
        found = sorted(self.networks.of(self.param.task), key=lambda one: one.where is None)
        best = next((one for one in found if one.runs), None)
        text = self.tr("Now: {}").format(best.title or best.name) if best is not None else ""
        self._add(
            NetworkRow(AUTO, self.tr("The best there is"), (text,) if text else (), here=True)
        )
        for one in found:
            self._add(NetworkRow.of(one))
        choice = self._choice()
        if choice not in self.rows:
            self._add(NetworkRow(choice, choice.rpartition("/")[2], (choice,), here=True))
        for row in self.rows.values():
            row.mark(asked=row.choice == choice)
        self.looking.setText(self._about(bool(found)))
        self.looking.setVisible(bool(self.looking.text()))

    def _about(self, some: bool) -> str:
        if not self.networks.known:
            return self.tr("Looking for networks…")
        if self.networks.trouble:
            return self.networks.trouble
        return "" if some else self.tr("There is no network for this on this machine.")

    def _add(self, row: NetworkRow) -> None:
        self.rows[row.choice] = row
        row.chosen.connect(self.use)
        self._places.addWidget(row)

    def _browse(self) -> None:
        kinds = self.tr("Networks (*.onnx)")
        self.dialog = ask_file(self, self.tr("Choose a network"), kinds, self.use)
