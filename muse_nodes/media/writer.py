"""Video files and picture sequences, written whole or not at all.

Pictures are RGB as on the screen; films are stored as BT.709, limited range, and tagged so, which
is what players, browsers and editors expect. A film is written beside its target under a
temporary name and renamed when it is complete; whatever goes wrong before leaves nothing behind.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from muse_nodes.api import MediaError
from muse_nodes.media.codecs import CODECS, choose
from muse_nodes.media.film import Film
from muse_nodes.media.image import write_image
from muse_nodes.media.problems import file_problem

Pixels = npt.NDArray[np.uint8]
CodecName = Literal["auto", "h264", "prores4444", "vp9", "png", "ffv1"]


class _Target(Protocol):
    """Where finished pictures go: a film or a sequence of files."""

    alpha: bool
    note: str

    def put(self, frame: Pixels, alpha: Pixels | None, time: float | None) -> None: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...


class VideoWriter:
    """Writes pictures of one size to a film or to a sequence of PNG files.

    The suffix decides: ``.mp4`` and ``.mkv`` H.264, ``.mov`` ProRes 4444 with alpha, ``.webm``
    VP9 with alpha, a folder ``frame_000000.png`` and so on in it, ``name.png`` a sequence
    ``name_000000.png``; ``codec`` may ask for another one that fits. H.264 stores even sizes only:
    an odd last column or row is doubled. ``size`` is (width, height), ``quality`` 0 to 100.

    ``audio_from`` names a file whose sound is copied as it is; ``note`` says why if it cannot be.
    With ``premultiplied`` pictures are taken as premultiplied over black and stored straight, as
    these files want them. An existing file is replaced only with ``overwrite``.

    Leaving a ``with`` block by an exception, ``abort``, a failed ``write`` and a forgotten writer
    leave no file behind (of a PNG sequence the pictures that are complete stay). Raises
    MediaError when the target cannot be written.
    """

    def __init__(  # noqa: PLR0913 - one keyword per choice of the user
        self,
        path: str | Path,
        *,
        size: tuple[int, int],
        fps: float,
        codec: CodecName = "auto",
        quality: int = 80,
        audio_from: str | Path | None = None,
        premultiplied: bool = False,
        overwrite: bool = False,
    ) -> None:
        self.path = Path(path)
        self.size = size
        self.frames = 0
        self._premultiplied = premultiplied
        container, name = choose(self.path, codec)
        self._target: _Target
        if container == "png":
            self._target = _Sequence(self.path, overwrite)
        else:
            if self.path.exists() and not overwrite:
                raise _exists(self.path)
            film = Film(self.path, container, CODECS[name], (size, fps, quality))
            if audio_from is not None:
                film.add_sound(Path(audio_from))
            self._target = film

    @property
    def has_alpha(self) -> bool:
        """True when the file can store coverage; elsewhere ``alpha`` is left out."""
        return self._target.alpha

    @property
    def note(self) -> str:
        """A sentence about something that was left out, or empty."""
        return self._target.note

    def write(
        self, frame: Pixels, alpha: npt.NDArray[Any] | None = None, *, time: float | None = None
    ) -> None:
        """Append a picture.

        ``frame`` is uint8 (H, W, 3), ``alpha`` (H, W) uint8 or float 0 to 1, ``time`` its capture
        time in seconds (the first one becomes 0), by default the next multiple of 1 / fps. With
        ``audio_from``, times are those that a VideoReader of that file returns.
        """
        width, height = self.size
        if frame.shape != (height, width, 3):
            raise MediaError(
                f"'{self.path}' is being written as {width}x{height}, but a picture of shape"
                f" {frame.shape} came.",
                hint="Start a new file after the size has changed.",
            )
        if alpha is not None and alpha.dtype != np.uint8:
            alpha = np.asarray(cv2.convertScaleAbs(alpha, alpha=255), np.uint8)
        if alpha is not None and self._premultiplied and self._target.alpha:
            frame = np.asarray(cv2.divide(frame, cv2.merge([alpha] * 3), scale=255), np.uint8)
        try:
            self._target.put(frame, alpha if self._target.alpha else None, time)
        except BaseException:
            self.abort()
            raise
        self.frames += 1

    def close(self) -> None:
        """Complete the file and give it its name; without a single picture there is no file."""
        if self.frames == 0:
            self.abort()
            return
        try:
            self._target.close()
        except BaseException:
            self.abort()
            raise

    def abort(self) -> None:
        """Give up: the unfinished file is removed."""
        self._target.abort()

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()


class _Sequence:
    """A picture file per frame: each appears under its name only when it is complete."""

    alpha = True
    note = ""

    def __init__(self, path: Path, overwrite: bool) -> None:
        in_folder = path.suffix.lower() != ".png" or path.is_dir()
        self._folder = path if in_folder else path.parent
        self._stem = "frame" if in_folder else path.stem
        self._count = 0
        try:
            self._made = not self._folder.exists()
            self._folder.mkdir(exist_ok=True)
            self._old = set(self._folder.glob(f"{self._stem}_[0-9][0-9][0-9][0-9][0-9][0-9].png"))
        except OSError as error:
            raise file_problem("write", path, error) from None
        if self._old and not overwrite:
            raise _exists(min(self._old))

    def put(self, frame: Pixels, alpha: Pixels | None, time: float | None) -> None:
        picture = frame if alpha is None else np.dstack([frame, alpha])
        target = self._folder / f"{self._stem}_{self._count:06d}.png"
        write_image(target, picture)
        self._old.discard(target)
        self._count += 1

    def close(self) -> None:
        for stale in self._old:
            stale.unlink(missing_ok=True)
        self._old.clear()

    def abort(self) -> None:
        if self._made and not self._count and self._folder.is_dir():
            self._folder.rmdir()


def _exists(path: Path) -> MediaError:
    return MediaError(
        f"'{path}' already exists.", hint="Choose another name, or allow overwriting."
    )
