"""Which encoder writes which kind of file, and with what settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from muse_nodes.api import MediaError

# Quality goes from 0 to 100; 80 looks like the source, 100 is for cutting again later.


def _h264(quality: int) -> dict[str, str]:
    return {"preset": "veryfast", "crf": str(round(40 - 0.275 * quality))}


def _vp9(quality: int) -> dict[str, str]:
    # auto-alt-ref would drop the alpha; b=0 lets crf alone decide.
    crf = str(round(55 - 0.375 * quality))
    return {"auto-alt-ref": "0", "b": "0", "crf": crf, "deadline": "good", "cpu-used": "5"}


@dataclass(frozen=True, slots=True)
class Codec:
    """One way of storing pictures: FFmpeg's encoder, its pixel format and settings.

    ``even`` says that width and height must be even numbers, ``formats`` which containers can
    hold it.
    """

    encoder: str
    pixels: str
    options: Callable[[int], dict[str, str]]
    formats: tuple[str, ...]
    alpha: bool = False
    even: bool = False


CODECS: dict[str, Codec] = {
    "h264": Codec("libx264", "yuv420p", _h264, ("mp4", "matroska", "mov"), even=True),
    "prores4444": Codec(
        "prores_ks", "yuva444p10le", lambda _: {"profile": "4444"}, ("mov", "matroska"), alpha=True
    ),
    "vp9": Codec("libvpx-vp9", "yuva420p", _vp9, ("webm", "matroska"), alpha=True),
    "ffv1": Codec("ffv1", "bgra", lambda _: {}, ("matroska",), alpha=True),
}

# suffix: FFmpeg's name of the container, and what goes in when the user leaves it to us
CONTAINERS: dict[str, tuple[str, str]] = {
    ".mp4": ("mp4", "h264"),
    ".mkv": ("matroska", "h264"),
    ".mov": ("mov", "prores4444"),
    ".webm": ("webm", "vp9"),
}


def choose(path: Path, codec: str) -> tuple[str, str]:
    """Container and codec for a file name: ("png", "png") for a folder or a .png sequence.

    Raises MediaError when the suffix is unknown or does not go with ``codec``.
    """
    suffix = path.suffix.lower()
    folder = path.is_dir() or not suffix
    if folder or suffix == ".png":
        if codec not in ("auto", "png"):
            raise MediaError(
                f"'{path}' would hold single pictures, which {codec} cannot be stored in.",
                hint=f"Give a file name that ends in {_suffixes(codec)}, or choose codec png.",
            )
        return "png", "png"
    if suffix not in CONTAINERS:
        raise MediaError(
            f"'{path}' ends in '{suffix}', which is no kind of video that can be written.",
            hint=f"Use {', '.join(CONTAINERS)}, .png, or a folder.",
        )
    container, usual = CONTAINERS[suffix]
    chosen = usual if codec == "auto" else codec
    if chosen != "png" and container in CODECS[chosen].formats:
        return container, chosen
    raise MediaError(
        f"'{path}' cannot hold {chosen}.", hint=f"For {chosen} use {_suffixes(chosen)}."
    )


def _suffixes(codec: str) -> str:
    if codec == "png":
        return "a folder, or a name that ends in .png"
    return " or ".join(s for s, (form, _) in CONTAINERS.items() if form in CODECS[codec].formats)
