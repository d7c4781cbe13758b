"""The virtual camera, with a backend of our own in place of a device."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from muse_nodes.api import MediaError
from muse_nodes.media import open_virtual_camera

pyvirtualcam = pytest.importorskip("pyvirtualcam", reason="the extra vcam is not installed")


class FakeBackend:
    """Keeps what it is sent."""

    sent: list[np.ndarray] = []  # type: ignore[type-arg]  # noqa: RUF012 - emptied by the fixture
    closed = 0
    broken = False

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: Any) -> None:
        if device not in (None, "Fake Camera"):
            raise RuntimeError(f"no device {device}")
        self.size = width, height

    def send(self, frame: Any) -> None:
        if FakeBackend.broken:
            raise RuntimeError("the device is gone")
        FakeBackend.sent.append(frame.reshape(self.size[1], self.size[0], 3).copy())

    def device(self) -> str:
        return "Fake Camera"

    def native_fourcc(self) -> None:
        return None

    def close(self) -> None:
        FakeBackend.closed += 1


@pytest.fixture
def backend() -> Iterator[type[FakeBackend]]:
    from pyvirtualcam.camera import BACKENDS

    FakeBackend.sent, FakeBackend.closed, FakeBackend.broken = [], 0, False
    pyvirtualcam.register_backend("fake", FakeBackend)
    yield FakeBackend
    del BACKENDS["fake"]


def test_frames_arrive(backend: type[FakeBackend]) -> None:
    camera = open_virtual_camera(8, 6, 30, backend="fake")
    assert (camera.device, camera.backend, camera.size) == ("Fake Camera", "fake", (8, 6))
    frame = np.arange(8 * 6 * 3, dtype=np.uint8).reshape(6, 8, 3)
    camera.send(frame)
    camera.send(frame[:, ::-1])
    np.testing.assert_array_equal(backend.sent[0], frame)
    np.testing.assert_array_equal(backend.sent[1], frame[:, ::-1])
    camera.close()
    camera.close()
    assert backend.closed == 1


def test_odd_sizes_lose_a_line(backend: type[FakeBackend]) -> None:
    camera = open_virtual_camera(9, 7, 30, backend="fake")
    frame = np.random.default_rng(0).integers(0, 256, (7, 9, 3), np.uint8)
    camera.send(frame)
    np.testing.assert_array_equal(backend.sent[0], frame[:6, :8])
    camera.close()
    with pytest.raises(MediaError, match="1x7"):
        open_virtual_camera(1, 7, 30, backend="fake")


def test_a_device_that_is_not_there(backend: type[FakeBackend]) -> None:
    with pytest.raises(MediaError, match="'Other' was not found") as caught:
        open_virtual_camera(8, 6, 30, backend="fake", device="Other")
    assert caught.value.hint
    with pytest.raises(MediaError, match=r"kind 'nonsense'.*fake"):
        open_virtual_camera(8, 6, 30, backend="nonsense")


def test_a_device_that_vanishes(backend: type[FakeBackend]) -> None:
    camera = open_virtual_camera(8, 6, 30, backend="fake")
    backend.broken = True
    with pytest.raises(MediaError, match="no longer takes pictures: the device is gone"):
        camera.send(np.zeros((6, 8, 3), np.uint8))
    camera.close()


def test_without_the_package_the_sentence_says_how_to_get_it() -> None:
    script = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("pyvirtualcam"):
            raise ImportError(name)
sys.meta_path.insert(0, Blocker())
from muse_nodes.api import MediaError
from muse_nodes.media import open_virtual_camera
try:
    open_virtual_camera(8, 6, 30)
except MediaError as error:
    print(error)
"""
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "pip install muse-nodes[vcam]" in answer.stdout
    assert answer.stdout.count("\n") == 1
