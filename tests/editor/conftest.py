"""What the tests of the editor share: a session on small graphs, and guards against leaks.

They run without a display (Qt's ``offscreen`` platform); what needs OpenGL is marked ``display``.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

if "DISPLAY" not in os.environ and "QT_QPA_PLATFORM" not in os.environ:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

pytest.importorskip("PySide6", reason="the editor needs the extra 'editor'")

from editor_bench import bundled, settle
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from muse_nodes.editor.clipboard import let_go
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine, threads
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import open_host
from muse_nodes.engine.registry import Registry, load_registry


@pytest.fixture(scope="session")
def registry() -> Registry:
    """All bundled node types."""
    return load_registry()


@pytest.fixture(scope="module", autouse=True)
def what_is_there_to_stay(qapp: QApplication, registry: Registry) -> Iterator[None]:
    """Packages are not collected: looking through them after each test takes most of its time."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """Settings of their own for each test, in English whatever the system speaks."""
    made = Preferences(tmp_path / "editor.ini")
    made.set("language", "en")
    return made


@pytest.fixture
def session(qapp: QApplication, registry: Registry) -> Iterator[Session]:
    """A session on the bundled demo graph: a drawn scene, no network, no camera."""
    engine = Engine(lambda: open_host(registry, NoModels()))
    made = Session(Document(bundled("demo")), engine, registry)
    yield made
    engine.close()
    made.deleteLater()
    engine.deleteLater()


@pytest.fixture(autouse=True)
def nothing_is_left_behind(qapp: QApplication) -> Iterator[None]:
    """A test may leave no thread, no window and no running timer behind.

    References to ``None`` are counted where nothing else is collected meanwhile: in
    ``test_qt_keeps_its_references_to_none`` and in the endurance test.
    """
    before = set(threading.enumerate())
    gc.disable()  # an engine thread that collects what a failed test left would delete widgets
    yield
    gc.enable()
    let_go()
    settle()
    left = [t.name for t in set(threading.enumerate()) - before if t.is_alive()]
    assert not left, f"threads are left: {left}"
    assert not threads(), f"engine threads are left: {threads()}"
    windows = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert not windows, f"windows are left open: {windows}"
    running = [
        t for w in QApplication.topLevelWidgets() for t in w.findChildren(QTimer) if t.isActive()
    ]
    assert not running, f"timers are left running: {running}"
