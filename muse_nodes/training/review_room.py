"""The room as a session shows it: what a hole in a matte, or a leak of it, is held against.

A session may have no clean plate, or an old one. What its mattes call the room, frame by frame,
says as much: a pixel's median over all frames in which it is the room's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from muse_nodes.api import Array, MuseError, Ops
from muse_nodes.kernels.network_input import to_network
from muse_nodes.media import read_image
from muse_nodes.profiles.frames import LabelledFrame
from muse_nodes.training.review_measures import ROOM, Look, read_look

MOST = 40
"""Frames that the room is learned from, evenly spread."""
OFTEN = 2
"""A pixel is known that is the room's in so many of them."""


class Rooms:
    """What is known of the room of a session; found out when it is first asked for.

    ``alive`` is called for each frame that is looked at meanwhile; what it raises ends the work.
    """

    def __init__(
        self, session: Path, frames: Sequence[LabelledFrame], ops: Ops, alive: Callable[[], None]
    ) -> None:
        self._session = session
        self._frames = frames
        self._ops = ops
        self._alive = alive
        self._known: dict[tuple[int, ...], tuple[Array | None, Array | None]] = {}

    def at(self, look: Look) -> tuple[Array | None, Array | None]:
        """The clean plate and the room as the frames show it, float32 (h, w, 3) as large as a look.

        None where there is none. In the second what is never seen is NaN, which is like nothing.
        """
        size = look.luma.shape[0], look.luma.shape[1]
        if size not in self._known:
            plate = _plate(self._session / "background.png", size)
            self._known[size] = plate, self._learned(size)
        return self._known[size]

    def _learned(self, size: tuple[int, int]) -> Array | None:
        step = max(1, len(self._frames) // MOST)
        seen = []
        for frame in self._frames[::step][:MOST]:
            self._alive()
            whole = frame.image.height, frame.image.width
            try:
                look = read_look(frame.picture, frame.mask, whole, self._ops)
            except MuseError:  # it is rejected when its turn comes
                continue
            if look.luma.shape == size:
                room = look.colours.astype(np.float32)
                room[look.matte > ROOM] = np.nan
                seen.append(room)
        if not seen:
            return None
        every = np.stack(seen)
        known = np.isfinite(every[..., 0]).sum(axis=0) >= OFTEN
        out = np.full((*size, 3), np.nan, np.float32)
        if known.any():
            out[known] = np.nanmedian(every[:, known], axis=0)
        return out


def _plate(path: Path, size: tuple[int, int]) -> Array | None:
    try:
        plate, _ = read_image(path)
    except MuseError:
        return None
    out = np.empty((*size, 3), np.uint8)
    to_network(out, plate)
    return out.astype(np.float32)
