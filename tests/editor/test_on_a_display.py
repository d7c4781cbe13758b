"""What needs a display: the program itself with pictures of its pages, and OpenGL.

Each test starts a virtual display of its own; without ``xvfb-run`` they are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="there is no xvfb-run"),
]

LARGE, SMALL = "1920x1200", "1280x720"


def started(
    tmp_path: Path, *words: str, screen: str = LARGE, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run Python on a display of its own, with settings and data of its own."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM")}
    own = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "share")}
    return subprocess.run(
        ["xvfb-run", "-a", "-s", f"-screen 0 {screen}x24", sys.executable, *words],
        env={**kept, **own, "QT_QPA_PLATFORM": "xcb", **more},
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=240,
    )  # fmt: skip


def colours(image: QImage) -> int:
    """How many colours there are at a coarse grid of points: one for an empty window."""
    small = image.scaled(96, 60)
    return len({small.pixel(x, y) for x in range(96) for y in range(60)})


@pytest.mark.parametrize(
    "words",
    [
        ("--graph", "demo", "--run-seconds", "3"),
        ("--graph", "demo", "--run-seconds", "2", "--page", "simple", "--language", "ko"),
        ("--graph", "live", "--page", "search", "--select", "segment"),
    ],
    ids=["running", "simple", "search"],
)
def test_the_program_shows_itself(tmp_path: Path, words: tuple[str, ...]) -> None:
    shot = tmp_path / "shot.png"
    done = started(tmp_path, "-m", "muse_nodes", *words, "--screenshot", str(shot))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    image = QImage(str(shot))
    assert image.width() >= 1200
    assert colours(image) > 30
    assert not list((tmp_path / "config").rglob("editor.ini")), "a picture leaves no settings"


def test_on_a_small_screen_all_of_the_window_is_seen(tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    words = ("-m", "muse_nodes", "--graph", "demo", "--run-seconds", "2", "--screenshot", str(shot))
    done = started(tmp_path, *words, screen=SMALL)
    assert done.returncode == 0, done.stderr
    image = QImage(str(shot))
    assert image.width() <= 1280
    assert image.height() <= 720
    right = image.copy(image.width() - 100, 0, 100, image.height())
    assert colours(right) > 10


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    shot = tmp_path / "nowhere" / "shot.png"
    done = started(tmp_path, "-m", "muse_nodes", "--graph", "demo", "--screenshot", str(shot))
    assert done.returncode == 1
    assert "could not be written" in done.stderr


def test_opengl_gives_the_pixels_that_it_should(tmp_path: Path) -> None:
    tests = "tests/editor/test_viewport_gl.py"
    done = started(tmp_path, "-m", "pytest", "-q", "-rs", tests)
    assert done.returncode == 0, done.stdout + done.stderr
    if " passed" not in done.stdout:
        pytest.skip("there is no OpenGL on the virtual display")
