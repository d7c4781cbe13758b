"""What the editor needs: Qt in a version that works, and OpenGL for large pictures."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from muse_nodes.doctor.child import ask
from muse_nodes.doctor.finding import Case, Finding

_INSTALL = 'pip install "muse-nodes[editor]"'
_BAD_QT = "6.12.0"
_SLOW = ("llvmpipe", "softpipe", "swrast", "swiftshader", "gdi generic", "basic render")


def look_at_window(case: Case) -> Iterator[Finding]:
    """Qt, and the OpenGL that a window of it gets."""
    try:
        qt, canvas = version("PySide6-Essentials"), version("NodeGraphQt")
    except PackageNotFoundError as error:
        text = f"The editor is not installed: {error.name} is missing."
        yield Finding("editor", "note", text, "Install the editor.", _INSTALL)
        return
    fault = qt_fault(qt, sys.version_info[:2])
    yield fault or Finding("editor", "ok", f"Qt {qt}, NodeGraphQt {canvas}")
    if fault is None and find_spec("muse_nodes.editor") is not None:
        yield _opengl(case)


def qt_fault(qt: str, python: tuple[int, ...]) -> Finding | None:
    """What is wrong with this version of Qt for Python under this version of Python."""
    if qt != _BAD_QT or python >= (3, 12):
        return None
    return Finding(
        "editor", "missing",
        f"PySide6 {qt} ends any program on Python {'.'.join(map(str, python))} after a while: it "
        "loses references to None.",
        "Take another version of it, or Python 3.12.",
        'pip install "PySide6-Essentials>=6.10,!=6.12.0,<6.13"',
    )  # fmt: skip


def _opengl(case: Case) -> Finding:
    screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if sys.platform.startswith("linux") and not screen:
        return Finding("OpenGL", "note", "There is no display here, so it was not looked at.")
    # in a program of its own: a broken driver may end the one that asks it
    answer = ask([sys.executable, "-m", "muse_nodes.editor.opengl"], case.stop)
    return opengl_told(answer.out if answer.status == 0 else "", answer.err)


def opengl_told(out: str, err: str) -> Finding:
    """What the answer of ``muse_nodes.editor.opengl`` means."""
    try:
        told = json.loads(out)
    except json.JSONDecodeError:
        said = " ".join(err.split())[-200:]
        return Finding(
            "OpenGL", "missing", f"A window of the editor gets no OpenGL: {said}".rstrip(": "),
            "Install or update the driver of the graphics card. Until then the editor draws "
            "pictures without it.",
        )  # fmt: skip
    text = f"{told['version']} on {told['renderer']} ({told['vendor']})"
    if any(name in str(told["renderer"]).lower() for name in _SLOW):
        return Finding(
            "OpenGL", "note", f"{text}: the processor draws.",
            "Install the driver of the graphics card to have large pictures cost less.",
        )  # fmt: skip
    return Finding("OpenGL", "ok", text)
