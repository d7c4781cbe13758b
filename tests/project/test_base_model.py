"""The bundled base model is what its figures say it is, and finds people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from muse_nodes.api import Array, EndOfStream, frame_spec
from muse_nodes.cli.main import main
from muse_nodes.media import DemoScene, VideoReader
from muse_nodes.models import ModelLibrary
from muse_nodes.models.card import read_card
from muse_nodes.models.checksum import sha256_of
from muse_nodes.models.skeletons import BODY
from tools.base_model.material import CLIPS, FOLDS, Clip
from tools.base_model.teachers import Teachers, padded

BASE = Path(__file__).resolve().parents[2] / "assets" / "models" / "base"
NETWORK = BASE / "student_base.onnx"
FIGURES: dict[str, Any] = json.loads((BASE / "metrics.json").read_text(encoding="utf-8"))

LARGEST = 4_000_000
SPARE = 0.06
"""How far the mean over a few frames may be below the mean over all of a clip."""

SOFT = [clip for clip in CLIPS if not clip.hard]


def segmented(frames: list[Array]) -> list[Array]:
    """The mattes of frames of one clip, at their size, each looked at for itself."""
    with_base = ModelLibrary([BASE])
    network = with_base.network("segment", "student_base", frame=frame_spec(*frames[0].shape[:2]))
    found = []
    for frame in frames:
        network.reset()
        found.append(cv2.resize(network(frame), frame.shape[1::-1]))
    network.close()
    return found


def overlap(matte: Array, truth: Array) -> float:
    a, b = matte >= 0.5, truth >= 0.5
    return float((a & b).sum() / max((a | b).sum(), 1))


def frames_of(path: Path, wanted: set[int]) -> list[Array]:
    reader, found = VideoReader(path), []
    for number in range(max(wanted) + 1):
        frame = padded(np.zeros((reader.size[1], reader.size[0], 3), np.uint8))
        try:
            reader.read(frame)
        except EndOfStream:
            break
        if number in wanted:
            found.append(frame)
    reader.close()
    return found


def test_it_is_small_and_the_one_that_was_judged() -> None:
    assert NETWORK.stat().st_size <= LARGEST
    assert NETWORK.stat().st_size == FIGURES["bytes"]
    assert sha256_of(NETWORK) == FIGURES["sha256"]


def test_its_card_says_matte_and_key_points() -> None:
    card = read_card(NETWORK)
    assert card is not None
    assert card.tasks == ("segment", "pose")
    assert card.points is not None
    assert card.points.names == BODY
    assert (card.input.height, card.input.width) == (192, 320)
    assert "Apache-2.0" in card.licence


def test_every_clip_was_judged_by_a_student_that_had_not_seen_it() -> None:
    judges = {clip.name: fold for fold in FOLDS for clip in fold.judged()}
    assert set(judges) == {clip.name for clip in CLIPS} == set(FIGURES["left_out"]["clips"])
    for clip in CLIPS:
        fold = judges[clip.name]
        assert FIGURES["left_out"]["clips"][clip.name]["fold"] == fold.name
        for learnt in fold.learnt():
            assert not learnt.people & clip.people
            assert learnt.room != clip.room


def test_it_finds_the_figure_of_the_demo_scene() -> None:
    overlaps = []
    for seed in (101, 102, 103):
        scene = DemoScene(1280, 720, seed=seed, noise=2.0)
        frames, truths = [], []
        for index in (11, 60, 140):
            frame = padded(np.zeros((720, 1280, 3), np.uint8))
            scene.frame(index, frame)
            frames.append(frame)
            truths.append(scene.matte(index))
        overlaps += map(overlap, segmented(frames), truths)
    assert min(overlaps) > 0.9
    assert np.mean(overlaps) > 0.92


@pytest.mark.shared
@pytest.mark.parametrize("clip", SOFT[::4], ids=lambda clip: clip.name)
def test_it_does_on_clips_what_was_written_down(shared: Path, clip: Clip) -> None:
    frames = frames_of(shared / clip.path, {20, 30, 40})
    teachers = Teachers(shared / "models", frames[0].shape[:2])
    labels = [teachers(f, teachers.follow(f), alone=clip.alone).alpha / 255 for f in frames]
    kept = [i for i, label in enumerate(labels) if label.any()]
    mattes = segmented(frames)
    if kept:
        found = np.mean([overlap(mattes[i], labels[i]) for i in kept])
        assert found > FIGURES["final"][clip.name]["iou"] - SPARE
    else:  # nobody is in the room yet
        assert max(float((matte >= 0.5).mean()) for matte in mattes) < 0.02


@pytest.mark.shared
def test_live_it_runs_where_nothing_is_installed(shared: Path, tmp_path: Path) -> None:
    stats = tmp_path / "stats.json"
    source = f"camera.source={shared / CLIPS[0].path}"
    told = main(
        ["run", "live", "--headless", "--frames", "8", "--set", source,
         "--data", str(tmp_path / "data"), "--stats", str(stats)]
    )  # fmt: skip
    assert told == 0
    found = json.loads(stats.read_text(encoding="utf-8"))
    backends = {node["id"]: node["backend"] for node in found["nodes"]}
    assert found["faults"] == []
    assert backends["segment"].startswith("student_base")
    assert backends["pose"].startswith("student_base")
