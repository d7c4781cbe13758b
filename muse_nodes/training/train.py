"""The training step as a whole: labelled sessions in, a trained student with its card out.

``ctx.folder`` holds what a run that was cancelled or killed leaves for the next: the frames at
training size, the state of the training, its history and its TensorBoard files. What is drawn at
random depends on the seed and the number of the step alone, so the run that goes on ends with the
weights of an unbroken one.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
import torch

from muse_nodes.api import Dataset, Model, ModelError, NodeError, TaskCtx
from muse_nodes.kernels.heap import keeping
from muse_nodes.profiles import Profile, Profiles
from muse_nodes.training.history import BOARD, Board, History, values_of
from muse_nodes.training.loop import Progress, Training
from muse_nodes.training.points import POINTS
from muse_nodes.training.presets import Preset, find_preset
from muse_nodes.training.student import StudentConfig
from muse_nodes.training.train_data import (
    Share,
    materials_of,
    other_rooms,
    sessions_of,
    shares_of,
)
from muse_nodes.training.train_pictures import sheet
from muse_nodes.training.train_result import WEIGHTS, claimed, leave, trained_folder
from muse_nodes.training.train_start import Start, start_of

DeviceChoice: TypeAlias = Literal["auto", "cpu", "cuda"]

LICENCE = "Made from the recordings named in this card: it belongs to whoever made those."


@dataclass(frozen=True, slots=True)
class Order:
    """What to train and how. ``config`` is the student's shape; ``weights`` a file to begin with.

    ``steps`` above 0 takes the place of the preset's. ``threads`` 0 means as many as the task may
    use. ``backgrounds`` is a folder with pictures of other rooms, None for the bundled ones.
    ``profile`` is the one that the result belongs to, "" that of the first session.
    """

    preset: Preset
    config: StudentConfig
    device: DeviceChoice = "auto"
    weights: Path | None = None
    backgrounds: Path | None = None
    threads: int = 0
    profile: str = ""


def order_of(
    preset: str, *, points: int = len(POINTS), steps: int = 0, seed: int = 1,
    device: DeviceChoice = "auto", **rest: Any,
) -> Order:  # fmt: skip
    """The order that a preset's name makes, with some of its numbers changed.

    NodeError when its student wants a GPU and there is none: on a CPU it would take weeks.
    """
    found = find_preset(preset)
    if found.arch == "segformer" and device == "auto" and not torch.cuda.is_available():
        raise NodeError(
            f"The preset '{preset}' needs a GPU that PyTorch can use, and there is none here.",
            hint="Use the preset 'standard', or set 'device' to cpu and be very patient.",
        )
    config = StudentConfig(points=points, arch=found.arch, decoder=found.decoder)
    found = replace(found, steps=steps or found.steps, seed=seed)
    return Order(found, config, device, **rest)


def train(
    datasets: Sequence[Dataset], order: Order, ctx: TaskCtx, base: Model | None = None
) -> Model:
    """Train on labelled sessions, and leave the student in its profile's ``models/trained``.

    ``base`` is a student to begin with, instead of a file. Goes on with what an earlier run has
    left in ``ctx.folder``. Raises a MuseError with a sentence for all that is wrong with what it is
    given, CancelledError as ``ctx.progress`` does.
    """
    device = device_of(order.device)
    weights = order.weights or weights_of(base)
    sessions = sessions_of(datasets)
    shares = shares_of(sessions, ctx.log)
    profile = profile_of(order.profile, sessions, ctx.data)
    start = start_of(weights, order.config, order.preset.seed)
    preset = replace(order.preset, rate=order.preset.rate * start.rate)
    claimed(ctx.folder, trained_folder(profile))
    frames = ctx.folder / "frames"
    with using(order.threads or ctx.threads):
        rooms = other_rooms(order.backgrounds, _size(start), ctx.log)
        data = materials_of(
            shares, _size(start), frames, rooms,
            lambda done, total: ctx.progress(0, 0, f"Reading frame {done} of {total}"),
        )  # fmt: skip
        training = Training(ctx.folder / "state", preset, start.student, data, device)
        with keeping(), Watch(ctx, training, data[1]) as watch:
            student = training.run(watch.report, watch.tick)
    card = {
        "profile": profile.name, "preset": preset.name, "numbers": asdict(preset),
        "device": device, **_card(start, shares, training.standing),
    }  # fmt: skip
    found = leave(student, ctx.folder, trained_folder(profile), card)
    del data, training
    shutil.rmtree(frames, ignore_errors=True)  # hours of video make gigabytes of them
    return found


class Watch:
    """Tells whoever watches: progress, curves, pictures, TensorBoard. Ends the run on a cancel."""

    def __init__(self, ctx: TaskCtx, training: Training, held_out: Any) -> None:
        self.last: Progress | None = None
        self._ctx = ctx
        self._training = training
        self._held_out = held_out
        self._error = ""
        self._history = History(ctx.folder, training.standing.step)
        self._board = Board(ctx.folder / BOARD, ctx.log)

    def __enter__(self) -> Watch:
        self._history.draw(self._ctx.curve)
        self._history.draw(self._board.scalar)
        if self._board.open:
            self._ctx.log.info("TensorBoard shows it: tensorboard --logdir '%s'", self._ctx.folder)
        return self

    def __exit__(self, *_: object) -> None:
        self._history.close()
        self._board.close()

    def tick(self, step: int, total: int) -> None:
        """One more step, or part of something longer."""
        text = f"Step {step} of {total}{self._error}" if total else "Trying how fast this is here"
        self._ctx.progress(step, total, text)

    def report(self, progress: Progress) -> None:
        """A report of the loop."""
        values = values_of(progress)
        self._history.add(progress.step, values)
        for name, value in values.items():
            self._ctx.curve(name, progress.step, value)
            self._board.scalar(name, progress.step, value)
        if progress.validated == progress.step or self.last is None:
            picture = sheet(self._training.averaged, self._held_out)
            self._ctx.show("held-out frames", picture)
            self._board.picture("held-out frames", progress.step, picture)
            self._board.flush()
        self.last = progress
        if math.isfinite(progress.validation):  # not before the first one
            self._error = f", held-out error {progress.validation:.4f}"


def device_of(choice: DeviceChoice) -> str:
    """Torch's name for the device; NodeError when CUDA is asked for and is not there."""
    there = torch.cuda.is_available()
    if choice == "cuda" and not there:
        raise NodeError(
            "Training on the GPU was asked for, but PyTorch finds no CUDA device here.",
            hint="Set 'device' to auto or cpu, or install a PyTorch with CUDA and the driver.",
        )
    return "cuda" if there and choice != "cpu" else "cpu"


def weights_of(base: Model | None) -> Path | None:
    """The weights file of a model artifact; ModelError when it has none to train further."""
    if base is None:
        return None
    path = base.path / WEIGHTS if base.path.is_dir() else base.path
    if path.suffix != ".pth" or not path.is_file():
        raise ModelError(
            f"The model '{base.path}' has no weights to begin with: there is no '{WEIGHTS}'.",
            hint="Connect a trained model, not only its ONNX network.",
        )
    return path


def profile_of(name: str, sessions: Sequence[Path], data: Path) -> Profile:
    """The profile by name, or that of the first session, or the current one."""
    profiles = Profiles(data)
    return (None if name else profiles.of(sessions[0])) or profiles.chosen(name)


@contextmanager
def using(threads: int) -> Iterator[None]:
    """Torch works with so many threads meanwhile; the number is the whole process's."""
    before = torch.get_num_threads()
    torch.set_num_threads(max(1, threads))
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _size(start: Start) -> tuple[int, int]:
    return start.config.height, start.config.width


def _taught(start: Start, shares: Sequence[Share]) -> list[str]:
    """The key points that were seen in what it was trained on, now or before."""
    before = (start.about or {}).get("points", [])
    found = np.zeros(len(POINTS), bool)
    for sample in (sample for share in shares for sample in share.train):
        found |= sample.known & (sample.points[:, 2] > 0)
    return [n for n, here in zip(POINTS, found, strict=True) if here or n in before]


def _card(start: Start, shares: Sequence[Share], reached: Progress) -> dict[str, Any]:
    """What there is to know of a student, for people and for the steps that come after."""
    before = str((start.about or {}).get("licence", ""))
    return {
        "title": "Personal model",
        "licence": f"{LICENCE} It began with weights under: {before}" if before else LICENCE,
        "student": asdict(start.config),
        "start": start.about or {},
        "points": _taught(start, shares),
        "sessions": [
            {"name": share.session.name, "trained_on": len(share.train),
             "held_out": len(share.test), "plate": share.plate is not None}
            for share in shares
        ],
        "steps": reached.step,
        "seconds": round(reached.seconds, 1),
        "validation": {"mad": reached.validation},
        "torch": str(torch.__version__),
    }  # fmt: skip
