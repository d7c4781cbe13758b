"""TensorRT where it is installed: TensorRT for RTX first, else plain TensorRT; both look alike.

Importing this loads neither: that costs a quarter of a second and 200 MB, and a run on the CPU
needs no more than to know whether they are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module, metadata
from importlib.util import find_spec
from typing import Any

RTX, PLAIN = "tensorrt_rtx", "tensorrt"
TITLES = {RTX: "TensorRT for RTX", PLAIN: "TensorRT"}
_PACKAGES = {
    RTX: ("tensorrt_rtx_cu12", "tensorrt_rtx_cu13", "tensorrt_rtx"),
    PLAIN: ("tensorrt_cu12", "tensorrt_cu13", "tensorrt"),
}

_WRONG = (
    ("VERSION_MISMATCH", "it was built with another version of TensorRT"),
    ("UNSUPPORTED_CC", "it was built for another kind of graphics card"),
    ("OLD_CUDA_DRIVER", "the driver of the graphics card is too old for it"),
    ("OLD_CUDA_RUNTIME", "the CUDA runtime here is too old for it"),
    ("INSUFFICIENT_GPU_MEMORY", "the graphics card has too little free memory for it"),
    ("MALFORMED_ENGINE", "it is damaged, or it is no TensorRT engine"),
    ("CUDA_ERROR", "CUDA does not work on this machine"),
)


def installed() -> str:
    """The module there is, empty if there is none."""
    return next((name for name in (RTX, PLAIN) if find_spec(name) is not None), "")


def version_of(module: str) -> str:
    """The version of a module that is installed, without loading it; empty if it is not there."""
    for package in _PACKAGES.get(module, ()):
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return ""


def load(module: str) -> Any:
    """Load it; ImportError or OSError when its libraries do not work here."""
    return import_module(module)


def wrong_with(engine: bytes, module: str) -> str | None:
    """What the library has against an engine, as the end of a sentence; None for nothing.

    Without a driver it can tell rubbish from an engine and no more; plain TensorRT has no such
    check at all.
    """
    try:
        trt = load(module)
    except (ImportError, OSError) as error:
        return f"{TITLES[module]} does not work here ({error})"
    runtime = trt.Runtime(logger_of(trt, []))
    if not hasattr(runtime, "get_engine_validity"):
        return None
    validity, bits = runtime.get_engine_validity(engine)
    if validity != trt.EngineValidity.INVALID:
        return None
    return " and ".join(_told(trt.EngineInvalidityDiagnostics, int(bits))) or None


def _told(kinds: Any, bits: int) -> Iterable[str]:
    return [text for name, text in _WRONG if bits & int(getattr(kinds, name, 0))]


def logger_of(trt: Any, kept: list[str]) -> Any:
    """A logger that keeps errors and warnings in ``kept``: there is no other error text."""

    class Logger(trt.ILogger):  # type: ignore[misc]  # the library has no types
        def __init__(self) -> None:
            trt.ILogger.__init__(self)

        def log(self, severity: Any, message: str) -> None:
            if severity.value <= trt.ILogger.Severity.WARNING.value:
                kept.append(message.strip())

    return Logger()
