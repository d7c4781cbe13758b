"""OpenGL: pixels read back from a real context. Needs a display (xvfb does)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from muse_nodes.editor import theme
from muse_nodes.editor.messages import Picture, View
from muse_nodes.editor.pictures import image_of
from muse_nodes.editor.viewport.content import Blit, Pane
from muse_nodes.editor.viewport.placement import Aim
from muse_nodes.editor.viewport.surface import PaintedSurface, why_no_gl
from muse_nodes.editor.viewport.view import PictureView


@pytest.fixture(autouse=True)
def opengl(qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSE_NO_GL", "0")
    why = why_no_gl()
    if why:
        pytest.skip(f"no OpenGL: {why}")


class Plan:
    """What is to be painted."""

    def __init__(self, *blits: Blit) -> None:
        self.all = blits
        self.breaks = False

    def blits(self) -> Sequence[Blit]:
        if self.breaks:
            raise RuntimeError("the driver has gone")
        return self.all

    def paint_over(self, painter: QPainter) -> None:
        painter.fillRect(QRectF(150, 150, 20, 20), QColor("#00ff00"))


def pixels(image: QImage, *at: tuple[int, int]) -> list[str]:
    return [image.pixelColor(x, y).name() for x, y in at]


def test_pictures_come_back_as_they_went(qtbot: QtBot) -> None:
    from muse_nodes.editor.viewport.gl import GlSurface

    colours = np.array([[[200, 30, 10], [10, 220, 40]], [[20, 30, 240], [250, 250, 5]]], np.uint8)
    whole = QRectF(20, 40, 100, 100)
    plan = Plan(Blit(image_of(colours), whole, QRectF(20, 40, 100, 80), False))
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(200, 200)
    surface = GlSurface(plan, owner)
    surface.resize(200, 200)
    with qtbot.waitExposed(owner):
        owner.show()
    image = surface.grabFramebuffer()
    found = pixels(image, (30, 50), (110, 50), (30, 100), (110, 100), (5, 5), (30, 130), (160, 160))
    back = theme.BACK
    assert found == ["#c81e0a", "#0adc28", "#141ef0", "#fafa05", back, back, "#00ff00"]
    plan.all = (Blit(image_of(colours[::-1].copy()), whole, whole, False),)
    surface.update()
    assert pixels(surface.grabFramebuffer(), (30, 50), (30, 130)) == ["#141ef0", "#c81e0a"]
    owner.close()


def test_shrinking_averages(qtbot: QtBot) -> None:
    from muse_nodes.editor.viewport.gl import GlSurface

    stripes = np.zeros((400, 400, 3), np.uint8)
    stripes[:, ::2] = 255
    place = QRectF(0, 0, 100, 100)
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(120, 120)
    surface = GlSurface(Plan(Blit(image_of(stripes), place, place, True)), owner)
    surface.resize(120, 120)
    with qtbot.waitExposed(owner):
        owner.show()
    image = surface.grabFramebuffer()
    assert all(100 < image.pixelColor(x, 50).red() < 155 for x in range(10, 90))
    owner.close()


def test_the_view_goes_on_painting_when_opengl_fails(qtbot: QtBot) -> None:
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(200, 150)
    with qtbot.waitExposed(view):
        view.show()
    assert not isinstance(view.surface, PaintedSurface)
    red = image_of(np.full((15, 20, 3), (255, 0, 0), np.uint8))
    view.show_panes([Pane(View("a", "b"), picture=Picture(View("a", "b"), "Frame", red, (20, 15)))])
    view.look(Aim(5.0))
    assert view.grab().toImage().pixelColor(100, 75).name() == "#ff0000"
    view.surface.failed.emit("the driver has gone")
    qtbot.waitUntil(lambda: isinstance(view.surface, PaintedSurface), timeout=30_000)
    assert view.why_painted == "the driver has gone"
    assert view.grab().toImage().pixelColor(100, 75).name() == "#ff0000"
    assert view.surface.geometry() == view.rect()
    view.zoom_by(2.0, QPointF(10, 10))
    view.close()


def test_an_error_while_painting_is_told(qtbot: QtBot) -> None:
    from muse_nodes.editor.viewport.gl import GlSurface

    plan = Plan()
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(100, 100)
    surface = GlSurface(plan, owner)
    surface.resize(100, 100)
    with qtbot.waitExposed(owner):
        owner.show()
    plan.breaks = True
    with qtbot.waitSignal(surface.failed, timeout=30_000) as failed:
        surface.update()
    assert failed.args == ["the driver has gone"]
    owner.close()
