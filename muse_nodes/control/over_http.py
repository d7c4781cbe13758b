"""One HTTP request: let in or not, read within bounds, carried out, answered in JSON."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from aiohttp import web

from muse_nodes.control import gate
from muse_nodes.control import messages as m
from muse_nodes.control.commands import Commands
from muse_nodes.control.door import Visitor
from muse_nodes.control.limits import Limits
from muse_nodes.control.refusal import STATUS, Refusal
from muse_nodes.control.schema import schema

_log = logging.getLogger("muse.control")

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_WAITS_SECONDS = 40.0
"""Longer than any command may take."""


@dataclass(frozen=True)
class Desk:
    """Where requests are carried out: quick ones in order on one thread, slow ones beside them."""

    commands: Commands
    quick: Executor
    slow: Executor

    async def carry_out(self, name: str, fields: dict[str, Any]) -> m.Answer:
        """The answer to command ``name``; Refusal says why there is none."""
        request = m.read(name, fields)
        pool = self.slow if m.command(name).slow else self.quick
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(pool, self.commands.carry_out, request)
        except Refusal:
            raise
        except Exception as error:
            _log.warning("The command '%s' failed.", name, exc_info=error)
            raise Refusal(
                "failed", f"The command '{name}' failed with {type(error).__name__}. This is a bug."
            ) from error


@dataclass(frozen=True)
class Web:
    """Answers HTTP requests; WebSockets go to ``converse``."""

    desk: Desk
    limits: Limits
    port: int
    token: str
    converse: Callable[[web.BaseRequest, bool], Any]

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """What aiohttp calls for every request."""
        visitor = visitor_of(request)
        try:
            gate.check_host(request.headers.getall("Host", []), self.port)
            gate.check_origin(request.headers.getall("Origin", []))
            if request.path == "/v1/ws" and request.method == "GET":
                return await self._socket(request)
            token = gate.bearer(request.headers.getall("Authorization", []))
            gate.check_token(token, self.token)
            return await self._answer(request, visitor)
        except Refusal as refusal:
            status = STATUS[refusal.code]
            return self._reply({"ok": False, "error": m.failure(refusal)}, status)
        finally:
            if request.path != "/v1/ws":
                visitor.allow(self.limits.answer_seconds)

    async def _socket(self, request: web.BaseRequest) -> web.StreamResponse:
        header = gate.bearer(request.headers.getall("Authorization", []))
        token = header or gate.offered(request.headers.getall("Sec-WebSocket-Protocol", []))
        if token:
            gate.check_token(token, self.token)
        if request.headers.get("Upgrade", "").lower() != "websocket":
            raise Refusal("bad_request", "'/v1/ws' is for WebSockets; use POST /v1/COMMAND.")
        response: web.StreamResponse = await self.converse(request, bool(token))
        return response

    async def _answer(self, request: web.BaseRequest, visitor: Visitor) -> web.Response:
        name = request.path.removeprefix("/v1/")
        if request.method == "GET" and request.path == "/v1/schema":
            return self._reply(msgspec.Raw(_schema()))
        if not request.path.startswith("/v1/") or request.query_string:
            raise Refusal("unknown_command", "There is nothing here; use POST /v1/COMMAND.")
        if request.method != "POST":
            raise Refusal("bad_request", "Commands are sent with POST; only the schema is read.")
        if not m.command(name).http:
            raise Refusal("bad_request", f"'{name}' works over the WebSocket '/v1/ws' only.")
        if request.content_type != "application/json":
            raise Refusal("bad_request", "Send JSON, with 'Content-Type: application/json'.")
        fields = m.decoded(await self._body(request))
        visitor.allow(_WAITS_SECONDS)
        answer = await self.desk.carry_out(name, fields)
        if isinstance(answer, m.Seen) and answer.png and _wants_picture(request):
            return self._picture(answer)
        return self._reply({"ok": True, "answer": answer})

    async def _body(self, request: web.BaseRequest) -> bytes:
        most = self.limits.message_bytes
        parts: list[bytes] = []
        size = request.content_length or 0
        if size <= most:
            size = 0
            async for part in request.content.iter_any():
                size += len(part)
                parts.append(part)
                if size > most:
                    break
        if size > most:
            raise Refusal("too_large", f"A message may have {most} bytes at most.")
        return b"".join(parts)

    def _reply(self, content: object, status: int = 200) -> web.Response:
        body = msgspec.json.encode(content)
        answer = web.Response(
            body=body, status=status, content_type="application/json", headers=_HEADERS
        )
        answer.force_close()
        return answer

    def _picture(self, answer: m.Seen) -> web.Response:
        body = base64.b64decode(answer.png)
        picture = web.Response(body=body, content_type="image/png", headers=_HEADERS)
        picture.force_close()
        return picture


def visitor_of(request: web.BaseRequest) -> Visitor:
    """The connection that a request came over."""
    transport = request.transport
    found = transport.get_protocol() if transport is not None else None
    if not isinstance(found, Visitor):
        raise ConnectionResetError("the client has gone")
    return found


@cache
def _schema() -> bytes:
    return msgspec.json.encode(schema())


def _wants_picture(request: web.BaseRequest) -> bool:
    return "image/png" in request.headers.get("Accept", "")
