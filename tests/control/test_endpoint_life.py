"""From opening to closing: the file with the token, and nothing that stays behind."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import stat
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import aiohttp
import pytest
from control_client import SECONDS, Client, read_all
from memory_run import MemoryRun

from muse_nodes.api.errors import MuseError
from muse_nodes.control import token_file
from muse_nodes.control.client import RefusedError, ask
from muse_nodes.control.limits import Limits
from muse_nodes.control.server import ControlServer
from muse_nodes.control.token_file import Endpoint, find, publish, withdraw
from muse_nodes.engine.registry import Registry

Open = Callable[..., Client]


def test_the_file_says_where_and_what_to_say(client: Client) -> None:
    said = json.loads(client.server.file.read_text(encoding="utf-8"))
    assert said == {"port": client.port, "token": client.token}
    assert len(client.token) >= 43  # 256 bits


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of the folder there")
def test_only_the_user_can_read_it(client: Client) -> None:
    old = os.umask(0)
    try:
        path = publish(client.server.data / "other", Endpoint(1, "x"))
    finally:
        os.umask(old)
    for file in (client.server.file, path):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_every_run_has_a_token_of_its_own(open_endpoint: Open) -> None:
    one, other = open_endpoint(), open_endpoint()
    assert one.token != other.token
    other.post("stats", Authorization=f"Bearer {one.token}").refused(401, "unauthorized")


def test_the_file_of_a_dead_run_is_cleared_away(tmp_path: Path, open_endpoint: Open) -> None:
    with socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))
        dead = publish(tmp_path, Endpoint(gone.getsockname()[1], "x"))
    (tmp_path / "control" / "0.json").write_text("no JSON", encoding="utf-8")
    client = open_endpoint()
    assert not dead.exists()
    assert find(tmp_path) == client.server.endpoint


def test_only_its_own_file_is_removed(tmp_path: Path) -> None:
    path = publish(tmp_path, Endpoint(1, "mine"))
    withdraw(path, Endpoint(1, "other"))
    assert path.exists()
    withdraw(path, Endpoint(1, "mine"))
    assert not path.exists()


def test_a_folder_that_cannot_be_made_is_a_sentence_and_nothing_listens(
    run: MemoryRun, registry: Registry, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    server = ControlServer(run, registry, tmp_path / "file")
    with pytest.raises(MuseError, match=r"token .* cannot be written"):
        server.start()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), SECONDS)


def test_a_port_that_is_taken(client: Client, run: MemoryRun, registry: Registry) -> None:
    second = ControlServer(run, registry, client.server.data, port=client.port)
    with pytest.raises(MuseError, match="cannot listen on port"):
        second.start()
    assert client.good("stats")


def test_closing_while_everybody_is_connected(
    run: MemoryRun, registry: Registry, tmp_path: Path
) -> None:
    """Silent ones, WebSockets, an edit that waits, some beyond the bound: all are let go."""
    before = set(threading.enumerate())
    run.undecided = []
    server = ControlServer(run, registry, tmp_path, limits=Limits(connections=8))
    server.start()
    client = Client(server)

    async def stay() -> int | None:
        async with (
            aiohttp.ClientSession(headers={"Authorization": f"Bearer {client.token}"}) as session,
            session.ws_connect(f"http://127.0.0.1:{client.port}/v1/ws") as line,
        ):
            silent.extend(stack.enter_context(client.raw()) for _ in range(6))  # five too many
            await line.send_json({"command": "subscribe", "stats_ms": 50})
            edit = {"edit": "set_bypass", "node": "warp", "on": True}
            await line.send_json({"command": "edit", "edit": edit})
            while not run.undecided:
                await line.receive()
            await asyncio.to_thread(server.close)
            async for _ in line:
                pass
            return line.close_code

    with ExitStack() as stack:
        silent = [stack.enter_context(client.raw()) for _ in range(6)]
        asyncio.run(asyncio.wait_for(stay(), SECONDS))
        for line in silent:
            read_all(line)
    assert set(threading.enumerate()) <= before
    assert not server.file.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", client.port), SECONDS)


def test_closing_twice_is_no_harm(run: MemoryRun, registry: Registry, tmp_path: Path) -> None:
    server = ControlServer(run, registry, tmp_path)
    server.start()
    server.close()
    server.close()


# -- the client of the command line ----------------------------------------------------------------


def test_the_client_finds_and_asks(client: Client, run: MemoryRun) -> None:
    endpoint = find(client.server.data)
    assert ask(endpoint, "panic", {"on": True}) == {}
    assert run.panicking
    with pytest.raises(RefusedError, match="no command 'dance'"):
        ask(endpoint, "dance", {})


def test_which_one_is_meant(open_endpoint: Open, tmp_path: Path) -> None:
    with pytest.raises(MuseError, match="No running graph listens"):
        find(tmp_path)
    one, other = open_endpoint(), open_endpoint()
    with pytest.raises(MuseError, match="Several running graphs"):
        find(tmp_path)
    assert find(tmp_path, other.port) == other.server.endpoint
    assert find(tmp_path, one.port) == one.server.endpoint


def test_whoever_answers_something_else_is_no_running_graph() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def answer() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(65536)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(MuseError, match="does not answer"):
            ask(Endpoint(listener.getsockname()[1], "x"), "stats", {})
        thread.join()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"port": 0, "token": "x"}', '{"port": 1}'])
def test_a_damaged_file_is_passed_over(tmp_path: Path, content: str) -> None:
    folder = token_file.folder(tmp_path)
    folder.mkdir()
    (folder / "1.json").write_text(content, encoding="utf-8")
    with pytest.raises(MuseError, match="No running graph"):
        find(tmp_path)
