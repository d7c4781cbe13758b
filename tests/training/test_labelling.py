"""From a recording to labels: what is in the files, what is kept, and what is said of bad input."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from teaching import (
    HEIGHT,
    TOP,
    WIDE,
    WIDTH,
    Colour,
    Marks,
    alpha_of,
    contents,
    empty,
    left_edge,
    make_recording,
    quiet,
    room,
    with_person,
    with_two,
)

from muse_nodes.api import CancelledError, MuseError, frame_spec
from muse_nodes.media import read_image
from muse_nodes.profiles import LABELLED
from muse_nodes.profiles.labels import read_labels
from muse_nodes.profiles.review import Verdicts, read_verdicts, write_verdicts
from muse_nodes.training.ensemble import MatteEnsemble
from muse_nodes.training.ensemble_pose import PoseEnsemble
from muse_nodes.training.labelling import Summary, coco_points, label
from muse_nodes.training.points import POINTS
from muse_nodes.training.samples import read_samples
from muse_nodes.training.shelf import PARTS, Found, Shelf
from muse_nodes.training.teachers.networks import (
    frames_of,
    shelf_for,
    teach_masks,
    teach_points,
)

SPEC = frame_spec(HEIGHT, WIDTH)


def taught(session: Path, work: Path, count: int = 20, edges: bool = True) -> tuple[Shelf, Shelf]:
    """Both teachers' shelves, complete."""
    points = shelf_for(session, work / "points", "points", "marks", count, quiet)
    teach_points(session, points, PoseEnsemble([Marks()]), quiet)
    chosen = frames_of(work / "points")
    masks = shelf_for(session, work / "masks", "masks", f"colour {edges}", chosen, quiet)
    teach_masks(session, masks, MatteEnsemble([Colour(SPEC)], edges=edges), quiet)
    return masks, points


def labelled(session: Path, work: Path, **how: bool) -> Summary:
    masks, points = taught(session, work, **how)
    return label(session, masks, points, quiet)


def comes_in(frame: int) -> np.ndarray:
    """Nobody in the first four frames."""
    return room() if frame < 4 else with_person(frame)


def test_the_files_say_what_is_in_the_video(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", comes_in, 12)
    assert labelled(session, tmp_path / "work") == Summary(12, 4, 0)
    samples = read_samples(session)
    assert [sample.frame for sample in samples] == list(range(12))
    assert [sample.mask is None for sample in samples] == [True] * 4 + [False] * 8
    for sample in samples[4:]:
        assert sample.mask is not None
        alpha = read_image(sample.mask)[0][..., 0] / 255
        assert np.abs(alpha - alpha_of(sample.frame)).mean() < 0.01
        picture = read_image(sample.image)[0].astype(int)
        assert np.abs(picture - comes_in(sample.frame)).mean() < 4
        # COCO counts from the corner of the first pixel, the networks from its centre.
        middle = (left_edge(sample.frame) + WIDE / 2) / WIDTH
        assert sample.points[0] == pytest.approx((middle, (TOP + 8.5) / HEIGHT, 0.9), abs=0.01)
        assert sample.known.tolist() == [True] * 17 + [False] * 7
        assert set(sample.scores) == {"disagreement", "second", "points_disagreement", "outside"}
        assert sample.scores["outside"] == 0


def test_other_programs_can_read_them(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 6)
    labelled(session, tmp_path / "work")
    found = json.loads((session / "labels" / "annotations.json").read_text())
    assert found["categories"] == [{"id": 1, "name": "person", "keypoints": list(POINTS)}]
    for image, annotation in zip(found["images"], found["annotations"], strict=True):
        assert annotation["image_id"] == image["id"]
        left = left_edge(image["frame"])
        assert annotation["bbox"] == pytest.approx([left, TOP, WIDE, HEIGHT - TOP], abs=2)
        assert annotation["area"] == pytest.approx(WIDE * (HEIGHT - TOP), rel=0.03)
        assert len(annotation["keypoints"]) == 3 * len(POINTS)
        assert annotation["num_keypoints"] == sum(v > 0 for v in annotation["keypoints"][2::3])
        assert annotation["iscrowd"] == 0
        assert set(annotation["keypoints"][2::3]) == {0.0, 1.0, 2.0}
    assert len({annotation["id"] for annotation in found["annotations"]}) == 6


def test_a_point_outside_the_picture_is_not_to_be_seen() -> None:
    points = np.array([[-5, 20, 0.9], [30, 20, 0.9], [30, 20, 0.2], [0, 0, -1]], np.float32)
    flat, scores = coco_points(points, (HEIGHT, WIDTH))
    assert flat[:3] == [0, 20.5, 1]  # it is labelled, at the border,
    assert scores[0] == 0  # and the student learns that it is not there
    assert (flat[5], flat[8], flat[11]) == (2, 1, 0)


def test_labelling_again_changes_nothing(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 8)
    labelled(session, tmp_path / "work")
    before = contents(session, LABELLED)
    assert labelled(session, tmp_path / "again").kept is None
    assert contents(session, LABELLED) == before
    assert not (session / "labels" / "previous").exists()


def test_labels_that_would_change_are_kept(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 8)
    labelled(session, tmp_path / "work")
    mask = session / "masks" / "000003.png"
    by_hand = (session / "masks" / "000004.png").read_bytes()
    mask.write_bytes(by_hand)
    write_verdicts(session, Verdicts(frames={3: "relabel", 5: "relabel", 6: "reject"}))
    kept = labelled(session, tmp_path / "work").kept
    assert kept == session / "labels" / "previous" / "1"
    assert (kept / "masks" / "000003.png").read_bytes() == by_hand
    assert (kept / "annotations.json").is_file()
    assert mask.read_bytes() != by_hand
    # Frame 3 has a new label, so nobody waits for one any more.
    assert read_verdicts(session).frames == {5: "relabel", 6: "reject"}


def test_fewer_frames_leave_nothing_of_the_others(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 30)
    label(session, *taught(session, tmp_path / "many", 20), quiet)
    label(session, *taught(session, tmp_path / "few", 10), quiet)
    found = read_labels(session)
    assert len(found.images) == 10
    named = {image.file_name for image in found.images}
    assert {path.name for path in (session / "images").iterdir()} == named
    assert len(list((session / "masks").iterdir())) == 10
    assert len(list((session / "labels" / "previous" / "1" / "masks").iterdir())) == 20


def test_a_teacher_that_was_stopped_goes_on(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 12)
    whole, _ = taught(session, tmp_path / "whole")
    calls: list[float] = []

    def stops(done: float, total: float, text: str) -> None:
        calls.append(done)
        if len(calls) == 5:
            raise CancelledError

    shelf = shelf_for(session, tmp_path / "cut", "masks", "colour True", 20, quiet)
    ensemble = MatteEnsemble([Colour(SPEC)])
    with pytest.raises(CancelledError):
        teach_masks(session, shelf, ensemble, stops)
    assert len(shelf.missing()) == 12 - 4
    again = shelf_for(session, tmp_path / "cut", "masks", "colour True", 20, quiet)
    calls.clear()
    teach_masks(session, again, ensemble, lambda done, total, text: calls.append(done))
    assert calls == list(range(4, 12))
    assert contents(again.folder, PARTS) == contents(whole.folder, PARTS)


def test_another_teacher_begins_anew(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 6)
    masks, _ = taught(session, tmp_path / "work")
    assert masks.missing() == []
    other = shelf_for(session, masks.folder, "masks", "somebody else", 20, quiet)
    assert len(other.missing()) == 6


def test_the_second_person_is_scored_and_spoils_the_frame(tmp_path: Path) -> None:
    def visited(frame: int) -> np.ndarray:
        return with_two(frame) if 4 <= frame < 7 else with_person(frame)

    session = make_recording(tmp_path / "session", visited, 12)
    found = labelled(session, tmp_path / "work")
    assert found.two_people == 3
    assert "In 3 a second person is visible; the main one was labelled" in str(found)
    assert [sample.frame for sample in read_samples(session)] == [0, 1, 2, 3, 7, 8, 9, 10, 11]


def test_two_people_all_the_time_are_told_of(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "20260101_120000", with_two, 8)
    with pytest.raises(MuseError, match=r"Two people are visible in 8 of 8 frames .* one person"):
        labelled(session, tmp_path / "work")


def test_a_session_without_anybody_is_told_of(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "20260101_120000", empty, 6)
    with pytest.raises(MuseError, match=r"No person was found in any of the 6 frames .* marks"):
        labelled(session, tmp_path / "work")
    assert not (session / "labels").exists()


def test_the_wrong_way_round_is_told_of(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 6)
    _, points = taught(session, tmp_path / "work")
    with pytest.raises(MuseError, match=r"marks gives points, and masks are needed here"):
        Shelf.of(points.folder, "masks")
    with pytest.raises(MuseError, match="is not what a teacher found"):
        Shelf.of(session, "masks")


def test_teachers_of_another_video_are_refused(tmp_path: Path) -> None:
    masks, _ = taught(make_recording(tmp_path / "long", with_person, 12), tmp_path / "work")
    short = make_recording(tmp_path / "short", with_person, 6)
    with pytest.raises(MuseError, match="ends before the last frame that was labelled"):
        label(short, masks, None, quiet)


@pytest.mark.parametrize("content", [b"", b"{", b'{"kind": 3}', b'\x80\x04\x95."'])
def test_a_damaged_find_is_told_of(tmp_path: Path, content: bytes) -> None:
    session = make_recording(tmp_path / "session", with_person, 6)
    masks, points = taught(session, tmp_path / "work")
    (masks.folder / "found" / "000002.json").write_bytes(content)
    with pytest.raises(MuseError, match=r"000002\.json', is damaged: .*Delete the file"):
        label(session, masks, points, quiet)


def test_a_full_disk_is_told_of_and_nothing_is_lost(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 8)
    masks, points = taught(session, tmp_path / "work")
    label(session, masks, points, quiet)
    before = contents(session, LABELLED)
    for path in (session / "images").iterdir():
        path.unlink()
    with files_end_at(600), pytest.raises(MuseError, match=r"cannot be written: File too large"):
        label(session, masks, points, quiet)
    kept = contents(session, ("masks", "labels/annotations.json"))
    assert kept == {name: before[name] for name in kept}
    assert len(kept) == 9
    label(session, masks, points, quiet)
    assert contents(session, LABELLED) == before


def test_a_full_disk_stops_a_teacher_which_then_goes_on(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 8)
    whole, _ = taught(session, tmp_path / "whole")
    shelf = shelf_for(session, tmp_path / "full", "masks", "colour True", 20, quiet)
    ensemble = MatteEnsemble([Colour(SPEC)])
    with files_end_at(150), pytest.raises(MuseError, match=r"mask .* cannot be written"):
        teach_masks(session, shelf, ensemble, quiet)
    teach_masks(session, shelf, ensemble, quiet)
    assert contents(shelf.folder, PARTS) == contents(whole.folder, PARTS)


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """As on a full disk: no file gets larger than so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_points_that_nobody_gave_are_unknown() -> None:
    assert (Found(3).triples()[:, 2] == -1).all()
    assert (Found(3, points=[1.0, 2.0]).triples()[:, 2] == -1).all()
