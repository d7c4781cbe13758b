"""The file of the open graph: everything that opens, saves and keeps it.

What it promises: a file is never overwritten unasked and never half written; unsaved work survives
a crash in a recovery file that is not the user's; the last saves of every file are kept; a change
by another program is noticed. Bundled graphs are templates: saving asks for a place. Nothing that
is opened is run.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from muse_nodes.document import (
    DocumentError,
    Graph,
    Loaded,
    Problem,
    apply_renames,
    dump,
    load,
    save,
)
from muse_nodes.document.json_io import MAX_BYTES
from muse_nodes.document.problem import Severity
from muse_nodes.editor.clipboard import insert
from muse_nodes.editor.files.asking import Questions
from muse_nodes.editor.files.autosave import Autosave
from muse_nodes.editor.files.dialogs import RecoveryDialog, VersionsDialog
from muse_nodes.editor.files.dropping import graph_files
from muse_nodes.editor.files.graph_text import differences
from muse_nodes.editor.files.outside import Outside
from muse_nodes.editor.files.recovery import About, Lost, lost_work
from muse_nodes.editor.files.rewriting import rewritten
from muse_nodes.editor.files.templates import TemplateDialog, read_template, template_of
from muse_nodes.editor.files.versions import Versions
from muse_nodes.editor.files.watching import digest, mark
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.editor.words import graph_text
from muse_nodes.engine.bundled import bundled_folder

AUTOSAVE_MS = 4000
"""From a change until it is in the recovery file."""
SETTLE_MS = 300
"""From the first sign that a file has changed until it is read: writers take their time."""
_FOLDER = "files/folder"


class Files(QObject):
    """Call ``start`` when the window is shown, ``may_close`` before it closes, ``close`` after.

    The window's title is kept up to date from here. ``after`` are the files of a window that this
    one takes the place of.
    """

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        window: QWidget,
        *,
        autosave_ms: int = AUTOSAVE_MS,
        settle_ms: int = SETTLE_MS,
        after: Files | None = None,
    ) -> None:
        super().__init__(window)
        self._session, self._preferences, self._window = session, preferences, window
        self._document = session.document
        self._base = session.graph
        self._template = ""
        self._known: str | None = None
        self._discarded = self._closed = False
        self._ask = Questions(window)
        self._recovery_folder = session.settings.data / "recovery"
        self._versions = Versions(session.settings.data / "history")
        self._autosave = Autosave(self._recovery_folder, autosave_ms, self._unsaved, self)
        self._outside = Outside(session, settle_ms, window)
        self._autosave.failed.connect(session.told)
        self._outside.load_wanted.connect(self._load_theirs)
        self._outside.kept.connect(self._retitle)
        self._outside.kept.connect(self._autosave.touch)
        self._document.opened.connect(self._on_opened)
        self._document.changed.connect(self._autosave.touch)
        self._document.state_changed.connect(self._retitle)
        self._on_opened()
        if after is not None:
            self._take_over(after)
        self._retitle()

    # What is open

    @property
    def banner(self) -> QWidget:
        """Says that another program changed the file; belongs above the canvas."""
        return self._outside.banner

    @property
    def template(self) -> str:
        """The bundled graph that the open one began as; empty if it is a file, or none of them."""
        return self._template

    @property
    def modified(self) -> bool:
        """True when closing would lose something."""
        return self._document.dirty or self._outside.keeps_mine

    @property
    def name(self) -> str:
        """What the open graph is called: its file, or its title while it has none."""
        path = self._document.path
        return path.name if path else graph_text(self._document.graph.title) or self.tr("Untitled")

    # Opening

    def start(self) -> bool:
        """After a crash: offer what was not saved. True if something of it was opened."""
        lost = lost_work(self._recovery_folder)
        if not lost:
            return False
        dialog = RecoveryDialog(lost, self._changes_of, self._window)
        dialog.exec()
        opened = dialog.opened
        dialog.deleteLater()
        done = opened is not None and self._recover(opened)
        for one in lost:
            one.release()
        return done

    def new(self) -> bool:
        """Ask for a template and begin with it."""
        dialog = TemplateDialog(self._session.registry, self._window)
        accepted = dialog.exec() == TemplateDialog.DialogCode.Accepted
        name = dialog.chosen.name
        dialog.deleteLater()
        return accepted and self.leave() and self.begin(name)

    def begin(self, template: str, as_it: Graph | None = None) -> bool:
        """Begin with a bundled graph by name, or with an empty one; nothing is asked.

        ``as_it`` is taken in its place: the same with other parameters.
        """
        graph = as_it or (read_template(template) if template else Graph())
        if graph is None:
            return False
        self._take(Loaded(graph), None)
        self._template = template
        return True

    def open(self) -> bool:
        """Ask for a file and open it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open graph"), self._folder(), self._filter()
        )
        return bool(chosen) and self.open_path(Path(chosen))

    def open_path(self, path: Path) -> bool:
        """Open a file; asks first if something is unsaved. What is wrong with it is told."""
        if not self.leave():
            return False
        if path.resolve().parent == bundled_folder("graphs").resolve():
            return self.begin(path.stem)
        return self._read(path)

    def leave(self) -> bool:
        """Before the open graph is left: True if it may be, saved or given up by the user."""
        if not self.modified:
            return True
        answer = self._ask.unsaved(self.name)
        return answer == "discard" or (answer == "save" and self.save())

    def revert(self) -> None:
        """Go back to what is in the file, or to the template."""
        if self.modified and self._ask.revert(self.name):
            path = self._document.path
            if path is None:
                self._take(Loaded(self._base), None)
            else:
                self._read(path)

    # Saving

    def save(self) -> bool:
        """Save to the graph's file; asks for one if it has none. False if it was not saved."""
        path = self._document.path
        if path is None:
            return self.save_as()
        if self._outside.is_altered:
            answer = self._ask.overwrite(path.name)
            if answer != "overwrite":
                return answer == "elsewhere" and self.save_as()
        return self._write(path)

    def save_as(self) -> bool:
        """Ask for a place and save there."""
        path = self._document.path
        stem = re.sub(r"[^\w-]+", "_", self._document.graph.title.lower()).strip("_") or "graph"
        suggested = str(path) if path else str(Path(self._folder()) / f"{stem}.json")
        dialog = QFileDialog(self._window, self.tr("Save graph"), suggested, self._filter())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(suggested)
        accepted = dialog.exec() == QFileDialog.DialogCode.Accepted
        chosen = dialog.selectedFiles()
        dialog.deleteLater()
        if not accepted or not chosen:
            return False
        target = Path(chosen[0])
        if target.resolve().parent == bundled_folder("graphs").resolve():
            message = self.tr("This folder holds the graphs that come with the program.")
            self._tell(message, self.tr("Choose another folder."))
            return False
        return self._write(target)

    def versions(self) -> None:
        """Show the earlier versions of the open file; one may be opened as a copy."""
        path = self._document.path
        if path is None:
            self._tell(self.tr("This graph was not saved to a file yet."), severity="warning")
            return
        found = self._versions.of(path)
        dialog = VersionsDialog(path, found, self._changes_to, self._window)
        dialog.exec()
        version = dialog.opened
        dialog.deleteLater()
        if version is None or not self.leave():
            return
        loaded = load(version.file)
        if loaded.graph is None:
            self._session.told.emit(loaded.problems)
            return
        self._take(loaded, None)

    # Dropping files onto the window

    @staticmethod
    def accepts(mime: QMimeData) -> bool:
        """True for a drag of graph files."""
        return bool(graph_files(mime))

    def drop(self, mime: QMimeData, at: tuple[float, float] = (0.0, 0.0)) -> None:
        """Ask of each file whether it is to be opened or put into the graph ``at`` a place."""
        for path in graph_files(mime):
            answer = self._ask.open_or_insert(path.name)
            if answer == "cancel":
                return
            if answer == "open":
                self.open_path(path)
                continue
            loaded = load(path)
            if loaded.problems:
                self._session.told.emit(loaded.problems)
            if loaded.graph is not None:
                insert(self._session, loaded.graph, at)

    # The end

    def may_close(self) -> bool:
        """Ask about unsaved work; True if the window may close."""
        self._discarded = self.leave()
        return self._discarded

    def close(self) -> None:
        """Stop watching and writing. Work about which nobody was asked stays in recovery."""
        if self._closed:
            return
        self._closed = True
        self._outside.close()
        keep = self.modified and not self._discarded
        if keep:
            self._autosave.now()
        self._autosave.close(keep=keep)

    # Inside

    def _take_over(self, before: Files) -> None:
        """Go on where the files of an earlier window were; those are closed."""
        self._base, self._template = before._base, before._template
        self._outside.take_over(before._outside)
        before._discarded = not self.modified or self._autosave.now()  # it is safe here
        before.close()

    def _read(self, path: Path) -> bool:
        known = mark(path)  # before it is read: what comes later is a change
        loaded = load(path)
        if loaded.graph is None:
            self._session.told.emit(loaded.problems)
            return False
        self._preferences.used(path)
        self._preferences.set(_FOLDER, str(path.parent))
        self._take(loaded, path, known)
        return True

    def _take(self, loaded: Loaded, path: Path | None, known: str | None = None) -> None:
        """Open a graph in the place of the one that is open; ``known`` marks what was read."""
        graph = apply_renames(loaded.graph or Graph(), self._session.registry.renames())
        self._known = known
        self._document.open(graph, path)
        self._session.opened_with(loaded.problems)

    def _on_opened(self) -> None:
        """Another graph is open, whoever opened it."""
        path = self._document.path
        self._base, self._discarded = self._document.graph, False
        self._template = template_of(self._base) if path is None else ""
        self._outside.follow(path, self._known)
        self._known = None
        self._autosave.forget()

    def _write(self, path: Path) -> bool:
        graph = self._document.graph
        with suppress(OSError):  # there is none yet
            if path.stat().st_size <= MAX_BYTES:
                self._keep_version(path, path.read_bytes())
        try:
            save(graph, path)
        except DocumentError as error:
            self._session.told.emit(error.problems)
            return False
        content = dump(graph)
        self._keep_version(path, content)
        self._outside.follow(path, digest(content))
        self._template = ""
        self._document.saved_as(path)
        self._autosave.forget()
        self._preferences.used(path)
        self._preferences.set(_FOLDER, str(path.parent))
        return True

    def _keep_version(self, path: Path, content: bytes) -> None:
        try:
            self._versions.keep(path, content)
        except OSError as error:
            text = self.tr("The earlier version could not be kept: {error}").format(error=error)
            self._tell(text, severity="warning")

    def _recover(self, lost: Lost) -> bool:
        """Open lost work as an unsaved change of what it began as."""
        graph = lost.loaded.graph
        if graph is None:
            return False
        path = Path(lost.about.path) if lost.about.path else None
        known = mark(path) if path else None
        base = Loaded(self._base_of(lost), lost.loaded.problems)
        self._take(base, path, known)
        self._document.do(rewritten(self._document.graph, graph))
        if not self.modified or self._autosave.now():
            lost.discard()
        return True

    def _base_of(self, lost: Lost) -> Graph:
        """What lost work was a change of: the user's file as it is now, or a template."""
        path, template = lost.about.path, lost.about.template
        base = load(Path(path)).graph if path else read_template(template)
        return base or Graph()

    def _changes_of(self, lost: Lost) -> list[str]:
        after = lost.loaded.graph or Graph()
        return differences(self._base_of(lost), after, self._session.registry)

    def _changes_to(self, graph: Graph) -> list[str]:
        return differences(self._document.graph, graph, self._session.registry)

    def _unsaved(self) -> tuple[Graph, About] | None:
        """What the recovery file has to hold now."""
        if not self.modified:
            return None
        path = self._document.path
        return self._document.graph, About(self.name, str(path or ""), self._template)

    def _load_theirs(self) -> None:
        path = self._document.path
        if path is not None:
            if self.modified:
                self._keep_version(path, dump(self._document.graph))
            self._read(path)

    def _retitle(self) -> None:
        self._window.setWindowTitle(f"{self.name}[*] – " + self.tr("MUSE Nodes"))
        self._window.setWindowModified(self.modified)

    def _folder(self) -> str:
        return self._preferences.text(_FOLDER) or str(Path.home())

    def _filter(self) -> str:
        return self.tr("Graphs (*.json)")

    def _tell(self, message: str, hint: str = "", severity: Severity = "error") -> None:
        self._session.told.emit((Problem(message, hint, severity=severity),))
