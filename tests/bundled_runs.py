"""The bundled graphs made small: the drawn room in place of a camera, and no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from muse_nodes.api.ports import Frame
from muse_nodes.document import Graph, load
from muse_nodes.engine.device import CpuDevice, Device
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.run import Run
from muse_nodes.engine.schema import Value

GRAPHS = Path(__file__).resolve().parents[1] / "graphs"
NAMES = sorted(
    path.stem
    for path in GRAPHS.glob("*.json")
    if '"muse.personal.' not in path.read_text(encoding="utf-8")
)
"""Those that run on and on; jobs leave something in a data folder, and have tests of their own."""

_SOURCES = {"muse.sources.camera": {"source": "demo"}, "muse.sources.demo_scene": {}}


def small_graph(name: str, width: int = 320, height: int = 180, **more: dict[str, Value]) -> Graph:
    """A bundled graph whose sources give the drawn room; ``more`` sets parameters by node id."""
    graph = load(GRAPHS / f"{name}.json").sound()
    for node in graph.nodes:
        wanted: dict[str, Value] = dict(more.get(node.id, {}))
        if node.type in _SOURCES:
            wanted |= {**_SOURCES[node.type], "width": width, "height": height}
        params = node.params
        for param, value in wanted.items():
            params = params.with_value(param, value)
        graph = graph.with_node(replace(node, params=params))
    return graph


def host_on(device: Device, registry: Registry, cpu: CpuDevice) -> Host:
    """An engine whose pixels live on ``device``, on a machine without networks."""
    return Host(registry, NoModels(), device, cpu)


def finished(
    host: Host,
    graph: Graph,
    frames: int,
    shown: Callable[[str, Frame], None] | None = None,
) -> Run:
    """The run of ``graph`` over some frames, over and closed."""
    run = host.start(graph, RunOptions(frames=frames), shown=shown)
    over = run.wait(120)
    run.close()
    assert over
    return run
