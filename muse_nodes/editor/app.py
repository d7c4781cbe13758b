"""The editor from its first moment to its last: application, session, window."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QSize, Qt, QTimer, qVersion
from PySide6.QtWidgets import QApplication

from muse_nodes import __version__
from muse_nodes.api.errors import MuseError
from muse_nodes.document import Graph, Problem
from muse_nodes.editor import theme
from muse_nodes.editor.clipboard import let_go
from muse_nodes.editor.collecting import Collector
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine, EngineOptions
from muse_nodes.editor.icons import app_icon
from muse_nodes.editor.language import Speech, chosen
from muse_nodes.editor.messages import Picture
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.editor.window import SIZE, Window
from muse_nodes.engine.host import Host, load_models, open_host
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.settings import Settings

log = logging.getLogger("muse.editor")

_HEAR = 200
"""Milliseconds between two moments at which Python looks whether Ctrl-C was pressed."""


_DRAWN = 600
"""Milliseconds that a page has to be drawn before its picture is taken."""


@dataclass(frozen=True)
class StartOptions:
    """What the command line says. ``named``: the graph was asked for, and is not the default."""

    graph: Graph
    registry: Registry
    settings: Settings = field(default_factory=Settings)
    path: Path | None = None
    problems: tuple[Problem, ...] = ()
    named: bool = False
    models: tuple[Path, ...] = ()
    language: str = ""
    page: str = ""
    select: str = ""
    size: tuple[int, int] | None = None
    screenshot: Path | None = None
    run_seconds: float = 0.0


def start(options: StartOptions) -> int:
    """Open the editor and return when it is closed. MuseError where no window can be shown."""
    _fit_to_be_seen()
    began = time.perf_counter()
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(["muse"])
    app.setApplicationName("MUSE Nodes")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("muse-nodes")
    app.setWindowIcon(app_icon())
    theme.apply(app)
    editor = Editor(options, began)
    ear = QTimer()  # without it Python has no chance to see Ctrl-C while Qt waits
    ear.timeout.connect(lambda: None)
    ear.start(_HEAR)
    before = signal.signal(signal.SIGINT, lambda *_: app.quit())
    try:
        app.exec()
    finally:
        signal.signal(signal.SIGINT, before)
        ear.stop()
        editor.close()
    return editor.status


class Editor(QObject):
    """One session and its window. The window is made anew when the language changes."""

    def __init__(self, options: StartOptions, began: float) -> None:
        super().__init__()
        self._options = options
        self._began = began
        self.status = 0
        self._aside = tempfile.TemporaryDirectory()
        throw_away = Path(self._aside.name) / "editor.ini"  # pictures are made with the defaults
        self.preferences = Preferences(throw_away if options.screenshot is not None else None)
        folders = options.settings.all_model_folders(options.models)

        def host() -> Host:
            models = load_models(folders, options.settings.data)
            return open_host(self.session.registry, models, threads=_threads())

        self.session = Session(
            Document(options.graph), Engine(host, EngineOptions(workers=_threads())),
            options.registry, options.settings,
        )  # fmt: skip
        if options.path is not None:
            self.session.document.open(options.graph, options.path)
        self.session.opened_with(options.problems)
        self._speech = Speech(self)
        self._language = chosen(options.language or self.preferences.language)
        self._speech.speak(self._language)
        self.window = self._opened()
        self.preferences.changed.connect(self._on_preference)
        self.session.engine.picture.connect(self._on_first_picture)
        self._collector = Collector(self)
        self._old_hook = sys.excepthook
        sys.excepthook = self._on_error
        QTimer.singleShot(0, self._begin)

    def close(self) -> None:
        """Give everything back."""
        sys.excepthook = self._old_hook
        self.window.close()
        self.session.engine.close()
        self._collector.close()
        let_go()
        self.preferences.save()
        self._aside.cleanup()

    def _opened(self, after: Window | None = None) -> Window:
        screen = QApplication.primaryScreen().availableSize()
        fitting = QSize(*SIZE).boundedTo(screen)  # what lies outside a screen is not drawn
        size = self._options.size or (fitting.width(), fitting.height())
        window = Window(self.session, self.preferences, after, size)
        if after is not None:
            window.setGeometry(after.geometry())
        window.show()
        return window

    def _begin(self) -> None:
        log.info("The window was there after %.2f s.", time.perf_counter() - self._began)
        options = self._options
        if options.select:
            self.session.show_node(options.select)
        if options.run_seconds > 0:
            self.session.run()
        if options.screenshot is not None:
            QTimer.singleShot(round(options.run_seconds * 1000) + _DRAWN, self._take_picture)
        elif not options.named:
            self.window.offer_recovery()
        if options.page:  # last: a dialog keeps whoever opens it
            self.window.show_page(options.page)

    def _take_picture(self) -> None:
        path = self._options.screenshot
        assert path is not None
        if not self.window.picture().save(str(path), "PNG"):
            log.error("The picture '%s' could not be written; is its folder there?", path)
            self.status = 1
        QApplication.quit()

    def _on_first_picture(self, _picture: Picture) -> None:
        self.session.engine.picture.disconnect(self._on_first_picture)
        log.info("The first picture was there after %.2f s.", time.perf_counter() - self._began)

    def _on_preference(self, name: str) -> None:
        if name == "language":
            QTimer.singleShot(0, self._speak_anew)

    def _speak_anew(self) -> None:
        language = chosen(self.preferences.language)
        if language == self._language:
            return
        self._language = language
        self._speech.speak(language)
        old, self.window = self.window, self._opened(self.window)
        old.leave()

    def _on_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.error("The editor made a mistake; it goes on.", exc_info=(kind, error, trace))


def _fit_to_be_seen() -> None:
    """MuseError, with what to do, where Qt would end the process instead."""
    if qVersion() == "6.12.0" and sys.version_info < (3, 12):
        raise MuseError(
            "PySide6 6.12.0 ends Python 3.11 after some thousand calls.",
            hint="Install another one: pip install 'PySide6-Essentials!=6.12.0,<6.13'.",
        )
    shown = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in shown):
        raise MuseError(
            "There is no display to open a window on.",
            hint="Run graphs without a window by 'muse run', or start 'xvfb-run -a muse'.",
        )


def _threads() -> int:
    return min(4, os.cpu_count() or 1)
