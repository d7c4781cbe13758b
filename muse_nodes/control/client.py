"""Speaks to an endpoint from another program: what ``muse control`` uses. Standard library only."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any

from muse_nodes.api.errors import MuseError
from muse_nodes.control.token_file import Endpoint

_SECONDS = 45.0


class RefusedError(MuseError):
    """The endpoint did not carry a command out; ``answer`` is what it said."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.answer = answer
        error = answer.get("error")
        told = error.get("message") if isinstance(error, Mapping) else None
        super().__init__(str(told or "The endpoint gave an answer that is not to be understood."))


def ask(endpoint: Endpoint, command: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Send one command and give its answer. RefusedError, or MuseError when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=_SECONDS)
    headers = {
        "Authorization": f"Bearer {endpoint.token}", "Content-Type": "application/json",
    }  # fmt: skip
    try:
        connection.request("POST", f"/v1/{command}", json.dumps(fields), headers)
        said = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise MuseError(
            f"The running graph on port {endpoint.port} does not answer: {error}.",
            hint="Has it ended meanwhile?",
        ) from error
    finally:
        connection.close()
    if not isinstance(said, dict) or said.get("ok") is not True:
        raise RefusedError(said if isinstance(said, dict) else {})
    answer: dict[str, Any] = said["answer"]
    return answer
