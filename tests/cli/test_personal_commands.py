"""The short commands of a personal model: every step really run, one after the other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from muse_nodes.cli import main
from muse_nodes.profiles import Profiles, sessions_of
from muse_nodes.profiles.labels import read_labels
from muse_nodes.profiles.report import read_report

FEW = 24


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings and no data of whoever runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))


@pytest.mark.slow
def test_from_a_video_to_a_network_that_runs_live(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch", reason="training needs the extra `train`")
    clip = str(shared / "clips" / "webcam" / "again.mkv")
    data = ["--data", str(tmp_path / "data")]
    models = ["--models", str(shared / "models")]
    assert main(["record", "front", "--video", clip, *data]) == 0
    profile = Profiles(tmp_path / "data").get("front")
    (session,) = sessions_of(profile)

    few = ["--set", f"pose.frames={FEW}", "--set", "mask.scales=1", "--set", "mask.flip=no"]
    steps = ["--preset", "quick", "--set", "train.steps=4", "--set", "train.threads=1"]
    assert main(["personalise", "front", *few, *steps, *data, *models]) == 0
    said = capsys.readouterr()
    assert "report: done" in said.err
    assert len(read_labels(session).images) == FEW
    report = read_report(profile.models)
    assert report is not None
    assert report.verdict != "better"  # four steps make no network

    assert main(["personalise", "front", *few, *steps, *data, *models]) == 0
    assert capsys.readouterr().err.count(": kept") >= 7

    stats = tmp_path / "stats.json"
    live = ["--frames", "3", "--set", f"camera.source={clip}", "--stats", str(stats)]
    assert main(["run", "live", *live, *data, *models]) == 0
    nodes = {node["id"]: node for node in json.loads(stats.read_text())["nodes"]}
    assert nodes["segment"]["backend"].startswith("student_model")


def test_steps_that_come_too_early_say_what_comes_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert main(["train", "nobody", *data]) == 1
    assert "There is no profile 'nobody'" in capsys.readouterr().err
    Profiles(tmp_path / "data").create("front")
    for command, before in (
        ("label", "record"), ("train", "label"), ("convert", "train"), ("report", "convert"),
        ("personalise", "record"),
    ):  # fmt: skip
        assert main([command, "front", *data]) == 1
        said = capsys.readouterr().err
        assert before in said.lower()
        assert "Traceback" not in said


def test_options_that_a_step_does_not_have_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert main(["record", "front", "--plate", "room.png", *data]) == 2
    assert "no node has a parameter 'plate'" in capsys.readouterr().err
    assert main(["record", "../away", *data]) == 1
    assert "cannot be the name of a profile" in capsys.readouterr().err
    assert main(["train", "front", "--preset", "huge", *data]) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err
    assert not (tmp_path / "away").exists()


def test_a_star_is_every_node_that_has_such_a_parameter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Profiles(tmp_path / "data").create("front")
    data = ["--data", str(tmp_path / "data")]
    assert main(["run", "personalise", "--set", "*.profile=nobody", *data]) == 1
    assert "There is no profile 'nobody'" in capsys.readouterr().err
    assert main(["run", "personalise", "--set", "*.flip=maybe", *data]) == 2
    assert capsys.readouterr().err.startswith("--set *.flip=maybe: ")
    assert main(["run", "personalise", "--set", "*.nonsense=1", *data]) == 2
    assert capsys.readouterr().err == "--set *.nonsense=1: no node has a parameter 'nonsense'.\n"
