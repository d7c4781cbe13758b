"""Displacement fields of local stretches: what makes eyes larger and waists smaller."""

from __future__ import annotations

import math

import numpy as np
from numba import types

from muse_nodes.api.ports import Array, Field
from muse_nodes.kernels.jit import Kernel, array

SMALLEST = -0.7
"""Stretches below this are taken as this: the picture would fold over itself near -0.8."""


def _warp_field(out: Array, handles: Array, height: int, width: int) -> None:
    rows, columns = out.shape[0], out.shape[1]
    rise = (height - 1.0) / max(rows - 1, 1)
    run = (width - 1.0) / max(columns - 1, 1)
    out[:] = 0.0
    for k in range(handles.shape[0]):
        along, across = abs(handles[k, 2]), abs(handles[k, 3])
        if not (along > 0.0 and across > 0.0):
            continue
        cosine, sine = math.cos(handles[k, 4]), math.sin(handles[k, 4])
        stretch = max(handles[k, 5], SMALLEST)
        widen = max(handles[k, 6], SMALLEST)
        for j in range(rows):
            dy = j * rise - handles[k, 1]
            for i in range(columns):
                dx = i * run - handles[k, 0]
                u = dx * cosine + dy * sine
                v = dy * cosine - dx * sine
                r2 = (u / along) ** 2 + (v / across) ** 2
                if r2 < 1.0:
                    fall = (1.0 - r2) ** 2
                    mu = u * (1.0 / (1.0 + stretch * fall) - 1.0)
                    mv = v * (1.0 / (1.0 + widen * fall) - 1.0)
                    out[j, i, 0] += mu * cosine - mv * sine
                    out[j, i, 1] += mu * sine + mv * cosine


WARP_FIELD = Kernel(
    _warp_field, array(types.float32, 3), array(types.float64, 2), types.int64, types.int64
)


def warp_field(out: Field, handles: Array, size: tuple[int, int]) -> None:
    """Fill ``out`` with the sum of local stretches; see ``Ops.warp_field`` for ``handles``.

    At distance r (1 on the ellipse of the radii) the picture is enlarged by the factor
    f = 1 + stretch · (1 - r²)², that is, output pixel c + (u, v) shows what lies at c + (u, v) / f.
    Grid nodes lie at the centres of the frame's corner pixels and evenly between. Handles that are
    not finite or have no extent move nothing. Raises ValueError if ``handles`` is not (n, 7).
    """
    table = np.asarray(handles, np.float64)
    if table.ndim != 2 or table.shape[1] != 7:
        raise ValueError(f"Handles of a warp field have 7 numbers each, not shape {table.shape}.")
    table = np.ascontiguousarray(table[np.isfinite(table).all(axis=1)])
    WARP_FIELD(out, table, size[0], size[1])
