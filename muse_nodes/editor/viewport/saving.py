"""Saves or copies what flows on a wire, whole, while the window goes on."""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication, QImage

from muse_nodes.api import Layer
from muse_nodes.api.errors import MuseError
from muse_nodes.editor.messages import Picture, View, Wanted
from muse_nodes.editor.pictures import field_strength, image_of
from muse_nodes.editor.session import Session
from muse_nodes.kernels.cpu import CpuOps
from muse_nodes.kernels.looks import field_colours, grey_levels
from muse_nodes.media import write_image

_WHOLE = Wanted(1 << 20, 1 << 20, 1.0)

Pixels = npt.NDArray[np.uint8]


def pictures_folder() -> Path:
    """The user's own folder for pictures, in it one for ours."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(found or Path.home()) / "MUSE Nodes"


def pixels_of(value: Any) -> Pixels | None:
    """A whole value of a wire as RGB, RGBA or grey; None when it is no picture."""
    if isinstance(value, Layer):
        return _cut_out(value)
    if not isinstance(value, np.ndarray) or value.ndim < 2:
        return None
    if value.ndim == 3 and value.shape[2] == 2:
        return field_colours(value, field_strength(value)[1])
    return np.ascontiguousarray(value) if value.dtype == np.uint8 else grey_levels(value)


def write_new(folder: Path, name: str, pixels: Pixels) -> Path:
    """Write a PNG file into ``folder`` under a name that nobody has yet.

    The file is complete or not there. Raises MuseError when it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _reserved(folder, name)
    except OSError as error:
        text = translate("Nothing can be saved in '{0}': {1}.")
        raise MuseError(
            text.format(folder, error.strerror or error), hint=translate("Choose another folder.")
        ) from error
    try:
        write_image(path, pixels)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def translate(text: str) -> str:
    """A text of this file in the user's language."""
    return QCoreApplication.translate("Saving", text)


def _reserved(folder: Path, name: str) -> Path:
    """An empty file under a new name: whoever comes second gets another one."""
    for number in range(1, 10_000):
        path = folder / (f"{name}.png" if number == 1 else f"{name} {number}.png")
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            continue
        return path
    raise FileExistsError(0, "too many files of that name")


def _cut_out(layer: Layer) -> Pixels:
    """The frame of a layer with its matte as transparency; not moved by its field."""
    if layer.matte is None:
        return np.ascontiguousarray(layer.frame)
    height, width = layer.frame.shape[:2]
    full = np.empty((height, width), np.float32)
    with CpuOps(1) as ops:
        ops.upsample_matte(full, np.ascontiguousarray(layer.matte), layer.frame)
    return np.dstack([layer.frame, grey_levels(full)])


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be done with the next value of a wire."""

    view: View
    folder: Path | None
    """None: to the clipboard."""


class Saver(QObject):
    """Asks the engine for whole values and writes them, one at a time, on a thread of its own."""

    saved = Signal(Path)
    """A picture lies in this file now."""
    copied = Signal()
    """A picture is in the clipboard."""
    failed = Signal(str)
    """A sentence: why that was not possible."""
    _written = Signal(object, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._orders: list[_Order] = []
        self._threads: list[threading.Thread] = []
        session.engine.answered.connect(self._on_answer)
        session.engine.state_changed.connect(self._on_state)
        self._written.connect(self._on_written)

    def save(self, view: View, folder: Path, shown: Picture | None) -> None:
        """Save what flows on ``view``; ``shown`` is taken where nothing flows any more."""
        self._take(_Order(view, folder), shown)

    def copy(self, view: View, shown: Picture | None) -> None:
        """Put it into the clipboard."""
        self._take(_Order(view, None), shown)

    def close(self) -> None:
        """Wait until what is being written has been written."""
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _take(self, order: _Order, shown: Picture | None) -> None:
        if self._session.engine.state == "running":
            self._orders.append(order)
            self._session.engine.snapshot(order.view)
        elif shown is not None and not shown.image.isNull():
            self._carry_out(order, *_as_shown(shown))
        else:
            self.failed.emit(self.tr("There is no picture to save yet. Press Run first."))

    def _on_answer(self, name: Hashable, value: object) -> None:
        order = next((o for o in self._orders if name == ("snapshot", o.view)), None)
        if order is None:
            return
        self._orders.remove(order)
        if isinstance(value, Exception):
            text = self.tr("The picture could not be taken: {0}")
            self.failed.emit(text.format(value))
            return
        pixels = pixels_of(value)
        if pixels is None:
            text = self.tr("What '{0}' gives is no picture. Show a wire that carries pictures.")
            self.failed.emit(text.format(f"{order.view.node}.{order.view.port}"))
            return
        self._carry_out(order, pixels)

    def _on_state(self, state: str) -> None:
        if state == "stopped" and self._orders:
            self._orders.clear()
            self.failed.emit(self.tr("The run was over before the picture could be taken."))

    def _carry_out(self, order: _Order, pixels: Pixels, remark: str = "") -> None:
        if order.folder is None:
            QGuiApplication.clipboard().setImage(_image(pixels))
            self.copied.emit()
            return
        stamp = datetime.now().astimezone().strftime("%Y-%m-%d %H.%M.%S")
        name = f"MUSE {stamp} {order.view.node}.{order.view.port}{remark}"
        thread = threading.Thread(
            target=self._write, args=(order.folder, name, pixels), name="muse-saver"
        )
        self._threads.append(thread)
        thread.start()

    def _write(self, folder: Path, name: str, pixels: Pixels) -> None:
        """On the thread: compressing a large picture takes longer than a window may wait."""
        try:
            path, error = write_new(folder, name, pixels), None
        except Exception as problem:  # noqa: BLE001 - told to the user, whatever it is
            path, error = None, problem
        self._written.emit(path, error)

    def _on_written(self, path: object, error: object) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        if isinstance(path, Path):
            self.saved.emit(path)
        else:
            text = self.tr("The picture could not be saved: {0}")
            self.failed.emit(text.format(error))


def _as_shown(shown: Picture) -> tuple[Pixels, str]:
    """What there is of a picture while nothing flows, and a remark if that is not all of it."""
    whole = None if shown.values is None else pixels_of(shown.values)
    if whole is not None:
        return whole, ""
    size = shown.image.width(), shown.image.height()
    return _pixels(shown.image), "" if size == shown.size else f" {size[0]}x{size[1]}"


def _pixels(image: QImage) -> Pixels:
    made = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(made.constBits(), np.uint8).reshape(made.height(), made.bytesPerLine())
    return rows[:, : 3 * made.width()].reshape(made.height(), made.width(), 3).copy()


def _image(pixels: Pixels) -> QImage:
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        height, width = pixels.shape[:2]
        layout = QImage.Format.Format_RGBA8888
        return QImage(pixels.data, width, height, pixels.strides[0], layout).copy()
    return image_of(pixels)
