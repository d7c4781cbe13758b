"""Simple mode: the picture, what changes it, and nothing of the graph.

Everything here is an edit of the open graph, as it would be on the canvas: undo takes it back, and
whoever looks at the graph afterwards finds what was done.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.document import Describe, Graph
from muse_nodes.editor import theme, words
from muse_nodes.editor.commands import Commands
from muse_nodes.editor.icons import app_icon, icon
from muse_nodes.editor.profile_menu import ProfileMenu
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple.backdrop import BackdropPanel
from muse_nodes.editor.simple.camera import CameraPanel
from muse_nodes.editor.simple.controls import Controls
from muse_nodes.editor.simple.recording_bar import RecordingBar
from muse_nodes.editor.simple.shape import ShapePanel
from muse_nodes.editor.simple.status import FiguresLine, TroubleLine
from muse_nodes.editor.simple.steps import ModelSteps
from muse_nodes.editor.widgets.section import Collapsible


class SimpleMode(QWidget):
    """The whole page. ``viewport`` is put into it and belongs to it from then on."""

    graph_wanted = Signal()
    """Somebody wants to see the graph."""

    def __init__(
        self, session: Session, commands: Commands, viewport: QWidget,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session = session
        self.viewport = viewport
        self.controls = Controls(session, commands, self)
        self.camera = CameraPanel(session)
        self.backdrop = BackdropPanel(session)
        self.shape = ShapePanel(session)
        self.figures = FiguresLine(session)
        self.trouble = TroubleLine(session)
        self.steps = ModelSteps(session)
        self.recording = RecordingBar(session)
        self.name = QLineEdit(self)
        self.profile = QPushButton(icon("user-round"), "", self)
        self._undo, self._redo = self._make_history()
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._make_stage())
        self._pages.addWidget(self.steps)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_head())
        layout.addWidget(self._pages, 1)
        self.recording.steps_wanted.connect(self.show_steps)
        session.profiles.changed.connect(self._show_profile)
        session.document.changed.connect(self._on_changed)
        session.document.opened.connect(self._refresh)
        session.document.state_changed.connect(self._on_document)
        session.registry_changed.connect(self._refresh)
        self._refresh()

    def _show_profile(self) -> None:
        name = self._session.profiles.current
        self.profile.setText(self.tr("Profile: {name}").format(name=name))

    def show_picture(self) -> None:
        """The page with the picture."""
        self._pages.setCurrentIndex(0)

    def show_steps(self) -> None:
        """The page with the way to a network of one's own."""
        self._pages.setCurrentIndex(1)

    @property
    def shows_steps(self) -> bool:
        """True while the page with the steps is shown."""
        return self._pages.currentIndex() == 1

    # -- what it is made of --------------------------------------------------------------------

    def _make_head(self) -> QFrame:
        bar = QFrame(self)
        bar.setProperty("role", "bar")
        sign = QLabel(bar)
        side = round(self.fontMetrics().height() * 1.6)
        sign.setPixmap(app_icon().pixmap(QSize(side, side), self.devicePixelRatioF()))
        self.name.setProperty("role", "name")
        self.name.setToolTip(self.tr("The name of what you see here: click to change it"))
        self.name.setAccessibleName(self.tr("Name of the graph"))
        self.name.textChanged.connect(self._fit_name)
        self.name.editingFinished.connect(self._on_name)
        self.profile.setProperty("role", "flat")
        self.profile.setMenu(ProfileMenu(self._session, self))
        self.profile.setToolTip(
            self.tr("Profile: one angle of the camera with its room and its models.")
        )
        self._show_profile()
        steps = QPushButton(icon("graduation-cap"), self.tr("A network of your own"), bar)
        steps.setProperty("role", "flat")
        steps.clicked.connect(self.show_steps)
        graph = QPushButton(icon("workflow"), self.tr("Show the graph"), bar)
        graph.clicked.connect(self.graph_wanted)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE * 2, theme.SPACE, theme.SPACE * 2, theme.SPACE)
        row.setSpacing(theme.SPACE)
        row.addWidget(sign)
        row.addWidget(self.name)
        row.addWidget(self.profile, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self._undo)
        row.addWidget(self._redo)
        row.addWidget(steps)
        row.addWidget(graph)
        return bar

    def _make_history(self) -> tuple[QToolButton, QToolButton]:
        made = []
        for name, text, do in (
            ("undo-2", self.tr("Undo"), self._session.document.undo),
            ("redo-2", self.tr("Redo"), self._session.document.redo),
        ):
            button = QToolButton(self)
            button.setIcon(icon(name))
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.clicked.connect(do)
            made.append(button)
        return made[0], made[1]

    def _make_stage(self) -> QWidget:
        """The picture with the big buttons on the left, what changes it on the right."""
        stage, left = QWidget(self), QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        self.viewport.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column.addWidget(self.viewport, 1)
        column.addWidget(self.figures)
        column.addWidget(self.trouble)
        column.addWidget(self.controls)
        column.addWidget(self.recording)
        row = QHBoxLayout(stage)
        row.setContentsMargins(*[theme.SPACE * 2] * 4)
        row.setSpacing(theme.SPACE * 2)
        row.addWidget(left, 1)
        row.addWidget(self._make_side())
        return stage

    def _make_side(self) -> QScrollArea:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.SPACE, 0)
        column.setSpacing(theme.SPACE * 2)
        self._looks = []
        for title, panel in (
            (self.tr("Camera"), self.camera),
            (self.tr("Background"), self.backdrop),
            (self.tr("Shape"), self.shape),
        ):
            part = Collapsible(title, panel)
            column.addWidget(part)
            self._looks += [part] if panel is not self.camera else []
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        bar = area.verticalScrollBar().sizeHint().width()
        wide = max(page.sizeHint().width(), self.backdrop.full_width() + theme.SPACE)
        area.setFixedWidth(wide + bar)
        return area

    # -- what the document says ----------------------------------------------------------------

    def _refresh(self) -> None:
        for panel in (self.camera, self.backdrop, self.shape, self.controls):
            panel.refresh()
        records = self.recording.records
        for part in (*self._looks, self.controls):
            part.setVisible(not records)
        self._on_document()

    def _on_changed(self, before: Graph, after: Graph) -> None:
        self._refresh()

    def _on_document(self) -> None:
        document = self._session.document
        self._undo.setEnabled(document.can_undo)
        self._redo.setEnabled(document.can_redo)
        if not self.name.hasFocus():
            self.name.setText(words.graph_text(document.graph.title))

    def _fit_name(self, text: str) -> None:
        """As wide as it is long, so that what stands behind it is near."""
        self.name.ensurePolished()
        metrics = self.name.fontMetrics()
        wide = min(metrics.horizontalAdvance(text), metrics.averageCharWidth() * 36)
        self.name.setFixedWidth(max(wide, metrics.averageCharWidth() * 6) + 4 * theme.SPACE)

    # -- what somebody does --------------------------------------------------------------------

    def _on_name(self) -> None:
        graph, title = self._session.graph, self.name.text().strip()
        if title and title not in (graph.title, words.graph_text(graph.title)):
            self._session.document.do(Describe(title, graph.description, graph.needs))
        self.name.clearFocus()
        self._on_document()
