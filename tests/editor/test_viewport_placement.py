"""Zoom and pan: where pixels lie, and that they stay where they are held."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from muse_nodes.editor.viewport.placement import LEAST, MOST, Aim, Placement

PANE = QRectF(10, 20, 800, 600)

places = st.builds(
    Placement,
    st.builds(QRectF, *[st.floats(0, 300)] * 2, *[st.floats(50, 3000)] * 2),
    st.integers(1, 4000),
    st.integers(1, 4000),
    st.builds(Aim, st.one_of(st.just(0.0), st.floats(LEAST, MOST)), *[st.floats(0, 1)] * 2),
    st.sampled_from([1.0, 1.25, 1.5, 2.0]),
)


@given(places, st.floats(0, 1), st.floats(0, 1))
def test_there_and_back(place: Placement, u: float, v: float) -> None:
    at = QPointF(u * place.width, v * place.height)
    back = place.to_picture(place.to_pane(at))
    assert back.x() == pytest.approx(at.x(), abs=1e-3 * place.width)
    assert back.y() == pytest.approx(at.y(), abs=1e-3 * place.height)


@given(places)
def test_a_picture_covers_the_pane_or_lies_in_its_middle(place: Placement) -> None:
    rect, pane, slack = place.rect, place.pane, 2.0 / place.ratio
    for low, high, start, end in (
        (rect.left(), rect.right(), pane.left(), pane.right()),
        (rect.top(), rect.bottom(), pane.top(), pane.bottom()),
    ):
        if high - low <= end - start:
            assert low - start == pytest.approx(end - high, abs=2 * slack)
        else:
            assert low <= start + slack
            assert high >= end - slack


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_fit_shows_all_of_it_as_large_as_it_goes(ratio: float) -> None:
    place = Placement(PANE, 1280, 720, ratio=ratio)
    assert place.zoom == pytest.approx(800 * ratio / 1280)
    assert place.rect == QRectF(10, 95, 800, 450)
    assert place.shown == place.rect


@given(places, st.floats(1.0, 4.0))
def test_zooming_in_keeps_the_pixel_under_the_cursor(place: Placement, factor: float) -> None:
    full = Placement(place.pane, place.width, place.height, Aim(place.fit * 1.5), place.ratio)
    at = full.pane.center() + QPointF(full.pane.width() / 8, full.pane.height() / 8)
    held = full.to_picture(at)
    aim = full.zoomed(full.zoom * factor, at)
    after = Placement(full.pane, full.width, full.height, aim, full.ratio)
    if aim.zoom < MOST and full.fit * 1.5 > LEAST and full.rect.contains(full.pane):
        slack = 2.0 / min(after.scale, full.scale) / full.ratio
        assert after.to_picture(at).x() == pytest.approx(held.x(), abs=slack)
        assert after.to_picture(at).y() == pytest.approx(held.y(), abs=slack)


def test_dragging_moves_the_picture_with_the_cursor() -> None:
    place = Placement(PANE, 1280, 720, Aim(4.0))
    at = QPointF(300, 300)
    held = place.to_picture(at)
    after = Placement(PANE, 1280, 720, place.panned(QPointF(-40, 25)))
    assert after.to_picture(at + QPointF(-40, 25)).x() == pytest.approx(held.x(), abs=0.5)
    assert after.to_picture(at + QPointF(-40, 25)).y() == pytest.approx(held.y(), abs=0.5)
    far = Placement(PANE, 1280, 720, place.panned(QPointF(1e6, 1e6)))
    assert far.pixel(QPointF(10.5, 20.5)) == (0, 0)


def test_pixels_are_counted_from_the_upper_left() -> None:
    place = Placement(QRectF(0, 0, 400, 400), 4, 4)
    assert place.zoom == MOST or place.zoom == 100.0
    assert place.pixel(QPointF(1, 1)) == (0, 0)
    assert place.pixel(QPointF(399, 101)) == (3, 1)
    assert Placement(QRectF(0, 0, 400, 400), 4, 2).pixel(QPointF(10, 10)) is None
    assert place.pixel(QPointF(-1, 5)) is None
