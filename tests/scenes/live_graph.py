"""The bundled live graph on a film with real networks, measured picture by picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from bundled_runs import GRAPHS

from muse_nodes.api import Array, Ctx, Frame, Matte, matte_spec, node
from muse_nodes.document import Graph, Link, Node, Port, load
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.host import Host, load_models
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.schema import Value
from muse_nodes.engine.stats import RunStats


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame of a run: what the camera gave, and what became of it. Valid during the call."""

    index: int
    frame: Frame
    matte: Matte
    """The network's, at its own size."""
    full: Matte
    """The same at the size of the frame, guided by it."""
    plate: Frame
    image: Frame

    def difference(self) -> Array:
        """Levels (H, W) by which the picture differs from the camera's, largest channel."""
        return np.asarray(cv2.absdiff(self.image, self.frame).max(axis=-1))

    def near_person(self) -> Array:
        """Where the person is, and up to seven pixels of the matte around: bool (H, W)."""
        height, width = self.frame.shape[:2]
        rows, columns = self.matte.shape
        there = cv2.resize(self.matte, (width, height), interpolation=cv2.INTER_LINEAR) > 0.002
        reach = [2 * round(7 * n / m) + 1 for n, m in ((width, columns), (height, rows))]
        grown = cv2.dilate(there.astype(np.uint8), np.ones((reach[1], reach[0]), np.uint8))
        return np.asarray(grown > 0)


def run_live(
    film: Path,
    models: Path,
    look: Callable[[Moment], None],
    *,
    frames: int | None = None,
    **sets: dict[str, Value],
) -> RunStats:
    """Run the live graph on ``film``; ``look`` sees every frame. ``sets`` by node id."""

    @node("test.look", category="Test", runs_on="host", queue=8)
    class Look:
        """Takes part in the graph as a sink, so that what it sees belongs together."""

        def process(self, ctx: Ctx, frame: Frame, matte: Matte, plate: Frame, image: Frame) -> None:
            full = ctx.empty(matte_spec(*frame.shape[:2]))
            ctx.ops.upsample_matte(full, matte, frame)
            look(Moment(ctx.frame_index, frame, matte, full, plate, image))

    device = CpuDevice(2)
    registry = load_registry().extended([Look])
    host = Host(registry, load_models([models]), device, device, threads=2)
    run = host.start(_graph({"camera": {"source": str(film)}, **sets}), RunOptions(frames=frames))
    over = run.wait(240)
    stats = run.close()
    host.close()
    assert over
    return stats


def _graph(sets: dict[str, dict[str, Value]]) -> Graph:
    """The live graph with ``test.look`` in place of its sinks."""
    graph = load(GRAPHS / "live.json").sound()
    for name, values in sets.items():
        changed = graph.node(name)
        for param, value in values.items():
            changed = replace(changed, params=changed.params.with_value(param, value))
        graph = graph.with_node(changed)
    sinks = {"virtual_camera", "preview"}
    wires = {"frame": "camera.frame", "matte": "segment.matte", "plate": "background.plate",
             "image": "composite.image"}  # fmt: skip
    links = [link for link in graph.links if link.target.node not in sinks]
    links += [Link(Port.parse(source), Port("look", port)) for port, source in wires.items()]
    nodes = [n for n in graph.nodes if n.id not in sinks]
    return replace(graph, nodes=(*nodes, Node("look", "test.look")), links=tuple(links))
