"""A program that opens a graph in the editor's document, changes it, and waits to be killed.

    python crashing_editor.py DATA FILE    FILE may be "template:demo"

It prints ``kept`` once the change is in its recovery file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from muse_nodes.document import MoveNode, SetTitle
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.files.files import Files
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import open_host
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.settings import Settings


def main(data: Path, what: str) -> int:
    """Run until killed."""
    app = QApplication(["crashing"])
    registry = load_registry()
    engine = Engine(lambda: open_host(registry, NoModels()))
    session = Session(Document(), engine, registry, Settings(data=data))
    files = Files(session, Preferences(data / "editor.ini"), QMainWindow(), autosave_ms=10)
    if what.startswith("template:"):
        assert files.begin(what.partition(":")[2])
    else:
        assert files.open_path(Path(what))
    session.document.do(SetTitle("warp", "Lost and found"))
    session.document.do(MoveNode("warp", (123.0, 45.0)))
    watch = QTimer(interval=5)

    def look() -> None:
        own = files._autosave._recovery._file
        if own.exists() and b"Lost and found" in own.read_bytes():
            watch.stop()
            sys.stdout.write("kept\n")
            sys.stdout.flush()

    watch.timeout.connect(look)
    watch.start()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2]))
