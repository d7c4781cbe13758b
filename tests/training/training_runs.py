"""What the tests of the training step share: small orders, and the real context of a task."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import torch

from muse_nodes.api import Dataset, Model
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.task_ctx import Progress, TaskContext, Tools, Views
from muse_nodes.kernels.cpu import CpuOps
from muse_nodes.profiles import REVIEWED
from muse_nodes.training.presets import Preset
from muse_nodes.training.student import StudentConfig
from muse_nodes.training.train import Order, train

SHORT = Preset(
    "short", steps=40, batch=4, pairs=1, save_every=0.0, validate_every=0.25, decay=0.8
)  # fmt: skip
TINY = StudentConfig(height=32, width=64, multiplier=0.25, decoder=8)


def order(**changes: Any) -> Order:
    """Forty steps of a tiny student on the CPU."""
    return Order(**{"preset": SHORT, "config": TINY, "device": "cpu", **changes})


class Bench:
    """A task's context with what it told, and a hand on the cancel button."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.cancelled = threading.Event()
        self.views = Views()
        self.told: list[Progress] = []
        self.cancel_at = -1

    def context(self) -> TaskContext:
        """The context of one run; the work folder is the same for all."""
        work = self.data / "work"
        work.mkdir(parents=True, exist_ok=True)
        tools = Tools(self.data, NoModels(), CpuOps(threads=1), 1)
        return TaskContext("train", work, tools, self.cancelled, self._tell, self.views)

    def _tell(self, progress: Progress) -> None:
        self.told.append(progress)
        if progress.total and progress.done == self.cancel_at:
            self.cancelled.set()


def trained(data: Path, *sessions: Path, base: Model | None = None, **changes: Any) -> Model:
    """A student of these sessions."""
    datasets = [Dataset.of(session, REVIEWED) for session in sessions]
    return train(datasets, order(**changes), Bench(data).context(), base)


def train_and_go(data: str, session: str) -> None:
    """The whole step in a child process that may be killed at any moment."""
    torch.set_num_threads(1)
    trained(Path(data), Path(session))


def train_with_little_space(data: str, session: str, most: int, said: str) -> None:
    """The whole step where no file may be larger than ``most`` bytes; what it says is kept."""
    import resource
    import signal

    from muse_nodes.api import MuseError

    torch.set_num_threads(1)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        trained(Path(data), Path(session))
    except MuseError as error:
        Path(said).write_text(str(error))
