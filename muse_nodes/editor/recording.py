"""Recording begins and ends by muting the Video writers of a graph, which a run follows at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from muse_nodes.document import Batch, Edit, Graph, Node, SetMute, SetParam

WRITER = "muse.output.video_writer"


def toggled(graph: Graph, data: Path) -> tuple[Edit | None, str]:
    """The edit that begins all recordings, or ends them if one is on, and where they go.

    A recording never replaces the last one unless its node says so: it gets a new name then. One
    without a file goes to ``recordings`` in the data folder. None when there is no Video writer;
    an empty text when the recordings end.
    """
    writers = [node for node in graph.nodes if node.type == WRITER]
    on = [node for node in writers if not node.muted]
    if not writers:
        return None, ""
    if on:
        return Batch(tuple(SetMute(node.id, True) for node in on)), ""
    edits: list[Edit] = []
    paths: list[str] = []
    for node in writers:
        path = _free(node, data, paths)
        paths.append(path)
        if path != node.params.get("path"):
            edits.append(SetParam(node.id, "path", path))
        edits.append(SetMute(node.id, False))
    return Batch(tuple(edits)), ", ".join(paths)


def _free(node: Node, data: Path, taken: list[str]) -> str:
    """Where the node can write without losing anything."""
    given = str(node.params.get("path", ""))
    if given and node.params.get("overwrite") is True:
        return given
    if not given:
        folder = data / "recordings"
        folder.mkdir(parents=True, exist_ok=True)
        given = str(folder / f"{datetime.now():%Y%m%d_%H%M%S}.mp4")
    path, number = Path(given), 2
    while path.exists() or str(path) in taken:
        path = Path(given).with_stem(f"{Path(given).stem}_{number}")
        number += 1
    return str(path)
