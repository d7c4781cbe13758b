"""``muse run --trace``: the calls of a whole run, from its first frame on."""

from __future__ import annotations

import json
from pathlib import Path

from muse_command import Muse


def test_a_trace_is_written_beside_the_figures(muse: Muse, tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    said = muse(
        "run", "demo", "--headless", "--frames", 4, "--trace", path,
        "--set", "scene.width=320", "--set", "scene.height=180",
    )  # fmt: skip
    assert said.status == 0, said.text
    found = json.loads(path.read_text(encoding="utf-8"))["traceEvents"]
    calls = {(e["name"], e["args"]["frame"]) for e in found if e["ph"] == "X"}
    assert {("composite", frame) for frame in range(4)} <= calls


def test_a_trace_needs_its_folder(muse: Muse, tmp_path: Path) -> None:
    said = muse("run", "demo", "--frames", 1, "--trace", tmp_path / "none" / "t.json")
    assert said.status == 2
    assert "--trace" in said.err


def test_a_trace_that_cannot_be_written_is_said(muse: Muse, tmp_path: Path) -> None:
    said = muse("run", "demo", "--headless", "--frames", 1, "--trace", tmp_path)
    assert said.status == 1
    assert "cannot be written" in said.err
