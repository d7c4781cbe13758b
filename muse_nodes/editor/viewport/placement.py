"""Where a picture lies in its pane: zoom, pan, and which pixel is under the cursor. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

NEAREST_FROM = 2.0
"""From this zoom on pixels are shown as squares."""

MOST, LEAST = 64.0, 0.02
STEP = 1.25
"""Factor of one notch of the wheel or one press of a key."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the user looks at. ``zoom``: pixels of the screen to one of the picture; 0 = fit.

    ``x`` and ``y``: what part of the picture (0 to 1) lies in the middle of the pane.
    """

    zoom: float = 0.0
    x: float = 0.5
    y: float = 0.5

    @property
    def fits(self) -> bool:
        """True when the whole picture is shown, as large as it goes."""
        return self.zoom == 0.0


@dataclass(frozen=True, slots=True)
class Placement:
    """A picture of ``width`` x ``height`` pixels in a pane, whose unit is the point of Qt.

    ``ratio`` is the number of pixels of the screen to a point.
    """

    pane: QRectF
    width: int
    height: int
    aim: Aim = Aim()
    ratio: float = 1.0

    @property
    def fit(self) -> float:
        """The zoom at which the whole picture just fits."""
        across = self.pane.width() * self.ratio / self.width
        down = self.pane.height() * self.ratio / self.height
        return max(LEAST / 4, min(across, down))

    @property
    def zoom(self) -> float:
        """Pixels of the screen to one of the picture."""
        return self.fit if self.aim.fits else self.aim.zoom

    @property
    def scale(self) -> float:
        """Points to a pixel of the picture."""
        return self.zoom / self.ratio

    @property
    def rect(self) -> QRectF:
        """The whole picture, also what lies outside the pane, on whole pixels of the screen."""
        wide, high = round(self.width * self.zoom), round(self.height * self.zoom)
        middle = self.pane.center() * self.ratio
        r = self.ratio
        left = round(middle.x() - _held(self.aim.x, wide / r, self.pane.width()) * wide)
        top = round(middle.y() - _held(self.aim.y, high / r, self.pane.height()) * high)
        return QRectF(left / r, top / r, max(1, wide) / r, max(1, high) / r)

    @property
    def shown(self) -> QRectF:
        """The part of the pane that the picture covers."""
        return self.rect & self.pane

    def to_picture(self, at: QPointF) -> QPointF:
        """A point of the pane in pixels of the picture; (0, 0) is its top left corner."""
        rect = self.rect
        x = (at.x() - rect.x()) * self.width / rect.width()
        y = (at.y() - rect.y()) * self.height / rect.height()
        return QPointF(x, y)

    def to_pane(self, at: QPointF) -> QPointF:
        """A point of the picture in the pane."""
        rect = self.rect
        x = rect.x() + at.x() * rect.width() / self.width
        y = rect.y() + at.y() * rect.height() / self.height
        return QPointF(x, y)

    def pixel(self, at: QPointF) -> tuple[int, int] | None:
        """Column and row of the pixel under a point; None beside the picture."""
        if not self.pane.contains(at):
            return None
        there = self.to_picture(at)
        x, y = int(there.x() // 1), int(there.y() // 1)
        return (x, y) if 0 <= x < self.width and 0 <= y < self.height else None

    def zoomed(self, zoom: float, at: QPointF | None = None) -> Aim:
        """The aim at another zoom that leaves what is under ``at`` (default: the middle) there."""
        zoom = min(max(zoom, LEAST), MOST)
        at = at or self.pane.center()
        fixed = self.to_picture(at)
        away = (at - self.pane.center()) * (self.ratio / zoom)
        return self._settled(zoom, (fixed.x() - away.x()), (fixed.y() - away.y()))

    def panned(self, by: QPointF) -> Aim:
        """The aim after the picture has been dragged by so many points."""
        middle = self.to_picture(self.pane.center() - by)
        return self._settled(self.zoom, middle.x(), middle.y())

    def _settled(self, zoom: float, x: float, y: float) -> Aim:
        across, down = self.width * zoom / self.ratio, self.height * zoom / self.ratio
        return Aim(
            zoom,
            _held(x / self.width, across, self.pane.width()),
            _held(y / self.height, down, self.pane.height()),
        )


def _held(middle: float, length: float, room: float) -> float:
    """``middle`` so that no room is left beside a picture that is larger than the pane."""
    half = room / 2 / max(length, 1e-6)
    return 0.5 if half >= 0.5 else min(max(middle, half), 1.0 - half)
