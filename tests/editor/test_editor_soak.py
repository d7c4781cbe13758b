"""The short version of the editor's endurance; ``benchmarks/editor_soak.py`` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from benchmarks.editor_soak import cycles, open_window, running

pytestmark = pytest.mark.slow


def test_edits_and_a_run_leave_nothing_behind(qapp: QApplication, tmp_path: Path) -> None:
    session, window = open_window(tmp_path)
    try:
        edits = cycles(session, 60, seed=1)
        assert edits.done == 60
        assert edits.lost < 1000
        run = running(session, lambda s: s.done >= 20 and s.frames > 20, seed=2, pause=0.02)
        assert run.lost < 1000
    finally:
        window.leave()
        session.engine.close()
        session.deleteLater()
        session.engine.deleteLater()
