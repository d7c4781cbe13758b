"""``muse soak``: refused sensibly, planned reproducibly, and run from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from muse_command import Muse


def test_the_plan_is_printed_and_depends_on_the_seed_alone(muse: Muse) -> None:
    first = muse("soak", "virtual_background", "--minutes", 1, "--chaos", 5, "--plan")
    again = muse("soak", "virtual_background", "--minutes", 1, "--chaos", 5, "--plan")
    other = muse("soak", "virtual_background", "--minutes", 1, "--chaos", 6, "--plan")
    assert first.status == 0
    assert first.out == again.out != other.out
    assert "virtual_camera" in first.out or "camera" in first.out


@pytest.mark.parametrize(
    "wrong",
    [
        ("--minutes", 0.01),
        ("--minutes", "nan"),
        ("--minutes", 1, "--hours", 1),
        ("--minutes", 1, "--report", "/nowhere/at/all/report.json"),
        ("--minutes", 1, "--mattes", "none"),
        (),
    ],
)
def test_wrong_usage_is_told(muse: Muse, wrong: tuple[object, ...]) -> None:
    assert muse("soak", "virtual_background", *wrong).status == 2


def test_a_scene_that_is_not_there_is_told(muse: Muse, tmp_path: Path) -> None:
    said = muse("soak", "virtual_background", "--minutes", 1, "--scene", tmp_path)
    assert said.status == 1
    assert "background.png" in said.err


@pytest.mark.slow
def test_a_run_writes_its_reports(muse: Muse, tmp_path: Path) -> None:
    said = muse(
        "soak", "virtual_background", "--minutes", 0.2, "--chaos", 4,
        "--report", tmp_path / "r.json", "--report", tmp_path / "r.md",
    )  # fmt: skip
    told = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert said.status == (0 if told["held"] else 1)
    assert told["outcomes"]
    assert (tmp_path / "r.md").read_text("utf-8").startswith("# Endurance: Virtual background")
