"""What was told of a training run, on disk: its curves go on after a kill, also in TensorBoard."""

from __future__ import annotations

import json
import logging
import math
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from muse_nodes.api import Array, MuseError
from muse_nodes.training.leftovers import clear
from muse_nodes.training.loop import Progress

NAME = "history.jsonl"
BOARD = "tensorboard"
EVENTS = "events.out.tfevents.*"

Draw: TypeAlias = Callable[[str, float, float], None]
"""One more point of the curve of that name."""


def values_of(progress: Progress) -> dict[str, float]:
    """The values of a report by the names of their curves; those of a validation only in the
    report that comes after it."""
    found = dict(progress.losses) | {"learning rate": progress.rate}
    if progress.validated == progress.step:
        found |= {"held-out error": progress.error, "held-out flicker": progress.flicker}
    return {name: value for name, value in found.items() if math.isfinite(value)}


class History:
    """The values of every report up to now, one line of JSON each, in ``folder``.

    What was told after the last checkpoint is told again by the run that goes on from there, so
    lines beyond ``step`` are dropped, and so is one that a kill has cut short.
    """

    def __init__(self, folder: Path, step: int) -> None:
        self._path = folder / NAME
        clear(folder, NAME)
        self.lines = [line for line in _read(self._path) if line[0] <= step]
        beside = self._path.with_name(f".{NAME}.{secrets.token_hex(4)}.tmp")
        try:
            beside.write_text("".join(map(_text, self.lines)), encoding="utf-8")
            os.replace(beside, self._path)
            self._file = self._path.open("a", encoding="utf-8")
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def add(self, step: int, values: Mapping[str, float]) -> None:
        """One more report. MuseError when the disk does not take it."""
        self.lines.append((step, dict(values)))
        try:
            self._file.write(_text(self.lines[-1]))
            self._file.flush()
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def draw(self, draw: Draw) -> None:
        """All of it, for somebody who begins to watch."""
        for step, values in self.lines:
            for name, value in values.items():
                draw(name, step, value)

    def close(self) -> None:
        """Let go of the file."""
        with suppress(OSError):  # what could not be written was told when it was
            self._file.close()


class Board:
    """Event files for TensorBoard in ``folder``; nothing at all where the package is missing.

    They are for looking at and never a reason for training to fail: what goes wrong is logged
    once. A run that goes on writes all of its history anew, so no step is there twice.
    """

    def __init__(self, folder: Path, log: logging.Logger) -> None:
        self._log = log
        self._writer: Any = None
        try:
            from torch.utils.tensorboard import SummaryWriter

            for old in folder.glob(EVENTS):
                old.unlink()
            self._writer = SummaryWriter(str(folder))
        except ImportError:
            log.info("TensorBoard is not installed: there are no event files of this training.")
        except OSError as error:
            log.warning("There are no TensorBoard files in '%s': %s.", folder, error.strerror)

    @property
    def open(self) -> bool:
        """True while something is written."""
        return self._writer is not None

    def scalar(self, name: str, step: float, value: float) -> None:
        """One value of a curve."""
        self._try(lambda: self._writer.add_scalar(name, value, int(step)))

    def picture(self, name: str, step: int, picture: Array) -> None:
        """A picture, uint8 (H, W, 3)."""
        self._try(lambda: self._writer.add_image(name, picture, step, dataformats="HWC"))

    def flush(self) -> None:
        """Bring to the disk what is waiting."""
        self._try(lambda: self._writer.flush())

    def close(self) -> None:
        """End the files."""
        self._try(lambda: self._writer.close())
        self._writer = None

    def _try(self, write: Callable[[], None]) -> None:
        if self._writer is None:
            return
        try:
            write()
        except (OSError, RuntimeError) as error:  # the writer's thread has died of a full disk
            self._writer = None
            self._log.warning("TensorBoard is told no more of this training: %s.", error)


def _text(line: tuple[int, Mapping[str, float]]) -> str:
    return json.dumps({"step": line[0], **line[1]}) + "\n"


def _read(path: Path) -> list[tuple[int, dict[str, float]]]:
    found: list[tuple[int, dict[str, float]]] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return found
    for line in lines:
        try:
            values = json.loads(line)
            step = int(values.pop("step"))
            found.append((step, {str(name): float(value) for name, value in values.items()}))
        except (ValueError, TypeError, KeyError, AttributeError):
            break  # cut short, and so the last one
    return found


def _unwritable(path: Path, error: OSError) -> MuseError:
    return MuseError(
        f"'{path}' cannot be written: {error.strerror}.",
        hint="Check the folder and the space on its disk.",
    )
