"""Does a graph stutter while the control endpoint is attacked?

    python benchmarks/bench_control.py [--graph demo] [--rounds 10] [--seconds 4]

Runs a graph against the clock with the endpoint open, and looks in turn at short stretches of three
kinds: quiet; attacked by another program, at the lowest priority, which makes 1,000 connections and
sends hostile messages (no token, a wrong one, broken HTTP, too large, too slow, and, with the right
token, a WebSocket that sends rubbish as fast as it can); and ``aside``, in which the same program
attacks a socket of its own, which shows what of the difference is the machine's. Prints latency and
the time between two frames over all stretches of a kind, and the ratios to ``aside``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from muse_nodes.engine.stats import RunStats, percentile

CONNECTIONS = 1000


def attack(port: int, token: str, seconds: float) -> None:
    """What the other program does: prints how many connections it made and what it was told."""
    with suppress(AttributeError, OSError):
        os.nice(19)
    if port == 0:
        port = listening_aside()
    end = time.monotonic() + seconds
    told: dict[str, int] = {}
    held: list[socket.socket] = []
    flood = opened_socket(port, token)
    made, began = 0, time.monotonic()
    while time.monotonic() < end or made < CONNECTIONS:
        with suppress(OSError):
            flood.sendall(frame(b'{"command": "dance"}') * 3)
            flood.setblocking(False)
            flood.recv(65536)
        due = (time.monotonic() - began) / seconds * CONNECTIONS
        if made < min(due, CONNECTIONS):
            word = MESSAGES[made % len(MESSAGES)](port, token, held)
            told[word] = told.get(word, 0) + 1
            made += 1
        else:
            time.sleep(0.001)
    print(json.dumps(told))


def listening_aside() -> int:
    """The port of a socket in this very program that answers everybody alike."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)

    def answer(line: socket.socket) -> None:
        with line, suppress(OSError):
            while line.recv(65536):
                line.sendall(b"HTTP/1.1 401 Unauthorized\r\n\r\n")

    def accept() -> None:
        while True:
            line, _ = listener.accept()
            threading.Thread(target=answer, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    port: int = listener.getsockname()[1]
    return port


def said(port: int, data: bytes) -> str:
    """Connect, send, read the answer's status."""
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        try:
            line.sendall(data)
            answer = line.recv(64)
        except OSError as error:
            return type(error).__name__
    return answer[9:12].decode("ascii", "replace") or "closed"


def http(port: int, token: str, body: bytes = b"{}", command: str = "stats") -> bytes:
    """One whole request."""
    return (
        f"POST /v1/{command} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Authorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def slow(port: int, token: str, held: list[socket.socket]) -> str:
    """Begin a request and keep the connection."""
    line = socket.create_connection(("127.0.0.1", port), 10)
    line.sendall(b"POST /v1/stats HTTP/1.1\r\nX-Slow: ")
    held.append(line)
    if len(held) > 200:
        held.pop(0).close()
    return "held"


MESSAGES: tuple[Callable[[int, str, list[socket.socket]], str], ...] = (
    slow,
    lambda port, token, held: said(port, http(port, "")),
    lambda port, token, held: said(port, http(port, "wrong")),
    lambda port, token, held: said(port, b"\x16\x03\x01" + b"\0" * 500 + b"\r\n\r\n"),
    lambda port, token, held: said(port, http(port, token, b"x" * 70_000)),
    lambda port, token, held: said(port, http(port, token, b"[" * 60_000, "edit")),
    lambda port, token, held: said(port, http(port, token, b"{}", "nodes")),
    lambda port, token, held: said(port, http(port, token, b"{}", "stats")),
)


def opened_socket(port: int, token: str) -> socket.socket:
    """A WebSocket with the right token."""
    line = socket.create_connection(("127.0.0.1", port), 10)
    line.sendall(
        f"GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode()
    )
    line.recv(4096)
    return line


def frame(text: bytes) -> bytes:
    """A text message, masked with zeros."""
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", default="demo")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--attack", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.attack:
        attack(int(args.attack[0]), args.attack[1], args.seconds)
        return
    measure(args)


def stretch(stats: RunStats, seconds: float, target: tuple[int, str] | None) -> Seen:
    """Latencies and times between frames, in ms, while ``target`` is attacked."""
    other: subprocess.Popen[str] | None = None
    if target is not None:
        command = [sys.executable, __file__, "--seconds", str(seconds)]
        command += ["--attack", str(target[0]), target[1]]
        other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        time.sleep(0.3)  # until it has started
    before = stats.finished_at.count, stats.latency.count
    time.sleep(seconds)
    ends = stats.finished_at.recent(stats.finished_at.count - before[0])
    waits = stats.latency.recent(stats.latency.count - before[1])
    told = other.communicate()[0].strip() if other is not None else ""
    gaps = [b - a for a, b in itertools.pairwise(ends)]
    return Seen([w / 1e6 for w in waits], [g / 1e6 for g in gaps], told)


class Seen(NamedTuple):
    """What one stretch showed."""

    latency: list[float]
    gap: list[float]
    told: str


def measure(args: argparse.Namespace) -> None:
    """Stretches of the three kinds in turn, on one run."""
    # The other program runs this file as well and must not load all this while it is measured.
    from muse_nodes.control.server import ControlServer
    from muse_nodes.document import load
    from muse_nodes.engine.bundled import find_graph
    from muse_nodes.engine.host import load_models, open_host
    from muse_nodes.engine.options import RunOptions
    from muse_nodes.engine.registry import load_registry

    registry = load_registry()
    host = open_host(registry, load_models(()))
    run = host.start(load(find_graph(args.graph)).sound(), RunOptions(realtime=True))
    found: dict[str, list[Seen]] = {"quiet": [], "aside": [], "attacked": []}
    with tempfile.TemporaryDirectory() as data:
        server = ControlServer(run, registry, Path(data))
        server.start()
        time.sleep(3.0)
        targets = {
            "quiet": None,
            "aside": (0, "x"),
            "attacked": (server.port, server.endpoint.token),
        }
        for _ in range(args.rounds):
            for kind, seen in found.items():
                seen.append(stretch(run.stats, args.seconds, targets[kind]))
        server.close()
    run.close()
    host.close()
    print("an attacked stretch was told:", found["attacked"][-1].told)
    print("| ms | quiet | aside | attacked | to aside |\n| --- | --- | --- | --- | --- |")
    for what in ("latency", "gap"):
        for label, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
            pooled = [
                percentile([v for s in seen for v in getattr(s, what)], share)
                for seen in found.values()
            ]
            shown = " | ".join(f"{value:.2f}" for value in pooled)
            print(f"| {what} {label} | {shown} | {pooled[2] / pooled[1]:.2f} |")
    for what in ("latency", "gap"):
        each = {
            kind: statistics.median(percentile(getattr(s, what), 0.99) for s in seen)
            for kind, seen in found.items()
        }
        shown = " | ".join(f"{value:.2f}" for value in each.values())
        ratio = each["attacked"] / each["aside"]
        print(f"| {what} p99, median of stretches | {shown} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
