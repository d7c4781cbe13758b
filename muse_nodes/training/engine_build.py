"""From an ONNX file to a TensorRT engine and the note about what it was built for.

TensorRT for RTX needs no graphics card for this and takes about a second; plain TensorRT builds
for the card of this machine and measures on it. Both are spoken to in the same words. The
precision is in the network (its float16 variant), which both of them take as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec

from muse_nodes.api import ModelError
from muse_nodes.models.checksum import sha256_of
from muse_nodes.models.cuda_driver import first_gpu
from muse_nodes.models.engine_file import EngineNote, note_path, platform_here, read_note
from muse_nodes.models.tensorrt import RTX, TITLES, installed, load, logger_of, version_of
from muse_nodes.profiles.files import write_bytes

Capability: TypeAlias = Literal["auto", "SM75", "SM80", "SM86", "SM89", "SM120"]
EVERY = ("SM80", "SM86", "SM89", "SM120")
"""From the RTX 30 series on: one engine for all of them is hardly larger than for one."""

TURING = "SM75"
"""Has to be asked for: its kernels alone are four times as large."""

_MESSAGES = 3
"""Messages of the library that go into an error."""


def builder() -> str:
    """What builds engines here, with its version; empty without TensorRT."""
    module = installed()
    return f"{module} {version_of(module)}".strip()


def planned(network: Path, capability: Capability = "auto") -> EngineNote:
    """The note for an engine that would be built here now; ``engine`` and ``bytes`` are open.

    ``auto`` is every card from RTX 30 on, or the one in this machine where that is an older one
    or plain TensorRT is installed. ModelError when no such engine can be built here.
    """
    module = installed()
    if not module:
        raise ModelError(
            "No TensorRT engine was built, because TensorRT is not installed here.",
            hint="Install the extra 'tensorrt' and convert again.",
        )
    gpu = first_gpu()
    here = gpu.capability if gpu is not None else ""
    plain = module != RTX
    if plain and (gpu is None or capability not in ("auto", here)):
        raise ModelError(
            f"TensorRT builds for the graphics card of this machine ({here or 'there is none'}), "
            f"not for {'one' if capability == 'auto' else capability}.",
            hint="Convert on the machine that is to run it, or install the extra 'tensorrt'.",
        )
    capabilities: tuple[str, ...] = (capability,)
    if capability == "auto":
        capabilities = (here,) if plain or here == TURING else EVERY
    return EngineNote(
        library="tensorrt_rtx" if module == RTX else "tensorrt", version=version_of(module),
        platform=platform_here(), capabilities=capabilities, network=sha256_of(network),
        engine="", bytes=0,
        gpu=gpu.name if plain and gpu is not None else "",
        driver=gpu.driver if plain and gpu is not None else "",
    )  # fmt: skip


def build(
    network: Path, engine: Path, capability: Capability = "auto",
    keep_on: Callable[[], bool] = lambda: True,
) -> EngineNote:  # fmt: skip
    """Build ``engine`` from ``network``, write its note beside it, and give that.

    One that lies there already, whole and for the same purpose, is taken. ``keep_on`` is asked
    again and again, on any thread; when it says no the building ends with a ModelError. So does
    what the library cannot build, in the library's own words. The file appears before its note:
    without a note it does not count.
    """
    wanted = planned(network, capability)
    with suppress(ModelError, OSError):  # whatever is wrong with the old one, a new one is built
        old = read_note(engine)
        if old is not None and old.same_build(wanted) and sha256_of(engine) == old.engine:
            return old
    plan = _built(network, wanted, keep_on)
    write_bytes(engine, plan, "engine")
    note = msgspec.structs.replace(wanted, engine=sha256_of(engine), bytes=len(plan))
    write_bytes(note_path(engine), msgspec.json.format(msgspec.json.encode(note)), "note")
    return note


def _built(network: Path, wanted: EngineNote, keep_on: Callable[[], bool]) -> bytes:
    said: list[str] = []
    try:
        trt = load(wanted.library)
    except (ImportError, OSError) as error:
        raise _failed(network, wanted, [str(error)]) from error
    builder = trt.Builder(logger_of(trt, said))
    flag = getattr(trt.NetworkDefinitionCreationFlag, "STRONGLY_TYPED", None)
    definition = builder.create_network(0 if flag is None else 1 << int(flag))
    parser = trt.OnnxParser(definition, builder.logger)
    if not parser.parse_from_file(str(network)):
        errors = [str(parser.get_error(i)) for i in range(parser.num_errors)]
        raise _failed(network, wanted, errors or said)
    config = builder.create_builder_config()
    monitor = _monitor_of(trt, keep_on)
    config.progress_monitor = monitor
    if wanted.library == RTX:
        config.num_compute_capabilities = len(wanted.capabilities)
        for place, name in enumerate(wanted.capabilities):
            config.set_compute_capability(getattr(trt.ComputeCapability, name), place)
    made = builder.build_serialized_network(definition, config)
    if made is None:
        raise _failed(network, wanted, said)
    return bytes(made)


def _failed(network: Path, wanted: EngineNote, said: list[str]) -> ModelError:
    words = " ".join(said[-_MESSAGES:]) or "It gives no reason."
    return ModelError(
        f"{TITLES[wanted.library]} could not build an engine from '{network.name}': {words}",
        hint="The ONNX network runs without one.",
    )


def _monitor_of(trt: Any, keep_on: Callable[[], bool]) -> Any:
    """What the library asks between its steps whether to go on."""

    class Monitor(trt.IProgressMonitor):
        def __init__(self) -> None:
            trt.IProgressMonitor.__init__(self)

        def phase_start(self, phase: str, parent: str | None, steps: int) -> None:
            """Nothing is told of phases: their names mean nothing to a user."""

        def step_complete(self, phase: str, step: int) -> bool:
            return keep_on()

        def phase_finish(self, phase: str) -> None:
            """As at its start."""

    return Monitor()
