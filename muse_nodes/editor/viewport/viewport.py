"""The viewport: what the graph gives, big and live."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QHideEvent,
    QKeySequence,
    QResizeEvent,
    QScreen,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.editor import theme, words
from muse_nodes.editor.icons import icon
from muse_nodes.editor.messages import View
from muse_nodes.editor.session import Session
from muse_nodes.editor.viewport.bar import Bar
from muse_nodes.editor.viewport.content import Mode
from muse_nodes.editor.viewport.cover import Cover
from muse_nodes.editor.viewport.fullscreen import FullScreen
from muse_nodes.editor.viewport.looking import Looking
from muse_nodes.editor.viewport.placement import STEP
from muse_nodes.editor.viewport.reading import Reading
from muse_nodes.editor.viewport.saving import Saver, pictures_folder
from muse_nodes.editor.viewport.toast import Toast
from muse_nodes.editor.viewport.view import PictureView

WHO = "viewport"
"""The name under which it watches wires."""

_SETTLE = 60
"""Milliseconds after a change of size until pictures of another size are asked for."""


class Viewport(QWidget):
    """Shows the result of the graph, or any wire of it. ``folder``: where pictures are saved."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewport")
        self.setAccessibleName(self.tr("Picture"))
        self._session = session
        self.folder: Path = pictures_folder()
        self.looking = Looking(session, self)
        self.view = PictureView(self)
        self.cover = Cover(session, self.looking, self)
        self.view.cover = self.cover
        self.saver = Saver(session, self)
        self.bar = Bar(session, self.looking, self)
        self.full: FullScreen | None = None
        self.toast = Toast(self.view)
        self._chip, self._chip_text = self._made_chip()
        self._label, self._pixel = QLabel(self), QLabel(self)
        self._watched_window: QWidget | None = None
        self._watching = False
        self._lay_out()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._connect()
        self._show()

    # -- for others ----------------------------------------------------------------------------

    def show_view(self, node: str, port: str) -> None:
        """Show what ``node`` gives on ``port``, until Esc or another mode is chosen."""
        self.looking.tap(View(node, port))

    def show_result(self) -> None:
        """Show the result of the graph."""
        self.looking.set_mode("result")

    def set_mode(self, mode: Mode) -> None:
        """Show the result, it beside its source, or the matte that belongs to it."""
        self.looking.set_mode(mode)

    def save_picture(self) -> None:
        """Save what is shown, whole, as a PNG file in ``folder``."""
        view = self.looking.main
        if view is not None:
            flows = self.looking.wires.flowing(view) or view
            self.saver.save(flows, self.folder, self.looking.newest(view))

    def copy_picture(self) -> None:
        """Put what is shown, whole, into the clipboard."""
        view = self.looking.main
        if view is not None:
            flows = self.looking.wires.flowing(view) or view
            self.saver.copy(flows, self.looking.newest(view))

    def fill_screen(self, screen: QScreen | None = None) -> None:
        """Show the picture on a whole display (default: the one this window is on)."""
        if self.full is None:
            self.full = FullScreen(screen or self.screen(), self.tr("Picture"))
            self.full.closed.connect(self._on_full_closed)
            self.full.view.aimed.connect(self._settle.start)
            self.full.showFullScreen()
            self._show()
            self._settle.start()

    # -- making --------------------------------------------------------------------------------

    def _made_chip(self) -> tuple[QFrame, QLabel]:
        chip = QFrame(self.view)
        chip.setObjectName("chip")
        chip.setAutoFillBackground(True)
        text = QLabel(chip)
        away = QToolButton(chip)
        away.setIcon(icon("x"))
        away.setAutoRaise(True)
        away.setToolTip(self.tr("Back to the result (Esc)"))
        away.setAccessibleName(self.tr("Back to the result"))
        away.clicked.connect(self.show_result)
        row = QHBoxLayout(chip)
        row.setContentsMargins(theme.SPACE, 0, 0, 0)
        row.addWidget(text)
        row.addWidget(away)
        chip.move(theme.SPACE, theme.SPACE)
        chip.hide()
        return chip, text

    def _lay_out(self) -> None:
        self._label.setProperty("role", "dim")
        self._pixel.setProperty("role", "dim")
        self._pixel.setTextFormat(Qt.TextFormat.RichText)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        status = QHBoxLayout()
        status.setContentsMargins(theme.SPACE, theme.SPACE // 4, theme.SPACE, theme.SPACE // 4)
        status.addWidget(self._label, 1)
        status.addWidget(self._pixel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.view, 1)
        column.addLayout(status)
        self.view.setMinimumSize(160, 90)

    def _connect(self) -> None:
        self.looking.switched.connect(self._on_switched)
        self.looking.arrived.connect(self._show)
        self.cover.changed.connect(self._repaint)
        self.view.aimed.connect(self._on_aimed)
        self.view.hovered.connect(self._on_hover)
        self.bar.zoom_in.triggered.connect(lambda: self.view.zoom_by(STEP))
        self.bar.zoom_out.triggered.connect(lambda: self.view.zoom_by(1 / STEP))
        self.bar.fit.triggered.connect(lambda: self.view.toggle_fit())
        self.bar.save.triggered.connect(self.save_picture)
        self.bar.copy.triggered.connect(self.copy_picture)
        self.bar.full_screen.connect(self.fill_screen)
        self.saver.saved.connect(self._on_saved)
        self.saver.copied.connect(self._on_copied)
        self.saver.failed.connect(self._on_failed)
        self._settle.timeout.connect(self._watch)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.show_result)

    # -- what is watched and shown -------------------------------------------------------------

    @property
    def is_seen(self) -> bool:
        """True while it can be seen: not hidden, not minimised."""
        return self.isVisible() and not self.window().isMinimized()

    def _watch(self) -> None:
        """Ask for what is needed now, and no more.

        What is not seen withdraws its wishes once: there may be another viewport by then.
        """
        seen = self.is_seen or self.full is not None
        if seen or self._watching:
            self._session.watch(WHO, self.looking.wanted(self._room) if seen else {})
        self._watching = seen

    def _room(self, index: int) -> tuple[int, int]:
        sizes = [self.view.wants(index)] if self.is_seen else []
        if self.full is not None:
            sizes.append(self.full.view.wants(index))
        return max(w for w, _ in sizes), max(h for _, h in sizes)

    def _show(self) -> None:
        panes = self.looking.panes()
        self.view.show_panes(panes)
        if self.full is not None:
            self.full.show_panes(panes)
        self._tell()

    def _tell(self) -> None:
        """Say in words which wire is shown, and how large."""
        self.bar.show_zoom(self.view.zoom, self.view.aim.fits)
        view = self.looking.main
        if view is None:
            self._label.setText("")
            return
        picture = self.looking.newest(view)
        plain = picture is None or (picture.image.isNull() and picture.pose is None)
        flowed = "" if plain or picture is None else picture.text
        carried = words.port_type(self.looking.kind(view))
        parts = [f"{view.node}.{view.port}", flowed, carried]
        if self.looking.kind(view) == "Field":
            parts.append(self.tr("colour: direction, brightness: distance"))
        text = " · ".join(part for part in parts if part)
        if text != self._label.text():
            self._label.setText(text)
            self._chip_text.setText(text)
            self._chip.adjustSize()

    def _repaint(self) -> None:
        self.view.surface.update()

    # -- what happens --------------------------------------------------------------------------

    def _on_switched(self) -> None:
        self._show()
        self._chip.setVisible(self.looking.tapped is not None)
        self._chip.adjustSize()
        self._watch()
        self._repaint()

    def _on_aimed(self) -> None:
        self._tell()
        self.toast.place()
        self._settle.start()

    def _on_hover(self, reading: object) -> None:
        if not isinstance(reading, Reading):
            self._pixel.setText("")
            return
        swatch = f'<span style="color:{reading.colour.name()}">■</span>'
        self._pixel.setText(f"<pre style='margin:0'>{swatch} {reading.words}</pre>")

    def _on_saved(self, path: Path) -> None:
        self.toast.say(
            self.tr("Saved {0}").format(path.name),
            button=self.tr("Open folder"),
            do=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
        )

    def _on_copied(self) -> None:
        self.toast.say(self.tr("The picture is in the clipboard."))

    def _on_failed(self, why: str) -> None:
        self.toast.say(why, error=True)

    def _on_full_closed(self) -> None:
        self.full = None
        self._watch()

    # -- events --------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Watch again; the window is told apart from when it is minimised."""
        super().showEvent(event)
        if self._watched_window is not self.window():
            self._watched_window = self.window()
            self._watched_window.installEventFilter(self)
        self.cover.wake()
        self._settle.start(0)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks: nothing is asked for."""
        super().hideEvent(event)
        self.cover.rest()
        self._settle.stop()
        self._watch()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """The full screen goes with it; what is being written is written."""
        if self.full is not None:
            self.full.close()
        self.saver.close()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What lies over the picture keeps its place."""
        super().resizeEvent(event)
        self.toast.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The window has been minimised or is back."""
        if event.type() == QEvent.Type.WindowStateChange:
            self._watch()
        return False
