"""Colours, spacing and the style sheet: one dark theme with one accent.

The style sheet is ``assets/theme/dark.qss``; the names below are put in where it says ``$NAME``.
Widgets say what they are with a property and get no style sheets of their own::

    button.setProperty("role", "primary")        QPushButton: primary, danger, flat (and "big")
    label.setProperty("role", "dim")             QLabel: title, display, section, dim, small, error,
                                                 warning, good, accent, badge, badge-good, …
    check.setProperty("role", "switch")          QCheckBox: a switch
    frame.setProperty("role", "card")            QFrame: card, bar, toast, chosen
    bar.setProperty("role", "thin")              QProgressBar: a line without text
    field.setProperty("wrong", True)             fields: what is in it cannot be used
"""

from __future__ import annotations

from string import Template
from types import MappingProxyType

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from muse_nodes.engine.bundled import bundled_folder

BACK = "#17191d"
"""Behind everything: canvas, picture, and what text is typed into."""
PANEL = "#1f2227"
RAISED = "#292d34"
"""Buttons, menus, node bodies."""
HOVER = "#343a43"
LINE = "#343a43"
"""Separators, and borders of what stands by itself."""
EDGE = "#4a525e"
"""Borders of what can be typed into or ticked."""
TEXT = "#e6e8eb"
DIM = "#a3acb8"
"""Second in rank: units, hints, times. 4.5 : 1 against PANEL, RAISED and HOVER."""
FAINT = "#6b7480"
"""What cannot be used now."""
ACCENT = "#2dd4bf"
ACCENT_HOVER = "#5eead4"
ACCENT_DOWN = "#14b8a6"
ON_ACCENT = "#06231f"
SELECTED = "#1b4a48"
"""Behind what is chosen in a list, or switched on."""
FILL = "#0b655e"
"""The done part of a progress bar: text stands on it."""
GOOD = "#4ade80"
WARNING = "#fbbf24"
ERROR = "#fb8585"
DANGER = "#c81e1e"
DANGER_HOVER = "#dc2626"
DANGER_DOWN = "#991b1b"
ON_DANGER = "#ffffff"

SPACE = 8
"""Pixels between things; halves and multiples of it everywhere."""
RADIUS = 6
CARD_RADIUS = 8

POINTS = 10.0
"""Least size of text, in points; a system that is set to larger text keeps it."""

FAMILIES = (
    "Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", "NanumGothic",
)  # fmt: skip
"""Fonts for Korean, behind the system's own: whichever of them is there."""

PORT_COLOURS = MappingProxyType(
    {
        "Frame": "#7dd3fc",
        "Matte": "#d8b4fe",
        "Layer": "#5eead4",
        "Field": "#f0abfc",
        "Pose": "#fcd34d",
        "Number": "#a3e635",
        "Text": "#fdba74",
        "Flag": "#fda4af",
        "Session": "#e7e5e4",
        "Dataset": "#86efac",
        "Model": "#fb923c",
    }
)
"""Port types by name. They differ in lightness too, for eyes that see few colours."""

UNKNOWN_PORT = "#94a3b8"


def apply(app: QApplication) -> None:
    """Dress the whole program: style, palette, style sheet and a font that has Korean."""
    font = _font(app.font())
    app.setStyle("Fusion")
    app.setPalette(palette())
    app.setFont(font)
    app.setStyleSheet(style_sheet(font.pointSizeF()))


def tokens() -> dict[str, str]:
    """The colours and lengths above by name, as the style sheet uses them."""
    return {
        name: str(value)
        for name, value in globals().items()
        if name.isupper() and isinstance(value, str | int)
    }


def style_sheet(points: float = POINTS) -> str:
    """The style sheet of the whole program for text of ``points``."""
    folder = bundled_folder("assets") / "theme"
    sizes = {"SMALL": points * 0.9, "LARGE": points * 1.3, "HUGE": points * 1.8}
    return Template((folder / "dark.qss").read_text("utf-8")).substitute(
        tokens(),
        ICONS=folder.as_posix(),
        **{name: f"{size:.1f}" for name, size in sizes.items()},
    )


def palette() -> QPalette:
    """The palette that goes with the style sheet, for what style sheets do not reach."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: PANEL, role.Base: BACK, role.AlternateBase: RAISED, role.Button: RAISED,
        role.Text: TEXT, role.WindowText: TEXT, role.ButtonText: TEXT, role.BrightText: ERROR,
        role.ToolTipBase: RAISED, role.ToolTipText: TEXT, role.PlaceholderText: DIM,
        role.Highlight: ACCENT, role.HighlightedText: ON_ACCENT, role.Accent: ACCENT,
        role.Link: ACCENT, role.LinkVisited: ACCENT_DOWN, role.Light: HOVER, role.Midlight: RAISED,
        role.Mid: LINE, role.Dark: BACK, role.Shadow: BACK,
    }  # fmt: skip
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.Text, role.ButtonText, role.WindowText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(FAINT))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(HOVER))
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Change the property ``role`` of a widget that is shown already, and how it looks."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _font(system: QFont) -> QFont:
    """The system's own font, with the Korean ones behind it."""
    font = QFont(system)
    font.setFamilies([*dict.fromkeys((*system.families(), *FAMILIES))])
    font.setPointSizeF(max(POINTS, system.pointSizeF()))
    return font
