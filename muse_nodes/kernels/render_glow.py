"""Light wrap: the chosen background, strongly blurred, shines over the inner edge of a person.

Worked out at the matte's size: the edge is where the blurred matte is below 1, strongest on the
contour and gone ``REACH`` of the width further in; the light is the blurred background. ``lift``
then adds it as a screen would, so nothing gets darker or brighter than white.
"""

from __future__ import annotations

import cv2
import numpy as np

from muse_nodes.api import Array, Frame, Matte
from muse_nodes.kernels.guided import SNAP_IN

REACH = 0.025
"""How far the light reaches into the person, as a part of the width."""
SOFTNESS = 0.12
"""How strongly the background is blurred: window as a part of the width."""


def _odd(size: float) -> int:
    return 2 * max(round(size / 2), 0) + 1


def edge_light(out: Array, matte: Matte, background: Frame, strength: float) -> None:
    """Fill ``out``, float32 (h + 1, w + 1, 3): 0 = nothing to 1 = all the light there is.

    ``matte`` is (h, w), ``background`` a frame of any size, ``strength`` 0 to 1. The last row and
    column repeat those before, as interpolation wants it.
    """
    h, w = matte.shape
    clean = np.clip((np.nan_to_num(matte) - SNAP_IN) / (1 - 2 * SNAP_IN), 0, 1)
    reach = _odd(2 * REACH * w)
    edge = np.clip(2 - 2 * cv2.blur(clean, (reach, reach)), 0, 1) * np.minimum(8 * clean, 1)
    small = cv2.resize(background, (w, h), interpolation=cv2.INTER_LINEAR)
    window = _odd(SOFTNESS * w)
    light = cv2.blur(cv2.blur(small, (window, window)), (window, window)).reshape(h, w, 3)
    np.multiply(light, (edge * (strength / 255)).reshape(h, w, 1), out=out[:h, :w])
    out[h, :w] = out[h - 1, :w]
    out[:, w] = out[:, w - 1]
