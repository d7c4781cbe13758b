"""The colour and the icon of each category of nodes: the same in the library and on the canvas."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from PySide6.QtGui import QColor

_GOLDEN = 0.618034
ICONS = MappingProxyType(
    {
        "Background": "image",
        "Compose": "layers",
        "Matte": "scissors",
        "Output": "monitor",
        "Personal model": "graduation-cap",
        "Privacy": "shield-check",
        "Shape": "person-standing",
        "Sources": "camera",
        "Understanding": "scan-face",
        "Values": "sliders-horizontal",
    }
)


def icon_name(category: str) -> str:
    """The icon of a category; that of a piece of a puzzle for those of users' own nodes."""
    return ICONS.get(category, "puzzle")


def colours(names: Iterable[str]) -> dict[str, QColor]:
    """A colour for every category, far from that of its neighbours."""
    return {
        name: QColor.fromHslF((0.5 + place * _GOLDEN) % 1, 0.5, 0.6)
        for place, name in enumerate(sorted(set(names)))
    }
