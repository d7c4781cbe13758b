"""What all items of one canvas share: sizes, colours, the magnification, what is being dragged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtGui import QColor, QFont

from muse_nodes.editor import theme
from muse_nodes.editor.canvas.shape import Metrics
from muse_nodes.editor.categories import colours

NEAR, FAR = 0.55, 0.3
"""From ``NEAR`` on everything is shown; below ``FAR`` only where nodes are and what kind."""


@dataclass
class Scenery:
    """Handed to every item. ``loose`` is (port type, from an output) of a wire that is dragged."""

    metrics: Metrics
    zoom: float = 1.0
    loose: tuple[str, bool] | None = None
    accents: dict[str, QColor] = field(default_factory=dict)

    @staticmethod
    def of(font: QFont) -> Scenery:
        """A scenery with sizes that fit a font."""
        return Scenery(Metrics(font))

    @property
    def detail(self) -> int:
        """How much can be seen: 0 blocks, 1 titles and pictures, 2 everything."""
        return 2 if self.zoom >= NEAR else 1 if self.zoom >= FAR else 0

    def categories(self, names: Iterable[str]) -> None:
        """Give every category a colour of its own, far from that of its neighbours."""
        self.accents = colours(names)

    def accent(self, category: str) -> QColor:
        """The colour of a category."""
        return self.accents.get(category, QColor(theme.UNKNOWN_PORT))


def heat_colour(share: float) -> QColor:
    """From calm to hot: what takes half of all the work or more is red."""
    steps = (QColor(theme.GOOD), QColor(theme.WARNING), QColor(theme.ERROR))
    place = min(max(share, 0.0) / 0.5, 1.0) * 2
    first = min(int(place), 1)
    low, high, part = steps[first], steps[first + 1], place - first
    return QColor.fromRgbF(
        low.redF() + (high.redF() - low.redF()) * part,
        low.greenF() + (high.greenF() - low.greenF()) * part,
        low.blueF() + (high.blueF() - low.blueF()) * part,
    )
