"""Host arrays dressed up as arrays of a foreign device.

A ``ForeignArray`` behaves like a CuPy array towards the code that may touch it (operators,
methods, the device's own ``xp`` and ``ops``) and refuses to become a NumPy array, so a node that
reaches past its ctx fails on every machine and not only on one with a GPU.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin


class ForeignArray(NDArrayOperatorsMixin):
    """An array that only its device can read. ``host`` is for the device alone."""

    def __init__(self, host: Any, run: Runner) -> None:
        self.host = host
        self.run = run

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError(
            "This array lives on a device and cannot be read by NumPy; use ctx.xp or ctx.ops."
        )

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        return self.run(getattr(ufunc, method), args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        return ForeignArray(self.host[key], self.run)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.run(self.host.__setitem__, (key, value), {})

    def __len__(self) -> int:
        return len(self.host)

    def __getattr__(self, name: str) -> Any:
        member = getattr(self.host, name)
        if not callable(member):
            return member
        return lambda *args, **kwargs: self.run(member, args, kwargs)


Runner = Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
"""Runs a NumPy function on foreign arguments and gives a foreign result."""


def mapped(value: Any, change: Callable[[Any], Any], kind: type) -> Any:
    """``value`` with every instance of ``kind`` in it changed, through tuples, lists and layers.

    Named tuples stay what they are.
    """
    if isinstance(value, kind):
        return change(value)
    if isinstance(value, (list, tuple)):
        inner = [mapped(v, change, kind) for v in value]
        return type(value)(*inner) if hasattr(value, "_fields") else type(value)(inner)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: mapped(getattr(value, f.name), change, kind) for f in fields(value)}
        return replace(value, **changed)
    return value


def bare(value: Any) -> Any:
    """``value`` with host arrays in place of foreign ones."""
    return mapped(value, lambda a: a.host, ForeignArray)


class ForeignModule:
    """``xp`` of a foreign device: NumPy's names, run through the device."""

    def __init__(self, run: Runner) -> None:
        self._run = run

    def __getattr__(self, name: str) -> Any:
        member = getattr(np, name)
        if isinstance(member, type) or not callable(member):
            return member
        return lambda *args, **kwargs: self._run(member, args, kwargs)
