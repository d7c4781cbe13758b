"""Graph files that are dragged onto the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def graph_files(mime: QMimeData) -> tuple[Path, ...]:
    """The graph files on this machine that a drag carries; none if it carries something else."""
    paths = (Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    return tuple(path for path in paths if path.suffix.lower() == ".json")
