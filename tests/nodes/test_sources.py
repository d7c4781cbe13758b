"""Cameras, files and the demo scene as nodes."""

from __future__ import annotations

import functools
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from ctx_for_tests import Bench

from muse_nodes import media
from muse_nodes.api import EndOfStream, MediaError, NodeError, frame_spec, matte_spec
from muse_nodes.media.camera import CameraInfo, Driver, open_camera
from nodes.files import Image, VideoFile
from nodes.sources import Camera, DemoScene

ASKED: dict[str, Any] = {
    "source": "auto", "width": 96, "height": 64, "fps": 30.0, "mjpg": True, "loop": False,
    "clean_plate": "", "frozen": 5.0,
}  # fmt: skip
SCENE: dict[str, Any] = {
    "seed": 3, "width": 96, "height": 64, "fps": 25.0, "noise": 1.5,
    "light_switch": 0.0, "camera_bump": 0.0,
}  # fmt: skip


def picture(seed: int, height: int = 48, width: int = 64) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Four lossless pictures, 20 per second."""
    path = tmp_path / "film.mkv"
    with media.VideoWriter(path, size=(64, 48), fps=20, codec="ffv1") as writer:
        for index in range(4):
            writer.write(picture(index))
    return path


def camera(ctx: Bench, **params: Any) -> Camera:
    node = Camera()
    node.setup(ctx, **{**ASKED, **params})
    return node


# -- cameras -------------------------------------------------------------------------------------


class Capture:
    """A camera that gives one grey level, at a pace of its own as cameras do."""

    def __init__(self, level: int) -> None:
        self.level = level
        self.pace = threading.Event()

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return self.level > 0

    def read(self, image: Any = None, /) -> tuple[bool, Any]:
        self.pace.wait(0.002)
        return True, np.full((60, 80, 3), self.level, np.uint8)

    def get(self, prop: int, /) -> float:
        return 0.0

    def set(self, prop: int, value: float, /) -> bool:
        return False

    def release(self) -> None:
        """Nothing to give back."""


def plug_in(monkeypatch: pytest.MonkeyPatch, *levels: int) -> None:
    """Cameras that give these grey levels; one of level 0 does not open."""
    infos = [CameraInfo(i, f"Cam {i}", f"/dev/video{i}") for i in range(len(levels))]
    driver = Driver(lambda: infos, lambda index, wishes: Capture(levels[index]))
    monkeypatch.setattr(media, "list_cameras", lambda: infos, raising=False)
    monkeypatch.setattr(
        media, "open_camera", functools.partial(open_camera, driver=driver), raising=False
    )


def test_without_a_camera_the_demo_scene_is_shown_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plug_in(monkeypatch)
    ctx = Bench()
    node = camera(ctx)
    seen = node.process(ctx)
    assert ctx.said == ["There is no camera: the demo scene is shown."]
    assert seen.frame.shape == (64, 96, 3)
    assert seen.plate is not None
    assert node.stream().patient
    node.teardown()


def test_auto_takes_the_first_camera_that_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, 0, 70, 90)
    ctx = Bench()
    node = camera(ctx)
    assert node.plan(ctx) == (frame_spec(60, 80), frame_spec(60, 80))
    assert not node.stream().patient
    assert node.stream().fps == 30
    seen = node.process(ctx)
    assert np.all(seen.frame == 70)
    assert seen.plate is None
    assert ctx.said[0].startswith("Cam 1: 80x60")
    node.teardown()


def test_when_no_camera_opens_the_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, 0)
    ctx = Bench()
    camera(ctx).teardown()
    assert len(ctx.said) == 1
    assert "Cam 0" in ctx.said[0]
    assert "demo scene" in ctx.said[0]


@pytest.mark.parametrize("source", ["1", "cam 1", "/dev/video1"])
def test_a_camera_is_found_by_number_name_or_path(
    monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    plug_in(monkeypatch, 70, 90)
    ctx = Bench()
    node = camera(ctx, source=source)
    assert np.all(node.process(ctx).frame == 90)
    node.teardown()


def test_a_camera_asked_for_by_name_is_never_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, 70)
    with pytest.raises(MediaError, match="There is no camera 'webcam 9'"):
        camera(Bench(), source="webcam 9")


def test_a_camera_that_was_given_back_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, 70)
    ctx = Bench()
    node = camera(ctx)
    node.teardown()
    with pytest.raises(EndOfStream):
        node.process(ctx)


def test_each_frame_is_a_buffer_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, 70)
    ctx = Bench()
    node = camera(ctx)
    assert node.process(ctx).frame is not node.process(ctx).frame
    node.teardown()


# -- what stands in for a camera -------------------------------------------------------------------


def test_a_film_keeps_its_size_and_rate_and_ends(film: Path) -> None:
    ctx = Bench()
    node = camera(ctx, source=str(film))
    assert node.plan(ctx)[0] == frame_spec(48, 64)
    assert (node.stream().fps, node.stream().patient) == (20, True)
    for index in range(4):
        seen = node.process(ctx)
        assert np.array_equal(seen.frame, picture(index))
        assert seen.plate is None
    with pytest.raises(EndOfStream):
        node.process(ctx)
    node.teardown()


def test_a_looped_film_starts_again(film: Path) -> None:
    ctx = Bench()
    node = camera(ctx, source=str(film), loop=True)
    frames = [node.process(ctx).frame for _ in range(6)]
    assert np.array_equal(frames[5], picture(1))
    assert node.stream().frames is None
    node.teardown()


def test_a_clean_plate_is_the_same_array_in_every_frame_and_fits(
    film: Path, tmp_path: Path
) -> None:
    room = tmp_path / "room.png"
    media.write_image(room, np.full((20, 30, 3), 55, np.uint8))
    ctx = Bench()
    node = camera(ctx, source=str(film), clean_plate=str(room))
    first, second = node.process(ctx).plate, node.process(ctx).plate
    assert first is second
    assert first is not None
    assert first.shape == (48, 64, 3)
    assert np.all(first == 55)
    node.teardown()


def test_a_picture_stands_still_without_end(tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    media.write_image(path, picture(9))
    ctx = Bench()
    node = camera(ctx, source=str(path), fps=0.0)
    assert node.stream().fps == 30
    for _ in range(3):
        assert np.array_equal(node.process(ctx).frame, picture(9))


def test_demo_gives_the_scene_at_the_asked_size_with_its_exact_room() -> None:
    ctx = Bench()
    node = camera(ctx, source="Demo", width=128, height=72, fps=0.0)
    assert node.plan(ctx)[0] == frame_spec(72, 128)
    first, second = node.process(ctx), node.process(ctx)
    assert first.plate is second.plate
    assert not np.array_equal(first.frame, second.frame)
    assert ctx.said == []


@pytest.mark.parametrize("name", ["gone.mp4", "gone.png"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(MediaError, match=name.replace(".", r"\.")):
        camera(Bench(), source=str(tmp_path / name))


def test_a_text_file_renamed_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.mp4"
    path.write_text("Dear all,")
    with pytest.raises(MediaError, match=r"letter\.mp4"):
        camera(Bench(), source=str(path))


def test_a_bad_clean_plate_is_named(film: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"nothing\.png"):
        camera(Bench(), source=str(film), clean_plate=str(tmp_path / "nothing.png"))


def test_a_truncated_film_plays_as_far_as_it_goes_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    with av.open(str(path), "w", options={"movflags": "faststart"}) as out:
        stream = out.add_stream("libx264", rate=20, options={"tune": "zerolatency"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for index in range(30):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture(index))))
        out.mux(stream.encode(None))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    ctx = Bench()
    node = camera(ctx, source=str(path))
    frames = []
    with suppress(EndOfStream):
        while True:
            frames.append(node.process(ctx).frame)
    assert 5 < len(frames) < 30
    assert "cut.mp4" in ctx.said[-1]
    node.teardown()


# -- files -----------------------------------------------------------------------------------------


def test_a_video_file_gives_its_pictures_and_no_alpha_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with media.VideoWriter(path, size=(64, 48), fps=20) as writer:
        for _ in range(2):
            writer.write(np.full((48, 64, 3), 90, np.uint8))
    ctx = Bench()
    node = VideoFile()
    node.setup(ctx, path=str(path), loop=False)
    assert node.plan(ctx) == (frame_spec(48, 64), matte_spec(48, 64))
    assert node.stream().frames == 2
    shown = node.process(ctx)
    assert shown.alpha is None
    assert np.abs(shown.frame.astype(int) - 90).max() <= 3
    node.teardown()


def test_the_alpha_of_a_film_is_a_matte(tmp_path: Path) -> None:
    path = tmp_path / "logo.mkv"
    alpha = np.zeros((48, 64), np.float32)
    alpha[:, 32:] = 1
    with media.VideoWriter(path, size=(64, 48), fps=20, codec="ffv1") as writer:
        writer.write(picture(1), alpha)
        writer.write(picture(2), alpha)
    ctx = Bench()
    node = VideoFile()
    node.setup(ctx, path=str(path), loop=False)
    shown = node.process(ctx)
    assert shown.alpha is not None
    assert np.allclose(shown.alpha, alpha)
    assert np.array_equal(shown.frame, picture(1))
    ctx.unread = ("alpha",)
    assert node.process(ctx).alpha is None
    node.teardown()


def test_a_picture_is_the_same_array_in_every_tick(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    rgba = np.dstack([picture(1), np.full((48, 64), 51, np.uint8)])
    media.write_image(path, rgba)
    ctx = Bench()
    node = Image()
    node.setup(ctx, path=str(path), fps=12.0, frames=0)
    first, second = node.process(ctx), node.process(ctx)
    assert first.frame is second.frame
    assert np.array_equal(first.frame, picture(1))
    assert first.alpha is not None
    assert np.allclose(first.alpha, 0.2)
    assert (node.stream().fps, node.stream().frames) == (12, None)


def test_a_picture_can_be_given_so_many_times(tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    media.write_image(path, picture(1))
    ctx = Bench()
    node = Image()
    for _ in range(2):  # a new setup starts from the beginning
        node.setup(ctx, path=str(path), fps=30.0, frames=2)
        assert node.process(ctx, frames=2).alpha is None
        node.process(ctx, frames=2)
        with pytest.raises(EndOfStream):
            node.process(ctx, frames=2)
    assert node.stream().frames == 2


def test_without_a_path_files_say_what_to_do() -> None:
    with pytest.raises(NodeError, match="No video file is chosen"):
        VideoFile().setup(Bench(), path="", loop=False)
    with pytest.raises(NodeError, match="No picture is chosen"):
        Image().setup(Bench(), path="", fps=30.0, frames=0)


# -- the demo scene --------------------------------------------------------------------------------


def scene(ctx: Bench, **params: Any) -> DemoScene:
    node = DemoScene()
    node.setup(ctx, **{**SCENE, **params})
    return node


def test_the_demo_scene_gives_the_picture_and_the_truth_about_it() -> None:
    ctx = Bench()
    node = scene(ctx)
    frame_plan, matte_plan, pose_plan, plate_plan = node.plan(ctx)
    assert frame_plan == plate_plan == frame_spec(64, 96)
    shown = node.process(ctx)
    assert shown.frame.shape == shown.plate.shape == frame_plan.shape
    assert shown.matte.shape == matte_plan.shape
    assert (shown.matte.dtype, shown.pose.skeleton) == (np.float32, "coco17")
    assert shown.pose.points.shape == pose_plan.shape
    assert 0 <= shown.matte.min() < shown.matte.max() <= 1
    assert node.stream().fps == 25


def test_a_new_setup_starts_the_scene_from_the_beginning() -> None:
    ctx = Bench()
    node = scene(ctx)
    first, second = node.process(ctx), node.process(ctx)
    assert not np.array_equal(first.frame, second.frame)
    assert first.plate is second.plate
    node.setup(ctx, **SCENE)
    assert np.array_equal(node.process(ctx).frame, first.frame)


def test_light_switches_and_knocks_leave_the_plate_as_it_was() -> None:
    ctx = Bench()
    node = scene(ctx, noise=0.0, light_switch=0.2, camera_bump=0.2)
    shown = [node.process(ctx) for _ in range(12)]
    assert all(s.plate is shown[0].plate for s in shown)
    assert shown[9].frame.mean() < shown[0].frame.mean() * 0.9, "the lamp is off"
    outside = shown[0].matte == 0
    assert np.array_equal(shown[0].frame[outside], shown[0].plate[outside])
