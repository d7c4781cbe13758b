"""Node types that fail on command and are the real ones otherwise.

Every class of the registry is subclassed: ``setup`` and ``process`` ask the switchboard first. The
schema stays the very same but for the class that is made, so checker, planner, guard and engine see
no difference.
"""

from __future__ import annotations

import errno
import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from muse_nodes.api import Array, Layer, MediaError, NodeError, Pose
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import NodeSchema
from muse_nodes.soak.board import Fault, Switchboard

STUCK_AT_MOST = 30.0
"""Seconds after which an injected stall lets go by itself, come what may."""


def injected(registry: Registry, board: Switchboard) -> Registry:
    """``registry`` with every node type able to fail."""
    return Registry({s.id: injecting(s, board) for s in registry}, registry.failures)


def injecting(schema: NodeSchema, board: Switchboard) -> NodeSchema:
    """The same node type whose instances ask ``board`` before they do anything."""
    base: Any = schema.factory
    own_setup = getattr(base, "setup", None)

    def setup(self: Any, ctx: Any, **told: Any) -> None:
        name = name_of(ctx)
        board.set_up(name)
        fault = board.against(name)
        if fault is not None and fault.kind in ("unplug", "drop camera"):
            raise _gone(fault)
        if own_setup is not None:
            own_setup(self, ctx, **told)

    def process(self: Any, ctx: Any, *args: Any, **params: Any) -> Any:
        name = name_of(ctx)
        if schema.is_sink and not schema.declaration.public:
            board.took(name, ctx.frame_index)
        fault = board.against(name)
        if fault is None:
            result = base.process(self, ctx, *args, **params)
            board.worked(name)
            return result
        return _failing(fault, lambda: base.process(self, ctx, *args, **params))

    if own_setup is not None:  # the engine hands over what the signature names
        setup.__signature__ = inspect.signature(own_setup)  # type: ignore[attr-defined]  # it may have one
    else:
        setup.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # it may have one
            [inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in ("self", "ctx")]
        )
    members = {"setup": setup, "process": process, "__module__": base.__module__}
    return replace(schema, factory=type(base.__name__, (base,), members))


def name_of(ctx: Any) -> str:
    """The id of the node that a ctx was made for."""
    name: str = ctx.log.name
    return name.removeprefix("muse.node.")


def _failing(fault: Fault, real: Callable[[], Any]) -> Any:
    """What a call gives that runs into ``fault``."""
    if fault.kind in ("stall", "freeze"):
        fault.over.wait(STUCK_AT_MOST)
        return real()
    if fault.kind == "raise":
        raise RuntimeError("This failure was injected.")
    if fault.kind == "out of memory":
        raise MemoryError("This shortage was injected.")
    if fault.kind == "disk full":
        raise OSError(errno.ENOSPC, "No space left on device (injected)")
    if fault.kind in ("unplug", "drop camera"):
        raise _gone(fault)
    result = real()
    spoil = _cropped if fault.kind == "wrong shape" else _not_finite
    if isinstance(result, tuple):
        return type(result)(*(spoil(value) for value in result))
    return spoil(result)


def _gone(fault: Fault) -> NodeError:
    if fault.kind == "unplug":
        return MediaError("The camera was unplugged (injected).", hint="Plug it in.")
    return MediaError("The virtual camera is gone (injected).", hint="Start it again.")


def _cropped(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value[: value.shape[0] // 2])
    if isinstance(value, Layer):
        return replace(value, frame=_cropped(value.frame))
    if isinstance(value, Pose):
        return Pose(value.points[0], value.skeleton) if len(value.points) else value
    return value


def _not_finite(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        spoilt: Array = np.full(value.shape, np.nan, value.dtype)
        return spoilt
    return value
