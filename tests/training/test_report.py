"""Reports on models of which is known how good they are."""

from __future__ import annotations

import os
from pathlib import Path

import labelled
import msgspec
import numpy as np
import pytest
import tint_nets
from tint_nets import alpha_film, film, task, tint

from muse_nodes.api import CancelledError, ModelError, MuseError, frame_spec
from muse_nodes.profiles import Profiles
from muse_nodes.profiles.report import Remark, Report, read_report
from muse_nodes.profiles.report_words import said
from muse_nodes.training import judge_rivals
from muse_nodes.training.report import Wish, make_report, report_on

FRAMES = 100


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred labelled frames with their video."""
    made = labelled.make_session(tmp_path_factory.mktemp("s") / "session", FRAMES)
    film(made, FRAMES)
    return made


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models by how good they are: what they say of the person, and of the room."""
    folder = tmp_path_factory.mktemp("models")
    for name, person, room in (
        ("exact", 1.0, 0.0), ("fair", 0.8, 0.0), ("poor", 0.6, 0.0), ("leaky", 1.0, 0.5),
    ):  # fmt: skip
        tint(folder / f"{name}.onnx", person, room)
    return folder


def judged(folder: Path, session: Path, network: Path, **wish: object) -> Report:
    wanted = {"base": "none", "general": "none", **wish}
    return make_report(task(folder), network, session, Wish(**wanted))  # type: ignore[arg-type] # by name


def codes(remarks: list[Remark]) -> list[str]:
    return [remark.code for remark in remarks]


def test_a_better_model_is_called_better_of_what_was_held_out(
    tmp_path: Path, session: Path, models: Path
) -> None:
    found = judged(
        tmp_path, session, models / "exact.onnx", base=str(models / "fair.onnx"),
        general=str(models / "poor.onnx"),
    )  # fmt: skip
    assert found.verdict == "better"
    assert said(found.sentences[0]) == (
        "The personal model is better than the base model (fair) and the general model (poor) here."
    )
    assert found.frames == 15
    assert found.first == pytest.approx(8.5)
    share = 16 * 40 / (48 * 64)
    base = found.of("base")
    assert base is not None
    assert base.raw["mad"] == pytest.approx(0.2 * share, rel=0.01)
    assert base.raw["mse"] == pytest.approx(0.04 * share, rel=0.01)
    assert 0 < base.guided["mad"] < base.raw["mad"]
    assert base.raw["iou"] == 1
    assert base.bytes == (models / "fair.onnx").stat().st_size
    student = found.of("student")
    assert student is not None
    assert student.raw["mad"] < 1e-6
    assert student.speeds[0].backend == "onnxruntime"
    assert 0 < student.speeds[0].median <= student.speeds[0].p95
    assert set(found.curves) == {"student", "base", "general"}
    assert len(found.times) == len(found.curves["base"]) == 15
    assert {"against_labels", "few", "flicker"} <= set(codes(found.notes))
    assert next(n for n in found.notes if n.code == "flicker").values == {"pairs": "14"}


@pytest.mark.parametrize("student", ["fair", "poor"])
def test_an_equal_or_worse_model_is_not_called_better(
    tmp_path: Path, session: Path, models: Path, student: str
) -> None:
    found = judged(tmp_path, session, models / f"{student}.onnx", general=str(models / "fair.onnx"))
    assert found.verdict == "not_better"
    assert "NOT better than the general model (fair)" in said(found.sentences[0])
    mad = found.outcomes["general", "mad"]
    assert mad.outcome == ("same" if student == "fair" else "worse")
    assert ("keep" in codes(found.sentences)) == (student == "poor")


def test_a_model_that_shows_the_room_is_worse_at_that(
    tmp_path: Path, session: Path, models: Path
) -> None:
    found = judged(tmp_path, session, models / "leaky.onnx", general=str(models / "poor.onnx"))
    assert found.outcomes["general", "leak"].outcome == "worse"
    assert found.of("student").guided["leak"] == 1.0  # type: ignore[union-attr] # it is there
    assert found.verdict == "not_better"


def test_against_an_exact_alpha_every_frame_counts_and_the_teacher_is_judged_too(
    tmp_path: Path, session: Path, models: Path
) -> None:
    found = judged(
        tmp_path, session, models / "fair.onnx", general=str(models / "poor.onnx"),
        truth=alpha_film(tmp_path / "alpha.mkv", FRAMES, before=7), truth_from=0.7,
    )  # fmt: skip
    teacher = found.of("teacher")
    assert teacher is not None
    assert teacher.guided["mad"] < 0.002
    assert found.against == "truth"
    assert found.frames == 15
    assert found.of("student").raw["mad"] == pytest.approx(0.2 * 0.208, rel=0.02)  # type: ignore[union-attr] # it is there
    assert "against_truth" in codes(found.notes)


def test_an_exact_alpha_that_is_too_short_or_of_another_size_is_refused(
    tmp_path: Path, session: Path, models: Path
) -> None:
    short = alpha_film(tmp_path / "short.mkv", 90)
    with pytest.raises(MuseError, match="has 90 pictures, number 90 is asked for"):
        judged(tmp_path, session, models / "fair.onnx", truth=short)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(MuseError, match="holds no pictures"):
        judged(tmp_path, session, models / "fair.onnx", truth=empty)


def test_labels_far_apart_tell_of_flicker_between_them(tmp_path: Path, models: Path) -> None:
    made = labelled.make_session(tmp_path / "session", 120)
    content = labelled.labels_of(made)
    content["images"] = [image for image in content["images"] if image["frame"] % 3 == 0]
    kept = {image["id"] for image in content["images"]}
    content["annotations"] = [a for a in content["annotations"] if a["image_id"] in kept]
    labelled.save_labels(made, content)
    film(made, 120)
    found = judged(tmp_path, made, models / "exact.onnx", part="all")
    remark = next(n for n in found.notes if n.code == "flicker_apart")
    assert remark.values == {"pairs": "39", "step": "3"}
    assert found.frames == 40


def test_without_a_video_the_labelled_pictures_do(tmp_path: Path, models: Path) -> None:
    made = labelled.make_session(tmp_path / "session", 60)
    found = judged(tmp_path, made, models / "exact.onnx", general=str(models / "poor.onnx"))
    assert found.verdict == "better"
    assert "pictures_only" in codes(found.notes)


def test_a_video_that_ends_before_the_labels(tmp_path: Path, models: Path) -> None:
    made = labelled.make_session(tmp_path / "session", FRAMES)
    film(made, 90)
    found = judged(tmp_path, made, models / "exact.onnx")
    assert found.frames == 5
    assert Remark("cut_short", {"count": "10"}) in found.notes
    (made / "video.mkv").unlink()
    film(made, 80)
    with pytest.raises(MuseError, match="its video ends before the end that was held out"):
        judged(tmp_path, made, models / "exact.onnx")


def test_a_session_too_short_to_hold_its_end_out(tmp_path: Path, models: Path) -> None:
    made = labelled.make_session(tmp_path / "session", 6)
    with pytest.raises(MuseError, match="too short to hold its end out") as caught:
        judged(tmp_path, made, models / "exact.onnx")
    assert "judge all" in caught.value.hint
    found = judged(
        tmp_path, made, models / "exact.onnx", part="all", general=str(models / "poor.onnx")
    )
    assert found.verdict == "unknown"
    assert "few" in codes(found.notes)


def test_labels_without_key_points(tmp_path: Path, models: Path) -> None:
    made = labelled.make_session(tmp_path / "session", 60)
    tint_nets.without_points(made)
    found = judged(tmp_path, made, models / "exact.onnx")
    assert "no_points" in codes(found.notes)
    assert "no_points_of" not in codes(found.notes)
    assert all("pck10" not in one.guided for one in found.judged)


def test_a_missing_or_damaged_base_model_is_a_remark(tmp_path: Path, models: Path) -> None:
    ctx, spec, notes = task(tmp_path), frame_spec(labelled.HEIGHT, labelled.WIDTH), []
    assert judge_rivals.base(ctx, "auto", spec, notes, tmp_path) is None
    assert codes(notes) == ["no_base"]
    tint_nets.damaged(tmp_path / "models" / "base" / "base.onnx")
    assert judge_rivals.base(ctx, "auto", spec, notes, tmp_path) is None
    assert codes(notes)[1:] == ["base_fails"]
    assert "base.onnx" in said(notes[1])
    with pytest.raises(ModelError, match="no model named 'mine'"):
        judge_rivals.base(ctx, "mine", spec, notes, tmp_path)


def test_without_anybody_to_compare_with_nothing_is_claimed(
    tmp_path: Path, session: Path, models: Path
) -> None:
    found = judged(tmp_path, session, models / "exact.onnx", general="auto")
    assert found.verdict == "unknown"
    assert codes(found.sentences) == ["unknown", "no_rival"]
    assert "no_general" in codes(found.notes)


def test_an_engine_that_cannot_run_is_told(tmp_path: Path, session: Path) -> None:
    network = tint(tmp_path / "m" / "student_model.onnx")
    network.with_suffix(".engine").write_bytes(b"for another GPU")
    found = judged(tmp_path, session, network)
    remark = next(n for n in found.notes if n.code == "backend_fails")
    assert remark.values["file"] == "student_model.engine"


def test_the_report_lies_beside_the_model_and_can_be_read_back(
    tmp_path: Path, session: Path, models: Path
) -> None:
    profile = Profiles(tmp_path).create("front")
    tint(profile.models / "student_model.onnx")
    wish = Wish(base="none", general=str(models / "poor.onnx"))
    found = report_on(task(tmp_path), profile.models, session, wish)
    assert found.profile == "front"
    again = read_report(profile.models)
    assert again is not None
    assert msgspec.json.encode(again) == msgspec.json.encode(found)
    assert (profile.models / "report.html").read_text().startswith("<!doctype html>")
    assert {len(one.pictures) for one in found.shown} == {4}
    assert all(p.startswith(b"\xff\xd8") for one in found.shown for p in one.pictures.values())
    worst = [one.frame for one in found.shown if one.why == "worst"]
    assert 1 <= len(worst) <= 4


def test_a_full_disk_leaves_the_old_report(tmp_path: Path, session: Path, models: Path) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    folder = tmp_path / "m"
    tint(folder / "student_model.onnx")
    (folder / "report.json").write_text("old")
    wish = Wish(base="none", general=str(models / "poor.onnx"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(MuseError, match="cannot be written") as caught:
            report_on(task(tmp_path), folder, session, wish)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "space on its disk" in caught.value.hint
    assert (folder / "report.json").read_text() == "old"
    assert sorted(os.listdir(folder)) == ["report.json", "student_model.json", "student_model.onnx"]


def test_it_can_be_cancelled_at_any_frame(tmp_path: Path, session: Path, models: Path) -> None:
    ctx = task(tmp_path)
    seen: list[float] = []

    def tell(progress: object) -> None:
        seen.append(progress.done)  # type: ignore[attr-defined] # Progress
        if progress.done == 5:  # type: ignore[attr-defined] # Progress
            ctx._cancelled.set()

    ctx._tell = tell
    with pytest.raises(CancelledError):
        make_report(ctx, models / "exact.onnx", session, Wish(base="none", general="none"))
    assert seen[-1] == 5


def test_a_folder_without_a_model_is_told(tmp_path: Path, session: Path) -> None:
    with pytest.raises(MuseError, match="holds no personal model"):
        report_on(task(tmp_path), tmp_path, session, Wish())


def test_weights_alone_are_exported_and_judged(
    torch: object, tiny: object, tmp_path: Path, session: Path
) -> None:
    from muse_nodes.training.checkpoint import save_student
    from muse_nodes.training.student import Student

    folder = tmp_path / "trained"
    save_student(folder / "student_model_final.pth", Student(tiny), {})  # type: ignore[arg-type] # the shape
    found = report_on(task(tmp_path), folder, session, Wish(base="none", general="none"))
    assert "not_installed" in codes(found.notes)
    student = found.of("student")
    assert student is not None
    assert "pck10" in student.guided
    assert set(student.points) == {"nose", "left_eye"}
    assert np.isfinite(list(student.guided.values())).all()
    assert (folder / "report.html").is_file()
    assert not (folder / "student_model.onnx").exists()
