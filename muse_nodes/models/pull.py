"""Download a catalogued model: resumable, checked, and in place only when it is whole.

Bytes go to ``NAME.part`` beside the target. A broken connection leaves the part for the next try,
which asks the server for the rest only; a wrong checksum or a full disk removes it. The finished
file is renamed into place, so a file under its own name is always complete.
"""

from __future__ import annotations

import http.client
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from muse_nodes.api import ModelError
from muse_nodes.models.catalogue import Entry, ModelFile
from muse_nodes.models.checksum import sha256_of

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with bytes done, bytes in all (0 = unknown) and the file's name."""

CHUNK = 256 * 1024
TIMEOUT = 30.0
ATTEMPTS = 3
LIMIT = 4 * 1024**3
"""No model is larger than this; a server that goes on and on is cut off."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """A file that is in place. ``verified``: its checksum was known and is right."""

    path: Path
    sha256: str
    verified: bool


class _Response(Protocol):
    status: int
    headers: Any

    def read(self, size: int, /) -> bytes: ...


class _CutError(Exception):
    """The connection ended before the file did."""


def pull(entry: Entry, folder: Path, progress: Progress | None = None) -> list[Pulled]:
    """Fetch all files of a catalogue entry into ``folder``; those already there are kept.

    Raises ModelError with a sentence when there is no address, the connection or the disk fails,
    or the bytes are not the published ones.
    """
    if not entry.pullable:
        raise ModelError(f"'{entry.name}' cannot be downloaded.", hint=entry.source)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _disk(folder, error) from error
    return [pull_file(file, folder, progress or _quiet) for file in entry.files]


def pull_file(file: ModelFile, folder: Path, progress: Progress) -> Pulled:
    """Fetch one file into an existing folder, or find that it is there already."""
    target = folder / file.name
    if target.is_file():
        there = _sum(target)
        if file.sha256 in ("", there):
            return Pulled(target, there, bool(file.sha256))
    part = target.with_name(target.name + ".part")
    _fetch_all(file, part, progress)
    found = _sum(part)
    if file.sha256 and found != file.sha256:
        part.unlink(missing_ok=True)
        raise ModelError(
            f"The download of {file.name} was thrown away: its checksum is {found}, "
            f"published is {file.sha256}.",
            hint="Try again later; the file may have changed at its source.",
        )
    try:
        part.replace(target)
    except OSError as error:
        raise _disk(target, error) from error
    return Pulled(target, found, bool(file.sha256))


def _fetch_all(file: ModelFile, part: Path, progress: Progress) -> None:
    """Bring ``part`` to its full length, resuming when the connection breaks off."""
    check_address(file.url)
    cause: Exception | None = None
    for _ in range(ATTEMPTS):
        try:
            return _fetch(file, part, progress)
        except _CutError as error:
            cause = error
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and _size(part):
                part.unlink(missing_ok=True)  # an old part that does not fit: from the start
                continue
            raise ModelError(
                f"The server refused {file.url}: {error.code} {error.reason}."
            ) from error
        except (OSError, http.client.HTTPException) as error:
            cause = error
    raise ModelError(
        f"The download of {file.name} broke off ({cause}).",
        hint="What has arrived is kept; run the command again to go on from there.",
    ) from cause


def _fetch(file: ModelFile, part: Path, progress: Progress) -> None:
    """One request for what is missing. Raises _CutError when less than promised arrived."""
    have = _size(part)
    headers = {"User-Agent": "muse-nodes", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(file.url, headers=headers)
    with _opener(file.url).open(request, timeout=TIMEOUT) as response:
        start = _start(response)
        if start not in (0, have):
            raise _CutError(f"the server went on at byte {start} instead of {have}")
        length = response.headers.get("Content-Length")
        total = start + int(length) if length and length.isdigit() else 0
        done = _copy(response, part, start, total, lambda n: progress(n, total, file.name))
    if done < total:
        raise _CutError(f"{done} of {total} bytes arrived")


def _copy(
    response: _Response, part: Path, start: int, total: int, report: Callable[[int], None]
) -> int:
    """Append the response to ``part`` (or begin it anew) and return its length."""
    limit = total or LIMIT
    done = start
    try:
        target = part.open("r+b" if start else "wb")
    except OSError as error:
        raise _disk(part, error) from error
    with target:
        target.seek(start)
        report(done)
        while chunk := response.read(CHUNK):
            done += len(chunk)
            if done > limit:
                raise _CutError("the server sent more than it had promised")
            try:
                target.write(chunk)
            except OSError as error:
                part.unlink(missing_ok=True)
                raise _disk(part, error) from error
            report(done)
        try:
            target.flush()
            os.fsync(target.fileno())
        except OSError as error:
            part.unlink(missing_ok=True)
            raise _disk(part, error) from error
    return done


def check_address(url: str) -> None:
    """Raise ModelError unless the address is https, or http on this very machine."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and _is_loopback(parts.hostname):
        return
    raise ModelError(f"'{url}' is not fetched: models come over https only.")


class _HttpsOnly(urllib.request.HTTPRedirectHandler):
    """A redirect must not lead away from https either."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        check_address(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener(url: str) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = [_HttpsOnly()]
    if _is_loopback(urllib.parse.urlsplit(url).hostname):
        handlers.append(urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(*handlers)


def _is_loopback(host: str | None) -> bool:
    return host in ("127.0.0.1", "::1", "localhost")


def _start(response: _Response) -> int:
    """The position in the file of the response's first byte."""
    if response.status != http.client.PARTIAL_CONTENT:
        return 0
    span = str(response.headers.get("Content-Range", "")).removeprefix("bytes ").split("-")[0]
    return int(span) if span.isdigit() else -1


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _sum(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise _disk(path, error) from error


def _disk(path: Path, error: OSError) -> ModelError:
    return ModelError(
        f"'{path}' cannot be written: {error.strerror or error}.",
        hint="Make room there, or choose another folder.",
    )


def _quiet(done: int, total: int, name: str) -> None:
    """Report nothing."""
