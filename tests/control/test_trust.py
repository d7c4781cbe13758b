"""No path is reached, whatever edit brings it in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pytest
from memory_run import live_graph

from muse_nodes.api import Ctx, FilePath, Number, Restart, SavePath, node
from muse_nodes.control.refusal import Refusal
from muse_nodes.control.trust import Trust, is_plain
from muse_nodes.document import AddNode, Edit, Graph, Node, Params, RemoveNode, edit_from_json
from muse_nodes.engine.registry import Registry

PATHS = [
    "/etc/passwd", "../secret.png", "secret.png", "C:\\secret.png", "C:secret",
    "\\\\host\\share\\x",
    "~/x", "~", "file:secret", "http://example.org/x", "concat:a|b", "pipe:0", "a/b", ".hidden",
    "..",
    "NUL", "com1", "x\0.png", "/dev/video0", "secret.", "a\nb", "$HOME", "%APPDATA%", "x" * 300,
]  # fmt: skip


@node("test.keeper", category="Test")
class Keeper:
    """Writes numbers to a file."""

    def process(
        self,
        ctx: Ctx,
        number: Number,
        *,
        path: Annotated[SavePath, Restart()] = "",
        like: Annotated[FilePath, Restart()] = "",
        overwrite: Annotated[bool, Restart()] = False,
        gain: float = 1.0,
    ) -> None: ...


def keeping(**params: Any) -> Graph:
    """The live graph with a node that writes a file."""
    return AddNode(Node("keeper", "test.keeper", params=Params(params))).apply(live_graph()).graph


@pytest.fixture
def nodes(registry: Registry) -> Registry:
    return registry.extended([Keeper])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").touch()
    (tmp_path / "there.png").touch()
    return tmp_path


def judged(trust: Trust, before: Graph, *edits: dict[str, Any] | Edit) -> None:
    after = before
    for edit in edits:
        found = edit if isinstance(edit, Edit) else edit_from_json(edit)
        after = found.apply(after).graph
    trust.check(before, after)


def refused(trust: Trust, before: Graph, *edits: dict[str, Any] | Edit) -> str:
    with pytest.raises(Refusal) as refusal:
        judged(trust, before, *edits)
    assert refusal.value.code == "bad_value"
    return refusal.value.message


def setting(name: str, param: str, value: object) -> dict[str, Any]:
    return {"edit": "set_param", "node": name, "param": param, "value": value}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("name", "param"), [("camera", "source"), ("camera", "clean_plate"), ("segment", "model"),
                        ("virtual_camera", "device")],
)  # fmt: skip
def test_no_path_gets_into_a_node(nodes: Registry, name: str, param: str, path: str) -> None:
    trust, graph = Trust(nodes), live_graph()
    told = refused(trust, graph, setting(name, param, path))
    assert name in told
    assert param in told
    with pytest.raises(Refusal, match=param):
        trust.check_values(graph, {name: {param: path}})


@pytest.mark.parametrize("path", PATHS)
def test_nor_with_a_new_node_or_one_in_an_others_place(nodes: Registry, path: str) -> None:
    trust, graph = Trust(nodes), live_graph()
    camera = {"id": "second", "type": "muse.sources.camera", "params": {"source": path}}
    refused(trust, graph, {"edit": "add_node", "node": camera})
    refused(trust, graph, {"edit": "batch", "edits": [{"edit": "add_node", "node": camera}]})
    again = (
        RemoveNode("warp"),
        AddNode(Node("warp", "muse.sources.camera", params=Params({"source": path}))),
    )
    refused(trust, graph, *again)


def test_a_value_for_one_type_is_not_one_for_another_under_the_same_id(nodes: Registry) -> None:
    """A free text does not become a path because a node of another type takes its place."""
    text = Node("words", "muse.values.text", params=Params({"value": "/etc/passwd"}))
    graph = AddNode(text).apply(live_graph()).graph
    camera = Node("words", "muse.sources.camera", params=Params({"source": "/etc/passwd"}))
    refused(Trust(nodes), graph, RemoveNode("words"), AddNode(camera))


@pytest.mark.parametrize(
    "name",
    ["demo", "auto", "0", "HD Webcam: HD Webcam", "USB Camera (046d_0825)", "modnet", "Büro 2"],
)
def test_plain_names_are_fine(nodes: Registry, name: str) -> None:
    judged(Trust(nodes), live_graph(), setting("camera", "source", name))
    judged(Trust(nodes), live_graph(), setting("segment", "model", name))


def test_the_name_of_a_file_in_the_working_folder_is_not_plain(here: Path) -> None:
    assert is_plain("secrets")
    assert not is_plain("secret")


def test_texts_that_take_effect_in_place_are_free(nodes: Registry) -> None:
    graph = AddNode(Node("words", "muse.values.text")).apply(live_graph()).graph
    judged(Trust(nodes), graph, setting("words", "value", "Live 24/7. Ask me anything..."))


def test_what_the_graph_reads_already_may_be_read_again(nodes: Registry) -> None:
    trust = Trust(nodes)
    graph = edit_from_json(setting("camera", "source", "films/party.mp4")).apply(live_graph()).graph
    second = Node("second", "muse.sources.camera", params=Params({"source": "films/party.mp4"}))
    judged(trust, graph, AddNode(second))
    judged(trust, graph, setting("camera", "clean_plate", "films/party.mp4"))
    judged(trust, graph, RemoveNode("camera"))
    refused(trust, graph, setting("camera", "source", "films/../films/party.mp4"))
    judged(trust, graph, setting("camera", "source", ""))


def test_listed_files_may_be_read(nodes: Registry, here: Path) -> None:
    trust = Trust(nodes, ["there.png", "new.mp4"])
    judged(trust, live_graph(), setting("camera", "clean_plate", "there.png"))
    judged(trust, live_graph(), setting("camera", "source", "there.png"))
    refused(trust, live_graph(), setting("camera", "source", "./there.png"))


def test_only_listed_files_that_were_not_there_may_be_written(nodes: Registry, here: Path) -> None:
    trust, graph = Trust(nodes, ["there.png", "new.mp4"]), keeping()
    judged(trust, graph, setting("keeper", "path", "new.mp4"))
    for path in ("there.png", "other.mp4", "secret", "plain"):
        refused(trust, graph, setting("keeper", "path", path))


def test_a_recording_is_neither_redirected_nor_begun_anew(nodes: Registry) -> None:
    trust, graph = Trust(nodes), keeping(path="take.mp4")
    judged(trust, graph, setting("keeper", "gain", 2.0))
    judged(trust, graph, {"edit": "set_bypass", "node": "keeper", "on": True})
    judged(trust, graph, {"edit": "set_title", "node": "keeper", "title": "Take 1"})
    refused(trust, graph, setting("keeper", "overwrite", True))
    refused(trust, graph, setting("keeper", "overwrite", 0))
    refused(trust, graph, setting("camera", "source", "take.mp4"))
    other = Node("other", "test.keeper", params=Params({"path": "take.mp4", "overwrite": True}))
    refused(trust, graph, AddNode(other))
    refused(trust, graph, RemoveNode("keeper"), AddNode(Node("keeper2", "test.keeper",
            params=Params({"path": "take.mp4"}))))  # fmt: skip


def test_what_is_read_is_not_written(nodes: Registry) -> None:
    trust, graph = Trust(nodes), keeping(like="film.mp4")
    refused(trust, graph, setting("keeper", "path", "film.mp4"))


def test_only_types_of_the_registry(nodes: Registry) -> None:
    trust = Trust(nodes)
    for kind in ("muse.tap.frame", "os.system", "builtins", "nodes.sources.Camera"):
        told = refused(trust, live_graph(), AddNode(Node("new", kind)))
        assert kind in told


def test_a_node_nobody_knows_may_stay_but_not_change(nodes: Registry) -> None:
    graph = (
        AddNode(Node("mystery", "their.node", params=Params({"x": "a/b"})))
        .apply(live_graph())
        .graph
    )
    judged(Trust(nodes), graph, setting("warp", "waist", 0.1))
    refused(Trust(nodes), graph, setting("mystery", "x", "c"))


def test_parameters_that_are_not_there(nodes: Registry) -> None:
    assert "pfad" in refused(Trust(nodes), live_graph(), setting("camera", "pfad", "/x"))
    with pytest.raises(Refusal, match="nobody"):
        Trust(nodes).check_values(live_graph(), {"nobody": {"x": 1}})


@pytest.mark.parametrize("value", [["/etc/passwd"], {"path": "/etc/passwd"}, 3, None, True])
def test_what_is_no_text_is_left_to_the_checker(nodes: Registry, value: object) -> None:
    """It is no path, and the engine's checker refuses it."""
    judged(Trust(nodes), live_graph(), setting("camera", "clean_plate", value))
