"""The room where a person stands: what a layer that moves leaves behind it.

Where the matte is sure, the lift explains the picture and its rest is the room; where it is unsure,
what the lift cannot explain stays (decision 0025).
"""

from __future__ import annotations

import numpy as np

from muse_nodes.api import Array
from muse_nodes.kernels.guided import CELL
from muse_nodes.kernels.render_jit import merge
from muse_nodes.kernels.render_lift import expand, stale, widen
from muse_nodes.kernels.render_records import Canvas, Desk
from muse_nodes.kernels.render_vectors import mix16, without16


@merge
def _widen_standing(desk: Desk, canvas: Canvas, j: int, x: int, count: int) -> None:
    """Bring coarse row ``j`` of where a person stands to full width from ``x`` on, unless done."""
    slot = j & 1
    if stale(desk.stand_tags[slot], j, x // CELL, (x + count + CELL - 1) // CELL):
        wide = desk.stands[slot]
        widen(wide, canvas.standing[j], canvas.columns, canvas.column_part, x, x + count)


@merge
def replace_person(
    desk: Desk, canvas: Canvas, live: Array, person: Array, x: int, y: int, count: int, width: int
) -> None:
    """words[5] = the live frame with the room where a person stands.

    F - P + a·B is the live frame with the room in the person's place, as far as it is known: the
    exact lift gives B. Where the matte is unsure P is clamped, and what it leaves over stays. The
    faint rim of somebody who surely stands there gives way to the room altogether, because the
    camera blurs more of a person into it than the matte says.
    """
    whole = (count + 63) & ~63
    first = 3 * (y * width + x)
    weight = desk.words[4]
    j = canvas.rows[y]
    part = canvas.row_part[y]
    _widen_standing(desk, canvas, j, x, count)
    _widen_standing(desk, canvas, j + 1, x, count)
    top, bottom = desk.stands[j & 1, x:], desk.stands[(j + 1) & 1, x:]
    for k in range(count):
        value = top[k] + (bottom[k] - top[k]) * part
        a = np.int32(person[k] >> np.uint32(24))
        faint = np.float32(max(np.int32(256) - np.int32(8) * a, np.int32(0)))
        weight[k] = np.uint32(np.int32(value * faint * np.float32(1.0 / 256.0) + np.float32(0.5)))
    expand(desk.words[2], 0, canvas.plate, first, count)
    for k in range(0, whole, 16):
        without16(desk.words[6], live, person, desk.words[2], k)
    for k in range(0, whole, 16):
        mix16(desk.words[5], desk.words[6], desk.words[2], weight, k)
