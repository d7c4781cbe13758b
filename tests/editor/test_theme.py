"""The look: text can be read, the style sheet is sound, and large text stays large."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from muse_nodes.editor import theme
from muse_nodes.engine.bundled import bundled_folder

ENOUGH = 4.5
"""Contrast of text that WCAG 2 asks for at level AA."""

SURFACES = (theme.BACK, theme.PANEL, theme.RAISED, theme.HOVER)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = QColor(colour)
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (parts.redF(), parts.greenF(), parts.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def rules() -> Iterator[tuple[str, dict[str, str]]]:
    """(selector, declarations) of the style sheet, one selector at a time."""
    text = re.sub(r"/\*.*?\*/", "", theme.style_sheet(), flags=re.DOTALL)
    for selectors, body in re.findall(r"([^{}]+)\{([^}]*)\}", text):
        said = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+);", body))
        for selector in selectors.split(","):
            yield selector.strip(), said


def texts_on_grounds() -> Iterator[tuple[str, str, str]]:
    """(selector, text colour, ground) wherever the style sheet has text that is not disabled.

    A state takes what it does not say itself from the same widget without the state.
    """
    base: dict[str, dict[str, str]] = {}
    for selector, said in rules():
        if "disabled" in selector or said.get("color") == "transparent":
            continue
        plain = re.sub(r":[\w-]+(?!.*::)", "", selector) if ":" in selector else selector
        known = base.get(plain, {})
        merged = known | {k: v for k, v in said.items() if k in ("color", "background")}
        if selector == plain:
            base[plain] = merged
        ground = merged.get("background", theme.PANEL)
        if "color" in said or ("background" in said and "color" in known):
            yield selector, merged["color"], theme.PANEL if ground == "transparent" else ground


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_text_of_every_rule_can_be_read() -> None:
    found = list(texts_on_grounds())
    assert len(found) > 50
    assert ('QPushButton[role="danger"]:hover', theme.ON_DANGER, theme.DANGER_HOVER) in found
    weak = [f"{s}: {t} on {g}" for s, t, g in found if contrast(t, g) < ENOUGH]
    assert not weak, "\n".join(weak)


@pytest.mark.parametrize("text", ["TEXT", "DIM", "ACCENT", "GOOD", "WARNING", "ERROR"])
def test_words_can_be_read_on_every_surface(text: str) -> None:
    colour = getattr(theme, text)
    weak = [ground for ground in SURFACES if contrast(colour, ground) < ENOUGH]
    assert not weak


def test_the_palette_can_be_read(qapp: QApplication) -> None:
    made, role = theme.palette(), QPalette.ColorRole
    pairs = [
        (role.WindowText, role.Window), (role.Text, role.Base), (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight), (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Base), (role.Link, role.Base), (role.LinkVisited, role.Base),
    ]  # fmt: skip
    for text, ground in pairs:
        assert contrast(made.color(text).name(), made.color(ground).name()) >= ENOUGH, text


def test_the_figure_on_a_progress_bar_can_be_read() -> None:
    assert contrast(theme.TEXT, theme.FILL) >= ENOUGH


def test_ports_stand_out_and_are_told_apart() -> None:
    colours = [*theme.PORT_COLOURS.values(), theme.UNKNOWN_PORT]
    assert len(set(colours)) == len(colours)
    assert min(contrast(colour, theme.BACK) for colour in colours) >= ENOUGH


def test_what_has_the_focus_is_seen() -> None:
    """A ring, or a ground, of its own wherever a widget can take the focus."""
    focused = {selector.partition(":focus")[0] for selector, _ in rules() if ":focus" in selector}
    kinds = {
        "QPushButton", "QToolButton", "QLineEdit", "QComboBox", "QCheckBox", "QRadioButton",
        "QAbstractSpinBox", "QSlider::handle", "QTabBar::tab", "QTreeView", "QListView",
        "QTableView", 'QPushButton[role="primary"]', 'QPushButton[role="danger"]',
    }  # fmt: skip
    assert kinds <= focused
    assert contrast(theme.ACCENT, theme.PANEL) >= 3


def test_text_is_measured_in_points_and_follows_the_system() -> None:
    sheet = theme.style_sheet(20.0)
    sizes = re.findall(r"font-size:\s*([\d.]+)(\w+)", sheet)
    assert sizes
    assert {unit for _, unit in sizes} == {"pt"}
    assert min(float(size) for size, _ in sizes) >= 18


def test_every_picture_of_the_style_sheet_is_there(qapp: QApplication) -> None:
    folder = bundled_folder("assets") / "theme"
    names = set(re.findall(r'url\("([^"]+)"\)', theme.style_sheet()))
    assert {folder / n for n in names} == set(folder.glob("*.svg"))
    for name in names:
        assert QSvgRenderer(name).isValid(), name


def test_arrows_and_ticks_have_the_colours_of_the_theme() -> None:
    known = set(theme.tokens().values())
    for file in (bundled_folder("assets") / "theme").glob("*.svg"):
        assert set(re.findall(r"#[0-9a-fA-F]{6}", file.read_text("utf-8"))) <= known, file.name


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application with the theme; as it was before when the test is over."""
    style, palette, font = qapp.style().name(), qapp.palette(), qapp.font()
    sheet = qapp.styleSheet()
    theme.apply(qapp)
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setFont(font)
    qapp.setStyle(style)
    qapp.setPalette(palette)


def test_the_program_is_dressed(dressed: QApplication, qtbot: QtBot) -> None:
    assert dressed.font().pointSizeF() >= theme.POINTS
    assert set(theme.FAMILIES) <= set(dressed.font().families())
    assert dressed.palette().color(QPalette.ColorRole.Window).name() == theme.PANEL
    button = QPushButton("Run")
    qtbot.addWidget(button)
    button.setProperty("role", "primary")
    button.resize(200, 40)

    def ground() -> str:
        return button.grab().toImage().pixelColor(20, 20).name()

    assert ground() == theme.ACCENT
    button.setEnabled(False)
    assert ground() == theme.RAISED


def test_qt_understands_every_rule(dressed: QApplication, qtbot: QtBot, qtlog: object) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    label.grab()
    said = [record.message for record in getattr(qtlog, "records", [])]
    assert not [text for text in said if "parse" in text or "property" in text]


def test_a_role_changes_how_a_label_looks(dressed: QApplication, qtbot: QtBot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    for role, colour in (("error", theme.ERROR), ("good", theme.GOOD)):
        theme.set_role(label, role)
        assert label.palette().color(QPalette.ColorRole.WindowText).name() == colour
