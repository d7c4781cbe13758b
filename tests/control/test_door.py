"""Many, slow and odd connections: refused cleanly, and the others are served as before."""

from __future__ import annotations

import asyncio
import json
import socket
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

import numpy as np
import pytest
from control_client import Client, read_all, valid
from memory_run import MemoryRun

from muse_nodes.api.errors import MuseError
from muse_nodes.control.door import Door, listen
from muse_nodes.control.limits import Limits

Open = Callable[..., Client]


def statuses(answers: list[bytes]) -> Counter[int]:
    """How many answers had which HTTP status; 0 for none at all."""
    found = [int(a.split(b" ", 2)[1]) if a.startswith(b"HTTP/1.1 ") else 0 for a in answers]
    return Counter(found)


def test_a_thousand_connections(open_endpoint: Open) -> None:
    """32 are let in; all others read that they have to come again."""
    client = open_endpoint(Limits(accepts=5000.0, refusals=5000.0, accepts_at_once=2000))
    with ExitStack() as stack:
        inside = [stack.enter_context(client.raw()) for _ in range(32)]
        for line in inside:  # each has been taken in when it gets an answer to its first bytes
            line.sendall(b"POST /v1/stats HTTP/1.1\r\n")
        outside = [stack.enter_context(client.raw()) for _ in range(968)]
        answers = [read_all(line) for line in outside]
        assert statuses(answers) == {503: 968}
        head, _, body = answers[0].partition(b"\r\n\r\n")
        assert b"Retry-After" in head
        valid("Reply", json.loads(body))
    assert client.post("stats").status in (200, 503)  # the 32 are still being let go


def test_connections_beyond_the_rate_wait_and_are_served(open_endpoint: Open) -> None:
    client = open_endpoint(Limits(accepts=200.0, accepts_at_once=2))
    assert [client.post("stats").status for _ in range(10)] == [200] * 10


def test_room_is_made_when_somebody_leaves(open_endpoint: Open) -> None:
    client = open_endpoint(Limits(connections=1))
    for _ in range(50):
        with client.raw() as line:
            line.sendall(f"GET / HTTP/1.1\r\nHost: localhost:{client.port}\r\n\r\n".encode())
            assert statuses([read_all(line)]) <= Counter({401: 1, 503: 1})
    with client.raw() as line:
        line.sendall(b"GET / HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "said",
    [b"", b"POST /v1/stats HTTP/1.1\r\nHost: x", b"HEAD", b"BODY", b"GET /v1/ws HTTP/1.1\r\n"],
)
def test_who_never_finishes_a_request_is_cut_off(open_endpoint: Open, said: bytes) -> None:
    client = open_endpoint(Limits(request_seconds=0.2))
    head = (
        f"POST /v1/stats HTTP/1.1\r\nHost: localhost:{client.port}\r\n"
        f"Authorization: Bearer {client.token}\r\nContent-Type: application/json\r\n"
    )
    unfinished = {b"HEAD": head.encode(), b"BODY": f"{head}Content-Length: 99\r\n\r\n{{".encode()}
    with client.raw() as line:
        line.sendall(unfinished.get(said, said))
        assert statuses([read_all(line)]) <= Counter({0: 1, 400: 1})
    assert client.post("stats").status == 200


def test_dripping_bytes_do_not_prolong_a_request(open_endpoint: Open) -> None:
    client = open_endpoint(Limits(request_seconds=0.3))
    with client.raw() as line:
        line.settimeout(0.02)
        line.sendall(b"POST /v1/stats HTTP/1.1\r\nX: ")
        for _ in range(2000):  # a byte each 20 ms would take 40 s
            try:
                line.sendall(b"x")
                if line.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        else:
            pytest.fail("the endpoint never lost its patience")


def test_who_does_not_read_the_answer_is_cut_off(open_endpoint: Open, run: MemoryRun) -> None:
    """The answer is larger than what the system holds for the two of them."""
    noise = np.random.default_rng(2)
    run.values["composite", "image"] = noise.integers(0, 255, (2000, 3000, 3), np.uint8)
    client = open_endpoint(Limits(answer_seconds=0.2, connections=1))
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.connect(("127.0.0.1", client.port))
        body = b'{"node": "composite", "port": "image"}'
        line.sendall(
            f"POST /v1/snapshot HTTP/1.1\r\nHost: localhost:{client.port}\r\n"
            f"Authorization: Bearer {client.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        assert line.recv(8) == b"HTTP/1.1"  # it is being answered
        while client.post("stats").status != 200:  # until its place is free again
            pass


class FromAfar(socket.socket):
    """A listening socket whose visitors seem to come from another machine."""

    def accept(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, _ = super().accept()
        return connection, ("192.168.1.7", 4711)


def test_another_machine_is_not_spoken_to() -> None:
    async def visit() -> bytes:
        def make() -> asyncio.Protocol:
            raise AssertionError("it was let in")

        with FromAfar() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            listener.setblocking(False)
            attending = asyncio.create_task(Door(Limits(), make).attend(listener))
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            said = await asyncio.wait_for(reader.read(), 20)
            writer.close()
            attending.cancel()
            await asyncio.gather(attending, return_exceptions=True)
            return said

    assert asyncio.run(visit()) == b""


def test_it_listens_on_this_machine_only() -> None:
    listeners, port = listen(0)
    with ExitStack() as stack:
        for listener in listeners:
            stack.enter_context(listener)
        assert {listener.getsockname()[0] for listener in listeners} <= {"127.0.0.1", "::1"}
        assert {listener.getsockname()[1] for listener in listeners} == {port}


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(MuseError, match=r"cannot listen on port \d+ of 127\.0\.0\.1"):
            listen(taken.getsockname()[1])
