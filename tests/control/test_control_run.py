"""The endpoint on a graph that really runs: what is said outside happens in the pictures."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from control_client import SECONDS, Client

from muse_nodes.control.server import ControlServer
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.run import Run

SCENE = {"width": 96, "height": 54, "fps": 60.0}


def document() -> Graph:
    """The demo scene, a caption on it, a preview."""
    nodes = (
        Node("scene", "muse.sources.demo_scene", params=Params(SCENE)),
        Node("caption", "muse.compose.caption", params=Params({"line": "Hello"})),
        Node("preview", "muse.output.preview"),
    )
    ends = ("scene.frame", "caption.frame"), ("caption.frame", "preview.frame")
    return Graph(nodes=nodes, links=tuple(Link(Port.parse(a), Port.parse(b)) for a, b in ends))


@pytest.fixture
def running(registry: Registry) -> Iterator[Run]:
    device = CpuDevice(1)
    host = Host(registry, NoModels(), device, device)
    run = host.start(document(), RunOptions(realtime=True))
    yield run
    run.close()
    host.close()


@pytest.fixture
def outside(running: Run, registry: Registry, tmp_path: Path) -> Iterator[Client]:
    server = ControlServer(running, registry, tmp_path)
    server.start()
    yield Client(server)
    server.close()


def picture(client: Client, node: str = "caption", **more: Any) -> np.ndarray:
    """What is seen on a node's output."""
    seen = client.good("snapshot", {"node": node, "port": "frame", "timeout_ms": 5000, **more})
    data = np.frombuffer(base64.b64decode(seen["png"]), np.uint8)
    return cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)


def test_a_parameter_changes_the_picture(outside: Client, running: Run) -> None:
    assert picture(outside).shape == (54, 96, 3)
    assert outside.good("set", {"params": {"caption": {"line": "Bye"}}})["applied"]
    assert outside.good("graph")["graph"]["nodes"][1]["params"]["line"] == "Bye"
    outside.post("set", {"params": {"caption": {"line": 3}}}).refused(422, "bad_value", "line")
    outside.post("set", {"params": {"wind": {"line": ""}}}).refused(422, "bad_value", "wind")


def test_an_edit_changes_the_running_graph(outside: Client, running: Run) -> None:
    second = {"id": "second", "type": "muse.compose.caption", "params": {"line": "Two"}}
    edits = [
        {"edit": "add_node", "node": second},
        {"edit": "connect", "source": "caption.frame", "target": "second.frame"},
        {"edit": "connect", "source": "second.frame", "target": "preview.frame"},
    ]
    done = outside.good("edit", {"edit": {"edit": "batch", "edits": edits}})
    assert (done["done"], done["applied"]) == (True, True)
    assert "second" in running.graph.by_id
    assert picture(outside, "second").shape == (54, 96, 3)
    answer = outside.post("edit", {"edit": {"edit": "disconnect", "target": "second.frame"}})
    answer.refused(409, "not_applied", "second")
    assert picture(outside, "second").shape == (54, 96, 3)


def test_an_input_is_switched_by_a_parameter_that_sets_up_again(
    outside: Client, running: Run
) -> None:
    edit = {"edit": "set_param", "node": "scene", "param": "width", "value": 64}
    assert outside.good("edit", {"edit": edit})["applied"]
    assert picture(outside).shape == (54, 64, 3)
    assert picture(outside, max_width=16).shape == (13, 16, 3)


def test_pause_step_resume_and_panic(outside: Client, running: Run) -> None:
    outside.good("pause")
    wanted = {"node": "scene", "port": "frame", "timeout_ms": 100}
    while outside.post("snapshot", wanted).status != 504:  # frames under way finish
        pass
    frames = running.stats.frames
    outside.good("step")
    while running.stats.frames == frames:
        assert not running.wait(0.01)
    outside.good("resume")
    assert picture(outside).any()
    outside.good("panic", {"on": True})
    assert running.panicking
    outside.good("panic", {"on": False})
    assert not running.panicking


def test_statistics_move(outside: Client, running: Run) -> None:
    first = outside.good("stats")["stats"]["frames"]
    while outside.good("stats")["stats"]["frames"] <= first:
        assert not running.wait(0.01)
    assert {node["id"] for node in outside.good("stats")["stats"]["nodes"]} >= {"scene", "caption"}


def test_actions_reach_their_node(outside: Client) -> None:
    outside.post("act", {"node": "scene", "action": "setup"}).refused(422, "bad_value", "setup")
    outside.post("act", {"node": "nobody", "action": "x"}).refused(422, "bad_value", "nobody")


def test_the_run_may_end_before_the_endpoint(outside: Client, running: Run) -> None:
    running.close()
    assert outside.good("stats")["stats"]["frames"] >= 0
    edit = {"edit": "set_bypass", "node": "caption", "on": True}
    outside.post("edit", {"edit": edit}).refused(409, "not_applied", "over")
    assert running.wait(SECONDS)
