"""Takes connections in: on this machine's own addresses, a bounded number, none of them idle.

A connection beyond the bound is told so and closed before any object is made for it; connections
are taken in at a bounded rate, and the rest waits in the system's queue. Every connection has a
deadline until it is released: whoever dawdles over a request or does not read its answer is cut
off. So a thousand connections cost a few thousand system calls, spread over seconds.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from muse_nodes.api.errors import MuseError
from muse_nodes.control.gate import is_loopback
from muse_nodes.control.limits import Limits, Pace

_BACKLOG = 1024
_REST_SECONDS = 0.1
_TRIES = 20
_LEAVING_SECONDS = 0.2
_MOST_LEAVING = 128

_BODY = json.dumps(
    {
        "ok": False,
        "error": {
            "code": "busy",
            "message": "Too many programs are connected at this moment; try again later.",
            "problems": [],
        },
    }
).encode()
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json; charset=utf-8\r\n"
    b"Connection: close\r\nRetry-After: 1\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)
"""What a connection beyond the bound is told."""


def listen(port: int) -> tuple[list[socket.socket], int]:
    """Sockets that listen on 127.0.0.1 and, where there is IPv6, on ::1, and their common port.

    ``port`` 0 chooses a free one. MuseError when the port is taken on either address: another
    program must not get what is meant for this one.
    """
    for _ in range(_TRIES):
        first = _bound(socket.AF_INET, "127.0.0.1", port)
        chosen: int = first.getsockname()[1]
        try:
            second = _bound(socket.AF_INET6, "::1", chosen) if _has_ipv6() else None
        except MuseError:
            first.close()
            if port:
                raise
            continue
        return [first] if second is None else [first, second], chosen
    raise MuseError("No port is free on this machine.", hint="Name one: --control PORT.")


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((address, port))
        made.listen(_BACKLOG)
        made.setblocking(False)
    except OSError as error:
        made.close()
        raise MuseError(
            f"The control endpoint cannot listen on port {port} of {address}: {error.strerror}.",
            hint="Choose another one, or none: --control alone takes a free one.",
        ) from error
    return made


def _has_ipv6() -> bool:
    if not socket.has_ipv6:
        return False
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


async def _somebody(listener: socket.socket) -> None:
    """Wait until somebody wants to come in.

    Not ``loop.sock_accept``: cancelled at the wrong moment it loses whom it has just accepted.
    """
    loop = asyncio.get_running_loop()
    came = asyncio.Event()
    loop.add_reader(listener, came.set)
    try:
        await came.wait()
    finally:
        loop.remove_reader(listener)


class Visitor(asyncio.Protocol):
    """One connection: hands everything on to the HTTP protocol, and watches the time."""

    def __init__(self, inner: asyncio.Protocol, door: Door) -> None:
        self._inner = inner
        self._door = door
        self._deadline: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None

    def allow(self, seconds: float) -> None:
        """Cut the connection off after so many seconds, unless this is called again."""
        self.release()
        self._deadline = asyncio.get_running_loop().call_later(seconds, self.cut_off)

    def release(self) -> None:
        """No deadline any more."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def cut_off(self) -> None:
        """End the connection at once, whatever is still to be sent."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._door.inside.add(self)
        self.allow(self._door.limits.request_seconds)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        self.release()
        self._door.inside.discard(self)
        self._inner.connection_lost(error)


class Door:
    """Accepts connections on listening sockets and gives each a protocol from ``make``."""

    def __init__(self, limits: Limits, make: Callable[[], asyncio.Protocol]) -> None:
        self.limits = limits
        self.inside: set[Visitor] = set()
        self._make = make
        self._leaving: set[socket.socket] = set()
        self._pace = Pace(limits.accepts, limits.accepts_at_once)
        self._refusals = Pace(limits.refusals, limits.accepts_at_once)

    async def attend(self, listener: socket.socket) -> None:
        """Take connections in until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, peer = listener.accept()
            except BlockingIOError:
                await _somebody(listener)
                continue
            except OSError:  # out of handles, or the client has gone already
                await asyncio.sleep(_REST_SECONDS)
                continue
            connection.setblocking(False)
            try:
                full = len(self.inside) >= self.limits.connections
                await asyncio.sleep((self._refusals if full else self._pace).delay(loop.time()))
                await self._receive(connection, str(peer[0]))
            except BaseException:
                connection.close()
                raise

    async def _receive(self, connection: socket.socket, peer: str) -> None:
        if not is_loopback(peer):
            connection.close()
        elif len(self.inside) >= self.limits.connections:
            self._turn_away(connection)
        else:
            loop = asyncio.get_running_loop()
            try:
                await loop.connect_accepted_socket(lambda: Visitor(self._make(), self), connection)
            except OSError:
                connection.close()

    def clear(self) -> None:
        """Cut everybody off."""
        for visitor in tuple(self.inside):
            visitor.cut_off()
        for connection in tuple(self._leaving):
            self._close(connection)

    def _turn_away(self, connection: socket.socket) -> None:
        """Answer at once, and close a moment later: a client that still sends could not read it."""
        with suppress(OSError):
            connection.send(FULL)
            connection.shutdown(socket.SHUT_WR)
        self._leaving.add(connection)
        if len(self._leaving) > _MOST_LEAVING:
            self._close(connection)
        else:
            asyncio.get_running_loop().call_later(_LEAVING_SECONDS, self._close, connection)

    def _close(self, connection: socket.socket) -> None:
        self._leaving.discard(connection)
        with connection, suppress(OSError):
            connection.recv(4096)  # what was read does not make the system drop our answer
