"""One student: blocks of the selfie network first, then the program's own training on the views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from muse_nodes.api import Array
from muse_nodes.training.augment import AugmentConfig
from muse_nodes.training.batches import Material, chosen, gather
from muse_nodes.training.checkpoint import load_student, save_student
from muse_nodes.training.loop import Progress, Training
from muse_nodes.training.losses import LossWeights
from muse_nodes.training.presets import Preset
from muse_nodes.training.student import Student, StudentConfig
from tools.base_model.cache import material
from tools.base_model.material import CLIPS, Fold
from tools.base_model.rooms import room_with_screens
from tools.base_model.selfie import LEVELS, read_encoder
from tools.base_model.transplant import fitted, transplanted

CONFIG = StudentConfig(points=17)
SMALL = StudentConfig(128, 224, points=17)
"""Most steps look at smaller pictures: more than twice as many in the same time."""
HINT_STEPS = 600
HELD_OUT = 60
"""One view in so many is only asked about, to choose among the averages of the weights."""

AUGMENT = AugmentConfig(
    light=0.25, white_balance=0.08, gamma=0.15, noise=0.03, blur=0.8, scale=0.12, shift=0.08,
    turn=0.08, new_room=0.25, plate=0.0, empty=0.0,
)  # fmt: skip
"""The views bring their own framing, and most of them their rooms."""

PAINTED = 256
"""Further rooms, with screens in them, that the loop puts behind people."""

SMALL_STEPS = Preset(
    "base, small", steps=800, batch=8, pairs=2, rate=2e-3, validate_every=0.25, decay=0.995,
    augment=AUGMENT,
)  # fmt: skip
FULL_STEPS = replace(SMALL_STEPS, name="base, full size", steps=400, rate=8e-4)


AGAIN = 1.5e-3
"""Rate of the further rounds at the full size."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many steps at the small size, and in each round at the full one; each round warms up and
    comes to rest by itself. The last one does fewer where its ``seconds`` are over before.
    What comes out is half-way between the last two rounds, if there are two. ``points`` is the
    weight of the key points in the loss, ``after`` a fold whose student after its
    first round is where to begin.
    """

    small: int
    full: tuple[int, ...]
    points: float = 8.0
    seconds: float = 0.0
    after: str = ""


PLANS = {
    "webcam": Plan(1000, (400,), points=1.0),
    "stage": Plan(600, (200, 2000), seconds=300),
    "still": Plan(600, (200, 2000), seconds=400),
    "final": Plan(1300, (800, 4000), seconds=600, after="webcam"),
}
"""One core shared with other programs, an afternoon: the numbers are what it allowed."""

Tell = Callable[[str], None]


def learn(fold: Fold, views: Path, models: Path, folder: Path, plan: Plan, tell: Tell) -> Student:
    """The student of a fold, from where an earlier run in ``folder`` stopped, or as it was."""
    done = folder / "student.pth"
    if done.is_file():
        return load_student(done)[0]
    train, test = _data(fold, views)
    tell(f"{fold.name}: {len(train)} views to learn from, {len(test)} to choose by")
    student = _stage(fold, (_shrunk(train), _shrunk(test)), models, folder, plan, tell)
    taken = []
    for number, steps in enumerate(plan.full, 1):
        last = number == len(plan.full)
        preset = replace(
            FULL_STEPS, steps=steps, seconds=plan.seconds if last and number > 1 else 0.0,
            rate=FULL_STEPS.rate if number == 1 else AGAIN,
            weights=LossWeights(points=plan.points),
        )  # fmt: skip
        student, reached = _round((fold, folder, number), student, preset, (train, test), tell)
        taken.append(reached)
    if len(plan.full) > 1:
        student = _between(load_student(folder / f"full-{len(plan.full) - 1}.pth")[0], student)
    about = {**asdict(plan), "fold": fold.name, "full": taken}
    save_student(done, student, about)
    return student


def _between(before: Student, after: Student) -> Student:
    """The student half-way between two rounds (Wortsman et al., "Robust fine-tuning", 2022): the
    later one knows better whom it has seen, the earlier one strangers."""
    other = before.state_dict()
    weights = {
        name: other[name].lerp(tensor, 0.5) if tensor.is_floating_point() else tensor
        for name, tensor in after.state_dict().items()
    }
    after.load_state_dict(weights)
    after.eval()
    return after


def _round(
    which: tuple[Fold, Path, int], student: Student, preset: Preset,
    data: tuple[Material, Material], tell: Tell,
) -> tuple[Student, int]:  # fmt: skip
    """The student after a round at the full size, and how many steps that were."""
    fold, folder, number = which
    done = folder / f"full-{number}.pth"
    if done.is_file():
        found, about = load_student(done)
        return found, int(about["steps"])
    if number > 1:
        preset = replace(preset, validate_every=0.05, decay=0.998)
    run = Training(_made(folder / f"full-{number}"), preset, _resized(student, CONFIG), data)
    reached = [0]

    def report(at: Progress) -> None:
        reached[0] = at.step
        tell(_line(fold, at))

    student = run.run(report)
    save_student(done, student, {"fold": fold.name, "steps": reached[0]})
    return student, reached[0]


def _stage(
    fold: Fold, data: tuple[Material, Material], models: Path, folder: Path, plan: Plan, tell: Tell
) -> Student:
    """The student after the steps at the small size."""
    done = folder / "small.pth"
    if done.is_file():
        return load_student(done)[0]
    if plan.after:
        start = _resized(load_student(folder.parent / plan.after / "full-1.pth")[0], SMALL)
    else:
        start = _started(folder / "start.pth", data[0], models, tell)
    weights = LossWeights(points=plan.points)
    preset = replace(SMALL_STEPS, steps=plan.small, weights=weights)
    run = Training(_made(folder / "small"), preset, start, data)
    # What sees as a network does that has met thousands stays so while the rest learns to use it.
    run.student.features[: LEVELS + 1].requires_grad_(False)
    student = run.run(lambda at: tell(_line(fold, at)))
    student.requires_grad_(True)
    save_student(done, student, {"fold": fold.name, "steps": plan.small})
    return student


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _shrunk(material: Material) -> Material:
    """The same at the small size."""
    size = SMALL.width, SMALL.height
    frames = np.empty((len(material), SMALL.height, SMALL.width, 4), np.uint8)
    for small, frame in zip(frames, material.frames, strict=True):
        cv2.resize(frame, size, dst=small, interpolation=cv2.INTER_AREA)
    rooms = material.backgrounds
    if rooms is not None:
        rooms = np.stack([cv2.resize(r, size, interpolation=cv2.INTER_AREA) for r in rooms])
    return replace(material, frames=frames, backgrounds=rooms)


def _resized(student: Student, config: StudentConfig) -> Student:
    """The same weights for another size; none of them knows how large a picture is."""
    other = Student(config)
    other.load_state_dict(student.state_dict())
    return other


def _data(fold: Fold, views: Path) -> tuple[Material, Material]:
    """What is learnt from and what weights are chosen by; none of it shows who is left out."""
    learnt = [clip for clip in fold.learnt() if not clip.hard]
    rooms = {clip.room for clip in CLIPS} - {clip.room for clip in fold.learnt()}
    whole = material(learnt, views, frozenset(rooms))
    out = np.arange(len(whole)) % HELD_OUT == HELD_OUT - 1
    # A frame and the one after it go to the same side, or the latter would be learnt from.
    kept = ~(out | out[whole.following])
    return replace(_part(whole, kept), backgrounds=_painted()), _part(whole, out)


def _painted() -> Array:
    rng = np.random.default_rng(59)
    size = CONFIG.height, CONFIG.width
    return np.stack([room_with_screens(size, rng) for _ in range(PAINTED)])


def _part(whole: Material, kept: Any) -> Material:
    place = np.cumsum(kept) - 1
    following = np.where(kept[whole.following], place[whole.following], place)[kept]
    return Material(whole.frames[kept], whole.points[kept], whole.known[kept], following)


def _started(path: Path, train: Material, models: Path, tell: Tell) -> Student:
    """The student before training proper: transplanted and fitted."""
    if path.is_file():
        return load_student(path)[0]
    encoder = read_encoder(models / "selfie_segmentation.onnx")

    def pictures(step: int) -> Tensor:
        rows = chosen(len(train), 16 if step == 0 else 8, step, 5)
        return gather(train, rows, 0, "cpu").picture

    student = transplanted(SMALL, encoder, pictures)
    fitted(student, encoder, pictures, HINT_STEPS, lambda i, d: tell(f"hints {i}: {d:.4f}"))
    path.parent.mkdir(parents=True, exist_ok=True)
    save_student(path, student, {"hints": HINT_STEPS})
    return student


def _line(fold: Fold, at: Progress) -> str:
    parts = " ".join(f"{name} {value:.4f}" for name, value in at.losses.items())
    return (
        f"{fold.name} {at.step}/{at.total} {at.seconds:.0f} s: {parts} held-out {at.validation:.4f}"
    )


def one_thread() -> None:
    """Leave the other cores alone."""
    torch.set_num_threads(1)
