"""Which model runs: order of preference, what is passed over, and what is said when none is there.

The resolver never opens an ONNX file, so empty files with the right names stand in for networks.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from muse_nodes.api import ModelError
from muse_nodes.models.catalogue import CATALOGUE, TASKS, find
from muse_nodes.models.resolver import Places, Resolution, resolve
from muse_nodes.models.skeletons import BODY

CARD = {"input": {"layout": "NCHW"}, "output": {"name": "mask"}, "licence": "mine"}
SELFIE, LANDSCAPE = "selfie_segmentation.onnx", "selfie_segmentation_landscape.onnx"


def put(folder: Path, *names: str, card: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()
        if card:
            (folder / name).with_suffix(".json").write_text(json.dumps(CARD))
    return folder


def names(found: Resolution) -> list[tuple[str, str]]:
    return [(one.name, one.origin) for one in found.candidates]


def test_the_catalogue_is_sound() -> None:
    assert len({entry.name for entry in CATALOGUE}) == len(CATALOGUE)
    for entry in CATALOGUE:
        assert entry.task in TASKS
        assert (entry.card is not None) == (entry.task == "segment")
        assert bool(entry.skeleton) == (entry.task != "segment")
        assert entry.licence
        assert entry.source
        for file in entry.files:
            assert len(file.sha256) in (0, 64)
            assert file.url == "" or file.url.startswith("https://")
            assert Path(file.name).name == file.name


def test_auto_prefers_personal_then_folder_then_bundled(tmp_path: Path) -> None:
    personal = put(tmp_path / "personal", "student_model.onnx", card=True)
    folder = put(tmp_path / "folder", SELFIE)
    bundled = put(tmp_path / "bundled", SELFIE, LANDSCAPE)
    places = Places((personal,), (folder,), bundled)
    assert names(resolve("segment", "auto", places)) == [
        ("student_model", "personal"),
        ("selfie_square", "folder"),
        ("selfie_landscape", "bundled"),
    ]


def test_one_file_with_two_outputs_serves_two_tasks(tmp_path: Path) -> None:
    """Also the base model that comes along; what the user fetched goes before that."""
    both = {**CARD, "points": {"name": "heat", "names": BODY}}
    personal = put(tmp_path / "personal", "student_model.onnx")
    bundled = put(tmp_path / "bundled" / "base", "student_base.onnx")
    for path in (personal / "student_model.json", bundled / "student_base.json"):
        path.write_text(json.dumps(both))
    folder = put(tmp_path / "folder", SELFIE, "movenet_singlepose_lightning_int8.onnx")
    places = Places((personal,), (folder,), bundled.parent)
    assert [names(resolve(task, "auto", places)) for task in ("segment", "pose")] == [
        [("student_model", "personal"), (base, "folder"), ("student_base", "bundled")]
        for base in ("selfie_square", "movenet_lightning")
    ]
    assert names(resolve("pose", "student_base", places)) == [("student_base", "file")]
    with pytest.raises(ModelError, match="No model for the task face"):
        resolve("face", "auto", places)
    matte_only = put(tmp_path / "more", "m.onnx", card=True) / "m.onnx"
    with pytest.raises(ModelError, match="for the task segment, not for pose"):
        resolve("pose", str(matte_only), places)


def test_the_order_within_a_folder_is_the_catalogues(tmp_path: Path) -> None:
    places = Places(folders=(put(tmp_path / "m", LANDSCAPE, SELFIE),))
    assert [name for name, _ in names(resolve("segment", "", places))] == [
        "selfie_square",
        "selfie_landscape",
    ]


def test_engines_are_passed_over_with_the_reason(tmp_path: Path) -> None:
    personal = put(tmp_path / "personal", "student_model.engine")
    folder = put(tmp_path / "folder", SELFIE, "selfie_segmentation.engine")
    found = resolve("segment", "auto", Places((personal,), (folder,)))
    assert names(found) == [("selfie_square", "folder")]
    assert [item.what for item in found.passed] == [
        "student_model.engine",
        "selfie_segmentation.engine",
    ]
    assert all("TensorRT" in item.reason for item in found.passed)
    with pytest.raises(ModelError, match="TensorRT"):
        resolve("segment", str(personal / "student_model.engine"), Places())


def test_a_personal_model_without_a_good_card_is_passed_over(tmp_path: Path) -> None:
    personal = put(tmp_path / "personal", "a.onnx", "b.onnx")
    (personal / "b.json").write_text('{"input": 3}')
    folder = put(tmp_path / "folder", SELFIE)
    found = resolve("segment", "auto", Places((personal,), (folder,)))
    assert names(found) == [("selfie_square", "folder")]
    assert "no card" in found.passed[0].reason
    assert "b.json" in found.passed[1].reason
    with pytest.raises(ModelError, match=r"no personal model.*b\.json"):
        resolve("segment", "personal", Places((personal,), (folder,)))


def test_a_model_needs_all_its_files(tmp_path: Path) -> None:
    half = put(tmp_path / "half", "pose_detection.onnx")
    with pytest.raises(ModelError, match=r"pose_landmark_full\.onnx was not found"):
        resolve("pose", "blazepose_full", Places(folders=(half,)))
    put(half, "movenet_singlepose_lightning_int8.onnx")
    places = Places(folders=(half,))
    assert names(resolve("pose", "auto", places)) == [("movenet_lightning", "folder")]
    rest = put(tmp_path / "rest", "pose_landmark_full.onnx")
    places = Places(folders=(half, rest))
    best = resolve("pose", "auto", places).candidates[0]
    assert best.name == "blazepose_full"
    assert best.files == (half / "pose_detection.onnx", rest / "pose_landmark_full.onnx")


def test_by_path_by_file_name_and_by_stem(tmp_path: Path) -> None:
    folder = put(tmp_path / "folder", "mine.onnx", card=True)
    places = Places(folders=(folder,))
    for choice in (str(folder / "mine.onnx"), "mine.onnx", "mine"):
        (one,) = resolve("segment", choice, places).candidates
        assert (one.name, one.files, one.licence) == ("mine", (folder / "mine.onnx",), "mine")
    assert names(resolve("segment", "auto", places)) == [("mine", "folder")]


def test_a_known_file_needs_no_card(tmp_path: Path) -> None:
    folder = put(tmp_path / "x", SELFIE, "pose_detection.onnx")
    (one,) = resolve("segment", str(folder / SELFIE), Places()).candidates
    assert (one.name, one.card) == ("selfie_square", find("selfie_square").card)
    with pytest.raises(ModelError, match="pose_landmark_full"):
        resolve("pose", str(folder / "pose_detection.onnx"), Places())


def test_an_unknown_file_without_a_card_says_how_to_write_one(tmp_path: Path) -> None:
    folder = put(tmp_path / "x", "strange.onnx")
    with pytest.raises(ModelError, match=r"no card.*strange\.json.*activation"):
        resolve("segment", str(folder / "strange.onnx"), Places())


def test_nothing_on_disk_says_what_to_do(tmp_path: Path) -> None:
    places = Places(folders=(tmp_path,), bundled=tmp_path / "absent")
    with pytest.raises(ModelError) as caught:
        resolve("segment", "auto", places)
    text = str(caught.value)
    for words in (str(tmp_path), "--models DIR", "muse models pull modnet", SELFIE):
        assert words in text
    with pytest.raises(ModelError, match="--models DIR") as caught:
        resolve("pose", "auto", places)
    assert "muse models pull" not in str(caught.value)
    with pytest.raises(ModelError, match="any folder"):
        resolve("face", "auto", Places())


@pytest.mark.parametrize(
    ("task", "choice", "words"),
    [
        ("segment", "modnet", "muse models pull modnet"),
        ("segment", "selfie_square", "--models DIR"),
        ("segment", "selfie_sqare", "Did you mean 'selfie_square'"),
        ("segment", "movenet_lightning", "for the task pose, not for segment"),
        ("segment", "gone.onnx", "does not exist"),
        ("segment", "../gone.onnx", "does not exist"),
        ("depth", "auto", "no task 'depth'"),
        ("segment", "~no_such_user_/m.onnx", "does not exist"),
        ("segment", "nul\0byte.onnx", "does not exist"),
        ("segment", "x" * 5000, "no model named"),
        ("segment", " ", "no model named"),
        ("segment", ".", "no model named"),
        ("segment", "/", "no model named"),
    ],
)
def test_what_cannot_be_had_is_said(tmp_path: Path, task: str, choice: str, words: str) -> None:
    with pytest.raises(ModelError) as caught:
        resolve(task, choice, Places(folders=(tmp_path,)))
    assert words in str(caught.value)
