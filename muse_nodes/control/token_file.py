"""The file that tells the user's own programs where a running graph listens, and its token.

One file per endpoint in ``<data folder>/control``, named after its port, readable by the user alone
(on Windows the rights of the user's data folder apply), there only while the endpoint is open.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from muse_nodes.api.errors import MuseError

_PROBE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a running graph listens, and what has to be said to be heard."""

    port: int
    token: str


def folder(data: Path) -> Path:
    """Where the files lie in a data folder."""
    return data / "control"


def fresh_token() -> str:
    """256 random bits as a word that fits into headers."""
    return secrets.token_urlsafe(32)


def publish(data: Path, endpoint: Endpoint) -> Path:
    """Write the file of an endpoint that listens already; MuseError when that is not possible.

    Files of programs that have ended without removing theirs are cleared away.
    """
    place = folder(data)
    path = place / f"{endpoint.port}.json"
    beside = place / f".{endpoint.port}.{secrets.token_hex(4)}.tmp"
    content = json.dumps({"port": endpoint.port, "token": endpoint.token}) + "\n"
    try:
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o700)
        for old in place.glob("*.json"):
            if old != path and not _answers(_read(old)):
                old.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(beside, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise MuseError(
            f"The token of the control endpoint cannot be written to '{path}': {error.strerror}.",
            hint="Choose another data folder with --data.",
        ) from error
    return path


def withdraw(path: Path, endpoint: Endpoint) -> None:
    """Remove the file, unless another endpoint has put its own there since."""
    if _read(path) == endpoint:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def find(data: Path, port: int | None = None) -> Endpoint:
    """The endpoint that is open, or the one on ``port``; MuseError with what to do if none."""
    wanted = "*.json" if port is None else f"{port}.json"
    files = sorted(folder(data).glob(wanted))
    found = [e for path in files if (e := _read(path)) is not None and _answers(e)]
    if not found:
        at = "" if port is None else f" on port {port}"
        raise MuseError(
            f"No running graph listens{at}.", hint="Start one with 'muse run GRAPH --control'."
        )
    if len(found) > 1:
        listed = ", ".join(str(e.port) for e in found)
        raise MuseError(f"Several running graphs listen, on the ports {listed}.", hint="Say --port")
    return found[0]


def _read(path: Path) -> Endpoint | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        port, token = said["port"], said["token"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    sound = isinstance(port, int) and 0 < port < 65536 and isinstance(token, str)
    return Endpoint(port, token) if sound else None


def _answers(endpoint: Endpoint | None) -> bool:
    """Somebody listens there. Nothing is said, so nothing is given away."""
    if endpoint is None:
        return False
    try:
        socket.create_connection(("127.0.0.1", endpoint.port), _PROBE_SECONDS).close()
    except OSError:
        return False
    return True
