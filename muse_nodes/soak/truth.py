"""Networks that cannot err: a real one does its work, and the true matte is what is returned.

With them every pixel of the room that goes out is the engine's doing and none a network's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from muse_nodes.api import Array, Frame, ModelError, ModelInfo, Network, Spec, matte_spec
from muse_nodes.engine.device.base import NetworkSource
from muse_nodes.soak.footage import Footage, read_mark

STAND_INS = ("truth_one", "truth_two")
"""What they are called where there is no real network to do the work."""


@dataclass(frozen=True)
class TrueNetworks:
    """The networks of ``models``; those that segment know where the person is in ``footage``."""

    models: NetworkSource
    footage: Footage

    def network(
        self, task: str, choice: str = "auto", *, frame: Spec, threads: int = 1,
        avoid: frozenset[str] = frozenset(),
    ) -> Network:  # fmt: skip
        """See ``NetworkSource``."""
        if task != "segment":
            return self.models.network(task, choice, frame=frame, threads=threads, avoid=avoid)
        given = choice if choice not in STAND_INS else "auto"
        try:
            worker = self.models.network(task, given, frame=frame, threads=threads, avoid=avoid)
        except ModelError:
            if given != "auto":
                raise
            free = [n for n in STAND_INS if n not in avoid] or list(STAND_INS)
            name = choice if choice in free else free[0]
            return TrueNetwork(self.footage, frame, ModelInfo(name, task, "known", "cpu"))
        return TrueNetwork(self.footage, frame, worker.info, worker)


class TrueNetwork:
    """Gives the true matte of a marked frame, and nobody for any other picture."""

    def __init__(
        self, footage: Footage, frame: Spec, info: ModelInfo, worker: Network | None = None
    ) -> None:
        self._footage, self._info, self._worker = footage, info, worker
        self._scratch: Array | None = None
        self._size = (frame.shape[1], frame.shape[0])
        self._spec = matte_spec(frame.shape[0], frame.shape[1])
        if worker is not None:
            self._scratch = np.empty(worker.output.shape, np.float32)

    @property
    def info(self) -> ModelInfo:
        return self._info

    @property
    def output(self) -> Spec:
        """At the size of the frame."""
        return self._spec

    def __call__(self, frame: Frame, *, out: Array | None = None) -> Any:
        if self._worker is not None:
            self._worker(frame, out=self._scratch)
        matte = np.empty(self._spec.shape, np.float32) if out is None else out
        index = read_mark(frame)
        if index is None:
            matte[...] = 0
        else:
            matte[...] = self._footage.person(index, self._size)
        return matte

    def reset(self) -> None:
        if self._worker is not None:
            self._worker.reset()

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
