"""The endpoint: a thread with an event loop of its own beside the running graph."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from muse_nodes.api.errors import MuseError
from muse_nodes.control.commands import Commands
from muse_nodes.control.door import Door, listen
from muse_nodes.control.driven import Driven
from muse_nodes.control.limits import Limits
from muse_nodes.control.token_file import Endpoint, fresh_token, publish, withdraw
from muse_nodes.control.trust import Trust
from muse_nodes.engine.registry import Registry

try:
    from aiohttp import web

    from muse_nodes.control.over_http import Desk, Web
    from muse_nodes.control.over_socket import Conversation
    from muse_nodes.control.watch import Watch
except ModuleNotFoundError as missing:
    raise MuseError(
        f"The control endpoint needs the package '{missing.name}', which is not installed.",
        hint="Install it with: pip install 'muse-nodes[control]'.",
    ) from missing

_SLOW_THREADS = 4

_quiet = logging.getLogger("muse.control.http")
_quiet.setLevel(logging.CRITICAL)  # what strangers send must not fill anybody's terminal


@dataclass
class ControlServer:
    """Listens from ``start`` to ``close``; ``file`` tells the user's programs where, and the token.

    ``data`` is the data folder, ``listed`` the file names that may be set from outside, ``port`` 0
    takes a free one.
    """

    driven: Driven
    registry: Registry
    data: Path
    port: int = 0
    listed: Iterable[str] = ()
    limits: Limits = field(default_factory=Limits)
    file: Path = field(init=False)
    endpoint: Endpoint = field(init=False)

    def start(self) -> None:
        """Begin to listen; MuseError, and nothing left behind, when that is not possible."""
        self._commands = Commands(self.driven, self.registry, Trust(self.registry, self.listed))
        listeners, self.port = listen(self.port)
        self.endpoint = Endpoint(self.port, fresh_token())
        try:
            self.file = publish(self.data, self.endpoint)
        except BaseException:
            for listener in listeners:
                listener.close()
            raise
        self._ready = threading.Event()
        self._listening = False
        self._thread = threading.Thread(
            target=self._run, args=(listeners,), name="muse-control", daemon=True
        )
        self._thread.start()
        self._ready.wait()
        if not self._listening:
            self.close()
            raise MuseError("The control endpoint could not begin to listen; the log says why.")

    def close(self) -> None:
        """Stop listening, let everybody go, end all threads, remove the file."""
        withdraw(self.file, self.endpoint)
        self._commands.close()
        if self._listening:
            self._listening = False
            self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def _run(self, listeners: list[socket.socket]) -> None:
        try:
            # Windows' own loop cannot wait for a listening socket without accepting.
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._serve(listeners))
        finally:
            for listener in listeners:
                listener.close()
            self._ready.set()

    async def _serve(self, listeners: list[socket.socket]) -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        watch = Watch(self.driven)
        quick = ThreadPoolExecutor(1, "muse-control-quick")
        slow = ThreadPoolExecutor(_SLOW_THREADS, "muse-control-slow")
        desk = Desk(self._commands, quick, slow)

        async def converse(request: web.BaseRequest, known: bool) -> web.StreamResponse:
            talk = Conversation(desk, watch, self.limits, self.endpoint.token)
            return await talk.hold(request, known)

        face = Web(desk, self.limits, self.port, self.endpoint.token, converse)
        server = web.Server(
            face.handle, access_log=None, logger=_quiet, auto_decompress=False,
            lingering_time=1.0, read_bufsize=self.limits.message_bytes,
        )  # fmt: skip
        door = Door(self.limits, server)
        tasks = [asyncio.create_task(door.attend(listener)) for listener in listeners]
        tasks.append(asyncio.create_task(watch.run()))
        self._listening = True
        self._ready.set()
        await self._over.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        door.clear()
        await server.shutdown(1.0)
        for pool in (quick, slow):
            pool.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(_end, quick, slow)


def _end(*pools: ThreadPoolExecutor) -> None:
    for pool in pools:
        pool.shutdown()
