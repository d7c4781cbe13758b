"""A failure with an address: which node, which frame, with which parameters, and what to do."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from muse_nodes.api.errors import MuseError
from muse_nodes.engine.schema import Value

Kind = Literal["setup", "raised", "stalled", "nonsense", "silent"]
"""How a node failed: while it was set up, by raising, by not coming back, by what it gave,
or, of a source, by giving nothing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong in ``node``. ``trace`` is empty when the node spoke to the user itself.

    ``frame`` is the last one it happened to, ``times`` how often it did in a row.
    """

    node: str
    message: str
    hint: str = ""
    frame: int = -1
    params: Mapping[str, Value] = field(default_factory=dict)
    trace: str = ""
    port: str = ""
    kind: Kind = "raised"
    times: int = 1

    @classmethod
    def of(
        cls,
        node: str,
        error: Exception,
        *,
        frame: int = -1,
        params: Mapping[str, Value] | None = None,
        kind: Kind = "raised",
    ) -> Fault:
        """The fault that an exception out of ``node`` means."""
        known = dict(params or {})
        if isinstance(error, MuseError):
            return cls(node, error.message, error.hint, frame, known, kind=kind)
        trace = "".join(traceback.format_exception(error))
        message = f"It failed with {type(error).__name__}: {error}"
        hint = "This is a bug in the node."
        if isinstance(error, MemoryError):
            message, hint = "There is not enough memory for it.", "Choose a smaller model or size."
        return cls(node, message, hint, frame, known, trace, kind=kind)

    def again(self, other: Fault) -> Fault:
        """This fault after the same has happened once more."""
        return replace(self, frame=other.frame, params=other.params, times=self.times + 1)

    def same(self, other: Fault) -> bool:
        """True when ``other`` says the same of the same node."""
        return (self.node, self.port, self.kind, self.message) == (
            other.node, other.port, other.kind, other.message,
        )  # fmt: skip

    def __str__(self) -> str:
        at = f" (frame {self.frame})" if self.frame >= 0 else ""
        port = f".{self.port}" if self.port else ""
        times = f" ({self.times} times)" if self.times > 1 else ""
        return f"{self.node}{port}{at}: {self.message}{times} {self.hint}".strip()

    def as_json(self) -> dict[str, object]:
        return {
            "node": self.node, "frame": self.frame, "message": self.message, "hint": self.hint,
            "params": dict(self.params), "port": self.port, "kind": self.kind, "times": self.times,
        }  # fmt: skip
