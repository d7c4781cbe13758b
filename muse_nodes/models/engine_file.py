"""TensorRT engines on disk: what each was built for, and whether it can run here.

``net.engine`` is bound to one version of the library, one kind of graphics card and one network.
Which ones is noted beside it in ``net.engine.json``: plain TensorRT only knows once it is too
late, and to ask it takes a graphics card. An engine without its note, or that does not fit, is
never deleted: it may fit again when the driver is back, or on the machine it came from.
"""

from __future__ import annotations

import sys
from pathlib import Path
from platform import machine
from typing import Literal

import msgspec
from msgspec.structs import replace

from muse_nodes.api import ModelError
from muse_nodes.models.checksum import sha256_of
from muse_nodes.models.cuda_driver import first_gpu
from muse_nodes.models.tensorrt import PLAIN, RTX, TITLES, installed, version_of, wrong_with

ON_CPU = "it runs on an NVIDIA GPU only, and this run is on the CPU"
HALF = "fp16"
"""Folder beside an engine for the float16 network that it was built from."""

_NOTE_LIMIT = 64 * 1024


class EngineNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an engine was built with and for.

    ``network`` and ``engine`` are the sha256 of the ONNX file it was built from and of itself,
    ``bytes`` its size. ``capabilities`` are the kinds of card that it is for ("SM86"). ``gpu`` and
    ``driver`` bind a plain engine to one model; TensorRT for RTX needs no card to build.
    """

    format: Literal[1] = 1
    library: Literal["tensorrt_rtx", "tensorrt"]
    version: str
    platform: str
    capabilities: tuple[str, ...]
    network: str
    engine: str
    bytes: int
    gpu: str = ""
    driver: str = ""

    def same_build(self, other: EngineNote) -> bool:
        """True when building for ``other`` would give an engine for the same purpose."""
        blank = {"engine": "", "bytes": 0}
        return replace(self, **blank) == replace(other, **blank)


def platform_here() -> str:
    """System and processor: plain engines are bound to them."""
    return f"{sys.platform}-{machine().lower()}"


def note_path(engine: Path) -> Path:
    """Where the note about an engine lies."""
    return engine.with_name(engine.name + ".json")


def read_note(engine: Path) -> EngineNote | None:
    """The note beside an engine; None when there is none. ModelError when it is damaged."""
    path = note_path(engine)
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(_NOTE_LIMIT), type=EngineNote)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ModelError(f"The note '{path}' cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"The note '{path}' is not valid: {error}.") from error


def source_of(engine: Path) -> Path | None:
    """The network beside an engine from which it should have been built; None without one."""
    name = engine.with_suffix(".onnx").name
    places = (engine.parent / HALF / name, engine.parent / name)
    return next((path for path in places if path.is_file()), None)


def why_not(engine: Path) -> str:
    """Why an engine cannot run here, as the end of a sentence. Never raises.

    As long as networks run on the CPU there is always a reason; that one comes last.
    """
    try:
        note = read_note(engine)
        if note is None:
            return _without_note(engine)
        return _damage(engine, note) or _misfit(note) or _on_this_card(engine, note) or ON_CPU
    except ModelError as error:
        return error.message
    except OSError as error:
        return f"it cannot be read ({error.strerror})"


def _without_note(engine: Path) -> str:
    """Somebody else's: its library can at least say whether it is an engine."""
    module = installed()
    wrong = wrong_with(engine.read_bytes(), module) if module else None
    return wrong or (
        f"what this TensorRT engine was built for is not known: '{note_path(engine).name}' is "
        "not there"
    )


def _damage(engine: Path, note: EngineNote) -> str:
    size = engine.stat().st_size
    if size < note.bytes:
        return f"it is cut short: {size} of {note.bytes} bytes are there"
    if size > note.bytes or sha256_of(engine) != note.engine:
        return "it is damaged, or another file than the one that was built here"
    source = source_of(engine)
    if source is not None and sha256_of(source) != note.network:
        return f"it was built from another network than '{source.name}' is now"
    return ""


def _misfit(note: EngineNote) -> str:
    title = TITLES[note.library]
    if note.library == PLAIN and note.platform != platform_here():
        return f"it was built on {note.platform}, and this is {platform_here()}"
    here = version_of(note.library)
    if not here:
        return f"it needs {title}, which is not installed here"
    if here != note.version:
        return f"it was built with {title} {note.version}, and {here} is installed here"
    return ""


def _on_this_card(engine: Path, note: EngineNote) -> str:
    gpu = first_gpu()
    if gpu is None:
        return "it needs an NVIDIA GPU with its driver, and none was found"
    if gpu.capability not in note.capabilities:
        kinds = ", ".join(note.capabilities)
        return f"it was built for {kinds}, and the {gpu.name} here is {gpu.capability}"
    if note.library == PLAIN and note.gpu != gpu.name:
        return f"it was built for the {note.gpu}, and a {gpu.name} is here"
    if note.library == PLAIN and _major(note.driver) > _major(gpu.driver):
        return f"it was built with a driver for CUDA {note.driver}, and {gpu.driver} is here"
    return (wrong_with(engine.read_bytes(), RTX) or "") if note.library == RTX else ""


def _major(version: str) -> int:
    head = version.partition(".")[0]
    return int(head) if head.isdigit() else 0
