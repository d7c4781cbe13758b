"""An endpoint on a graph that moves no frames, and the watch over what it leaves behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from control_client import Client
from memory_run import MemoryRun, live_graph

from muse_nodes.control.limits import Limits
from muse_nodes.control.server import ControlServer
from muse_nodes.engine.registry import Registry, load_registry

Open = Callable[..., Client]


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The bundled node types."""
    return load_registry()


@pytest.fixture
def run(registry: Registry) -> MemoryRun:
    """The live graph, running in memory."""
    return MemoryRun(live_graph(), registry)


@pytest.fixture
def open_endpoint(run: MemoryRun, registry: Registry, tmp_path: Path) -> Iterator[Open]:
    """Opens endpoints on ``run``; afterwards all are closed and nothing of them is left."""
    threads, handles = set(threading.enumerate()), _handles()
    with ExitStack() as stack:

        def start(limits: Limits | None = None, listed: tuple[str, ...] = ()) -> Client:
            server = ControlServer(
                run, registry, tmp_path, listed=listed, limits=limits or Limits()
            )
            server.start()
            stack.callback(server.close)
            return Client(server)

        yield start
    assert set(threading.enumerate()) <= threads
    assert _handles() <= handles
    assert not list((tmp_path / "control").iterdir())


@pytest.fixture
def client(open_endpoint: Open) -> Client:
    """A client of an endpoint with the usual limits."""
    return open_endpoint()


def _handles() -> int:
    """Open files and sockets of this process; 0 where the system does not tell."""
    try:
        return len(os.listdir("/proc/self/fd"))
    except OSError:
        return 0
