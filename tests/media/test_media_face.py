"""What the package offers, and that looking at it costs nothing."""

from __future__ import annotations

import subprocess
import sys

import muse_nodes.media as media


def test_every_public_name_is_there() -> None:
    assert media.__all__ == sorted(media.__all__)
    for name in media.__all__:
        assert getattr(media, name).__name__ == name
    assert not hasattr(media, "nonsense")


def test_importing_it_loads_nothing_heavy() -> None:
    script = """
import sys
import muse_nodes.media
heavy = ("cv2", "av", "numba", "pyvirtualcam", "cv2_enumerate_cameras")
print(*(name for name in heavy if name in sys.modules))
"""
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == ""
