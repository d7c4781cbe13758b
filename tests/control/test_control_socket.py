"""WebSockets: tokens, commands in order, subscriptions, clients that do not read."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import numpy as np
import pytest
from control_client import SECONDS, Client, read_all, valid
from memory_run import MemoryRun

from muse_nodes.control.limits import Limits
from muse_nodes.document import SetBypass

Open = Callable[..., Client]
Line = aiohttp.ClientWebSocketResponse


def talk(
    client: Client, what: Callable[[Line], Awaitable[Any]], *, token: bool = True, **options: Any
) -> Any:
    """Open a WebSocket and do ``what`` with it."""
    headers = {"Authorization": f"Bearer {client.token}"} if token else {}

    async def run() -> Any:
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{client.port}/v1/ws"
            async with session.ws_connect(url, headers=headers, max_msg_size=0, **options) as line:
                return await asyncio.wait_for(what(line), SECONDS)

    return asyncio.run(run())


async def ask(line: Line, command: str, **fields: Any) -> dict[str, Any]:
    """Send one command and read on to its answer."""
    await line.send_json({"id": command, "command": command, **fields})
    while True:
        found: dict[str, Any] = json.loads(await line.receive_str())
        if found.get("id") == command:
            valid("Reply", found)
            return found
        valid("Event", found)


async def until_closed(line: Line) -> int | None:
    """Read until the other side closes; its code."""
    async for _ in line:
        pass
    return line.close_code


# -- who is let in ---------------------------------------------------------------------------


def test_the_token_as_a_sub_protocol(client: Client) -> None:
    async def greet(line: Line) -> None:
        assert line.protocol == "muse.v1"
        assert (await ask(line, "stats"))["ok"]

    talk(client, greet, token=False, protocols=["muse.v1", f"muse.token.{client.token}"])


def test_the_token_as_the_first_message(client: Client) -> None:
    async def greet(line: Line) -> None:
        assert (await ask(line, "hello", token=client.token))["ok"]
        assert (await ask(line, "stats"))["ok"]

    talk(client, greet, token=False)


@pytest.mark.parametrize(
    "first",
    [
        {"command": "panic", "on": True},
        {"command": "hello", "token": "wrong"},
        {"command": "hello"},
        {"command": "hello", "token": 1},
        [],
    ],
)
def test_any_other_first_message_ends_it(client: Client, run: MemoryRun, first: object) -> None:
    async def greet(line: Line) -> None:
        await line.send_json(first)
        answer = json.loads(await line.receive_str())
        assert answer["error"]["code"] in ("unauthorized", "bad_request")
        assert await until_closed(line) == 1008

    talk(client, greet, token=False)
    assert not run.panicking


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Sec-WebSocket-Protocol": "muse.v1, muse.token.wrong"}, 401),
        ({"Origin": "https://evil.example"}, 403),
        ({"Host": "evil.example"}, 403),
    ],
)
def test_the_opening_is_refused(client: Client, headers: dict[str, str], status: int) -> None:
    upgrade = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }  # fmt: skip
    known = {} if "Sec-WebSocket-Protocol" not in headers else {"Authorization": None}
    found = client.request("GET", "/v1/ws", None, **{**known, **upgrade, **headers})
    assert found.status == status


def test_a_page_of_this_machine_is_let_in(client: Client) -> None:
    async def greet(line: Line) -> None:
        assert (await ask(line, "hello", token=client.token))["ok"]

    talk(client, greet, token=False, origin="http://localhost:8000")


def test_who_opens_and_says_nothing_is_cut_off(open_endpoint: Open) -> None:
    client = open_endpoint(Limits(request_seconds=0.2))
    talk(client, until_closed, token=False)


# -- commands ------------------------------------------------------------------------------------


def test_answers_bear_the_id_of_their_command(client: Client, run: MemoryRun) -> None:
    async def converse(line: Line) -> None:
        for id, on in ((7, True), ("x", False)):
            await line.send_json({"id": id, "command": "panic", "on": on})
            assert json.loads(await line.receive_str()) == {"id": id, "ok": True, "answer": {}}
            assert run.panicking is on
        await line.send_json({"command": "panic", "on": True})
        assert json.loads(await line.receive_str()) == {"ok": True, "answer": {}}

    talk(client, converse)


@pytest.mark.parametrize(
    "message",
    [
        "", "{", "[]", '"panic"', "{}", '{"command": 3}', '{"command": "panic", "on": "yes"}',
        '{"command": "panic", "on": true, "more": 1}', '{"command": "eval"}',
        '{"command": "__init__"}', '{"id": 1.5, "command": "stats"}',
        '{"id": [], "command": "stats"}',
        '{"id": true, "command": "stats"}', '{"id": "' + "x" * 65 + '", "command": "stats"}',
        "[" * 50_000, b"\x00\xff",
    ],
    ids=lambda m: repr(m)[:40],
)  # fmt: skip
def test_odd_messages_are_answered_and_the_line_stays_open(
    client: Client, run: MemoryRun, message: str | bytes
) -> None:
    async def converse(line: Line) -> None:
        await (line.send_bytes(message) if isinstance(message, bytes) else line.send_str(message))
        answer = json.loads(await line.receive_str())
        valid("Reply", answer)
        assert answer["error"]["code"] in ("bad_request", "unknown_command")
        assert (await ask(line, "stats"))["ok"]

    talk(client, converse)
    assert not run.panicking


def test_a_message_that_is_too_large_ends_it(client: Client) -> None:
    async def converse(line: Line) -> int | None:
        await line.send_str('{"command": "stats", "x": "' + "x" * 70_000 + '"}')
        return await until_closed(line)

    assert talk(client, converse) == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


def test_panic_does_not_wait_for_an_edit(client: Client, run: MemoryRun) -> None:
    run.undecided = []

    async def converse(line: Line) -> None:
        edit = {"edit": "set_bypass", "node": "warp", "on": True}
        await line.send_json({"id": "slow", "command": "edit", "edit": edit})
        assert (await ask(line, "panic", on=True))["ok"]
        assert run.panicking
        assert run.undecided is not None
        while not run.undecided:  # the edit is on its way on another thread
            await ask(line, "stats")
        run.undecided[0].decided.set()
        assert json.loads(await line.receive_str()) == {
            "id": "slow", "ok": True, "answer": {"done": True, "applied": True, "problems": []},
        }  # fmt: skip

    talk(client, converse)


def test_slow_commands_do_not_pile_up(client: Client, run: MemoryRun) -> None:
    wanted = {"node": "composite", "port": "image", "timeout_ms": 300}

    async def converse(line: Line) -> list[str]:
        for id in range(6):
            await line.send_json({"id": id, "command": "snapshot", **wanted})
        answers = [json.loads(await line.receive_str()) for _ in range(6)]
        return sorted(answer["error"]["code"] for answer in answers)

    assert talk(client, converse) == ["busy"] * 2 + ["timed_out"] * 4


def test_a_snapshot_comes_in_the_answer(client: Client, run: MemoryRun) -> None:
    run.values["composite", "image"] = np.zeros((4, 6, 3), np.uint8)

    async def converse(line: Line) -> Any:
        return (await ask(line, "snapshot", node="composite", port="image"))["answer"]

    seen = talk(client, converse)
    valid("Seen", seen)
    assert (seen["width"], seen["height"]) == (6, 4)


def test_a_flood_of_messages_is_answered_at_a_bounded_rate(open_endpoint: Open) -> None:
    client = open_endpoint(Limits(requests=500.0, requests_at_once=5))

    async def converse(line: Line) -> None:
        for id in range(60):
            await line.send_json({"id": id, "command": "pause"})
        for id in range(60):
            assert json.loads(await line.receive_str())["id"] == id

    talk(client, converse)


# -- subscriptions -------------------------------------------------------------------------------


async def next_event(line: Line, name: str) -> dict[str, Any]:
    """The next event of that kind."""
    while True:
        found: dict[str, Any] = json.loads(await line.receive_str())
        if found.get("event") == name:
            valid("Event", found)
            return found


def test_subscribers_are_told_what_happens(client: Client, run: MemoryRun) -> None:
    run.stats.tell("camera", "It was unplugged.")  # before: nobody is told

    async def converse(line: Line) -> None:
        await ask(line, "subscribe", stats_ms=50)
        run.stats.frames = 12
        while (await next_event(line, "stats"))["frames"] != 12:
            pass
        run.stats.tell("warp", "It is bent.")
        notice = {"event": "notice", "frame": 12, "node": "warp", "text": "It is bent."}
        assert await next_event(line, "notice") == notice
        run.edit(SetBypass("warp", True))
        assert (await next_event(line, "change"))["nodes"] == len(run.graph.nodes)
        run.panic(True)
        assert await next_event(line, "panic") == {"event": "panic", "on": True}

    talk(client, converse)


def test_only_what_was_asked_for_is_sent(client: Client, run: MemoryRun) -> None:
    async def converse(line: Line) -> None:
        await ask(line, "subscribe", stats_ms=0, notices=False)
        run.stats.tell("warp", "It is bent.")
        run.panic(True)
        assert json.loads(await line.receive_str())["event"] == "panic"
        await ask(line, "subscribe", stats_ms=0, changes=False)  # replaces the first
        run.panic(False)
        run.stats.tell("warp", "It is straight.")
        assert json.loads(await line.receive_str())["text"] == "It is straight."

    talk(client, converse)


def test_many_notices_come_once_and_in_order(client: Client, run: MemoryRun) -> None:
    async def converse(line: Line) -> list[str]:
        await ask(line, "subscribe", stats_ms=0)
        for number in range(200):
            run.stats.tell("warp", f"{number}")
        texts = []
        while not texts or texts[-1] != "199":
            texts.append((await next_event(line, "notice"))["text"])
        return texts

    told = talk(client, converse)
    assert told == sorted(set(told), key=int)


def test_who_does_not_read_is_let_go(open_endpoint: Open, run: MemoryRun) -> None:
    """Its queue is bounded; the others go on being told."""
    client = open_endpoint(Limits(waiting=16, answer_seconds=0.3))
    load, rounds, each = "x" * 200_000, 20, 8

    async def converse(line: Line) -> None:
        await ask(line, "subscribe", stats_ms=0)
        for number in range(rounds * each):
            run.stats.tell("warp", f"{number} {load}")
            if number % each == each - 1:
                while not (await next_event(line, "notice"))["text"].startswith(f"{number} "):
                    pass

    with deaf(client) as other:
        talk(client, converse)
        assert len(read_all(other)) < rounds * each * len(load)


def deaf(client: Client) -> socket.socket:
    """A client that subscribes and then reads nothing."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", client.port))
    line.sendall(
        f"GET /v1/ws HTTP/1.1\r\nHost: localhost:{client.port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Authorization: Bearer {client.token}\r\n\r\n"
        .encode()
    )  # fmt: skip
    assert line.recv(12) == b"HTTP/1.1 101"
    said = b'{"command": "subscribe", "stats_ms": 0}'
    line.sendall(bytes([0x81, 0x80 | len(said), 0, 0, 0, 0]) + said)  # masked with zeros
    return line
