"""Colours, spacing and the style sheet: one dark theme with one accent."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtGui import QColor, QPalette

BACK = "#17191d"
"""Behind everything: canvas and picture."""
PANEL = "#1f2227"
RAISED = "#292d34"
"""Buttons, fields, node bodies."""
HOVER = "#343a43"
LINE = "#3a404a"
"""Borders and separators."""
TEXT = "#e6e8eb"
DIM = "#9aa3af"
"""Second in rank: units, hints, times. 4.5 : 1 against PANEL and more."""
ACCENT = "#2dd4bf"
ON_ACCENT = "#06231f"
GOOD = "#4ade80"
WARNING = "#fbbf24"
ERROR = "#f87171"

SPACE = 8
"""Pixels between things; halves and multiples of it everywhere."""
RADIUS = 6

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
    }
)
"""Port types by name. They differ in lightness too, for eyes that see few colours."""

UNKNOWN_PORT = "#94a3b8"


def palette() -> QPalette:
    """The palette that goes with the style sheet, for what style sheets do not reach."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: PANEL, QPalette.ColorRole.Base: BACK,
        QPalette.ColorRole.AlternateBase: RAISED, QPalette.ColorRole.Button: RAISED,
        QPalette.ColorRole.Text: TEXT, QPalette.ColorRole.WindowText: TEXT,
        QPalette.ColorRole.ButtonText: TEXT, QPalette.ColorRole.ToolTipBase: RAISED,
        QPalette.ColorRole.ToolTipText: TEXT, QPalette.ColorRole.PlaceholderText: DIM,
        QPalette.ColorRole.Highlight: ACCENT, QPalette.ColorRole.HighlightedText: ON_ACCENT,
        QPalette.ColorRole.Link: ACCENT,
    }  # fmt: skip
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(DIM).darker(140))
    return made


def style_sheet() -> str:
    """The style sheet of the whole program."""
    return f"QToolTip {{ color: {TEXT}; background: {RAISED}; border: 1px solid {LINE}; }}"
