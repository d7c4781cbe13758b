"""HTTP: every command, and everybody who is not let in."""

from __future__ import annotations

import base64
from dataclasses import replace

import cv2
import numpy as np
import pytest
from control_client import Client, read_all, valid
from memory_run import MemoryChange, MemoryRun

from muse_nodes.api import Pose
from muse_nodes.control.limits import Limits
from muse_nodes.document import Problem
from muse_nodes.engine.faults import Fault

# -- who is let in ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent", [None, "", "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz", "Bearer \xe4\xf6\xfc"]
)
def test_without_the_token_nothing_is_answered(client: Client, sent: str | None) -> None:
    for command in ("stats", "panic", "no-such-command"):
        client.post(command, {"on": True}, Authorization=sent).refused(401, "unauthorized", "token")
    client.request("GET", "/v1/schema", Authorization=sent).refused(401, "unauthorized")


def test_a_token_that_is_nearly_right_is_wrong(client: Client) -> None:
    for token in (client.token[:-1], client.token + "x", client.token.swapcase()):
        client.post("stats", Authorization=f"Bearer {token}").refused(401, "unauthorized")


def test_a_token_in_the_address_is_not_looked_at(client: Client) -> None:
    path = f"/v1/stats?token={client.token}"
    client.request("POST", path, b"{}", Authorization=None).refused(401, "unauthorized")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", "0.0.0.0:{port}"])
def test_another_host_name_is_refused(client: Client, host: str) -> None:
    """DNS rebinding: the page's own name leads to this machine."""
    client.post("stats", Host=host.format(port=client.port)).refused(403, "forbidden", "Host")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example"]
)
def test_pages_from_elsewhere_are_refused(client: Client, origin: str) -> None:
    client.post("stats", Origin=origin).refused(403, "forbidden", "Pages")


def test_all_names_of_this_machine_are_answered_to(client: Client) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        assert client.post("stats", Host=f"{name}:{client.port}").status == 200
    assert client.post("stats", Origin="http://localhost:8080").status == 200


# -- what is understood --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", ("JSON",)),
        (b"\xff\xfe{}", ("JSON",)),
        (b"[]", ("object",)),
        (b"null", ("object",)),
        (b'{"on": NaN}', ("JSON",)),
        (b"[" * 60_000, ("nested",)),
        (b'{"on": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", ("nested",)),
        (b'{"on": "yes"}', ("panic", "bool")),
        (b'{"on": 1}', ("panic",)),
        (b"{}", ("on",)),
        (b'{"on": true, "also": 1}', ("also",)),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_does_not_fit_is_refused(
    client: Client, run: MemoryRun, body: bytes, words: tuple[str, ...]
) -> None:
    client.request("POST", "/v1/panic", body).refused(400, "bad_request", *words)
    assert not run.panicking


def test_other_addresses_methods_and_kinds_are_refused(client: Client) -> None:
    client.request("POST", "/", b"{}").refused(404, "unknown_command")
    client.request("POST", "/v1/../panic", b"{}").refused(404, "unknown_command", "There are")
    client.post("eval", {"code": "1"}).refused(404, "unknown_command", "eval", "stats")
    client.request("GET", "/v1/panic").refused(400, "bad_request", "POST")
    client.post("stats", Content_Type="text/plain").refused(400, "bad_request", "JSON")
    client.post("subscribe").refused(400, "bad_request", "WebSocket")
    client.request("GET", "/v1/ws").refused(400, "bad_request", "POST")


def test_a_body_that_is_too_large_is_refused_unread(client: Client) -> None:
    large = b'{"on": true, "x": "' + b"x" * 70_000 + b'"}'
    client.request("POST", "/v1/panic", large).refused(413, "too_large", "65536")


def test_a_body_of_unsaid_length_is_counted(client: Client) -> None:
    head = (
        f"POST /v1/panic HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\n"
        f"Authorization: Bearer {client.token}\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    with client.raw() as line:
        line.sendall(
            head.encode() + b"".join(b"1000\r\n" + b" " * 4096 + b"\r\n" for _ in range(17))
        )
        assert read_all(line).startswith(b"HTTP/1.1 413 ")


def test_a_packed_body_is_not_unpacked(client: Client) -> None:
    client.request("POST", "/v1/panic", b"\x1f\x8b" + b"\0" * 50, Content_Encoding="gzip").refused(
        400, "bad_request", "JSON"
    )


@pytest.mark.parametrize(
    "said", [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\0" * 9000]
)
def test_what_is_no_http_is_closed(client: Client, said: bytes) -> None:
    with client.raw() as line:
        line.sendall(said)
        answer = read_all(line)
    assert answer == b"" or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
    assert client.post("stats").status == 200


# -- every command ---------------------------------------------------------------------------------


def test_nodes_are_listed(client: Client) -> None:
    listed = {node["id"]: node for node in client.good("nodes")["nodes"]}
    camera = listed["muse.sources.camera"]
    assert "source" in {param["name"] for param in camera["params"]}
    assert not [name for name in listed if name.startswith("muse.tap.")]
    assert client.good("nodes", {"type": "muse.sources.camera"})["nodes"] == [camera]
    client.post("nodes", {"type": "os"}).refused(422, "bad_value", "os")


def test_the_graph_is_that_of_a_file(client: Client, run: MemoryRun) -> None:
    graph = client.good("graph")["graph"]
    valid("Graph", graph)
    assert [node["id"] for node in graph["nodes"]] == list(run.graph.by_id)


def test_statistics(client: Client, run: MemoryRun) -> None:
    run.stats.frames = 7
    assert client.good("stats")["stats"]["frames"] == 7


def test_parameters_are_set_together_or_not_at_all(client: Client, run: MemoryRun) -> None:
    client.good("set", {"params": {"warp": {"waist": 0.25}, "composite": {"light_wrap": 0.5}}})
    assert run.told == [("set", {"warp": {"waist": 0.25}, "composite": {"light_wrap": 0.5}})]
    assert run.graph.node("warp").params["waist"] == 0.25
    for params, word in [
        ({"warp": {"waist": 0.1}, "nobody": {"x": 1}}, "nobody"),
        ({"warp": {"waist": 0.1, "wist": 1}}, "wist"),
        ({"warp": {"waist": 99}}, "waist"),
        ({"warp": {"waist": "much"}}, "waist"),
    ]:
        client.post("set", {"params": params}).refused(422, "bad_value", word)
    assert run.graph.node("warp").params["waist"] == 0.25


def test_actions(client: Client, run: MemoryRun) -> None:
    client.good("act", {"node": "background", "action": "reset_background"})
    assert run.told == [("act", "background", "reset_background")]
    for action in ("teardown", "process", "__init__", "setup"):
        client.post("act", {"node": "background", "action": action}).refused(422, "bad_value")


def test_an_edit_is_applied(client: Client, run: MemoryRun) -> None:
    edit = {"edit": "set_bypass", "node": "warp", "on": True}
    assert client.good("edit", {"edit": edit}) == {"done": True, "applied": True, "problems": []}
    assert run.graph.node("warp").bypassed


def test_a_model_is_swapped_and_an_input_switched(client: Client, run: MemoryRun) -> None:
    edits = [
        {"edit": "set_param", "node": "segment", "param": "model", "value": "modnet"},
        {"edit": "set_param", "node": "camera", "param": "source", "value": "HD Webcam: HD Webcam"},
    ]
    client.good("edit", {"edit": {"edit": "batch", "edits": edits}})
    assert run.graph.node("segment").params["model"] == "modnet"


def test_an_edit_that_makes_no_sense_or_no_graph_says_why(client: Client, run: MemoryRun) -> None:
    before = run.graph
    client.post("edit", {"edit": {"edit": "remove_node", "node": "nobody"}}).refused(
        422, "bad_value", "nobody"
    )
    client.post("edit", {"edit": {"edit": "explode"}}).refused(422, "bad_value", "set_param")
    client.post("edit", {"edit": {"edit": "set_mute", "node": "warp", "on": 1}}).refused(
        422, "bad_value", "true or false"
    )
    answer = client.post("edit", {"edit": {"edit": "disconnect", "target": "warp.frame"}})
    answer.refused(409, "not_applied", "warp")
    assert answer.json["error"]["problems"][0]["node"] == "warp"
    assert run.graph is before


def test_an_edit_may_take_longer_than_one_waits(client: Client, run: MemoryRun) -> None:
    run.undecided = []
    edit = {"edit": "set_bypass", "node": "warp", "on": True}
    waited = client.good("edit", {"edit": edit, "wait_ms": 0})
    assert (waited["done"], waited["applied"]) == (False, False)
    client.post("edit", {"edit": edit, "wait_ms": 0}).refused(503, "busy", "under way")
    (change,) = run.undecided
    assert isinstance(change, MemoryChange)
    change.decided.set()
    run.undecided = None
    assert client.good("edit", {"edit": edit})["applied"]


def test_warnings_of_an_edit_are_told(client: Client, run: MemoryRun) -> None:
    warning = Problem("This graph shows your room.", severity="warning")
    change = MemoryChange(True, (warning,))
    change.decided.set()
    run.edit = lambda edit: change  # type: ignore[method-assign]  # an engine with something to say
    edit = {"edit": "set_bypass", "node": "warp", "on": True}
    (told,) = client.good("edit", {"edit": edit})["problems"]
    assert (told["message"], told["severity"]) == (warning.message, "warning")


def test_panic_pause_resume_step(client: Client, run: MemoryRun) -> None:
    client.good("panic", {"on": True})
    assert run.panicking
    client.good("panic", {"on": False})
    assert not run.panicking
    for command in ("pause", "step", "resume"):
        client.good(command)
    assert run.told == [("pause",), ("step",), ("resume",)]


def test_a_snapshot_of_a_picture(client: Client, run: MemoryRun) -> None:
    picture = np.random.default_rng(1).integers(0, 255, (54, 96, 3), np.uint8)
    run.values["composite", "image"] = picture
    seen = client.good("snapshot", {"node": "composite", "port": "image"})
    assert (seen["type"], seen["width"], seen["height"]) == ("Frame", 96, 54)
    data = np.frombuffer(base64.b64decode(seen["png"]), np.uint8)
    assert (cv2.imdecode(data, cv2.IMREAD_COLOR_RGB) == picture).all()
    answer = client.post("snapshot", {"node": "composite", "port": "image"}, Accept="image/png")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.body == data.tobytes()


def test_a_snapshot_of_small_values(client: Client, run: MemoryRun) -> None:
    points = np.ones((1, 17, 3), np.float32)
    run.values["pose", "pose"] = Pose(points, "coco17")
    seen = client.good("snapshot", {"node": "pose", "port": "pose"})
    assert seen["value"] == {"skeleton": "coco17", "points": points.tolist()}


def test_a_snapshot_of_nothing_says_so(client: Client, run: MemoryRun) -> None:
    client.post("snapshot", {"node": "nobody", "port": "x"}).refused(422, "bad_value", "nobody")
    client.post("snapshot", {"node": "warp", "port": "x"}).refused(422, "bad_value", "layer")
    wanted = {"node": "composite", "port": "image", "timeout_ms": 1}
    client.post("snapshot", wanted).refused(504, "timed_out", "composite.image")
    run.values["composite", "image"] = None
    client.post("snapshot", wanted).refused(422, "bad_value")


def test_a_bug_of_ours_is_told_without_its_insides(
    client: Client, run: MemoryRun, caplog: pytest.LogCaptureFixture
) -> None:
    run.stats.nodes = [replace(run.stats.nodes[0], durations=None)]  # type: ignore[arg-type]  # a bug
    client.post("stats").refused(500, "failed", "AttributeError")
    assert "muse.control" in caplog.text
    assert client.good("graph")


def test_faults_are_in_the_statistics(client: Client, run: MemoryRun) -> None:
    run.stats.faults.append(Fault("warp", "It is bent.", frame=3))
    assert client.good("stats")["stats"]["faults"][0]["message"] == "It is bent."


def test_the_limits_are_as_documented() -> None:
    assert (Limits().connections, Limits().message_bytes) == (32, 65536)
