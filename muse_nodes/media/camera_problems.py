"""What can be wrong with a camera: one sentence and one reason for each case."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal

from muse_nodes.api import MediaError
from muse_nodes.media.programs import users_of

Reason = Literal[
    "unknown", "forbidden", "closed", "busy", "gone", "silent", "frozen", "resized", "hanging",
    "failed",
]  # fmt: skip
"""unknown: nothing of that name; forbidden: the account may not; busy: another program has it;
gone: no longer plugged in; silent: no picture any more; frozen: the same picture again and again;
resized: pictures of another size (they still come); hanging: the driver does not come back;
failed: anything else that keeps it from opening; closed: by this program, on purpose."""


class CameraError(MediaError):
    """A camera that cannot be opened or read; ``reason`` says why, for code."""

    def __init__(self, reason: Reason, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason: Reason = reason


def no_such_camera(source: str, names: Sequence[str]) -> CameraError:
    """``names``: what there is instead, for people."""
    if not names:
        return CameraError(
            "unknown",
            f"There is no camera on this machine, so '{source}' cannot be opened.",
            hint="Plug one in, or choose a video file or the word demo as the source.",
        )
    return CameraError(
        "unknown",
        f"There is no camera '{source}'.",
        hint=f"Choose one of these: {', '.join(names)}.",
    )


def too_slow(source: str, timeout: float) -> CameraError:
    return CameraError(
        "hanging",
        f"The camera '{source}' did not answer within {timeout:g} seconds.",
        hint="Unplug it and plug it in again, or close other programs that use it.",
    )


def cannot_open(name: str, path: str) -> CameraError:
    if os.path.exists(path) and not os.access(path, os.R_OK | os.W_OK):
        return CameraError(
            "forbidden",
            f"This account may not use the camera '{name}' ({path}).",
            hint="Add it to the group video: sudo usermod -aG video $USER, then log in again.",
        )
    programs = _programs(path)
    if programs:
        return CameraError(
            "busy",
            f"The camera '{name}' cannot be opened: another program uses it ({programs}).",
            hint="Close that program, or choose another camera.",
        )
    return CameraError(
        "failed",
        f"The camera '{name}' cannot be opened.",
        hint="Close other programs that use it, or unplug it and plug it in again.",
    )


def no_picture(name: str, path: str) -> CameraError:
    """It opens, but nothing comes: that is what a camera does that another program reads."""
    programs = _programs(path)
    if programs:
        return CameraError(
            "busy",
            f"The camera '{name}' opens but gives no picture: another program uses it"
            f" ({programs}).",
            hint="Close that program; the camera is picked up again by itself.",
        )
    return CameraError(
        "busy",
        f"The camera '{name}' opens but gives no picture.",
        hint="Another program probably uses it: close that, or choose another size or rate.",
    )


def gone(name: str) -> CameraError:
    return CameraError(
        "gone",
        f"The camera '{name}' is no longer there.",
        hint="Plug it in again; it is picked up by itself.",
    )


def silent(name: str) -> CameraError:
    return CameraError(
        "silent",
        f"The camera '{name}' stopped giving pictures.",
        hint="Check its cable; it is picked up again by itself when it is back.",
    )


def frozen(name: str, seconds: float) -> CameraError:
    return CameraError(
        "frozen",
        f"The camera '{name}' has given the very same picture for {seconds:.0f} seconds.",
        hint="It is opened again by itself; if that does not help, unplug it and plug it in.",
    )


def resized(name: str, planned: tuple[int, int], size: tuple[int, int]) -> CameraError:
    """``planned`` and ``size`` are (width, height)."""
    return CameraError(
        "resized",
        f"The camera '{name}' now gives pictures of {size[0]}x{size[1]} pixels instead of"
        f" {planned[0]}x{planned[1]}; they are fitted.",
        hint="Choose its size anew to use all of it.",
    )


def hanging(name: str, seconds: float) -> CameraError:
    return CameraError(
        "hanging",
        f"The driver of the camera '{name}' has not come back for {seconds:.0f} seconds.",
        hint="Unplug the camera and plug it in again.",
    )


def broken(name: str, error: Exception) -> CameraError:
    text = " ".join(str(error).split()) or type(error).__name__
    return CameraError(
        "failed",
        f"The driver of the camera '{name}' failed: {text}.",
        hint="It is opened again by itself; if that does not help, unplug it and plug it in.",
    )


def closed(name: str) -> CameraError:
    return CameraError("closed", f"The camera '{name}' was closed.")


def _programs(path: str) -> str:
    return ", ".join(sorted(set(users_of(path) or ()))) if path else ""
