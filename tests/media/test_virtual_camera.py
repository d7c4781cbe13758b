"""The virtual camera, with a backend of our own in place of a device."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scripted_cameras import FastClock

from muse_nodes.api import MediaError
from muse_nodes.media import open_virtual_camera
from muse_nodes.media.programs import users_of
from muse_nodes.media.virtual_camera import VirtualCamera, VirtualCameraError

pyvirtualcam = pytest.importorskip("pyvirtualcam", reason="the extra vcam is not installed")


class FakeBackend:
    """Keeps what it is sent."""

    sent: list[np.ndarray] = []  # type: ignore[type-arg]  # noqa: RUF012 - emptied by the fixture
    closed = 0
    broken = False

    def __init__(self, *, width: int, height: int, fps: float, fourcc: int, device: Any) -> None:
        there = device is None or (Path(device).is_absolute() and Path(device).exists())
        if device != "Fake Camera" and not there:
            raise RuntimeError(f"no device {device}")
        self.name = device or "Fake Camera"
        self.size = width, height

    def send(self, frame: Any) -> None:
        if FakeBackend.broken:
            raise RuntimeError("the device is gone")
        FakeBackend.sent.append(frame.reshape(self.size[1], self.size[0], 3).copy())

    def device(self) -> str:
        return str(self.name)

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


@pytest.fixture
def loopback(backend: type[FakeBackend], monkeypatch: pytest.MonkeyPatch) -> type[FakeBackend]:
    """The backend in the place of v4l2loopback, whose device is a file."""
    from pyvirtualcam.camera import BACKENDS

    monkeypatch.setitem(BACKENDS, "v4l2loopback", FakeBackend)
    return backend


def open_loopback(device: Path, clock: FastClock) -> VirtualCamera:
    return open_virtual_camera(8, 6, 30, "v4l2loopback", str(device), clock=clock)


def test_a_driver_that_was_unloaded_is_noticed_and_the_camera_opened_again(
    loopback: type[FakeBackend], tmp_path: Path
) -> None:
    device, clock = tmp_path / "video9", FastClock()
    device.touch()
    frame = np.zeros((6, 8, 3), np.uint8)
    camera = open_loopback(device, clock)
    camera.send(frame)
    device.unlink()
    camera.send(frame)  # looked at once per second only
    clock.spend(1.0)
    with pytest.raises(VirtualCameraError, match="its driver was unloaded") as caught:
        camera.send(frame)
    assert caught.value.hint
    camera.close()
    with pytest.raises(MediaError, match="was not found"):
        open_loopback(device, clock)
    device.touch()
    camera = open_loopback(device, clock)
    camera.send(frame)
    assert len(loopback.sent) == 3
    camera.close()
    with pytest.raises(MediaError, match="was closed"):
        camera.send(frame)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a device open")
def test_who_watches_is_counted_once_per_second(
    loopback: type[FakeBackend], tmp_path: Path
) -> None:
    device, clock = tmp_path / "video9", FastClock()
    device.touch()
    camera = open_loopback(device, clock)
    with device.open("rb"):  # this program itself does not count
        assert camera.watchers() == 0
        script = "import sys; f = open(sys.argv[1], 'rb'); print('open', flush=True); input()"
        with subprocess.Popen(
            [sys.executable, "-c", script, device],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as other:  # fmt: skip
            assert other.stdout is not None
            assert other.stdout.readline() == "open\n"
            assert camera.watchers() == 0
            clock.spend(1.0)
            assert camera.watchers() == 1
            assert len(users_of(str(device)) or ()) == 1
            other.communicate("\n")
        assert camera.watchers() == 1
        clock.spend(1.0)
        assert camera.watchers() == 0
    camera.close()


def test_who_watches_other_kinds_is_not_known(backend: type[FakeBackend]) -> None:
    camera = open_virtual_camera(8, 6, 30, backend="fake")
    assert camera.watchers() is None
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
