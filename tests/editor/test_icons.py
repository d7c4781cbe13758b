"""Icons: every name that is used exists, and each is drawn sharp in the colour of its state."""

from __future__ import annotations

import ast
import gc
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from muse_nodes import editor
from muse_nodes.editor import icons, theme
from muse_nodes.editor.widgets.toast import _LOOKS
from muse_nodes.engine.bundled import bundled_folder

SOURCE = Path(editor.__file__).parent


def named_in(tree: ast.AST) -> Iterator[str]:
    """Every text that is given as an icon's name: ``icon("x")``, ``icon="x"``, a Command's."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        called = getattr(call.func, "id", getattr(call.func, "attr", ""))
        given = [k.value for k in call.keywords if k.arg == "icon"]
        if called == "icon":
            given += call.args[:1]
        elif called == "Command":
            given += call.args[3:4]
        for value in given:
            yield from texts(value)


def texts(value: ast.expr) -> Iterator[str]:
    """The texts that an expression may be, as far as it says them itself."""
    if isinstance(value, ast.IfExp):
        yield from (*texts(value.body), *texts(value.orelse))
    elif isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
        yield value.value


def colours(pixmap: QPixmap) -> Counter[str]:
    """Colours of the opaque pixels."""
    image = pixmap.toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    seen = (image.pixelColor(x, y) for x, y in points)
    return Counter(colour.name() for colour in seen if colour.alpha() == 255)


def main_colour(pixmap: QPixmap) -> str:
    """The colour that most of the opaque pixels have."""
    return colours(pixmap).most_common(1)[0][0]


def test_names_are_found_wherever_they_stand() -> None:
    code = 'icon("a"); x.icon("b" if y == "no" else "c"); Command(i, t, "F5", "d"); f(icon="e")'
    assert set(named_in(ast.parse(code))) == {"a", "b", "c", "d", "e"}
    assert not set(named_in(ast.parse('draw("a"); Command("id", text)')))


def test_every_icon_that_is_named_exists() -> None:
    used = {
        (name, str(file.relative_to(SOURCE)))
        for file in SOURCE.rglob("*.py")
        for name in named_in(ast.parse(file.read_text("utf-8")))
    }
    assert len(used) > 20
    missing = sorted(f"{name} in {where}" for name, where in used if name not in icons.names())
    assert not missing, "\n".join(missing)
    assert {name for name, _ in _LOOKS.values()} <= icons.names()


def test_every_drawing_is_sound_and_has_its_licence(qapp: QApplication) -> None:
    folder = bundled_folder("assets") / "icons"
    assert len(icons.names()) > 60
    assert "ISC License" in (folder / "LICENSE").read_text("utf-8")
    for name in icons.names():
        text = icons.drawing(name)
        assert "lucide-static" in text, name
        assert "currentColor" in text, name
        assert QSvgRenderer(str(folder / f"{name}.svg")).isValid(), name


def test_an_unknown_name_is_an_error_here_and_an_empty_icon_there(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(KeyError, match="no-such-icon"):
        icons.drawing("no-such-icon")
    with pytest.raises(KeyError):
        icons.drawing("../muse")
    with caplog.at_level(logging.WARNING, "muse.editor"):
        assert icons.icon("no-such-icon").isNull()
    assert "no-such-icon" in caplog.text


@pytest.mark.parametrize(
    ("mode", "state", "colour"),
    [
        (QIcon.Mode.Normal, QIcon.State.Off, theme.TEXT),
        (QIcon.Mode.Active, QIcon.State.Off, theme.TEXT),
        (QIcon.Mode.Normal, QIcon.State.On, theme.ACCENT),
        (QIcon.Mode.Disabled, QIcon.State.Off, theme.FAINT),
        (QIcon.Mode.Disabled, QIcon.State.On, theme.FAINT),
    ],
)
def test_each_state_has_its_colour(
    qapp: QApplication, mode: QIcon.Mode, state: QIcon.State, colour: str
) -> None:
    shown = icons.icon("square").pixmap(QSize(48, 48), 1.0, mode, state)
    assert main_colour(shown) == colour


def test_a_colour_of_its_own_stays(qapp: QApplication) -> None:
    made = icons.icon("square", theme.ON_ACCENT)
    on = made.pixmap(QSize(48, 48), 1.0, QIcon.Mode.Normal, QIcon.State.On)
    assert main_colour(on) == theme.ON_ACCENT
    off = made.pixmap(QSize(48, 48), 1.0, QIcon.Mode.Disabled)
    assert main_colour(off) == theme.FAINT


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_it_is_drawn_at_the_pixels_of_the_screen(qapp: QApplication, scale: float) -> None:
    shown = icons.icon("play").pixmap(QSize(16, 16), scale)
    assert shown.devicePixelRatio() == scale
    assert shown.size() == QSize(round(16 * scale), round(16 * scale))
    image = shown.toImage()
    right = [x for x in range(image.width()) for y in range(image.height())
             if image.pixelColor(x, y).alpha() > 100]  # fmt: skip
    assert max(right) > image.width() * 0.7, "it fills the picture at every scale"


def test_a_copy_outlives_what_it_was_made_of(qapp: QApplication) -> None:
    first = icons.icon("save")
    copy = QIcon(first)
    copy.addPixmap(QPixmap(4, 4))  # a copy that is written to takes a clone of the drawing
    before = colours(first.pixmap(32, 32))
    del first
    gc.collect()
    for _ in range(50):
        icons.icon("save").pixmap(16, 16)
    gc.collect()
    assert colours(copy.pixmap(32, 32)) == before


def test_the_program_has_an_icon_of_its_own(qapp: QApplication) -> None:
    made = icons.app_icon()
    for side in (16, 32, 256):
        seen = colours(made.pixmap(side, side))
        assert len(seen) > 5
        assert any(QColor(colour).hue() in range(160, 180) for colour in seen), side
    assert "muse" not in icons.names()
