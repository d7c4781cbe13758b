"""The fused render: what it promises, and how close it comes to the plain reference."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
import reference_render as reference

from muse_nodes.api import Array, Layer
from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.render import render, upsample_matte

SIZES = [(1, 1), (1, 7), (9, 1), (33, 47), (120, 161), (97, 260)]


@pytest.fixture(scope="module", params=[1, 2])
def bands(request: pytest.FixtureRequest) -> Iterator[Bands]:
    with Bands(request.param) as made:
        yield made


def smooth(rng: np.random.Generator, height: int, width: int) -> Array:
    """A picture with slopes, an edge and some noise, read-only as node inputs may be."""
    image = reference.enlarge(rng.uniform(20, 230, (4, 5, 3)), height, width)
    image[:, width // 2 :] *= 0.6
    image = np.clip(image + rng.normal(0, 2, image.shape), 0, 255).astype(np.uint8)
    image.flags.writeable = False
    return image


def blob(h: int, w: int) -> Array:
    """A soft ellipse that leaves a margin clear and has a full middle."""
    y, x = (np.mgrid[0:h, 0:w] + 0.5) / np.array([h, w])[:, None, None]
    return np.clip((0.3 - np.hypot(x - 0.5, (y - 0.55) * 0.8)) * 12, 0, 1).astype(np.float32)


def bump(rows: int, columns: int, size: float) -> Array:
    """A field that is zero at the rim and moves the middle by ``size`` pixels."""
    y, x = np.mgrid[0:rows, 0:columns] / np.maximum([rows - 1, columns - 1], 1)[:, None, None]
    falloff = np.maximum(1 - ((x - 0.5) ** 2 + (y - 0.5) ** 2) * 7, 0) ** 2
    return np.stack([size * falloff * (0.3 + y), -0.5 * size * falloff], 2).astype(np.float32)


def placed(height: int, width: int, frame: Array, x: float, y: float, scale: float) -> Array:
    """The 2x2 field that shows ``frame`` at (x, y), ``scale`` times its size."""
    corner_y, corner_x = np.meshgrid([0, height - 1], [0, width - 1], indexing="ij")
    return np.stack(
        [(corner_x - x) / scale - corner_x, (corner_y - y) / scale - corner_y], 2
    ).astype(np.float32)  # fmt: skip


def errors(out: Array, wanted: Array) -> Array:
    """Differences to the rounded reference."""
    return np.abs(out.astype(float) - np.round(wanted))


def close(out: Array, wanted: Array) -> None:
    """Warped samples: mean, 99.9 % and maximum."""
    off = errors(out, wanted)
    assert off.mean() <= 0.15
    assert np.percentile(off, 99.9) <= 2
    assert off.max() <= 4


@pytest.mark.parametrize(("height", "width"), SIZES)
@pytest.mark.parametrize("shape", [(1, 1), (16, 16), (40, 64), (150, 300)])
@pytest.mark.parametrize("field", [False, True])
def test_without_movement_the_room_stays_as_it_is(
    bands: Bands, height: int, width: int, shape: tuple[int, int], field: bool
) -> None:
    rng = np.random.default_rng(1)
    base, plate = smooth(rng, height, width), smooth(rng, height, width)
    out = np.zeros_like(base)
    move = np.zeros((3, 4, 2), np.float32) if field else None
    render(bands, out, base, [Layer(base, blob(*shape), move)], plate=plate)
    assert np.array_equal(out, base)


@pytest.mark.parametrize(("height", "width"), SIZES)
@pytest.mark.parametrize("shape", [(1, 1), (16, 16), (40, 64), (150, 300)])
@pytest.mark.parametrize("with_plate", [False, True])
def test_without_movement_a_background_is_within_one_level(
    bands: Bands, height: int, width: int, shape: tuple[int, int], with_plate: bool
) -> None:
    rng = np.random.default_rng(2)
    base, back = smooth(rng, height, width), smooth(rng, height, width)
    plate = smooth(rng, height, width) if with_plate else None
    out, alpha = np.zeros_like(base), np.zeros((height, width), np.uint8)
    layers = [Layer(base, blob(*shape))]
    render(bands, out, base, layers, plate=plate, background=back, alpha=alpha)
    wanted, coverage = reference.render(base, layers, plate=plate, background=back)
    # alpha is a rounded number on both sides: where it falls differently, one level follows
    assert errors(alpha, coverage).max() <= 1
    same = errors(alpha, coverage) == 0
    assert same.mean() > 0.99
    assert errors(out, wanted)[same].max(initial=0) <= 1
    assert errors(out, wanted).max() <= 2


@pytest.mark.parametrize(("height", "width"), [(33, 47), (120, 161), (200, 333)])
@pytest.mark.parametrize("with_plate", [False, True])
@pytest.mark.parametrize("room", [False, True])
@pytest.mark.parametrize("nodes", [(2, 2), (9, 16), (36, 64)])
def test_warped_samples_are_close_to_the_reference(
    bands: Bands, height: int, width: int, with_plate: bool, room: bool, nodes: tuple[int, int]
) -> None:
    rng = np.random.default_rng(3)
    base, plate = smooth(rng, height, width), smooth(rng, height, width)
    back = None if room else smooth(rng, height, width)
    field = bump(*nodes, 4.3) if nodes != (2, 2) else rng.normal(0, 3, (2, 2, 2)).astype("f4")
    layers = [Layer(base, blob(64, 64), field)]
    out, alpha = np.zeros_like(base), np.zeros((height, width), np.uint8)
    used = plate if with_plate else None
    render(bands, out, base, layers, plate=used, background=back, alpha=alpha)
    wanted, coverage = reference.render(base, layers, plate=used, background=back)
    close(out, wanted)
    close(alpha, coverage)


def test_the_room_is_untouched_outside_the_field_and_outside_the_person(bands: Bands) -> None:
    rng = np.random.default_rng(4)
    height, width = 240, 321
    base, plate = smooth(rng, height, width), smooth(rng, height, width)
    matte = blob(60, 80)
    field = np.zeros((25, 41, 2), np.float32)
    field[8:20, 5:30] = rng.normal(0, 4, (12, 25, 2))
    out = np.zeros_like(base)
    render(bands, out, base, [Layer(base, matte, field)], plate=plate)
    move = reference.grid(width, 41, reference.grid(height, 25, field.astype(float), 0), 1)
    still = (move == 0).all(axis=2)
    assert 0.2 < still.mean() < 0.8
    assert np.array_equal(out[still], base[still])
    person = reference.alpha_of(matte, base) > 0
    ys, xs = np.nonzero(person)
    far = np.ones((height, width), bool)
    for dy in range(-24, 25, 4):
        for dx in range(-24, 25, 4):
            far[np.clip(ys + dy, 0, height - 1), np.clip(xs + dx, 0, width - 1)] = False
    assert far.mean() > 0.2
    assert np.array_equal(out[far], base[far])
    assert (out != base).any(axis=2).mean() > 0.1


def test_shrinking_leaves_neither_hole_nor_ghost(bands: Bands) -> None:
    height, width = 200, 300
    plate = np.full((height, width, 3), (60, 90, 120), np.uint8)
    base = plate.copy()
    base[40:, 100:200] = (200, 40, 30)
    matte = np.zeros((100, 150), np.float32)
    matte[20:, 50:100] = 1
    x = np.linspace(0, width - 1, 61)
    slim = np.clip((x - 149.5) * 0.4, -20, 20) * np.clip((149 - abs(x - 149.5)) / 60, 0, 1)
    field = np.zeros((41, 61, 2), np.float32)
    field[..., 0] = slim
    out = np.zeros_like(base)
    render(bands, out, base, [Layer(base, matte, field)], plate=plate)
    gone = out[100:190, 102:110].reshape(-1, 3)
    assert np.abs(gone.astype(int) - plate[0, 0]).max() <= 2
    assert np.abs(out[100:190, 130:170].reshape(-1, 3).astype(int) - base[100, 150]).max() <= 2
    assert np.abs(out[199, 130:170].astype(int) - base[100, 150]).max() <= 2


def test_a_picture_in_picture_is_exact_where_its_samples_are(bands: Bands) -> None:
    rng = np.random.default_rng(5)
    base, other = smooth(rng, 150, 400), smooth(rng, 50, 70)
    out, alpha = np.zeros_like(base), np.zeros((150, 400), np.uint8)
    field = placed(150, 400, other, 310, 90, 1.0)
    render(bands, out, base, [Layer(other, None, field)], alpha=alpha)
    wanted = base.copy()
    wanted[90:140, 310:380] = other
    assert np.array_equal(out, wanted)
    assert alpha[90:140, 310:380].min() == 255
    assert int(alpha.astype(int).sum()) == 255 * 50 * 70


@pytest.mark.parametrize("scale", [0.25, 0.5, 1.7, 6.0])
@pytest.mark.parametrize("matte", [False, True])
def test_placed_layers_agree_with_the_reference(bands: Bands, scale: float, matte: bool) -> None:
    rng = np.random.default_rng(6)
    base, other = smooth(rng, 150, 260), smooth(rng, 340, 420)
    field = placed(150, 260, other, 40.4, 20.7, scale)
    layers = [Layer(other, blob(32, 32) if matte else None, field)]
    out, back = np.zeros_like(base), smooth(rng, 150, 260)
    render(bands, out, base, layers, background=back)
    close(out, reference.render(base, layers, background=back)[0])


def test_a_turned_layer_agrees_with_the_reference(bands: Bands) -> None:
    rng = np.random.default_rng(8)
    base, other = smooth(rng, 170, 230), smooth(rng, 120, 300)
    corners = np.stack(np.meshgrid([0, 229], [0, 169]), 2).astype(float)
    turn = np.array([[np.cos(1.1), -np.sin(1.1)], [np.sin(1.1), np.cos(1.1)]])
    field = ((corners - (115, 85)) @ turn.T + (150, 60) - corners).astype(np.float32)
    layers = [Layer(other, None, field)]
    out = np.zeros_like(base)
    render(bands, out, base, layers)
    close(out, reference.render(base, layers, background=base)[0])


def test_gain_changes_the_layer_and_nothing_else(bands: Bands) -> None:
    rng = np.random.default_rng(9)
    base, plate, back = (smooth(rng, 100, 180) for _ in range(3))
    layers = [Layer(base, blob(50, 90), None, (1.5, 1.0, 0.5))]
    out = np.zeros_like(base)
    render(bands, out, base, layers, plate=plate, background=back)
    close(out, reference.render(base, layers, plate=plate, background=back)[0])
    render(bands, out, base, layers, plate=plate)
    person = reference.alpha_of(layers[0].matte, base)
    assert np.array_equal(out[person == 0], base[person == 0])
    middle = (person == 255) & (base[..., 0] < 160)
    assert np.abs(out[middle] - np.minimum(base[middle] * (1.5, 1.0, 0.5), 255)).max() <= 1


def test_several_layers_over_a_background(bands: Bands) -> None:
    rng = np.random.default_rng(10)
    base, plate, back, other = (smooth(rng, 140, 200) for _ in range(4))
    layers = [
        Layer(base, blob(40, 40), bump(9, 16, 5.0)),
        Layer(other, blob(20, 30), placed(140, 200, other, 20.0, 10.5, 0.6)),
        Layer(smooth(rng, 30, 40), None, placed(140, 200, other, 100.0, 90.0, 1.0)),
    ]
    out, alpha = np.zeros_like(base), np.zeros((140, 200), np.uint8)
    render(bands, out, base, layers, plate=plate, background=back, alpha=alpha)
    wanted, coverage = reference.render(base, layers, plate=plate, background=back)
    close(out, wanted)
    assert np.percentile(errors(alpha, coverage), 99.9) <= 2


def test_several_layers_over_the_room(bands: Bands) -> None:
    rng = np.random.default_rng(11)
    base, plate = smooth(rng, 140, 200), smooth(rng, 140, 200)
    small = smooth(rng, 30, 40)
    picture = Layer(small, None, placed(140, 200, small, 80.0, 60.0, 1.0))
    person = Layer(base, blob(70, 100), bump(9, 16, 5.0))
    alone, above, behind = (np.zeros_like(base) for _ in range(3))
    render(bands, alone, base, [person], plate=plate)
    render(bands, above, base, [person, picture], plate=plate)
    render(bands, behind, base, [picture, person], plate=plate)
    assert np.array_equal(above[60:90, 80:120], small)
    outside = np.ones((140, 200), bool)
    outside[60:90, 80:120] = False
    move = reference.grid(200, 16, reference.grid(140, 9, person.field.astype(float), 0), 1)
    far = np.abs(move).sum(axis=2)
    clear = outside & ((far == 0) | (far >= 0.25))  # the fade between is done twice with several
    assert errors(above, alone)[clear].max() <= 2
    assert errors(behind, alone)[clear].max() <= 2
    assert errors(above, alone)[outside].max() <= 12
    full = reference.alpha_of(person.matte, base)[60:90, 80:120] == 255
    assert errors(behind, alone)[60:90, 80:120][full].max() <= 2
    still = [Layer(base, person.matte), picture]
    render(bands, above, base, still, plate=plate)
    assert np.array_equal(above[outside], base[outside])


def test_no_layers_show_the_background(bands: Bands) -> None:
    rng = np.random.default_rng(12)
    base, back = smooth(rng, 40, 50), smooth(rng, 40, 50)
    out = np.zeros_like(base)
    render(bands, out, base, [], background=back)
    assert np.array_equal(out, back)
    alpha = np.full((40, 50), 9, np.uint8)
    render(bands, out, base, [], alpha=alpha)
    assert np.array_equal(out, base)
    assert not alpha.any()


def test_light_wrap_brightens_the_edge_of_the_person_only(bands: Bands) -> None:
    base = np.full((180, 320, 3), (60, 50, 40), np.uint8)
    back = np.full((180, 320, 3), (250, 200, 0), np.uint8)
    matte = blob(90, 160)
    plain, some, more, room = (np.zeros_like(base) for _ in range(4))
    layers = [Layer(base, matte)]
    render(bands, plain, base, layers, background=back)
    render(bands, some, base, layers, background=back, light_wrap=0.3)
    render(bands, more, base, layers, background=back, light_wrap=1.0)
    render(bands, room, base, layers, plate=base, light_wrap=1.0)
    assert np.array_equal(room, base)
    alpha = reference.alpha_of(matte, base)
    assert np.array_equal(more[alpha == 0], plain[alpha == 0])
    middle = reference.enlarge(cv2.erode(matte, np.ones((19, 19))), 180, 320) == 1
    assert middle.any()
    assert np.array_equal(more[middle], plain[middle])
    gained = more.astype(int) - plain
    assert gained.min() >= -1
    contour = (alpha > 200) & (alpha < 250)
    assert contour.sum() > 100
    assert gained[contour][:, 0].mean() > 40
    assert gained[contour][:, 0].mean() > gained[contour][:, 1].mean() > 10
    assert np.abs(gained[..., 2]).max() <= 1
    half = some.astype(int) - plain
    assert np.abs(half - 0.3 * gained).max() <= 2


def test_frames_do_not_leak_into_the_next(bands: Bands) -> None:
    rng = np.random.default_rng(13)
    pictures = [smooth(rng, 130, 190) for _ in range(3)]
    fields = [bump(9, 16, 6.0), bump(9, 16, -3.0), np.zeros((9, 16, 2), np.float32)]
    mattes = [blob(50, 60), np.zeros((50, 60), np.float32), np.ones((50, 60), np.float32)]
    for base in pictures:
        for field in fields:
            for matte in mattes:
                layers = [Layer(base, matte, field)]
                out, fresh = np.zeros_like(base), np.zeros_like(base)
                render(bands, out, base, layers, plate=pictures[1])
                with Bands(1) as new:
                    render(new, fresh, base, layers, plate=pictures[1])
                assert np.array_equal(out, fresh)


def test_odd_mattes_do_no_harm(bands: Bands) -> None:
    rng = np.random.default_rng(14)
    base, back = smooth(rng, 60, 90), smooth(rng, 60, 90)
    matte = blob(30, 40)
    matte[3:6] = np.nan
    matte[10:12] = np.inf
    matte[14] = -5
    out = np.zeros_like(base)
    render(bands, out, base, [Layer(base, matte, bump(5, 5, 3.0))], background=back)
    assert np.array_equal(out[:4], back[:4])


@pytest.mark.parametrize(("height", "width"), SIZES)
@pytest.mark.parametrize("shape", [(1, 1), (16, 16), (150, 300)])
def test_the_matte_is_brought_up_as_the_reference_does(
    bands: Bands, height: int, width: int, shape: tuple[int, int]
) -> None:
    frame = smooth(np.random.default_rng(15), height, width)
    out = np.zeros((height, width), np.float32)
    upsample_matte(bands, out, blob(*shape), frame)
    assert np.abs(out * 255 - reference.alpha_of(blob(*shape), frame)).max() <= 1.001


def test_what_does_not_fit_is_refused_with_a_sentence(bands: Bands) -> None:
    base = np.zeros((20, 30, 3), np.uint8)
    out = np.zeros_like(base)
    good = Layer(base, blob(5, 5))
    cases = [
        ((out[:, ::2], base, [good]), {}, "output must be"),
        ((out, base[:10], [good]), {}, "live frame must be"),
        ((out, out, [good]), {}, "shares memory"),
        ((out, base, [good]), {"plate": base[:, :10]}, "plate must be"),
        ((out, base, [good]), {"background": base.astype(np.float32)}, "background must be"),
        ((out, base, [good]), {"alpha": np.zeros((20, 31), np.uint8)}, "alpha output must be"),
        ((out, base, [good, Layer(base[..., :2])]), {}, "frame of layer 1 must be"),
        ((out, base, [Layer(base, np.zeros((3, 3)))]), {}, "matte of layer 0 must be"),
        ((out, base, [Layer(base, None, np.zeros((0, 2, 2), np.float32))]), {}, "field of layer 0"),
        (
            (out, base, [Layer(base, None, np.full((2, 2, 2), np.nan, np.float32))]),
            {},
            "not finite",
        ),
    ]
    for arguments, options, sentence in cases:
        with pytest.raises(ValueError, match=sentence):
            render(bands, *arguments, **options)
    with pytest.raises(ValueError, match="matte must be"):
        upsample_matte(bands, np.zeros((20, 30), np.float32), np.zeros((0, 3), np.float32), base)
