"""What a profile has, as its folder tells it."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from profile_bench import AT, label, network, recorded

from muse_nodes.profiles import Profile, Profiles
from muse_nodes.profiles.review import Finding, Review, Verdicts, write_review, write_verdicts
from muse_nodes.profiles.standing import moment_of, standing_of


@pytest.fixture
def front(tmp_path: Path) -> Profile:
    return Profiles(tmp_path).create("front")


def test_an_empty_profile_and_one_that_is_not_there(front: Profile, tmp_path: Path) -> None:
    for profile in (front, Profile("nowhere", tmp_path / "nowhere")):
        found = standing_of(profile)
        assert (found.recordings, found.trained, found.installed) == ((), (), None)
        assert found.newest is None
        assert found.report is None
    assert not (tmp_path / "nowhere").exists(), "looking makes nothing"


def test_recordings_with_their_labels_and_what_was_rejected(front: Profile) -> None:
    first, second = recorded(front), recorded(front, AT + datetime.timedelta(hours=1), 900)
    (second / "background.png").write_bytes(b"plate")
    label(first, 10)
    write_review(first, Review(frames={0: Finding(reasons=["It is black."]), 10: Finding()}))
    write_verdicts(first, Verdicts(frames={20: "reject", 30: "relabel", 0: "accept"}))
    found = standing_of(front)
    one, two = found.recordings
    assert (one.at, one.seconds, one.finished, one.plate) == (AT, 20.0, True, False)
    assert (one.labelled, one.rejected, one.reviewed) == (10, 2, True)
    assert (two.labelled, two.seconds, two.plate) == (0, 30.0, True)
    assert found.labelled == (one,)
    assert found.newest == two


def test_what_is_damaged_is_said_and_the_rest_is_there(front: Profile) -> None:
    first, second = recorded(front), recorded(front, AT + datetime.timedelta(hours=1))
    (first / "session.json").write_text("{", encoding="utf-8")
    label(second, 3)
    (second / "labels" / "annotations.json").write_text("[]", encoding="utf-8")
    one, two = standing_of(front).recordings
    assert "damaged" in one.wrong
    assert "cannot be used" in two.wrong
    assert two.seconds == 20.0
    assert two.labelled == 0


def test_trained_and_installed_networks_with_their_figures(front: Profile) -> None:
    trained = front.folder / "models" / "trained"
    network(
        trained / "20260704_150000" / "student_model_final.pth",
        {"validation": {"mad": 0.004}, "steps": 900, "title": "front", "quick": True},
    )
    (trained / "20260704_160000").mkdir()
    network(front.models / "student_model.onnx", "no object")
    found = standing_of(front)
    (one,) = found.trained
    assert one.figures == {"mad": 0.004, "steps": 900.0}
    assert found.installed is not None
    assert found.installed.figures == {}
    assert not found.engine
    (front.models / "student_model.engine").write_bytes(b"engine")
    (front.models / "report.html").write_text("<p>", encoding="utf-8")
    os.utime(front.models / "report.html", (50, 50))
    (front.models / "report.json").write_text('{"verdict": "mixed", "frames": 7}')
    found = standing_of(front)
    assert found.verdict == "mixed"
    (front.models / "report.json").write_text('{"verdict": 7}')
    assert standing_of(front).verdict == ""
    assert found.engine
    assert (found.report, found.report_at) == (front.models / "report.html", 50.0)


def test_names_of_folders_are_moments() -> None:
    assert moment_of("20260704_140200") == moment_of("20260704_140200_2") == AT
    assert moment_of("20261304_140200") is None
    assert moment_of("holiday") is None
