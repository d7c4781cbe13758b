"""One WebSocket client: its token, its commands in order, and what it has subscribed to."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import msgspec
from aiohttp import WSMsgType, web

from muse_nodes.control import gate
from muse_nodes.control import messages as m
from muse_nodes.control.door import Visitor
from muse_nodes.control.limits import Limits, Pace
from muse_nodes.control.over_http import Desk, visitor_of
from muse_nodes.control.refusal import Refusal
from muse_nodes.control.watch import Watch

_HEARTBEAT_SECONDS = 20.0


class Conversation:
    """Reads a client's messages and writes to it; neither ever waits for the other for long."""

    def __init__(self, desk: Desk, watch: Watch, limits: Limits, token: str) -> None:
        self._desk = desk
        self._watch = watch
        self._limits = limits
        self._token = token
        self._outbox: asyncio.Queue[bytes] = asyncio.Queue(limits.waiting)
        self._pace = Pace(limits.requests, limits.requests_at_once)
        self._slow: set[asyncio.Task[None]] = set()
        self._known = False

    async def hold(self, request: web.BaseRequest, known: bool) -> web.StreamResponse:
        """The whole conversation. ``known``: the token came with the opening already."""
        self._known = known
        visitor = visitor_of(request)
        socket = web.WebSocketResponse(
            timeout=1.0, heartbeat=_HEARTBEAT_SECONDS, protocols=(gate.PROTOCOL,), compress=False,
            max_msg_size=self._limits.message_bytes, writer_limit=self._limits.message_bytes,
        )  # fmt: skip
        await socket.prepare(request)
        if known:
            visitor.release()
        writer = asyncio.create_task(self._write(socket, visitor))
        try:
            await self._read(socket, visitor)
        finally:
            self._watch.leave(self)
            for task in (writer, *self._slow):
                task.cancel()
            await asyncio.gather(writer, *self._slow, return_exceptions=True)
            visitor.allow(self._limits.request_seconds)
        return socket

    def offer(self, event: m.Event) -> bool:
        """Put an event into the client's queue; False when it is full: the client is too slow."""
        try:
            self._outbox.put_nowait(msgspec.json.encode(event))
        except asyncio.QueueFull:
            return False
        return True

    async def _write(self, socket: web.WebSocketResponse, visitor: Visitor) -> None:
        while True:
            message = await self._outbox.get()
            try:
                sending = socket.send_str(message.decode())
                await asyncio.wait_for(sending, self._limits.answer_seconds)
            except (TimeoutError, ConnectionError, RuntimeError):
                visitor.cut_off()  # and go on emptying the queue, so that nobody waits for room
            finally:
                self._outbox.task_done()

    async def _read(self, socket: web.WebSocketResponse, visitor: Visitor) -> None:
        loop = asyncio.get_running_loop()
        while True:
            message = await socket.receive()
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            await asyncio.sleep(self._pace.delay(loop.time()))
            if not await self._take(message.data, visitor):
                await socket.close(code=1008)  # against the policy
                return

    async def _take(self, data: str | bytes, visitor: Visitor) -> bool:
        """Answer one message; False when the conversation is over."""
        id: object = None
        try:
            if isinstance(data, bytes):
                raise Refusal("bad_request", "Messages are text in JSON, not binary.")
            fields = m.decoded(data)
            id, name = _address(fields)
            if not self._known:
                self._greet(name, fields)
                visitor.release()
                await self._say(id, {"ok": True, "answer": m.Done()})
                return True
            if m.command(name).slow:
                self._begin(id, name, fields, visitor)
                return True
            await self._say(id, {"ok": True, "answer": await self._quick(name, fields, visitor)})
        except Refusal as refusal:
            await self._say(id, {"ok": False, "error": m.failure(refusal)})
            if not self._known:
                await self._flush()
                return False
        return True

    def _greet(self, name: str, fields: dict[str, Any]) -> None:
        if name != "hello":
            raise Refusal(
                "unauthorized", 'Say {"command": "hello", "token": TOKEN} before anything else.'
            )
        hello = m.read(name, fields)
        assert isinstance(hello, m.Hello)
        gate.check_token(hello.token, self._token)
        self._known = True

    async def _quick(self, name: str, fields: dict[str, Any], visitor: Visitor) -> m.Answer:
        if name == "hello":
            hello = m.read(name, fields)
            assert isinstance(hello, m.Hello)
            gate.check_token(hello.token, self._token)
            return m.Done()
        if name == "subscribe":
            wanted = m.read(name, fields)
            assert isinstance(wanted, m.Subscribe)
            self._watch.join(self, self.offer, visitor.cut_off, wanted)
            return m.Done()
        return await self._desk.carry_out(name, fields)

    def _begin(self, id: object, name: str, fields: dict[str, Any], visitor: Visitor) -> None:
        """Carry a slow command out beside what comes after it."""
        if len(self._slow) >= self._limits.slow_commands:
            raise Refusal("busy", "Several slow commands are under way; wait for their answers.")
        task = asyncio.create_task(self._finish(id, name, fields))
        self._slow.add(task)
        task.add_done_callback(self._slow.discard)

    async def _finish(self, id: object, name: str, fields: dict[str, Any]) -> None:
        try:
            answer = await self._desk.carry_out(name, fields)
        except Refusal as refusal:
            await self._say(id, {"ok": False, "error": m.failure(refusal)})
        else:
            await self._say(id, {"ok": True, "answer": answer})

    async def _say(self, id: object, content: dict[str, Any]) -> None:
        whole = content if id is None else {"id": id, **content}
        await self._outbox.put(msgspec.json.encode(whole))

    async def _flush(self) -> None:
        """Give the writer a moment to send what is in the queue."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._outbox.join(), 1.0)


def _address(fields: dict[str, Any]) -> tuple[object, str]:
    """Take id and command out of a message."""
    id, name = fields.pop("id", None), fields.pop("command", None)
    if isinstance(id, bool) or not isinstance(id, str | int | None) or len(str(id)) > 64:
        raise Refusal("bad_request", "An id is a text or a whole number, of 64 characters at most.")
    if not isinstance(name, str):
        raise Refusal("bad_request", 'A message names its command: {"command": "stats"}.')
    return id, name
