"""What a user has set at a camera, so that it can be set again after it was unplugged."""

from __future__ import annotations

import cv2

from muse_nodes.media.capture import Capture
from muse_nodes.media.clock import ns

_MODES = (cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_AUTO_WB, cv2.CAP_PROP_AUTOFOCUS)
_VALUES = (
    cv2.CAP_PROP_EXPOSURE, cv2.CAP_PROP_GAIN, cv2.CAP_PROP_WB_TEMPERATURE, cv2.CAP_PROP_FOCUS,
    cv2.CAP_PROP_BRIGHTNESS, cv2.CAP_PROP_CONTRAST, cv2.CAP_PROP_SATURATION, cv2.CAP_PROP_HUE,
    cv2.CAP_PROP_SHARPNESS, cv2.CAP_PROP_GAMMA, cv2.CAP_PROP_BACKLIGHT, cv2.CAP_PROP_ZOOM,
    cv2.CAP_PROP_PAN, cv2.CAP_PROP_TILT, cv2.CAP_PROP_ISO_SPEED,
)  # fmt: skip
_EVERY = 0.25  # seconds between two questions: each may take a millisecond on the USB cable


class Controls:
    """The values as last seen while the camera was well.

    A value counts only once another picture has come after it was read: the last answers of a
    camera that is being unplugged are zeros.
    """

    def __init__(self) -> None:
        self._known: dict[int, float] = {}
        self._read: dict[int, float] = {}
        self._next = 0
        self._due = 0

    def picture_came(self, capture: Capture, now: int) -> None:
        """Trust what was read before, and ask for one more value; for all of them at first."""
        if not self._known and not self._read:
            self._read = {prop: capture.get(prop) for prop in (*_MODES, *_VALUES)}
            return
        if self._read:
            self._known |= self._read
            self._read = {}
        if now >= self._due:
            prop = (*_MODES, *_VALUES)[self._next]
            self._read = {prop: capture.get(prop)}
            self._next = (self._next + 1) % (len(_MODES) + len(_VALUES))
            self._due = now + ns(_EVERY)

    def picture_failed(self) -> None:
        """Do not trust what was read since the last picture."""
        self._read = {}

    def restore(self, capture: Capture) -> None:
        """Set again what differs.

        The automatic modes come first, because V4L2 takes no exposure while it chooses one
        itself, and again last, because DirectShow takes any exposure as the wish to choose it.
        """
        self._read = {}
        for prop in (*_MODES, *_VALUES, *_MODES):
            value = self._known.get(prop, -1.0)
            if value != -1.0 and capture.get(prop) != value:
                capture.set(prop, value)
