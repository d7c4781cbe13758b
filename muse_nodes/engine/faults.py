"""A failure with an address: which node, which frame, with which parameters, and what to do."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field

from muse_nodes.api.errors import MuseError
from muse_nodes.engine.schema import Value


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong in ``node``. ``trace`` is empty when the node spoke to the user itself."""

    node: str
    message: str
    hint: str = ""
    frame: int = -1
    params: Mapping[str, Value] = field(default_factory=dict)
    trace: str = ""

    @classmethod
    def of(
        cls,
        node: str,
        error: Exception,
        *,
        frame: int = -1,
        params: Mapping[str, Value] | None = None,
    ) -> Fault:
        """The fault that an exception out of ``node`` means."""
        known = dict(params or {})
        if isinstance(error, MuseError):
            return cls(node, error.message, error.hint, frame, known)
        trace = "".join(traceback.format_exception(error))
        message = f"It failed with {type(error).__name__}: {error}"
        return cls(node, message, "This is a bug in the node.", frame, known, trace)

    def __str__(self) -> str:
        at = f" (frame {self.frame})" if self.frame >= 0 else ""
        return f"{self.node}{at}: {self.message} {self.hint}".strip()

    def as_json(self) -> dict[str, object]:
        return {
            "node": self.node, "frame": self.frame, "message": self.message, "hint": self.hint,
            "params": dict(self.params),
        }  # fmt: skip
