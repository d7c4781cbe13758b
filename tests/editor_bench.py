"""What tests of the editor work with. Imported only where Qt is there."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from muse_nodes.document import Graph, load
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.messages import Ended, Figures, Picture, Said
from muse_nodes.engine.bundled import find_graph

LIMIT = 120_000
"""Milliseconds that anything may take before a test gives up: the first run on a busy machine
compiles the kernels.
"""


def bundled(name: str) -> Graph:
    """A bundled graph by name."""
    return load(find_graph(name)).sound()


def until(qtbot: QtBot, holds: Callable[[], bool]) -> None:
    """Let the event loop run until something holds."""
    qtbot.waitUntil(holds, timeout=LIMIT)


def settle() -> None:
    """Have Qt delete what is to be deleted, and Python what is not reachable any more."""
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        gc.collect()


class Heard:
    """Keeps everything that an engine says."""

    def __init__(self, engine: Engine) -> None:
        self.states: list[str] = []
        self.pictures: list[Picture] = []
        self.figures: list[Figures] = []
        self.said: list[Said] = []
        self.refused: list[Any] = []
        self.behind: list[bool] = []
        self.ended: list[Ended] = []
        self.answers: dict[Any, Any] = {}
        engine.state_changed.connect(self.states.append)
        engine.picture.connect(self.pictures.append)
        engine.figures.connect(self.figures.append)
        engine.said.connect(self.said.append)
        engine.refused.connect(self.refused.append)
        engine.behind_changed.connect(self.behind.append)
        engine.ended.connect(self.ended.append)
        engine.answered.connect(self.answers.__setitem__)
