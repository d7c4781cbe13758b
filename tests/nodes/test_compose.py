"""Cutting out, placing and rendering, with the real kernels."""

from __future__ import annotations

import numpy as np
import pytest
from ctx_for_tests import Bench

from muse_nodes.api import Frame, Layer, NodeError, frame_spec, matte_spec
from nodes.compose import Composite, Corner, CutOut, PictureInPicture

H, W = 72, 128


def buffer(ctx: Bench, picture: np.ndarray) -> Frame:
    out = ctx.empty(frame_spec(*picture.shape[:2]))
    out[:] = picture
    return out


def plain(ctx: Bench, level: int, height: int = H, width: int = W) -> Frame:
    return buffer(ctx, np.full((height, width, 3), level, np.uint8))


def noisy(ctx: Bench, seed: int = 1) -> Frame:
    return buffer(ctx, np.random.default_rng(seed).integers(0, 256, (H, W, 3), np.uint8))


def half_matte(ctx: Bench) -> np.ndarray:
    """The person stands in the right half."""
    matte = ctx.empty(matte_spec(36, 64))
    matte[:] = 0
    matte[:, 32:] = 1
    return matte


def composed(
    ctx: Bench,
    frame: Frame,
    room: Frame | None,
    background: Frame | None,
    *layers: Layer,
    light_wrap: float = 0.0,
) -> tuple[Frame, np.ndarray | None]:
    node = Composite()
    spec = frame_spec(*frame.shape[:2])
    node.setup(ctx, spec, None if room is None else frame_spec(*room.shape[:2]))
    return tuple(node.process(ctx, frame, room, background, *layers, light_wrap=light_wrap))


def test_with_the_room_as_background_and_no_field_the_picture_is_the_cameras() -> None:
    ctx = Bench(unread=("alpha",))
    frame, room = noisy(ctx), plain(ctx, 120)
    image, alpha = composed(ctx, frame, room, None, Layer(frame, half_matte(ctx)))
    assert alpha is None
    assert image is not frame
    assert np.abs(image.astype(int) - frame).max() <= 1
    assert np.array_equal(image[:, :48], frame[:, :48])


def test_a_background_replaces_the_room_and_the_person_stays() -> None:
    ctx = Bench(unread=("alpha",))
    frame, room, beach = plain(ctx, 200), plain(ctx, 80), plain(ctx, 30)
    image, _ = composed(ctx, frame, room, beach, Layer(frame, half_matte(ctx)))
    assert np.all(image[:, :56] == 30)
    assert np.abs(image[:, 72:].astype(int) - 200).max() <= 1


def test_alpha_is_the_coverage_and_is_made_only_when_it_is_read() -> None:
    ctx = Bench()
    frame = plain(ctx, 200)
    _, alpha = composed(ctx, frame, None, plain(ctx, 0), Layer(frame, half_matte(ctx)))
    assert alpha is not None
    assert (alpha.shape, alpha.dtype) == ((H, W), np.float32)
    assert np.all(alpha[:, :56] == 0)
    assert np.allclose(alpha[:, 72:], 1, atol=1 / 255)


def test_the_last_layer_is_on_top() -> None:
    ctx = Bench(unread=("alpha",))
    frame = plain(ctx, 10)
    red, green = plain(ctx, 100), plain(ctx, 200)
    image, _ = composed(ctx, frame, None, None, Layer(red), Layer(green))
    assert np.abs(image.astype(int) - 200).max() <= 1


def test_without_layers_the_background_or_the_live_picture_is_shown() -> None:
    ctx = Bench(unread=("alpha",))
    frame, beach = noisy(ctx), noisy(ctx, 2)
    assert np.array_equal(composed(ctx, frame, None, beach)[0], beach)
    assert np.array_equal(composed(ctx, frame, None, None)[0], frame)


def test_a_background_of_another_size_is_fitted_and_a_still_only_once() -> None:
    ctx = Bench(unread=("alpha",))
    frame, beach = plain(ctx, 10), plain(ctx, 77, 50, 50)
    node = Composite()
    node.setup(ctx, frame_spec(H, W), None)
    image, _ = node.process(ctx, frame, None, beach)
    assert np.all(image == 77)
    fitted = node.fitted
    node.process(ctx, frame, None, beach)
    assert node.fitted is fitted


def test_a_room_of_another_size_is_refused_in_words() -> None:
    with pytest.raises(NodeError, match="The room is 64x36, but the frame is 128x72"):
        Composite().setup(Bench(), frame_spec(H, W), frame_spec(36, 64))


def test_nothing_is_written_to_what_came_in() -> None:
    ctx = Bench()
    frame, room, beach = noisy(ctx, 1), noisy(ctx, 2), noisy(ctx, 3)
    matte = half_matte(ctx)
    for array in (frame, room, beach, matte):
        array.flags.writeable = False
    composed(ctx, frame, room, beach, Layer(frame, matte), light_wrap=0.5)


def test_cut_out_is_a_layer_of_the_very_frame() -> None:
    ctx = Bench()
    frame, matte = plain(ctx, 50), half_matte(ctx)
    layer = CutOut().process(ctx, frame, matte)
    assert layer.frame is frame
    assert layer.matte is matte
    assert layer.gain is None


def test_exposure_and_warmth_are_the_gain_of_the_layer() -> None:
    ctx = Bench()
    frame, matte = plain(ctx, 50), half_matte(ctx)
    brighter = CutOut().process(ctx, frame, matte, exposure=1.0)
    assert brighter.gain == (2.0, 2.0, 2.0)
    warmer = CutOut().process(ctx, frame, matte, warmth=1.0).gain
    assert warmer is not None
    assert warmer[0] > warmer[1] > warmer[2]
    image, _ = composed(ctx, frame, None, plain(ctx, 0), brighter)
    assert np.abs(image[:, 72:].astype(int) - 100).max() <= 1


def placed(ctx: Bench, logo: Frame, canvas: Frame, **params: object) -> np.ndarray:
    node = PictureInPicture()
    node.setup(ctx)
    layer = node.process(ctx, logo, None, canvas, **params)
    image, _ = composed(ctx, canvas, None, None, layer)
    return image


@pytest.mark.parametrize(
    ("corner", "top", "left"),
    [("top left", 4, 4), ("top right", 4, 92), ("bottom left", 50, 4), ("bottom right", 50, 92)],
)
def test_it_stands_in_its_corner_to_the_pixel(corner: Corner, top: int, left: int) -> None:
    ctx = Bench(unread=("alpha",))
    canvas = plain(ctx, 20)
    image = placed(ctx, plain(ctx, 220), canvas, size=0.25, margin=4 / 128, corner=corner)
    expected = np.full((H, W, 3), 20)
    expected[top : top + 18, left : left + 32] = 220
    assert np.abs(image.astype(int) - expected).max() <= 1


def test_it_keeps_its_shape_on_a_canvas_of_another_size() -> None:
    ctx = Bench(unread=("alpha",))
    logo = plain(ctx, 255, 40, 40)
    image = placed(ctx, logo, plain(ctx, 0), size=0.25, corner="free", x=0.5, y=0.5)
    rows, columns = np.nonzero(image[..., 0] > 128)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (32, 32)
    assert (rows.min(), columns.min()) == (20, 48)


def test_mirrored_it_shows_its_left_on_the_right() -> None:
    ctx = Bench(unread=("alpha",))
    ramp = np.broadcast_to(np.linspace(0, 250, 32).round().astype(np.uint8)[:, None], (18, 32, 3))
    logo, canvas = buffer(ctx, np.ascontiguousarray(ramp)), plain(ctx, 128)
    at = {"size": 0.25, "margin": 0.0, "corner": "top left"}
    straight = placed(ctx, logo, canvas, **at)[:18, :32]
    mirrored = placed(ctx, logo, canvas, mirror=True, **at)[:18, :32]
    assert np.abs(straight.astype(int) - ramp).max() <= 1
    assert np.abs(mirrored[:, ::-1].astype(int) - straight).max() <= 1


def test_a_circle_is_round_and_opacity_lets_the_canvas_through() -> None:
    ctx = Bench()
    node = PictureInPicture()
    node.setup(ctx)
    logo, canvas = plain(ctx, 255, 64, 64), plain(ctx, 0, 128, 128)
    layer = node.process(ctx, logo, None, canvas, size=0.5, shape="circle", opacity=0.5)
    assert layer.matte is not None
    assert layer.matte.shape == (64, 64)
    assert layer.matte.max() == 0.5
    assert layer.matte.sum() / 0.5 == pytest.approx(np.pi * 32**2, rel=0.01)
    again = node.process(ctx, logo, None, canvas, size=0.5, shape="circle", opacity=0.5)
    assert again.matte is layer.matte, "made once"


def test_a_rounded_picture_loses_only_its_corners() -> None:
    ctx = Bench()
    node = PictureInPicture()
    node.setup(ctx)
    layer = node.process(ctx, plain(ctx, 255), None, None, size=1.0, shape="rounded")
    assert layer.matte is not None
    assert layer.matte[0, 0] == 0
    assert layer.matte[H // 2, 0] == layer.matte[0, W // 2] == 1
    assert 0.97 < layer.matte.mean() < 1


def test_its_own_matte_and_the_shape_are_multiplied() -> None:
    ctx = Bench()
    node = PictureInPicture()
    node.setup(ctx)
    matte = half_matte(ctx)
    as_it_is = node.process(ctx, plain(ctx, 255), matte, size=0.5)
    assert as_it_is.matte is matte
    round_ = node.process(ctx, plain(ctx, 255), matte, size=0.5, shape="circle")
    assert round_.matte is not None
    assert np.all(round_.matte[:, :30] == 0)
    assert round_.matte[18, 40] == pytest.approx(1)
    assert np.all(round_.matte[:, 52:] == 0)
