"""A client for tests: plain HTTP, raw bytes, and answers that are held against the schema."""

from __future__ import annotations

import http.client
import json
import re
import socket
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema

from muse_nodes.control.schema import schema
from muse_nodes.control.server import ControlServer

SECONDS = 20.0
"""A guard against a test that hangs; nothing is timed by it."""


@cache
def _schema() -> dict[str, Any]:
    return schema()


def valid(name: str, value: object) -> None:
    """``value`` is what the schema calls ``name``; ValidationError if not."""
    root = {key: value for key, value in _schema().items() if key == "$defs"}
    validator = jsonschema.Draft202012Validator(root | {"$ref": f"#/$defs/{name}"})
    validator.validate(value)


@dataclass(frozen=True)
class Response:
    """What came back over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def refused(self, status: int, code: str, *words: str) -> None:
        """It is a refusal, in a whole sentence with these words."""
        assert self.status == status, self.body
        valid("Reply", self.json)
        error = self.json["error"]
        assert error["code"] == code, error
        sentence = re.sub(r"^[a-z_.]+: ", "", error["message"])  # an address may come first
        assert re.match("[A-Z'].* .*[.?}]$", sentence, re.DOTALL), error
        for word in words:
            assert word in error["message"], error


class Client:
    """Speaks to one endpoint."""

    def __init__(self, server: ControlServer) -> None:
        self.server = server
        self.port = server.port
        self.token = server.endpoint.token

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str | None
    ) -> Response:
        """One request with the usual headers, but for those given; None leaves one out."""
        usual: dict[str, str | None] = {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json",
        }  # fmt: skip
        usual |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in usual.items() if value is not None}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, SECONDS)) as line:
            line.request(method, path, body, sent)
            answer = line.getresponse()
            return Response(answer.status, dict(answer.getheaders()), answer.read())

    def post(self, command: str, fields: object = None, **headers: str | None) -> Response:
        """One command over HTTP."""
        body = json.dumps({} if fields is None else fields).encode()
        return self.request("POST", f"/v1/{command}", body, **headers)

    def good(self, command: str, fields: object = None) -> dict[str, Any]:
        """The answer to a command that is carried out, held against the schema."""
        answer = self.post(command, fields)
        assert answer.status == 200, answer.body
        valid("Reply", answer.json)
        found: dict[str, Any] = answer.json["answer"]
        name = _schema()["commands"][command]["answer"]["$ref"].rpartition("/")[2]
        valid(name, found)
        return found

    def raw(self) -> socket.socket:
        """A connection that has said nothing yet."""
        return socket.create_connection(("127.0.0.1", self.port), SECONDS)


def read_all(line: socket.socket) -> bytes:
    """Everything until the other side closes; what came before a reset counts too."""
    received = b""
    while True:
        try:
            part = line.recv(65536)
        except ConnectionError:
            return received
        if not part:
            return received
        received += part
