"""From trained weights to what runs live: network, float16 variant, card and engine.

Each step leaves its file in a folder, beside its place and renamed; what lies there whole is taken
and not made again, so that work that was killed goes on where it was. The networks are compared
with the student each time, also those that were found. TensorRT is a bonus: why there is no engine
is told, and the rest is as good without one.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

import msgspec
import torch

from muse_nodes.api import CancelledError, ModelError, MuseError
from muse_nodes.models.engine_file import HALF, EngineNote, note_path
from muse_nodes.profiles.files import write_bytes
from muse_nodes.profiles.installed import TRAINED
from muse_nodes.training.checkpoint import load_student
from muse_nodes.training.engine_build import Capability, build
from muse_nodes.training.export import (
    HALF_PARITY,
    NAME,
    PARITY,
    card_of,
    expect_parity,
    parity,
    write_half,
    write_onnx,
)
from muse_nodes.training.leftovers import clear
from muse_nodes.training.points import POINTS
from muse_nodes.training.student import Student

Engine: TypeAlias = Literal["none"] | Capability
Tell: TypeAlias = Callable[[float, float, str], None]
"""``progress`` of a task: steps done, steps in all, what is done now; raises to stop the work."""

LICENCE = "personal"
STEPS = 4
_TICK = 0.4
"""Seconds between two words about a step that has none of its own."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Converted:
    """The files of a set by their names in it, and what came of the steps.

    The differences are the largest from the student, in probabilities. Without an engine
    ``trouble`` says why.
    """

    files: dict[str, Path]
    difference: float
    half_difference: float
    engine: EngineNote | None = None
    trouble: str = ""


def weights_in(path: Path) -> Path:
    """The weights file of a trained model, which is one or a folder with one. ModelError if not."""
    found = path / TRAINED[0] if path.is_dir() else path
    if not found.is_file():
        raise ModelError(
            f"There is no trained student in '{path}': '{TRAINED[0]}' is missing.",
            hint="Train one first.",
        )
    return found


def convert(weights: Path, folder: Path, engine: Engine, tell: Tell, title: str = "") -> Converted:
    """Make everything that a student runs with, in ``folder``.

    ModelError when the weights are damaged, when a network does not do what was trained;
    MuseError when the disk does not take it; whatever ``tell`` raises.
    """
    tell(0, STEPS, "Reading the weights")
    student, about = load_student(weights)
    network, half = folder / f"{NAME}.onnx", folder / HALF / f"{NAME}.onnx"
    _aside(lambda: _made(network, lambda to: write_onnx(student, to)), tell, 0, "Writing ONNX")
    difference = _checked(student, network, PARITY)
    _aside(lambda: _made(half, lambda to: write_half(network, to)), tell, 1, "Making it float16")
    half_difference = _checked(student, half, HALF_PARITY)
    taught = about.get("points")  # older weights do not say
    card = card_of(
        student, str(about.get("title") or title), str(about.get("licence") or LICENCE),
        taught if isinstance(taught, list) else POINTS,
    )  # fmt: skip
    write_bytes(folder / f"{NAME}.json", msgspec.json.format(msgspec.json.encode(card)), "card")
    note, trouble = _engine(half, folder / f"{NAME}.engine", engine, tell)
    tell(STEPS - 1, STEPS, "Installing")
    made = [network, half, folder / f"{NAME}.json"]
    if note is not None:
        made += [folder / f"{NAME}.engine", note_path(folder / f"{NAME}.engine")]
    files = {path.relative_to(folder).as_posix(): path for path in made}
    files[TRAINED[0]] = weights
    beside = weights.with_name(TRAINED[1])
    if beside.is_file():
        files[TRAINED[1]] = beside
    return Converted(files, difference, half_difference, note, trouble)


def _made(path: Path, write: Callable[[Path], None]) -> None:
    """Have a file written, unless it is there already."""
    if path.is_file():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        clear(path.parent, path.name)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        write(beside)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        raise MuseError(
            f"The network cannot be written to '{path.parent}': {error.strerror}.",
            hint="Check the folder and the space on its disk.",
        ) from error


def _checked(student: Student, path: Path, bound: float) -> float:
    """How far a network is from the student; one that is too far is not found again."""
    try:
        found = parity(student, path)
        expect_parity(found, bound)
    except ModelError:
        with suppress(OSError):
            path.unlink()
        raise
    return found


def _engine(half: Path, path: Path, engine: Engine, tell: Tell) -> tuple[EngineNote | None, str]:
    """An engine, or why there is none. What else could be made is not worth less for it."""
    if engine == "none":
        return None, "None was asked for."
    cancelled = threading.Event()
    try:
        return _aside(
            lambda: build(half, path, engine, keep_on=lambda: not cancelled.is_set()),
            tell, 2, "Building a TensorRT engine", stop=cancelled,
        ), ""  # fmt: skip
    except CancelledError:
        raise
    except MuseError as error:
        return None, str(error)


def _aside(
    work: Callable[[], T], tell: Tell, done: float, text: str, stop: threading.Event | None = None
) -> T:
    """Do work that has nothing to say of itself on a thread, and ask meanwhile whether to go on.

    Some of it cannot be stopped: a few seconds pass then before what ``tell`` raises comes out.
    """
    found: list[T] = []
    failed: list[BaseException] = []
    threads = torch.get_num_threads()

    def run() -> None:
        try:
            torch.set_num_threads(threads)
            found.append(work())
        except BaseException as error:  # noqa: BLE001 - it is raised again by whoever waits
            failed.append(error)

    tell(done, STEPS, text)
    thread = threading.Thread(target=run, name="muse-convert", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_TICK)
            tell(done, STEPS, text)
    finally:
        if stop is not None:
            stop.set()
        thread.join()
    if failed:
        raise failed[0]
    return found[0]
