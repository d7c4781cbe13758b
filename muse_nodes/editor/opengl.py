"""Says as JSON which OpenGL a window would get. Run as a program of its own by ``muse doctor``."""

from __future__ import annotations

import json
import sys

from PySide6.QtGui import QGuiApplication, QOffscreenSurface, QOpenGLContext

_NAMES = {"vendor": 0x1F00, "renderer": 0x1F01, "version": 0x1F02}
"""OpenGL's numbers for what can be asked."""


def main() -> int:
    """Print vendor, renderer and version; 1, and why, when there is no OpenGL."""
    application = QGuiApplication(["muse"])
    context, surface = QOpenGLContext(), QOffscreenSurface()
    surface.create()
    if not (context.create() and surface.isValid() and context.makeCurrent(surface)):
        sys.stderr.write(f"no OpenGL on the platform '{application.platformName()}'\n")
        return 1
    ask = context.functions()
    found = {name: str(ask.glGetString(number) or "") for name, number in _NAMES.items()}
    context.doneCurrent()
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
