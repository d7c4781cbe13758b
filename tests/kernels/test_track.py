"""Key points, flow and carried mattes on pictures whose movement is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muse_nodes.kernels import CpuOps
from muse_nodes.kernels.track import flow, key_points, spread_out

SIZE = (180, 320)
OPS = CpuOps(threads=1)
CELLS = (9, 16)


def cloth(size: tuple[int, int] = SIZE, seed: int = 5) -> np.ndarray:
    """Soft random blobs: something to follow everywhere."""
    noise = np.random.default_rng(seed).normal(0, 1, size).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 2.0)
    return np.clip(128 + 60 * smooth / smooth.std(), 0, 255).astype(np.uint8)


def turned(picture: np.ndarray, degrees: float, dx: float, dy: float) -> tuple:
    """The picture turned about its middle and moved, and the 2 x 3 matrix of that."""
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    matrix[:, 2] += dx, dy
    return cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REFLECT), matrix


def blob(size: tuple[int, int] = SIZE) -> np.ndarray:
    y, x = np.mgrid[: size[0], : size[1]] / max(size[0], 2)
    middle = size[1] / size[0] / 2
    return (((x - middle) / 0.3) ** 2 + ((y - 0.5) / 0.35) ** 2 < 1).astype(np.float32)


def grid_field(size: tuple[int, int], move, shape=(7, 9)) -> np.ndarray:
    """``move`` (points -> displacements) at the nodes of a field."""
    y, x = np.linspace(0, size[0] - 1, shape[0]), np.linspace(0, size[1] - 1, shape[1])
    nodes = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    return move(nodes).reshape(*shape, 2).astype(np.float32)


def still() -> np.ndarray:
    return np.zeros((3, 4, 2), np.float32)


@pytest.mark.parametrize("size", [(720, 1280), (480, 640), (90, 160), (100, 33), (1, 1)])
def test_luma_is_the_grey_of_the_frame(size: tuple[int, int]) -> None:
    frame = np.empty((*size, 3), np.uint8)
    frame[:] = 200, 100, 50
    out = np.empty((min(90, size[0]), min(160, size[1])), np.uint8)
    OPS.luma(out, frame)
    assert np.abs(out - (0.299 * 200 + 0.587 * 100 + 0.114 * 50)).max() <= 1


def test_points_lie_on_the_person_near_the_edge_best_first_and_apart() -> None:
    person = blob()
    found = key_points(cloth(), person, 30, 5.0)
    assert len(found) == 30
    x, y = found[:, :2].astype(int).T
    assert (person[y, x] > 0.5).all()
    assert (np.diff(found[:, 2]) <= 0).all()
    apart = np.linalg.norm(found[:, None, :2] - found[None, :, :2], axis=-1)
    assert apart[~np.eye(30, dtype=bool)].min() >= 5
    edge = cv2.distanceTransform((person > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    assert np.mean(edge[y, x] < 8) > 0.6


def test_a_matte_of_any_size_says_where_the_person_is() -> None:
    picture = cloth()
    large = key_points(picture, cv2.resize(blob(), (640, 360)), 30, 5.0)
    small = key_points(picture, cv2.resize(blob(), (160, 90)), 30, 5.0)
    assert np.abs(large[:, :2].mean(0) - small[:, :2].mean(0)).max() < 12


@pytest.mark.parametrize(
    ("picture", "person"),
    [(np.full(SIZE, 90, np.uint8), blob()), (cloth(), np.zeros(SIZE, np.float32)),
     (np.zeros((1, 1), np.uint8), np.ones((1, 1), np.float32)),
     (np.zeros((2, 40), np.uint8), np.ones((2, 40), np.float32))],
)  # fmt: skip
def test_nobody_and_nothing_to_follow_give_no_points(picture, person) -> None:
    assert key_points(picture, person, 30, 5.0).shape == (0, 3)


@given(
    seed=st.integers(0, 500),
    count=st.integers(1, 40),
    apart=st.integers(0, 80).map(lambda n: n / 2),
)
def test_suppression_is_what_a_plain_loop_gives(seed: int, count: int, apart: float) -> None:
    rng = np.random.default_rng(seed)
    points = np.c_[rng.integers(0, 60, (50, 2)), rng.permutation(50)].astype(np.float32)
    kept: list[np.ndarray] = []
    for point in sorted(points, key=lambda p: -p[2]):
        distances = [float(((point - other)[:2] ** 2).sum()) for other in kept]
        if len(kept) < count and all(d >= apart * apart for d in distances):
            kept.append(point)
    assert np.array_equal(spread_out(points, count, apart), np.array(kept))


@pytest.mark.parametrize(("degrees", "dx", "dy"), [(0, 3.4, -1.2), (4, 0, 0), (-3, 9.5, 6.0)])
def test_flow_finds_shift_and_turn_to_a_fraction_of_a_pixel(degrees, dx, dy) -> None:
    before = cloth()
    now, matrix = turned(before, degrees, dx, dy)
    points = key_points(before, blob(), 30, 5.0)[:, :2]
    found = flow(before, now, points)
    exact = points @ matrix[:, :2].T + matrix[:, 2]
    kept = found[:, 2] < 1
    assert kept.mean() > 0.9
    away = np.linalg.norm(found[kept, :2] - exact[kept], axis=1)
    assert away.mean() < 0.2
    assert away.max() < 0.5


def test_what_leaves_or_changes_is_lost() -> None:
    before = cloth()
    now = turned(before, 0, 12, 0)[0]
    now[:, 200:] = cloth(seed=9)[:, 200:]
    points = np.array([[318, 90], [250, 60], [100, 80]], np.float32)
    found = flow(before, now, points)
    assert found[1, 2] > 1
    assert found[2, 2] < 0.5
    assert np.abs(found[2, :2] - (112, 80)).max() < 0.5


def test_flow_of_no_points_or_of_one_pixel() -> None:
    assert flow(cloth(), cloth(), np.zeros((0, 2), np.float32)).shape == (0, 3)
    tiny = np.zeros((1, 1), np.uint8)
    assert flow(tiny, tiny, np.zeros((1, 2), np.float32))[0, 2] == np.inf


@pytest.mark.parametrize("out_size", [(224, 392), (90, 160), (256, 256)])
def test_a_matte_is_carried_to_where_its_person_went(out_size: tuple[int, int]) -> None:
    moved, matrix = turned((blob() * 255).astype(np.uint8), 6, 12, 5)
    back = cv2.invertAffineTransform(matrix)
    field = grid_field(SIZE, lambda p: p @ back[:, :2].T + back[:, 2] - p)
    out = np.empty(out_size, np.float32)
    source = cv2.resize(blob(), out_size[::-1], interpolation=cv2.INTER_AREA)
    OPS.warp_matte(out, source, field, SIZE)
    expected = cv2.resize(moved / np.float32(255), out_size[::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(out - expected).mean() < 0.004


def test_carrying_is_the_sum_it_should_be() -> None:
    matte = np.random.default_rng(2).random((20, 30), np.float32)
    move = np.array([[[1.5, -2.25]]], np.float32)
    out = np.empty_like(matte)
    OPS.warp_matte(out, matte, move, (20, 30))
    y, x = np.clip(np.mgrid[:20, :30] + np.array([-2.25, 1.5])[:, None, None], 0, [[[19]], [[29]]])
    i, j = np.minimum(y.astype(int), 18), np.minimum(x.astype(int), 28)
    v, u = y - i, x - j
    rows = [matte[i, j] * (1 - u) + matte[i, j + 1] * u,
            matte[i + 1, j] * (1 - u) + matte[i + 1, j + 1] * u]  # fmt: skip
    assert np.abs(out - (rows[0] * (1 - v) + rows[1] * v)).max() < 0.02


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (7, 1)])
def test_the_smallest_pictures_are_carried_too(size: tuple[int, int]) -> None:
    out = np.empty(size, np.float32)
    OPS.warp_matte(out, np.full(size, 0.25, np.float32), still(), size)
    assert (out == 0.25).all()
    picture = np.zeros(size, np.uint8)
    assert not OPS.warp_error(picture, picture, still(), out, CELLS).any()


def test_a_picture_that_was_carried_rightly_has_no_error_and_a_wrong_one_has() -> None:
    before = cloth()
    now = turned(before, 0, 8, 0)[0]
    person = turned((blob() * 255).astype(np.uint8), 0, 8, 0)[0] / np.float32(255)
    right = grid_field(SIZE, lambda p: np.full_like(p, 0) - (8, 0))
    assert OPS.warp_error(before, now, right, person, CELLS).mean() < 1e-4
    assert OPS.warp_error(before, now, still(), person, CELLS).mean() > 0.03


def test_light_that_changes_is_no_error() -> None:
    before = cloth() // 2 + 40
    person = blob()
    assert not OPS.warp_error(before, before + np.uint8(30), still(), person, CELLS).any()


def test_errors_count_where_they_are_and_only_near_the_person() -> None:
    before, person = cloth(), blob()
    now = before.copy()
    now[85:95, :40] = 255 - now[85:95, :40]  # far from anybody
    assert not OPS.warp_error(before, now, still(), person, CELLS).any()
    now[80:100, 150:170] = 255  # in the middle: not at the edge
    assert not OPS.warp_error(before, now, still(), person, CELLS).any()
    whole = OPS.warp_error(before, now, still(), person, CELLS, whole=True)
    assert np.argwhere(whole > 0.1).tolist() == [[4, 7], [4, 8]]
    now[60:90, 216:246] = 255  # beside the person: an arm that came in
    beside = OPS.warp_error(before, now, still(), person, CELLS)
    assert np.argwhere(beside > 0)[:, 1].min() >= 10
    assert beside.mean() > 0.005
    now = before.copy()
    now[20:35, 150:170] = 255
    edge = OPS.warp_error(before, now, still(), person, CELLS)
    assert set(np.argwhere(edge > 0)[:, 0]) <= {1, 2}
    assert edge.sum() > 0


def test_room_that_stayed_room_is_an_error_wherever_it_was_carried() -> None:
    picture, was = np.full(SIZE, 60, np.uint8), blob()
    now = np.roll(was, 20, 1)  # a matte that went somewhere over a plain room
    assert not OPS.warp_error(picture, picture, still(), now, CELLS).any()
    found = OPS.warp_error(picture, picture, still(), now, CELLS, was=was)
    grown = ((now > 0.5) & (was < 0.5)).mean()
    assert 0.6 * grown < found.mean() < grown
    assert not OPS.warp_error(picture, picture, still(), was, CELLS, was=was).any()
