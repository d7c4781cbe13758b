"""Reviews and verdicts on disk, and the labelled frames that they speak of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from muse_nodes.api import MuseError
from muse_nodes.profiles.frames import labelled_frames
from muse_nodes.profiles.labels import Annotation, Category, LabelledImage, Labels, write_labels
from muse_nodes.profiles.review import (
    Finding,
    Review,
    Verdicts,
    read_review,
    read_verdicts,
    relabelled,
    to_relabel,
    write_review,
    write_verdicts,
)


def image(frame: int, **fields: Any) -> LabelledImage:
    given = {"id": frame + 100, "file_name": f"{frame:06d}.jpg", "width": 200, "height": 100,
             "frame": frame, "time": frame / 10} | fields  # fmt: skip
    return LabelledImage(**given)


def person(frame: int, **fields: Any) -> Annotation:
    given = {"image_id": frame + 100, "category_id": 1, "mask": f"{frame:06d}.png"} | fields
    return Annotation(**given)


def labelled(folder: Path, images: list[LabelledImage], *people: Annotation) -> Path:
    write_labels(folder, Labels(images, list(people), [Category(1, "person")]))
    return folder


def test_a_session_without_review_has_an_empty_one(tmp_path: Path) -> None:
    assert read_review(tmp_path) == Review()
    assert read_verdicts(tmp_path) == Verdicts()
    assert to_relabel(tmp_path) == []


def test_what_was_found_and_said_is_read_as_it_was_written(tmp_path: Path) -> None:
    review = Review(frames={7: Finding({"holes": 0.25}, ["It has holes."], ["holes"])})
    verdicts = Verdicts(frames={9: "relabel", 7: "accept", 3: "relabel"})
    write_review(tmp_path, review)
    write_verdicts(tmp_path, verdicts)
    assert read_review(tmp_path) == review
    assert read_verdicts(tmp_path) == verdicts
    assert to_relabel(tmp_path) == [3, 9]


def test_a_review_without_causes_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "review.json").write_text('{"frames": {"4": {"reasons": ["Bad."]}}}')
    assert read_review(tmp_path).frames[4] == Finding(reasons=["Bad."])


def test_new_labels_end_the_wish_for_them_and_nothing_else(tmp_path: Path) -> None:
    found = {n: Finding(reasons=["Bad."]) for n in (1, 2, 3)}
    write_review(tmp_path, Review(frames=found))
    write_verdicts(
        tmp_path, Verdicts(frames={1: "relabel", 2: "reject", 3: "relabel", 4: "accept"})
    )
    relabelled(tmp_path, [1, 2])
    assert read_verdicts(tmp_path).frames == {2: "reject", 3: "relabel", 4: "accept"}
    assert set(read_review(tmp_path).frames) == {3}
    before = (tmp_path / "labels" / "verdicts.json").stat().st_mtime_ns
    relabelled(tmp_path, [99])
    assert (tmp_path / "labels" / "verdicts.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("content", ["", "[1]", '{"frames": {"x": "accept"}}',
                                     '{"frames": {"1": "perhaps"}}', '{"format": 2}'])  # fmt: skip
def test_a_damaged_file_is_told_and_not_written_over(tmp_path: Path, content: str) -> None:
    path = tmp_path / "labels" / "verdicts.json"
    path.parent.mkdir()
    path.write_text(content)
    for use in (read_verdicts, to_relabel, lambda session: relabelled(session, [1])):
        with pytest.raises(MuseError, match="is damaged"):
            use(tmp_path)
    assert path.read_text() == content


def test_frames_come_in_order_of_time_with_what_is_labelled_in_them(tmp_path: Path) -> None:
    points = [20.0, 10.0, 2.0, 200.0, 100.0, 1.0, 4.0]
    session = labelled(
        tmp_path, [image(5), image(2), image(9, accepted=False)],
        person(2, keypoints=points, keypoint_scores=[0.5]), person(9), person(9, id=2),
    )  # fmt: skip
    frames = labelled_frames(session)
    assert [(f.frame, f.people, f.mask and f.mask.name) for f in frames] == [
        (2, 1, "000002.png"), (5, 0, None), (9, 2, "000009.png"),
    ]  # fmt: skip
    assert frames[0].points == ((0.1, 0.1, 2.0, 0.5), (1.0, 1.0, 1.0, 1.0))
    assert frames[0].picture == tmp_path / "images" / "000002.jpg"
    assert not frames[0].picture.exists(), "whether it is there is for others to see"
    assert not frames[2].image.accepted


@pytest.mark.parametrize("name", ["", "..", "a/b.jpg", "../x.jpg", "a\\b.jpg", "/x.jpg"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(MuseError, match="is not the name of a file"):
        labelled_frames(labelled(tmp_path, [image(1, file_name=name)]))
    with pytest.raises(MuseError, match="is not the name of a file"):
        labelled_frames(labelled(tmp_path, [image(1)], person(1, mask=name)))


def test_a_frame_is_there_once(tmp_path: Path) -> None:
    with pytest.raises(MuseError, match="is there twice"):
        labelled_frames(labelled(tmp_path, [image(1), image(1, id=7)]))
