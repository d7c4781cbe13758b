"""Labels from disk: what is read, how it is split, how it is kept, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from labelled import HEIGHT, PERSON, ROOM, WIDTH, labels_of, left_edge, make_session, save_labels

from muse_nodes.api import MuseError
from muse_nodes.media import write_image
from muse_nodes.training.leftovers import clear
from muse_nodes.training.points import POINTS
from muse_nodes.training.samples import read_samples
from muse_nodes.training.split import FEWEST, by_time


@pytest.fixture
def session(tmp_path: Path) -> Path:
    return make_session(tmp_path / "session")


def test_points_come_in_parts_of_the_picture_with_their_scores(session: Path) -> None:
    samples = read_samples(session)
    assert [sample.frame for sample in samples] == list(range(24))
    fifth = samples[5]
    assert (fifth.time, fifth.size) == (0.5, (HEIGHT, WIDTH))
    np.testing.assert_allclose(fifth.points[0], ((left_edge(5) + 8) / WIDTH, 16 / HEIGHT, 0.9))
    assert fifth.points[1, 2] == pytest.approx(0.4)  # covered, but labelled
    assert fifth.known.tolist() == [True, True, *[False] * (len(POINTS) - 2)]


def test_points_go_by_name_and_foreign_ones_are_passed_over(session: Path) -> None:
    labels = labels_of(session)
    labels["categories"][0]["keypoints"] = ["tail", "chin"]
    for annotation in labels["annotations"]:
        annotation["keypoints"] = [1, 1, 2, 32, 24, 2]
        annotation["keypoint_scores"] = [1, 0.5]
    save_labels(session, labels)
    sample = read_samples(session)[0]
    np.testing.assert_allclose(sample.points[POINTS.index("chin")], (0.5, 0.5, 0.5))
    assert sample.known.sum() == 1


def test_an_empty_room_has_no_mask_and_surely_no_points(tmp_path: Path) -> None:
    sample = read_samples(make_session(tmp_path / "s", empty=(3,)))[3]
    assert sample.mask is None
    assert sample.known.all()
    assert not sample.points.any()


def test_rejected_frames_are_left_out_and_order_is_that_of_time(session: Path) -> None:
    labels = labels_of(session)
    labels["images"][4]["accepted"] = False
    labels["images"].reverse()
    save_labels(session, labels)
    assert [sample.frame for sample in read_samples(session)] == [i for i in range(24) if i != 4]


def rejected(labels: dict[str, Any]) -> None:
    for image in labels["images"]:
        image["accepted"] = False


def first(kind: str, **changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda labels: labels[kind][0].update(changes)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (rejected, "is accepted"),
        (first("images", file_name="../session.json"), "not the name of a file"),
        (first("images", file_name="a\\b.png"), "not the name of a file"),
        (first("images", file_name="gone.png"), "which is not there"),
        (first("annotations", mask="gone.png"), "which is not there"),
        (first("annotations", mask=""), "not the name of a file"),
        (first("images", id=1), "there twice"),
        (first("images", frame=1), "there twice"),
        (first("images", width=0), "cannot be used"),
        (first("images", time=-1.0), "cannot be used"),
        (first("images", width=30000, height=30000), "makes no sense"),
        (first("annotations", image_id=1), "two people"),
        (first("annotations", image_id=77), "which is not there"),
        (first("annotations", category_id=5), "no category"),
        (first("annotations", keypoints=[1, 2]), "triples"),
        (first("annotations", keypoint_scores=[1]), "triples"),
        (lambda labels: labels.pop("categories"), "cannot be used"),
    ],
)
def test_labels_that_cannot_be_used_say_why(session: Path, spoil: Any, words: str) -> None:
    labels = labels_of(session)
    spoil(labels)
    save_labels(session, labels)
    with pytest.raises(MuseError, match=words) as caught:
        read_samples(session)
    assert caught.value.hint


@pytest.mark.parametrize("content", [b"", b"\x80\x04K\x07.", b"[" * 100_000, b"\xff\xfe{}"])
def test_a_file_that_is_no_json_is_refused(session: Path, content: bytes) -> None:
    (session / "labels" / "annotations.json").write_bytes(content)
    with pytest.raises(MuseError, match="cannot be used"):
        read_samples(session)


def test_a_session_without_labels_says_so(tmp_path: Path) -> None:
    with pytest.raises(MuseError, match="is not labelled"):
        read_samples(tmp_path)


def test_the_end_is_held_out_with_a_gap_before_it(tmp_path: Path) -> None:
    samples = read_samples(make_session(tmp_path / "s", frames=101))
    before, after = by_time(samples, held_out=0.2, gap=0.5)
    assert before[-1].time < 7.5 <= 8.0 <= after[0].time
    assert (before[0].frame, after[-1].frame) == (0, 100)
    assert len(before) + len(after) == 101 - 5


def test_too_little_to_train_on_is_said(tmp_path: Path) -> None:
    with pytest.raises(MuseError, match=f"{FEWEST} are needed"):
        by_time(read_samples(make_session(tmp_path / "s", frames=6)))
    with pytest.raises(MuseError, match="no labelled frames"):
        by_time([])


# The rest needs the loop's Material, which is made of torch tensors later on.


@pytest.fixture
def cache():
    pytest.importorskip("torch", reason="training needs the extra `train`")
    from muse_nodes.training import cache

    return cache


def test_frames_are_kept_at_training_size_and_found_again(cache, session: Path, tmp_path) -> None:
    samples, told = read_samples(session), []
    frames = cache.frames_of(samples, (24, 32), tmp_path / "c", lambda *at: told.append(at))
    assert (frames.shape, frames.dtype) == ((24, 24, 32, 4), np.uint8)
    assert isinstance(frames, np.memmap)
    assert told[-1] == (24, 24)
    assert frames[0, 20, 8].tolist() == [*PERSON, 255]  # columns 8..24 of 64 are 4..12 of 32
    assert frames[0, 20, 20].tolist() == [*ROOM, 0]
    again = cache.frames_of(samples, (24, 32), tmp_path / "c", lambda *at: told.append(at))
    assert len(told) == 24
    np.testing.assert_array_equal(frames, again)
    assert [path.suffix for path in (tmp_path / "c").iterdir()] == [".npy"]


def test_another_mask_or_size_is_another_digest(cache, session: Path) -> None:
    samples = read_samples(session)
    digest = cache.digest_of(samples, (24, 32))
    assert digest != cache.digest_of(samples, (32, 32))
    write_image(session / "masks" / "000003.png", np.zeros((HEIGHT, WIDTH), np.uint8))
    assert digest != cache.digest_of(samples, (24, 32))


def test_a_spoilt_or_foreign_cache_is_made_anew(cache, session: Path, tmp_path: Path) -> None:
    samples = read_samples(session)
    frames = cache.frames_of(samples, (24, 32), tmp_path)
    (file,) = tmp_path.glob("*.npy")
    kept = frames.copy()
    del frames
    for content in (b"", file.read_bytes()[:300], b"\x80\x04K\x07."):
        file.write_bytes(content)
        np.testing.assert_array_equal(cache.frames_of(samples, (24, 32), tmp_path), kept)
    np.save(file, np.array([{"a": 1}], object), allow_pickle=True)
    np.testing.assert_array_equal(cache.frames_of(samples, (24, 32), tmp_path), kept)


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    for name in (".frames-1.npy.ab.tmp", "frames-1.npy", ".other.tmp"):
        (tmp_path / name).touch()
    (tmp_path / ".frames-2.tmp").mkdir()
    (tmp_path / ".frames-2.tmp" / "inside").touch()
    clear(tmp_path, "frames-")
    clear(tmp_path / "gone", "frames-")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.tmp", "frames-1.npy"]


def test_cancelling_leaves_no_half_a_cache(cache, session: Path, tmp_path: Path) -> None:
    def tell(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.frames_of(read_samples(session), (24, 32), tmp_path / "c", tell)
    assert list((tmp_path / "c").iterdir()) == []


def test_a_picture_of_another_size_is_refused(cache, session: Path, tmp_path: Path) -> None:
    write_image(session / "images" / "000002.png", np.zeros((10, 12, 3), np.uint8))
    with pytest.raises(MuseError, match=r"000002.png' is 12x10 pixels"):
        cache.frames_of(read_samples(session), (24, 32), tmp_path / "c")
    (session / "images" / "000002.png").write_bytes(b"no picture")
    with pytest.raises(MuseError, match="not a picture"):
        cache.frames_of(read_samples(session), (24, 32), tmp_path / "c")


def test_a_folder_that_cannot_be_written_is_said(cache, session: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MuseError, match="cannot be kept"):
        cache.frames_of(read_samples(session), (24, 32), tmp_path / "file")


def test_the_frame_after_is_the_next_one_that_is_near(cache, session: Path, tmp_path) -> None:
    labels = labels_of(session)
    labels["images"][4]["accepted"] = labels["images"][5]["accepted"] = False
    (session / "labels" / "annotations.json").write_text(json.dumps(labels))
    samples = read_samples(session)
    frames = cache.frames_of(samples, (24, 32), tmp_path)
    material = cache.material_of(samples, frames, session / "background.png")
    assert material.following.tolist() == [1, 2, 3, 3, *range(5, 22), 21]
    assert material.plate[0, 0, 0].tolist() == list(ROOM)
    assert len(material) == 22
