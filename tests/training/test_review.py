"""The filter: a clean session is kept, each kind of damage is found with its reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest
from damage import DAMAGE, FPS, make
from hypothesis import given
from hypothesis import strategies as st

from muse_nodes.api import CancelledError, MuseError
from muse_nodes.kernels.cpu import CpuOps
from muse_nodes.profiles.frames import labelled_frames
from muse_nodes.profiles.labels import labels_path, read_labels, write_labels
from muse_nodes.profiles.review import (
    Verdicts,
    accepted,
    read_review,
    read_verdicts,
    write_verdicts,
)
from muse_nodes.training.review import Outcome, review
from muse_nodes.training.review_measures import Measures
from muse_nodes.training.review_scores import RULES, findings, limit

FRAMES = 24


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session in which everything is right."""
    return make(tmp_path_factory.mktemp("clean") / "session", FRAMES)


def copied(clean: Path, to: Path) -> Path:
    return Path(shutil.copytree(clean, to / "session"))


def looked(session: Path, work: Path, strictness: float = 0.5) -> Outcome:
    work.mkdir(exist_ok=True)
    with CpuOps(threads=1) as ops:
        return review(session, work, ops, strictness=strictness)


@pytest.mark.parametrize("strictness", [0.0, 0.5])
def test_a_clean_session_is_kept(clean: Path, tmp_path: Path, strictness: float) -> None:
    session = copied(clean, tmp_path)
    found = looked(session, tmp_path / "work", strictness)
    assert (found.frames, found.kept, found.causes) == (FRAMES, FRAMES, {})
    assert set(read_review(session).frames) == set(range(FRAMES))


def test_whoever_moves_fast_is_not_rejected_for_it(tmp_path: Path) -> None:
    session = make(tmp_path / "session", FRAMES, speed=13.0)
    assert looked(session, tmp_path / "work").causes == {}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found_with_its_reason(clean: Path, tmp_path: Path, kind: str) -> None:
    session = copied(clean, tmp_path)
    spoil, cause = DAMAGE[kind]
    spoil(session, 11)
    looked(session, tmp_path / "work")
    found = read_review(session)
    assert cause in found.frames[11].causes
    assert len(found.frames[11].reasons) == len(found.frames[11].causes)
    assert all(reason.endswith(".") for reason in found.frames[11].reasons)
    others = {n: f.reasons for n, f in found.frames.items() if f.reasons and n != 11}
    assert not others, "what lies beside a bad frame is not bad"


def test_several_bad_frames_in_a_row_are_all_found(clean: Path, tmp_path: Path) -> None:
    session = copied(clean, tmp_path)
    for frame in (11, 12):
        DAMAGE["leak"][0](session, frame)
    looked(session, tmp_path / "work")
    assert [n for n, f in read_review(session).frames.items() if f.causes] == [11, 12]


def test_the_first_and_the_last_frame_are_judged_too(clean: Path, tmp_path: Path) -> None:
    session = copied(clean, tmp_path)
    for frame in (0, FRAMES - 1):
        DAMAGE["half"][0](session, frame)
    looked(session, tmp_path / "work")
    assert [n for n, f in read_review(session).frames.items() if f.causes] == [0, FRAMES - 1]


def test_the_labellers_doubts_and_second_people_count(clean: Path, tmp_path: Path) -> None:
    session = copied(clean, tmp_path)
    labels = read_labels(session)
    doubts = {5: {"disagreement": 0.6}, 9: {"second": 0.5}, 13: {"points_disagreement": 0.5}}
    images = [msgspec.structs.replace(i, scores=doubts.get(i.frame, {})) for i in labels.images]
    write_labels(session, msgspec.structs.replace(labels, images=images))
    looked(session, tmp_path / "work")
    found = {n: f.causes for n, f in read_review(session).frames.items() if f.causes}
    assert found == {5: ["disagreement"], 9: ["two_people"], 13: ["points"]}


def test_two_people_labelled_in_one_frame_are_told(clean: Path, tmp_path: Path) -> None:
    session = copied(clean, tmp_path)
    labels = read_labels(session)
    twice = [*labels.annotations, msgspec.structs.replace(labels.annotations[3], id=99)]
    write_labels(session, msgspec.structs.replace(labels, annotations=twice))
    looked(session, tmp_path / "work")
    assert read_review(session).frames[3].causes == ["two_people"]


def test_an_empty_room_is_right_as_it_is(clean: Path, tmp_path: Path) -> None:
    session = copied(clean, tmp_path)
    labels = read_labels(session)
    shutil.copyfile(session / "background.png", session / "images" / "000023.png")
    less = [a for a in labels.annotations if a.image_id != FRAMES - 1]
    images = list(labels.images)
    images[-1] = msgspec.structs.replace(images[-1], time=60.0)
    write_labels(session, msgspec.structs.replace(labels, annotations=less, images=images))
    assert looked(session, tmp_path / "work").causes == {}


def test_without_a_clean_plate_damage_is_still_found(clean: Path, tmp_path: Path) -> None:
    session = copied(clean, tmp_path)
    (session / "background.png").unlink()
    DAMAGE["moved"][0](session, 11)
    looked(session, tmp_path / "work")
    found = read_review(session).frames
    assert "room" in found[11].causes, "the other frames show the room"
    assert [n for n, f in found.items() if f.causes] == [11]


@pytest.mark.parametrize("plate", [True, False])
def test_what_is_seen_through_an_arm_akimbo_is_no_hole(tmp_path: Path, plate: bool) -> None:
    session = make(tmp_path / "session", FRAMES, gaps=(6, 7, 8))
    if not plate:
        (session / "background.png").unlink()
    DAMAGE["hole"][0](session, 15)
    looked(session, tmp_path / "work")
    found = {n: f.causes for n, f in read_review(session).frames.items() if f.causes}
    assert found == {15: ["holes"]}


def test_the_users_word_is_never_touched_and_counts_for_more(clean: Path, tmp_path: Path) -> None:
    session = copied(clean, tmp_path)
    DAMAGE["half"][0](session, 11)
    said = Verdicts(frames={11: "accept", 3: "reject"})
    write_verdicts(session, said)
    found = looked(session, tmp_path / "work")
    assert read_verdicts(session) == said
    assert found.kept == FRAMES - 1
    result = read_review(session)
    kept = [f.frame for f in labelled_frames(session) if accepted(f.image, result, said)]
    assert kept == [n for n in range(FRAMES) if n != 3]


def test_what_was_measured_is_not_measured_again(clean: Path, tmp_path: Path) -> None:
    session, work = copied(clean, tmp_path), tmp_path / "work"
    DAMAGE["hole"][0](session, 4)
    looked(session, work)
    whole = [(session / "labels" / n).read_bytes() for n in ("review.json", "contact_sheet.html")]
    written = (work / "measures.jsonl").read_bytes()
    lines = written.splitlines(keepends=True)
    for stop in (0, 1, 7, FRAMES - 1):  # as a kill leaves it: some lines and a torn one
        (work / "measures.jsonl").write_bytes(b"".join(lines[:stop]) + lines[stop][: stop + 3])
        told: list[int] = []
        with CpuOps(threads=1) as ops:
            review(session, work, ops, tell=lambda done, *_, told=told: told.append(done))
        names = "review.json", "contact_sheet.html"
        assert [(session / "labels" / n).read_bytes() for n in names] == whole
        assert (work / "measures.jsonl").read_bytes() == written
        assert told[0] == max(0, stop - 2), "only what later frames are compared with is read again"


def test_whoever_cancels_ends_it_and_keeps_what_is_done(clean: Path, tmp_path: Path) -> None:
    session, work = copied(clean, tmp_path), tmp_path / "work"
    work.mkdir()

    def tell(done: int, total: int, text: str) -> None:
        if done == 10:
            raise CancelledError

    with CpuOps(threads=1) as ops, pytest.raises(CancelledError):
        review(session, work, ops, tell=tell)
    assert len((work / "measures.jsonl").read_bytes().splitlines()) == 10
    assert not (session / "labels" / "review.json").exists()


def test_labels_that_make_no_sense_are_refused_in_words(clean: Path, tmp_path: Path) -> None:
    session = copied(clean, tmp_path)
    content = json.loads(labels_path(session).read_text())
    for spoilt, words in (
        (content | {"images": []}, "no labelled frames"),
        (content | {"images": content["images"] + content["images"][:1]}, "twice"),
        (content | {"annotations": [content["annotations"][0] | {"mask": "../x.png"}]}, "x.png"),
        ({"images": 3}, "damaged|cannot be used"),
    ):
        labels_path(session).write_text(json.dumps(spoilt))
        with pytest.raises(MuseError, match=words):
            looked(session, tmp_path / "work")
    labels_path(session).unlink()
    with pytest.raises(MuseError, match="not labelled"):
        looked(session, tmp_path / "work")
    assert not (session / "labels" / "review.json").exists()


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=60),
    st.sampled_from(list(RULES)),
    st.floats(0, 1),
)
def test_limits_are_never_below_the_floor_nor_above_the_ceiling(
    values: list[float], name: str, strictness: float
) -> None:
    rule = RULES[name]
    found = limit(np.array(values), rule, strictness)
    assert min(rule.floor / 2, rule.ceiling) <= found <= rule.ceiling
    assert found >= limit(np.array(values), rule, 1.0)
    assert found <= limit(np.array(values), rule, 0.0)


@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_a_strict_filter_rejects_whatever_a_lenient_one_does(seed: int, strictness: float) -> None:
    draw = np.random.default_rng(seed)
    frames = [
        Measures(
            i, i / FPS, area=float(draw.uniform(0.1, 0.4)), x=float(draw.uniform(0.5, 1)), y=0.5,
            holes=float(draw.exponential(0.02)), islands=float(draw.exponential(0.02)),
            outside=float(draw.choice([0, 0.2, 0.6])), room=float(draw.exponential(0.1)),
        )
        for i in range(int(draw.integers(1, 30)))
    ]  # fmt: skip
    pairs = [{1: float(draw.exponential(0.03))} for _ in frames]
    lenient, strict = findings(frames, pairs, strictness / 2), findings(frames, pairs, strictness)
    for number, found in lenient.items():
        assert set(found.causes) <= set(strict[number].causes)
        assert found.scores == strict[number].scores
