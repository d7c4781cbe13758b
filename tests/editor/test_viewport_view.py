"""What is painted, and where: pictures, overlays, single pixels. Rendered and looked at."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from muse_nodes.api import Pose
from muse_nodes.editor import theme
from muse_nodes.editor.messages import Picture, View
from muse_nodes.editor.pictures import image_of
from muse_nodes.editor.viewport.content import Marked, Pane, tint_of
from muse_nodes.editor.viewport.fullscreen import FullScreen
from muse_nodes.editor.viewport.placement import Aim
from muse_nodes.editor.viewport.surface import PaintedSurface, make_surface, why_no_gl
from muse_nodes.editor.viewport.view import PictureView

WIRE = View("node", "port")
ACCENT = QColor(theme.ACCENT)


def a_picture(pixels: np.ndarray, kind: str = "Frame", values: np.ndarray | None = None) -> Picture:
    height, width = pixels.shape[:2]
    return Picture(WIRE, kind, image_of(pixels), (width, height), values=values)


def chequered(width: int = 40, height: int = 30) -> np.ndarray:
    """Every pixel has a colour of its own."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[..., 0] = np.arange(width) * 5
    pixels[..., 1] = np.arange(height)[:, None] * 5
    pixels[..., 2] = 77
    return pixels


@pytest.fixture
def view(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> PictureView:
    monkeypatch.setenv("MUSE_NO_GL", "1")
    made = PictureView()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def painted(view: QWidget) -> QImage:
    return view.grab().toImage()


def move(
    view: QWidget, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.NoButton
) -> None:
    """Move the mouse there, also where the platform believes that it is there already."""
    at, none = QPointF(x, y), Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, view.mapToGlobal(at), Qt.MouseButton.NoButton, button, none
    )
    QApplication.sendEvent(view, event)


def close_to(image: QImage, x: float, y: float, colour: QColor, reach: int = 2) -> bool:
    """True when a pixel near a place has about that colour."""
    ratio = image.devicePixelRatio()
    spots = [(dx, dy) for dx in range(-reach, reach + 1) for dy in range(-reach, reach + 1)]
    for dx, dy in spots:
        found = image.pixelColor(round(x * ratio) + dx, round(y * ratio) + dy)
        if max(abs(a - b) for a, b in zip(found.getRgb(), colour.getRgb(), strict=True)) < 40:
            return True
    return False


def test_the_picture_is_painted_pixel_by_pixel(view: PictureView) -> None:
    view.show_panes([Pane(WIRE, picture=a_picture(chequered()))])
    view.look(Aim(10.0))
    image = painted(view)
    for x, y in ((0, 0), (39, 29), (17, 8)):
        colour = image.pixelColor(10 * x + 5, 10 * y + 5)
        assert (colour.red(), colour.green(), colour.blue()) == (5 * x, 5 * y, 77)


def test_zoomed_out_it_lies_in_the_middle_on_the_background(view: PictureView) -> None:
    white = np.full((30, 40, 3), 255, np.uint8)
    view.show_panes([Pane(WIRE, picture=a_picture(white))])
    view.look(Aim(2.0))
    image = painted(view)
    assert image.pixelColor(10, 10) == QColor(theme.BACK)
    assert image.pixelColor(200, 150) == QColor("white")
    assert image.pixelColor(162, 122) == QColor("white")
    assert image.pixelColor(157, 150) == QColor(theme.BACK)


def test_two_panes_show_the_same_part(view: PictureView) -> None:
    left, right = chequered(), chequered(80, 60)
    right[20:40] = (1, 2, 3)
    view.show_panes([Pane(WIRE, picture=a_picture(left)), Pane(WIRE, picture=a_picture(right))])
    assert view.pane_rect(0).right() < view.pane_rect(1).left()
    view.look(Aim(20.0, 0.5, 0.5))
    one, two = view.placement(0), view.placement(1)
    assert one is not None
    assert two is not None
    at_one = one.to_picture(one.pane.center())
    at_two = two.to_picture(two.pane.center())
    assert at_two.x() / 80 == pytest.approx(at_one.x() / 40, abs=0.01)
    assert two.rect.width() == pytest.approx(one.rect.width(), abs=2)
    middle = two.pane.center().toPoint()
    assert painted(view).pixelColor(middle).getRgb()[:3] == (1, 2, 3)


def test_the_pixel_under_the_cursor_is_told(view: PictureView, qtbot: QtBot) -> None:
    told = []
    view.hovered.connect(told.append)
    view.show_panes([Pane(WIRE, picture=a_picture(chequered()))])
    view.look(Aim(10.0))
    move(view, 175, 85)
    assert (told[-1].x, told[-1].y) == (17, 8)
    assert told[-1].value.startswith("RGB 85 40 77")
    assert told[-1].exact
    small = a_picture(chequered(20, 15))
    view.show_panes([Pane(WIRE, picture=Picture(WIRE, "Frame", small.image, (40, 30)))])
    assert (told[-1].x, told[-1].y) == (17, 8)
    assert not told[-1].exact
    assert told[-1].words.startswith("x 17  y 8   ≈")


def test_mattes_and_fields_are_told_in_their_own_numbers(view: PictureView, qtbot: QtBot) -> None:
    told = []
    view.hovered.connect(told.append)
    matte = np.zeros((30, 40), np.float32)
    matte[8, 17] = 0.1234
    grey = np.zeros((30, 40), np.uint8)
    view.show_panes([Pane(WIRE, picture=a_picture(grey, "Matte", matte))])
    view.look(Aim(10.0))
    move(view, 175, 85)
    assert told[-1].value == "0.123"
    field = np.zeros((30, 40, 2), np.float32)
    field[8, 17] = (3.0, -4.5)
    view.show_panes([Pane(WIRE, picture=a_picture(chequered(), "Field", field))])
    assert told[-1].value == "3.0 px right, -4.5 px down"


def test_wheel_drag_and_double_click(view: PictureView, qtbot: QtBot) -> None:
    view.show_panes([Pane(WIRE, picture=a_picture(chequered(400, 300)))])
    assert view.aim.fits
    assert view.wants(0) == (400, 300)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert view.zoom == 1.0
    assert not view.aim.fits
    view.zoom_by(4.0, QPointF(100, 100))
    before = view.placement(0)
    assert before is not None
    held = before.to_picture(QPointF(100, 100))
    assert held.x() == pytest.approx(100, abs=0.5)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    move(view, 60, 130)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 130))
    after = view.placement(0)
    assert after is not None
    assert after.to_picture(QPointF(60, 130)).x() == pytest.approx(held.x(), abs=0.5)
    view.toggle_fit()
    assert view.aim.fits


def test_what_is_wanted_follows_size_and_zoom(view: PictureView) -> None:
    assert view.wants(0) == (400, 300)
    small = a_picture(chequered()).image
    view.show_panes([Pane(WIRE, picture=Picture(WIRE, "Frame", small, (1280, 720)))])
    assert view.wants(0) == (400, 300)
    view.look(Aim(1.0))
    assert view.wants(0) == (1280, 720)
    view.look(Aim())
    assert view.wants(0) == (400, 300)
    for kind, wide in (("Frame", 700), ("Layer", 400)):  # more than half of it is seen
        view.show_panes([Pane(WIRE, picture=Picture(WIRE, kind, small, (700, 500)))])
        assert view.wants(0)[0] == wide
    view.resize(200, 100)
    assert view.wants(0) == (200, 100)


def test_key_points_lie_where_they_are_in_the_picture(view: PictureView) -> None:
    """The frame of the pose is twice as large as the picture that is shown."""
    points = np.zeros((1, 17, 3), np.float32)
    points[0, 5] = (19.5, 19.5, 1.0)
    points[0, 6] = (59.5, 19.5, 1.0)
    points[0, 9] = (40.0, 50.0, 0.0)
    black = np.zeros((30, 40, 3), np.uint8)
    marked = Marked(Pose(points, "coco17"), 80, 60)
    for aim, left, right in ((Aim(10.0), (100, 100), (300, 100)), (Aim(20.0), (0, 50), (400, 50))):
        view.show_panes([Pane(WIRE, picture=a_picture(black), marked=(marked,))])
        view.look(aim)
        image = painted(view)
        middle = ((left[0] + right[0]) / 2, left[1])
        assert close_to(image, *middle, ACCENT)
        if aim.zoom == 10.0:
            assert close_to(image, *left, QColor(theme.WARNING))
            assert close_to(image, *right, QColor(theme.WARNING))
            assert image.pixelColor(200, 250) == QColor("black")
            assert image.pixelColor(200, 110) == QColor("black")


def test_scores_are_opacity(view: PictureView) -> None:
    levels = []
    for score in (1.0, 0.5, 0.05):
        points = np.zeros((1, 17, 3), np.float32)
        points[0, 5], points[0, 6] = (9.5, 14.5, score), (29.5, 14.5, score)
        marked = Marked(Pose(points, "coco17"), 40, 30)
        black = a_picture(np.zeros((30, 40, 3), np.uint8))
        view.show_panes([Pane(WIRE, picture=black, marked=(marked,))])
        levels.append(painted(view).pixelColor(200, 150).green())
    assert levels[0] > ACCENT.green() - 20
    assert ACCENT.green() * 0.3 < levels[1] < ACCENT.green() * 0.7
    assert levels[2] == 0


def test_a_face_mesh_is_dots(view: PictureView) -> None:
    points = np.ones((1, 478, 3), np.float32)
    points[0, :, :2] = (9.5, 9.5)
    marked = Marked(Pose(points, "face478"), 40, 30)
    black = a_picture(np.zeros((30, 40, 3), np.uint8))
    view.show_panes([Pane(WIRE, picture=black, marked=(marked,))])
    image = painted(view)
    assert close_to(image, 100, 100, ACCENT, 1)
    assert image.pixelColor(110, 100) == QColor("black")


def test_a_matte_tints_what_it_covers_and_has_an_outline(view: PictureView) -> None:
    levels = np.zeros((30, 40), np.uint8)
    levels[10:20, 10:30] = 255
    tint = tint_of(a_picture(levels, "Matte"))
    black = a_picture(np.zeros((60, 80, 3), np.uint8))
    view.show_panes([Pane(WIRE, picture=black, tint=tint)])
    image = painted(view)
    inside = image.pixelColor(200, 150)
    assert inside.green() == pytest.approx(ACCENT.green() * 0.35, abs=8)
    assert image.pixelColor(50, 50) == QColor("black")
    assert close_to(image, 105, 150, ACCENT)
    assert close_to(image, 200, 195, ACCENT)


def test_alt_shows_pixels_large(view: PictureView, qtbot: QtBot) -> None:
    pixels = np.zeros((300, 400, 3), np.uint8)
    pixels[100, 100] = (255, 0, 0)
    view.show_panes([Pane(WIRE, picture=a_picture(pixels))])
    move(view, 100, 100)
    reds = sum(
        image.pixelColor(x, y).red() > 200 for image in [painted(view)]
        for x in range(0, 400, 2) for y in range(0, 300, 2)
    )  # fmt: skip
    qtbot.keyPress(view, Qt.Key.Key_Alt)
    assert view.magnifies
    assert view.wants(0) == (400, 300)
    image = painted(view)
    many = sum(
        image.pixelColor(x, y).red() > 200 for x in range(0, 400, 2) for y in range(0, 300, 2)
    )
    assert many > reds + 20
    qtbot.keyRelease(view, Qt.Key.Key_Alt)
    assert not view.magnifies


def test_values_are_written_large(view: PictureView) -> None:
    view.show_panes([Pane(WIRE, text="42")])
    image = painted(view)
    bright = [
        (x, y) for x in range(400) for y in range(300) if image.pixelColor(x, y).lightness() > 180
    ]
    assert max(y for _, y in bright) - min(y for _, y in bright) > 30
    assert view.zoom == 0
    assert view.reading() is None


def test_without_opengl_it_is_painted(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, view: PictureView
) -> None:
    assert "MUSE_NO_GL" in why_no_gl()
    assert isinstance(make_surface(view, view), PaintedSurface)
    monkeypatch.setenv("MUSE_NO_GL", "")
    monkeypatch.setattr("PySide6.QtGui.QGuiApplication.platformName", lambda: "offscreen")
    assert "offscreen" in why_no_gl()


def test_a_whole_display_ends_with_escape_and_hides_its_cursor(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    monkeypatch.setenv("MUSE_NO_GL", "1")
    screen = QGuiApplication.primaryScreen()
    for end in ("key", "click"):
        window = FullScreen(screen, "Picture")
        with qtbot.waitExposed(window):
            window.showFullScreen()
        assert window.windowFlags() & Qt.WindowType.FramelessWindowHint
        assert window.view.wants(0)[0] >= screen.geometry().width()
        window.show_panes([Pane(WIRE, picture=a_picture(chequered()))])
        qtbot.waitUntil(
            lambda w=window: w.view.cursor().shape() == Qt.CursorShape.BlankCursor, timeout=30_000
        )
        move(window.view, 20, 20)
        move(window.view, 40, 40)
        assert window.view.cursor().shape() == Qt.CursorShape.ArrowCursor
        with qtbot.waitSignal(window.closed):
            if end == "key":
                qtbot.keyClick(window, Qt.Key.Key_Escape)
            else:
                qtbot.mouseDClick(window.view, Qt.MouseButton.LeftButton)
