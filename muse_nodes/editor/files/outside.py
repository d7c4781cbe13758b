"""What other programs do to the open file: noticed, shown, and left to the user to decide."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from muse_nodes.document import apply_renames, load
from muse_nodes.editor.files.banner import ChangedBanner
from muse_nodes.editor.files.graph_text import differences
from muse_nodes.editor.files.watching import FileWatch, mark
from muse_nodes.editor.session import Session


class Outside(QObject):
    """Watches the file of the open graph; looks anew when the program gets the focus."""

    load_wanted = Signal()
    """The user wants what is in the file."""
    kept = Signal()
    """The user keeps what is open: it is not what is in the file any more."""

    def __init__(self, session: Session, settle_ms: int, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._watch = FileWatch(settle_ms, self)
        self.keeps_mine = False
        self.banner = ChangedBanner(window)
        self._watch.altered.connect(self._on_altered)
        self.banner.load_wanted.connect(self.load_wanted)
        self.banner.keep_wanted.connect(self._keep)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_focus)

    @property
    def is_altered(self) -> bool:
        """True when the file is there and holds something that we do not know of."""
        path = self._session.document.path
        return self._watch.is_altered and path is not None and path.exists()

    def follow(self, path: Path | None, known: str | None = None) -> None:
        """Another file is open now, or this one was written; ``known`` as in ``FileWatch``."""
        self._watch.watch(path, known)
        self.keeps_mine = False
        self.banner.hide()

    def take_over(self, old: Outside) -> None:
        """Know what another window knew, and show what it showed."""
        self._watch.watch(self._session.document.path, old._watch.known)
        self.keeps_mine = old.keeps_mine
        self._watch.look()

    def close(self) -> None:
        """Watch nothing any more."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.disconnect(self._on_focus)
        self._watch.watch(None)

    def _on_focus(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._watch.look()

    def _on_altered(self) -> None:
        path, session = self._session.document.path, self._session
        if path is None:
            return
        known = mark(path)
        loaded = load(path)
        if loaded.graph is None:
            gone = self.tr("“{name}” was removed or renamed. Save to write it again.")
            bad = self.tr("Another program changed “{name}”, and it cannot be read any more.")
            text = bad if path.exists() else gone
            why = [str(problem) for problem in loaded.problems] if path.exists() else []
            self.banner.show_change(text.format(name=path.name), why, can_load=False)
            return
        theirs = apply_renames(loaded.graph, session.registry.renames())
        if found := differences(session.graph, theirs, session.registry):
            text = self.tr("Another program changed “{name}”.").format(name=path.name)
            self.banner.show_change(text, found, can_load=True)
        else:
            self.follow(path, known)

    def _keep(self) -> None:
        self.follow(self._session.document.path)
        self.keeps_mine = True
        self.kept.emit()
