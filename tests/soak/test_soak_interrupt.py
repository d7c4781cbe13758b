"""Ctrl-C ends ``muse soak`` early, and what it has seen until then is not lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONG = 60.0
"""Minutes that nobody waits for."""


def _listening() -> None:
    """A test run in the background of a shell ignores Ctrl-C, and so would what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="one process cannot press Ctrl-C for another")
def test_ctrl_c_ends_it_with_a_report_and_status_1(tmp_path: Path) -> None:
    reports = [tmp_path / "early.json", tmp_path / "early.md"]
    command = [
        sys.executable, "-m", "muse_nodes", "soak", "virtual_background", "--minutes", str(LONG),
        "--chaos", "4", "--report", str(reports[0]), "--report", str(reports[1]),
    ]  # fmt: skip
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "APPDATA"), str(tmp_path))
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **places}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, preexec_fn=_listening,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert "recovered in" in first
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=120)
        finally:
            process.kill()
    assert process.returncode == 1, err
    assert "Traceback" not in err
    told = json.loads(reports[0].read_text("utf-8"))
    assert told["ended_early"]
    assert not told["held"]
    assert told["seconds"] < LONG * 60
    assert 1 <= len(told["outcomes"]) <= 3, "the one that was under way is none"
    page = reports[1].read_text("utf-8")
    assert page.splitlines()[0].endswith("minutes, ended early")
    assert "it was ended early, by Ctrl-C" in page
    assert page in out
