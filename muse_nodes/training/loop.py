"""The training loop: steps, validation, checkpoints, early stop, and going on after a kill.

All that is random is drawn from the seed and the number of the step, so that the number is the
whole state of the draws, and a run that was cut short ends with the weights of an unbroken one: to
the last bit on the CPU, but for rounding on a GPU, which adds in an order of its own. Where the
preset plans by time, the plan is in the checkpoint.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import torch

from muse_nodes.api import MuseError
from muse_nodes.training import losses
from muse_nodes.training.augment import AugmentState, Rooms, augment
from muse_nodes.training.batches import Batch, Material, chosen, gather
from muse_nodes.training.checkpoint import load, save
from muse_nodes.training.leftovers import clear
from muse_nodes.training.optimise import Average, Optimiser, rate_at
from muse_nodes.training.presets import Preset
from muse_nodes.training.student import Student, StudentConfig

REPORT_EVERY = 10
"""Steps between two reports; each looks at the loss, which a GPU has to be waited for."""

CHECKPOINT = "training_state.pth"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where training stands: ``losses`` by name, ``validation`` the mean |error| of the matte on
    held-out frames, the best so far (NaN before the first), ``seconds`` of work so far, earlier
    runs included. ``error`` and ``flicker`` (dtSSD) are those of the last validation, at the step
    ``validated``; ``rate`` is the learning rate."""

    step: int
    total: int
    losses: dict[str, float]
    validation: float
    seconds: float
    rate: float = 0.0
    validated: int = 0
    error: float = math.nan
    flicker: float = math.nan


Report: TypeAlias = Callable[[Progress], None]
"""Told every few steps. What it raises ends the run; the checkpoint lets it go on later."""

Tick: TypeAlias = Callable[[int, int], None]
"""Told the step and the total more often than once a second on any machine; what it raises ends
the run as well, and no step is lost."""


@dataclass(slots=True)
class _Standing:
    """What changes while training goes on, apart from weights."""

    total: int
    every: int = 1
    step: int = 0
    seconds: float = 0.0
    best: float = math.inf
    stale: int = 0
    over: bool = False
    validated: int = 0
    error: float = math.nan
    flicker: float = math.nan
    best_weights: dict[str, Any] = field(default_factory=dict)


class Training:
    """One run in one folder, which holds its checkpoint. Begin or go on with ``run``.

    ``student`` is the shape of a new one, or one whose weights are where to begin. ``data`` is
    what to train on and what is held out; ``device`` is torch's name for one.

    Raises MuseError when there is nothing to train on, or when the folder's checkpoint belongs to
    another preset, student or amount of data.
    """

    def __init__(
        self, folder: Path, preset: Preset, student: Student | StudentConfig,
        data: tuple[Material, Material], device: str = "cpu",
    ) -> None:  # fmt: skip
        self._file = folder / CHECKPOINT
        clear(folder, CHECKPOINT)
        self._preset, self._device = preset, torch.device(device)
        self._train, self._test = data
        if not (len(self._train) and len(self._test)):
            raise MuseError(
                "There is nothing to train on: the session has no accepted frames on one side of "
                "its split by time.", hint="Label more frames, or accept some of them.",
            )  # fmt: skip
        self._config = student if isinstance(student, StudentConfig) else student.config
        self._rooms = self._make_rooms()
        self._memory = torch.channels_last
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(preset.seed)
            self.student = Student(self._config)
        if isinstance(student, Student):
            self.student.load_state_dict(student.state_dict())
        self.student.to(self._device, memory_format=self._memory).train()
        self._optimiser = Optimiser(self.student, preset, self._device)
        self._average = Average(self.student, preset.decay)
        self._tick: Tick = _no_tick
        self._at = self._resumed() or _Standing(0)

    @property
    def averaged(self) -> Student:
        """The average of the weights so far, on the device: what a validation looks at."""
        found: Student = self._average.student
        return found

    @property
    def standing(self) -> Progress:
        """Where it stands, without losses; the total is 0 as long as there is no plan."""
        return self._progress({})

    def run(self, report: Report | None = None, tick: Tick | None = None) -> Student:
        """Train to the end; the averaged weights that did best on held-out frames, on the CPU.

        Raises MuseError when the loss is no longer a number, and whatever ``report`` and ``tick``
        raise.
        """
        at, self._tick = self._at, tick or _no_tick
        saved = started = time.monotonic()
        before = at.seconds
        if not at.total:
            at.total = self._planned_steps()
            at.every = max(1, round(self._preset.validate_every * at.total))
        while not at.over:
            terms = self._step(at.step)
            at.step += 1
            at.seconds = before + time.monotonic() - started
            late = 0 < self._preset.seconds < at.seconds
            if at.step % at.every == 0 or at.step >= at.total or late:
                self._validate()
                at.seconds = before + time.monotonic() - started
                at.total = self._steps_left(at.seconds)
                at.over = at.over or at.step >= at.total
            if at.step % REPORT_EVERY == 0 or at.over:
                shown = self._checked(terms)
                if time.monotonic() - saved > self._preset.save_every or at.over:
                    self._save()
                    saved = time.monotonic()
                if report:
                    report(self._progress(shown))
            self._told(terms)
        best: Student = copy.deepcopy(self._average.student)
        best.load_state_dict(at.best_weights)
        best.to("cpu", memory_format=torch.contiguous_format)
        return best

    def _told(self, terms: dict[str, torch.Tensor]) -> None:
        """Tell of one more step; who ends the run there loses none of them."""
        try:
            self._tick(self._at.step, self._at.total)
        except BaseException:
            self._checked(terms)
            self._save()
            raise

    def _progress(self, shown: dict[str, float]) -> Progress:
        at = self._at
        score = at.best if math.isfinite(at.best) else math.nan
        rate = rate_at(at.step - 1, at.total, self._preset)
        return Progress(
            at.step, at.total, shown, score, at.seconds, rate, at.validated, at.error, at.flicker
        )

    def _step(self, step: int) -> dict[str, torch.Tensor]:
        """One step on the batch of that number; the terms of the loss."""
        terms = self._terms(self.student, self._batch(step))
        loss = torch.stack(list(terms.values())).sum()
        self._optimiser.step(loss, rate_at(step, self._at.total, self._preset))
        self._average.update(self.student, step)
        return {"loss": loss.detach(), **{k: v.detach() for k, v in terms.items()}}

    def _batch(self, step: int) -> Batch:
        preset = self._preset
        indices = chosen(len(self._train), preset.batch - preset.pairs, step, preset.seed)
        batch = gather(self._train, indices, preset.pairs, self._device)
        return augment(batch, preset.augment, AugmentState(preset.seed, step), self._rooms)

    def _terms(self, student: Student, batch: Batch) -> dict[str, torch.Tensor]:
        """Every term of the loss with its weight, by name."""
        weights, pairs = self._preset.weights, batch.pairs
        with self._optimiser.precision():
            matte, heat = student(batch.picture.contiguous(memory_format=self._memory))
        alpha = _at_size(batch.alpha, self._config.matte_size)
        first, later = slice(0, pairs), slice(len(alpha) - pairs, None)
        terms = {
            "matte": weights.matte * losses.hardest_pixels(matte, alpha, weights.hardest),
            "boundary": weights.boundary * losses.boundary(matte, alpha),
            # The masks of a session are what its teachers said, softly: they are distilled as such.
            "distillation": weights.distillation
            * losses.distillation(matte, alpha, weights.temperature),
            "points": weights.points
            * losses.key_points(
                heat, batch.points[:, : heat.shape[1]], batch.known[:, : heat.shape[1]]
            ),
        }
        if pairs:
            terms["temporal"] = weights.temporal * losses.temporal(
                matte[first], alpha[first], matte[later], alpha[later]
            )
        return terms

    def _validate(self) -> None:
        """Ask the average about held-out frames; keep it if it is the best so far."""
        at, count, wrong, flicker = self._at, len(self._test), [], []
        rows = torch.linspace(0, count - 1, min(count, 128)).round().long().numpy()
        for start in range(0, len(rows), 16):
            self._tick(at.step, at.total)
            some = rows[start : start + 16]
            pairs = min(4, len(some))
            batch = gather(self._test, some, pairs, self._device)
            with torch.no_grad():
                matte, _ = self._average.student(
                    batch.picture.contiguous(memory_format=self._memory)
                )
            error = matte.float().sigmoid() - _at_size(batch.alpha, self._config.matte_size)
            wrong += error[: len(some)].abs().mean((1, 2, 3)).tolist()
            change = (error[len(some) :] - error[:pairs]).square().mean((1, 2, 3)).sqrt().tolist()
            real = self._test.following[some[:pairs]] != some[:pairs]
            flicker += [each for each, follows in zip(change, real, strict=True) if follows]
        score = sum(wrong) / len(wrong)
        at.validated, at.error = at.step, score
        at.flicker = sum(flicker) / len(flicker) if flicker else math.nan
        at.stale = 0 if score < at.best else at.stale + 1
        if score < at.best or not at.best_weights:
            at.best = score
            weights = self._average.student.state_dict()
            at.best_weights = {name: tensor.clone() for name, tensor in weights.items()}
        patience = self._preset.patience
        at.over = bool(patience and at.stale >= patience)

    def _checked(self, terms: dict[str, torch.Tensor]) -> dict[str, float]:
        shown = {name: float(value) for name, value in terms.items()}
        if not all(map(math.isfinite, shown.values())):
            wrong = next(name for name, value in shown.items() if not math.isfinite(value))
            raise MuseError(
                f"Training was stopped at step {self._at.step}: the {wrong} loss is no longer a "
                "number.", hint="Use a lower learning rate, or look for damaged labels.",
            )  # fmt: skip
        return shown

    def _planned_steps(self) -> int:
        """As many steps as the preset's time allows on this machine, by a trial of three."""
        preset = self._preset
        if not preset.seconds:
            return preset.steps
        kept = copy.deepcopy(self.student.state_dict())
        started = time.monotonic()
        for step in range(3):
            self._tick(0, 0)
            torch.stack(
                list(self._terms(self.student, self._batch(step)).values())
            ).sum().backward()
        taken = time.monotonic() - started
        self.student.zero_grad(set_to_none=True)
        self.student.load_state_dict(kept)  # the trial has moved the normalisation's statistics
        # A tenth for validation, checkpoints and the optimiser itself.
        return max(1, min(preset.steps, int(0.9 * preset.seconds * 3 / taken)))

    def _steps_left(self, seconds: float) -> int:
        """The total of steps, planned anew: other programs come and go while this one trains."""
        at, preset = self._at, self._preset
        if not preset.seconds:
            return at.total
        more = int(max(0.0, preset.seconds - seconds) * at.step / max(seconds, 1e-3))
        return max(at.step, min(preset.steps, at.step + more))

    def _make_rooms(self) -> Rooms:
        plate, others = self._train.plate, self._train.backgrounds
        return Rooms(
            None if plate is None else torch.from_numpy(plate.copy()).to(self._device),
            None if others is None else torch.from_numpy(others.copy()),
        )

    def _signature(self) -> dict[str, Any]:
        return {
            "preset": asdict(self._preset), "student": asdict(self._config),
            "frames": [len(self._train), len(self._test)],
        }  # fmt: skip

    def _save(self) -> None:
        save(
            self._file,
            {
                "of": self._signature(),
                "standing": asdict(self._at),
                "weights": self.student.state_dict(),
                "average": self._average.student.state_dict(),
                "optimiser": self._optimiser.state(),
            },
        )

    def _resumed(self) -> _Standing | None:
        """Everything as the checkpoint has it; None when there is none yet."""
        if not self._file.is_file():
            return None
        found = load(self._file, self._device)
        if found.get("of") != self._signature():
            raise MuseError(
                f"'{self._file}' is the state of another training: other settings or other data.",
                hint="Move it away to begin anew.",
            )
        self.student.load_state_dict(found["weights"])
        self._average.student.load_state_dict(found["average"])
        self._optimiser.restore(found["optimiser"])
        return _Standing(**found["standing"])


def _no_tick(_step: int, _total: int) -> None:
    """Nobody wants to know."""


def _at_size(alpha: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    """The label on the matte's grid, areas averaged."""
    if (alpha.shape[2], alpha.shape[3]) == size:
        return alpha
    return torch.nn.functional.adaptive_avg_pool2d(alpha, size)
