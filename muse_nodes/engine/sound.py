"""Is what a node gave what it promised? Looked at before anybody reads it.

Shape and dtype cost a comparison. NaN and infinity are looked for in everything but full pictures:
a matte of a network's size takes some microseconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from muse_nodes.api.ports import FIELD, FLAG, FRAME, LAYER, MATTE, NUMBER, POSE, TEXT, Spec

Look = Callable[[Any], str]
"""What is wrong with a value, as half a sentence; empty when nothing is."""


def look_at(spec: Spec, *, optional: bool, finite: Callable[[Any], bool]) -> Look:
    """How values that were planned as ``spec`` are looked at.

    ``optional``: it may be None. ``finite`` says of an array of the device whether all of it is.
    """
    own = _look(spec, finite)

    def look(value: Any) -> str:
        if value is None:
            return "" if optional else "it gave nothing"
        return own(value)

    return look


def _look(spec: Spec, finite: Callable[[Any], bool]) -> Look:
    kind = spec.type
    if kind is FRAME:
        return lambda value: _array(value, spec)
    if kind in (MATTE, FIELD):
        return lambda value: _array(value, spec) or ("" if finite(value) else _NOT_FINITE)
    if kind is LAYER:
        return lambda value: _array(getattr(value, "frame", value), spec)
    if kind is POSE:
        return _pose
    if kind is NUMBER:
        return _number
    wanted: type = {TEXT: str, FLAG: bool}.get(kind, object)
    return lambda v: "" if isinstance(v, wanted) else f"it gave {v!r} for a {kind.name.lower()}"


_NOT_FINITE = "it holds NaN or infinite values"


def _number(value: Any) -> str:
    if type(value) is float and math.isfinite(value):
        return ""
    real = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    return "" if real and math.isfinite(value) else f"it gave {value!r} for a number"


def _array(value: Any, spec: Spec) -> str:
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    if shape is None or dtype is None:
        return f"it gave a {type(value).__name__} for a {spec.type.name.lower()}"
    if spec.shape and shape != spec.shape:
        return f"its shape is {_size(shape)}, and {_size(spec.shape)} was planned"
    if spec.dtype and dtype != spec.dtype:
        return f"its values are {dtype}, and {spec.dtype} was planned"
    return ""


def _pose(value: Any) -> str:
    points = getattr(value, "points", None)
    if points is None:
        return f"it gave a {type(value).__name__} for key points"
    if points.ndim != 3 or points.shape[2] != 3:
        return f"its key points have the shape {_size(points.shape)}"
    return "" if np.isfinite(points).all() else "its key points hold NaN or infinite values"


def _size(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape)) or "empty"
