"""What cameras there are, for those who let the user choose one."""

from __future__ import annotations

from muse_nodes.engine.host import Host

CAMERA = "muse.sources.camera"
SOURCE = "source"
"""The node type that opens cameras, and its parameter that says which."""


def found_cameras(host: Host) -> tuple[tuple[str, str], ...]:
    """(what to write into the graph, name) of every camera. For ``Engine.ask``: it takes long."""
    from muse_nodes import media

    cameras = media.list_cameras()
    names = [camera.name for camera in cameras]
    return tuple(
        (c.stable_path or (c.name if names.count(c.name) == 1 else str(c.index)), c.name)
        for c in cameras
    )
