"""Where pictures go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ctx_for_tests import Bench

from muse_nodes.api import MediaError, NodeError, frame_spec
from muse_nodes.media import VideoReader, read_image
from nodes.output import Preview, VideoWriter, VirtualCam

WRITING: dict[str, Any] = {
    "path": "", "codec": "auto", "quality": 80, "fps": 0.0, "audio_from": "", "overwrite": False,
}  # fmt: skip


def picture(level: int) -> np.ndarray:
    frame = np.full((48, 64, 3), level, np.uint8)
    frame[:, 32:] = 255 - level
    return frame


def write(target: Path, count: int = 3, alpha: np.ndarray | None = None, **params: Any) -> Bench:
    ctx = Bench(fps=25.0)
    writer = VideoWriter()
    writer.setup(ctx, frame_spec(48, 64), **{**WRITING, "path": str(target), **params})
    for index in range(count):
        ctx.time = index / 25
        writer.process(ctx, picture(40 * index), alpha)
    writer.teardown()
    return ctx


def test_preview_hands_the_very_picture_to_whoever_watches() -> None:
    ctx = Bench()
    frame = picture(10)
    Preview().process(ctx, frame)
    assert ctx.shown == [frame]
    assert ctx.shown[0] is frame


def test_a_film_holds_every_picture_at_the_rate_of_the_graph(tmp_path: Path) -> None:
    ctx = write(tmp_path / "film.mp4", 5)
    reader = VideoReader(tmp_path / "film.mp4")
    out = np.empty((48, 64, 3), np.uint8)
    times = []
    for index in range(5):
        times.append(reader.read(out))
        assert np.abs(out[8:40, 4:28].astype(int) - 40 * index).max() <= 6
    reader.close()
    assert times == pytest.approx([0, 0.04, 0.08, 0.12, 0.16], abs=1e-3)
    assert reader.fps == pytest.approx(25)
    assert ctx.said == ["Recording 64x48"]


def test_alpha_is_stored_where_the_file_can_hold_it(tmp_path: Path) -> None:
    alpha = np.zeros((48, 64), np.float32)
    alpha[:, 32:] = 1
    write(tmp_path / "frames", 2, alpha)
    files = sorted((tmp_path / "frames").iterdir())
    assert len(files) == 2
    colours, coverage = read_image(files[1])
    assert np.array_equal(colours, picture(40))
    assert coverage is not None
    assert np.array_equal(coverage, (alpha * 255).astype(np.uint8))


def test_without_a_path_it_says_what_to_do() -> None:
    with pytest.raises(NodeError, match="No file is chosen") as caught:
        VideoWriter().setup(Bench(), frame_spec(48, 64), **WRITING)
    assert "path" in caught.value.hint


def test_an_existing_file_is_kept_unless_asked(tmp_path: Path) -> None:
    target = tmp_path / "film.mp4"
    target.write_bytes(b"precious")
    with pytest.raises(MediaError, match=r"film\.mp4"):
        write(target)
    assert target.read_bytes() == b"precious"
    write(target, overwrite=True)
    assert target.stat().st_size > 100


def test_nothing_is_left_behind_when_no_picture_came(tmp_path: Path) -> None:
    write(tmp_path / "film.mp4", 0)
    assert list(tmp_path.iterdir()) == []


def test_no_virtual_camera_is_one_clear_sentence() -> None:
    with pytest.raises(MediaError) as caught:
        VirtualCam().setup(
            Bench(), frame_spec(48, 64), backend="auto", device="/dev/video987", fps=0.0
        )
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith((".", "[vcam]", "first."))


class Loopback:
    """In the place of v4l2loopback: a device that is a file."""

    def __init__(self, *, device: str, **what: Any) -> None:
        self.name = device
        self.sent = 0

    def send(self, frame: Any) -> None:
        self.sent += 1

    def device(self) -> str:
        return self.name

    def native_fourcc(self) -> None:
        return None

    def close(self) -> None:
        """Nothing to give back."""


def loopback(monkeypatch: pytest.MonkeyPatch, device: Path, backend: str) -> VirtualCam:
    camera = pytest.importorskip("pyvirtualcam.camera", reason="the extra vcam is not installed")
    monkeypatch.setitem(camera.BACKENDS, backend, Loopback)
    device.touch()
    node = VirtualCam()
    node.setup(Bench(), frame_spec(48, 64), backend=backend, device=str(device), fps=0.0)
    return node


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a device open")
def test_a_virtual_camera_tells_whether_it_is_watched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    node = loopback(monkeypatch, tmp_path / "video9", "v4l2loopback")
    assert node.watched() is False
    assert node.exclusive()
    node.process(Bench(), picture(9))
    node.teardown()
    other = loopback(monkeypatch, tmp_path / "video9", "somewhere")
    assert other.watched() is None
    other.teardown()
