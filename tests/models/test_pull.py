"""Downloads: from a server on this machine that can break off, forget ranges, or lie."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from muse_nodes.api import ModelError
from muse_nodes.models.card import ImageInput
from muse_nodes.models.catalogue import Entry, ModelFile
from muse_nodes.models.pull import ATTEMPTS, check_address, pull

DATA = bytes(range(256)) * 4000
SUM = hashlib.sha256(DATA).hexdigest()


@dataclass
class Behaviour:
    """How the server treats requests, and what it was asked."""

    cut_after: list[int] = field(default_factory=list)
    ranges: bool = True
    redirect: str = ""
    asked: list[str | None] = field(default_factory=list)


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves DATA at /model.onnx, as its server's behaviour says."""

    def do_GET(self) -> None:
        behaviour: Behaviour = self.server.behaviour
        span = self.headers.get("Range")
        behaviour.asked.append(span)
        if behaviour.redirect:
            self.send_response(302)
            self.send_header("Location", behaviour.redirect)
            self.end_headers()
            return
        if self.path != "/model.onnx":
            self.send_error(404)
            return
        start = int(span.removeprefix("bytes=").rstrip("-")) if span and behaviour.ranges else 0
        if start >= len(DATA):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(DATA) - 1}/{len(DATA)}")
        self.send_header("Content-Length", str(len(DATA) - start))
        self.end_headers()
        end = start + behaviour.cut_after.pop(0) if behaviour.cut_after else len(DATA)
        with suppress(ConnectionError):  # the client may hang up when its disk is full
            self.wfile.write(DATA[start:end])

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def server() -> Iterator[tuple[Behaviour, str]]:
    behaviour = Behaviour()
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.behaviour = behaviour
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield behaviour, f"http://127.0.0.1:{httpd.server_port}/model.onnx"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def entry(url: str, sha256: str = SUM) -> Entry:
    file = ModelFile("model.onnx", ImageInput(layout="NCHW"), "", len(DATA), sha256, url)
    return Entry("model", "segment", "", "", (file,), "Ask a friend.")


def test_a_download_arrives_whole_with_progress(
    server: tuple[Behaviour, str], tmp_path: Path
) -> None:
    seen: list[tuple[int, int, str]] = []
    folder = tmp_path / "new" / "folder"
    (got,) = pull(entry(server[1]), folder, lambda *step: seen.append(step))
    assert (got.path, got.sha256, got.verified) == (folder / "model.onnx", SUM, True)
    assert got.path.read_bytes() == DATA
    assert [path.name for path in folder.iterdir()] == ["model.onnx"]
    assert seen[0] == (0, len(DATA), "model.onnx")
    assert seen[-1] == (len(DATA), len(DATA), "model.onnx")
    assert [step[0] for step in seen] == sorted(step[0] for step in seen)


def test_a_file_that_is_there_is_not_fetched_again(
    server: tuple[Behaviour, str], tmp_path: Path
) -> None:
    pull(entry(server[1]), tmp_path)
    pull(entry(server[1]), tmp_path)
    assert len(server[0].asked) == 1
    (tmp_path / "model.onnx").write_bytes(b"damaged since")
    pull(entry(server[1]), tmp_path)
    assert (tmp_path / "model.onnx").read_bytes() == DATA


def test_a_cut_is_resumed_within_one_call(server: tuple[Behaviour, str], tmp_path: Path) -> None:
    server[0].cut_after = [300_000, 400_000]
    (got,) = pull(entry(server[1]), tmp_path)
    assert got.verified
    assert server[0].asked == [None, "bytes=300000-", "bytes=700000-"]


def test_a_cut_is_resumed_by_the_next_call(server: tuple[Behaviour, str], tmp_path: Path) -> None:
    server[0].cut_after = [100_000] * ATTEMPTS
    with pytest.raises(ModelError, match=r"broke off.*arrived.*go on from there"):
        pull(entry(server[1]), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx.part"]
    (got,) = pull(entry(server[1]), tmp_path)
    assert got.verified
    assert server[0].asked[-1] == f"bytes={100_000 * ATTEMPTS}-"
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]


def test_a_server_without_ranges_starts_again(
    server: tuple[Behaviour, str], tmp_path: Path
) -> None:
    server[0].ranges = False
    server[0].cut_after = [300_000]
    (got,) = pull(entry(server[1]), tmp_path)
    assert got.verified


def test_an_old_part_that_is_too_long_is_dropped(
    server: tuple[Behaviour, str], tmp_path: Path
) -> None:
    (tmp_path / "model.onnx.part").write_bytes(b"x" * (len(DATA) + 5))
    (got,) = pull(entry(server[1]), tmp_path)
    assert got.verified


def test_a_wrong_checksum_leaves_nothing(server: tuple[Behaviour, str], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="thrown away"):
        pull(entry(server[1], "0" * 64), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_checksum_does_not_touch_what_is_there(
    server: tuple[Behaviour, str], tmp_path: Path
) -> None:
    (tmp_path / "model.onnx").write_bytes(b"older")
    with pytest.raises(ModelError, match="thrown away"):
        pull(entry(server[1], "0" * 64), tmp_path)
    assert (tmp_path / "model.onnx").read_bytes() == b"older"
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_known_checksum_it_says_so(server: tuple[Behaviour, str], tmp_path: Path) -> None:
    (got,) = pull(entry(server[1], ""), tmp_path)
    assert (got.verified, got.sha256) == (False, SUM)


def test_a_refusal_and_a_closed_door(server: tuple[Behaviour, str], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="404"):
        pull(entry(server[1] + ".gone"), tmp_path)
    with pytest.raises(ModelError, match="broke off"):
        pull(entry("http://127.0.0.1:9/model.onnx"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written(server: tuple[Behaviour, str], tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="cannot be written"):
        pull(entry(server[1]), blocked)
    (tmp_path / "model.onnx.part").mkdir()
    with pytest.raises(ModelError, match=r"model\.onnx\.part' cannot be written"):
        pull(entry(server[1]), tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_leaves_nothing(server: tuple[Behaviour, str], tmp_path: Path) -> None:
    (tmp_path / "model.onnx.part").symlink_to("/dev/full")
    with pytest.raises(ModelError, match="No space left"):
        pull(entry(server[1]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_only_https_leaves_this_machine(server: tuple[Behaviour, str], tmp_path: Path) -> None:
    check_address("https://example.org/model.onnx")
    for url in ("http://example.org/m", "ftp://example.org/m", "file:///etc/passwd", "https:///m"):
        with pytest.raises(ModelError, match="https only"):
            check_address(url)
    server[0].redirect = "http://example.org/model.onnx"
    with pytest.raises(ModelError, match="https only"):
        pull(entry(server[1]), tmp_path)


def test_without_an_address_it_says_where_to_ask(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Ask a friend"):
        pull(replace(entry(""), name="private"), tmp_path)
