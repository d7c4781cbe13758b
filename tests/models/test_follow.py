"""Following the person: the box round the matte, when it moves, and how its matte is placed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tiny_nets
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.api import ModelInfo, frame_spec
from muse_nodes.kernels.placing import count_solid, place_matte
from muse_nodes.models.card import Card, ImageInput, MatteOutput
from muse_nodes.models.follow import (
    MARGIN,
    Box,
    beyond,
    elsewhere,
    next_box,
    person_box,
    place,
    whole,
    with_margin,
)
from muse_nodes.models.segment import Segmenter

SIZE = (720, 1280)


def blob(
    top: int, left: int, bottom: int, right: int, rows: int = 72, columns: int = 128
) -> np.ndarray:
    matte = np.zeros((rows, columns), np.float32)
    matte[top:bottom, left:right] = 1
    return matte


def test_the_box_round_a_matte_ignores_specks() -> None:
    matte = blob(20, 30, 60, 70)
    matte[2, 120] = matte[70, 3] = 1
    assert person_box(count_solid(matte), whole(SIZE), SIZE) == Box(300, 200, 700, 600)
    inner = Box(100, 100, 740, 460)
    assert person_box(count_solid(blob(20, 30, 60, 70)), inner, SIZE) == Box(250, 200, 450, 400)


def test_an_almost_empty_matte_is_nobody() -> None:
    assert person_box(count_solid(blob(0, 0, 0, 0)), whole(SIZE), SIZE) is None
    assert person_box(count_solid(blob(5, 5, 8, 8)), whole(SIZE), SIZE) is None


@given(rows=st.integers(1, 40), columns=st.integers(1, 70), seed=st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_what_is_solid_is_counted(rows: int, columns: int, seed: int) -> None:
    matte = np.random.default_rng(seed).random((rows, columns), np.float32)
    matte[rows // 2, columns // 2] = 0.5  # is not above a half
    per_row, per_column = count_solid(matte)
    np.testing.assert_array_equal(per_row, (matte > 0.5).sum(axis=1))
    np.testing.assert_array_equal(per_column, (matte > 0.5).sum(axis=0))


@given(
    step=st.tuples(st.floats(0.1, 5), st.floats(0.1, 5)),
    start=st.tuples(st.floats(-3, 20), st.floats(-3, 20)),
    seed=st.integers(0, 2**32 - 1),
)
@settings(deadline=None)
def test_a_matte_is_sampled_bilinearly(
    step: tuple[float, float], start: tuple[float, float], seed: int
) -> None:
    matte = np.random.default_rng(seed).random((9, 13), np.float32)
    out = np.full((20, 30), 7, np.float32)
    place_matte(out, matte, (4, 3, 25, 18), step, start)
    u = np.clip(start[0] + step[0] * np.arange(21), 0, 12)
    v = np.clip(start[1] + step[1] * np.arange(15), 0, 8)
    columns = np.array([np.interp(u, np.arange(13), row) for row in matte])
    expected = np.zeros((20, 30))
    expected[3:18, 4:25] = np.array([np.interp(v, np.arange(9), c) for c in columns.T]).T
    np.testing.assert_allclose(out, expected, atol=2e-6)


def test_the_box_rests_while_it_fits() -> None:
    person = Box(500, 200, 700, 600)
    box = next_box(None, person, SIZE)
    assert box == with_margin(person, SIZE, MARGIN)
    near = Box(505, 195, 705, 600)
    assert next_box(box, near, SIZE) is box
    far = Box(560, 200, 760, 600)
    assert next_box(box, far, SIZE) == with_margin(far, SIZE, MARGIN)
    small = Box(550, 300, 650, 500)
    assert next_box(box, small, SIZE) == with_margin(small, SIZE, MARGIN)
    assert next_box(box, None, SIZE) is None


def test_a_person_across_an_edge_asks_for_a_larger_box() -> None:
    box = Box(400, 0, 800, 600)
    assert beyond(count_solid(blob(10, 20, 60, 100)), box, SIZE) is None
    assert beyond(count_solid(blob(10, 0, 60, 100)), box, SIZE) == Box(200, 0, 800, 600)
    assert beyond(count_solid(blob(0, 20, 72, 100)), box, SIZE) == Box(400, 0, 800, 720)
    assert beyond(count_solid(blob(0, 0, 72, 128)), whole(SIZE), SIZE) is None


def test_somebody_elsewhere_is_noticed() -> None:
    box = Box(300, 200, 700, 600)
    assert not elsewhere(blob(20, 30, 60, 70), box, SIZE)
    assert elsewhere(blob(20, 30, 60, 80), box, SIZE)


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, min(x + w, 1280.0), min(y + h, 720.0)),
    st.floats(0, 1200), st.floats(0, 650), st.floats(1, 1280), st.floats(1, 720),
)  # fmt: skip


@given(person=boxes, old=st.none() | boxes)
def test_a_box_holds_the_person_inside_the_frame(person: Box, old: Box | None) -> None:
    box = next_box(old, person, SIZE)
    assert box is not None
    assert whole(SIZE).holds(box)
    assert box.left <= person.left + 1e-9
    assert box.bottom >= person.bottom - 1e-9


@given(box=boxes)
@settings(deadline=None)  # the first call compiles
def test_placing_leaves_the_outside_clear_and_the_inside_full(box: Box) -> None:
    out = np.full((45, 80), 7, np.float32)
    place(out, np.ones((32, 32), np.float32), box, SIZE)
    x, y = (np.arange(80) + 0.5) * 16, (np.arange(45) + 0.5) * 16
    inside = (x >= box.left) & (x <= box.right) & ((y >= box.top) & (y <= box.bottom))[:, None]
    np.testing.assert_allclose(out, inside, atol=1e-6)


def test_a_placed_matte_lies_where_it_was_seen() -> None:
    box, out = Box(320, 180, 960, 540), np.zeros((72, 128), np.float32)
    ramp = np.broadcast_to(np.linspace(0, 1, 64, dtype=np.float32), (36, 64)).copy()
    place(out, ramp, box, SIZE)
    np.testing.assert_allclose(out[18:54, 32:96], ramp, atol=1e-3)
    assert out.sum() == pytest.approx(out[18:54, 32:96].sum())


class Scene:
    """A red figure on black, and a network that calls red a person and notes every look."""

    def __init__(self, folder: Path) -> None:
        image = ImageInput(layout="NCHW", width=64, height=64, range=(-1, 1))
        card = Card(input=image, output=MatteOutput(), follow=True)
        info = ModelInfo("tiny", "segment", "onnxruntime", "cpu")
        path = tiny_nets.modnet_like(folder / "m.onnx")
        self.net = Segmenter(path, card, info, frame=frame_spec(360, 640))
        self.looks: list[Box | None] = []
        look = self.net._look

        def noted(frame: np.ndarray, box: Box | None, out: np.ndarray) -> None:
            self.looks.append(box)
            look(frame, box, out)

        self.net._look = noted

    def matte(self, *figures: tuple[int, int, int, int]) -> np.ndarray:
        """The matte, after checking that it shows the figures (left, top, right, bottom)."""
        frame = np.zeros((360, 640, 3), np.uint8)
        for left, top, right, bottom in figures:
            frame[top:bottom, left:right, 0] = 255
        self.looks.clear()
        matte = self.net(frame)
        assert matte.shape == self.net.output.shape
        rows, columns = matte.shape
        y = ((np.arange(rows) + 0.5) * 360 / rows).astype(int)
        x = ((np.arange(columns) + 0.5) * 640 / columns).astype(int)
        wrong = np.abs(matte - frame[y][:, x, 0] / 255)
        assert wrong.mean() < 0.03
        return matte


def test_a_segmenter_follows_a_figure(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    assert scene.net.output.shape == (56, 96)
    scene.matte((200, 100, 300, 260))
    assert len(scene.looks) == 2, "the whole frame, then the person"
    scene.matte((205, 100, 305, 260))
    assert len(scene.looks) == 1
    box = scene.looks[0]
    assert box is not None
    assert box.width < 200
    scene.matte((205, 100, 360, 260))
    assert len(scene.looks) == 2, "an arm beyond the box is looked for in the same frame"
    scene.matte((20, 100, 600, 260))
    assert scene.looks[-1] == whole((360, 640)), "and in the end everywhere"
    scene.matte((20, 100, 600, 260))
    assert len(scene.looks) == 1


def test_after_a_cut_the_figure_is_found_in_the_same_frame(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.matte((100, 100, 200, 260))
    assert scene.matte((450, 100, 550, 260)).max() > 0.9
    assert len(scene.looks) == 2


def test_an_empty_room_is_watched_as_a_whole(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    assert scene.matte().max() == 0
    scene.matte((200, 100, 300, 260))
    assert scene.matte().max() == 0
    assert scene.matte().max() == 0
    assert scene.looks == [whole((360, 640))]
    scene.matte((500, 200, 600, 360))
    scene.net.reset()
    scene.matte((500, 200, 600, 360))
    assert scene.looks[0] == whole((360, 640))


def test_a_second_figure_is_found_after_a_while(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    both = ((100, 100, 200, 260), (450, 100, 550, 260))
    scene.matte(both[0])
    frame = np.zeros((360, 640, 3), np.uint8)
    for left, top, right, bottom in both:
        frame[top:bottom, left:right, 0] = 255
    for _ in range(60):
        scene.net(frame)
    scene.matte(*both)
