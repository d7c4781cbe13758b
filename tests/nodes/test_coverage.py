"""What the guide sees of a person, and how it adds up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muse_nodes.api import Pose
from nodes._coverage import GROUPS, Coverage, heard, told
from nodes._looks import LUMA_SIZE, MATTE_SIZE, Look, look
from nodes._motions import MOTIONS, Script
from nodes._warnings import (
    BLACK_PICTURE,
    CUT_OFF,
    HEAD_CUT_OFF,
    NOBODY,
    TOO_DARK,
    TWO,
    Warnings,
)

LUMA = np.full(LUMA_SIZE, 120, np.uint8)
EVERY_CELL = {f"{group}.{cell}" for group, cells in GROUPS.items() for cell in cells}


def figure(left: float, right: float, top: float = 0.2, bottom: float = 1.0) -> np.ndarray:
    """A matte with a block in it; the edges are parts of the picture."""
    rows, columns = MATTE_SIZE
    matte = np.zeros(MATTE_SIZE, np.float32)
    matte[
        round(top * rows) : round(bottom * rows), round(left * columns) : round(right * columns)
    ] = 1
    return matte


def joints(**moved: tuple[float, float]) -> Pose:
    """Somebody who looks at the camera with hanging arms, at 100 pixels a shoulder's breadth."""
    places = {
        "nose": (300, 100), "left_eye": (310, 90), "right_eye": (290, 90), "left_ear": (325, 95),
        "right_ear": (275, 95), "left_shoulder": (350, 180), "right_shoulder": (250, 180),
        "left_elbow": (360, 260), "right_elbow": (240, 260), "left_wrist": (365, 340),
        "right_wrist": (235, 340),
    }  # fmt: skip
    assert set(moved) <= set(places)
    points = np.zeros((1, 17, 3), np.float32)
    for number, (name, place) in enumerate(places.items()):
        x, y = moved.get(name, place)
        points[0, number] = x, y, 0.0 if x < 0 else 0.9
    return Pose(points, "coco17")


@pytest.mark.parametrize(
    ("moved", "poses"),
    [
        ({}, {"front"}),
        ({"left_ear": (-1, 0)}, {"turned"}),
        ({"nose": (272, 100)}, {"turned"}),
        ({"left_wrist": (480, 180)}, {"front", "arms"}),
        ({"right_wrist": (240, 60)}, {"front", "arms"}),
        ({"right_wrist": (290, 120)}, {"front", "hands"}),
        ({"left_shoulder": (345, 210)}, {"front", "lean"}),
        ({"left_shoulder": (-1, 0)}, set()),
    ],
)
def test_poses_are_told_from_the_joints(
    moved: dict[str, tuple[float, float]], poses: set[str]
) -> None:
    assert look(LUMA, None, joints(**moved)).poses == poses


def test_skeletons_without_a_body_tell_no_poses() -> None:
    face = Pose(np.ones((1, 478, 3), np.float32), "face478")
    assert look(LUMA, None, face).poses is None
    assert look(LUMA, None, Pose(np.zeros((0, 17, 3), np.float32), "coco17")).poses == frozenset()


def test_place_and_size_are_told_from_the_matte() -> None:
    seen = look(LUMA, figure(0.25, 0.75, 0.0, 0.5), None)
    assert seen.area == pytest.approx(0.25, abs=0.02)
    assert seen.centre == pytest.approx(0.5, abs=0.02)
    assert seen.edges == {"top"}
    assert look(LUMA, figure(0, 0.3), None).edges == {"left"}
    assert look(LUMA, figure(0.7, 1), None).edges == {"right"}
    assert look(LUMA, figure(0.4, 0.6), None).edges == frozenset()
    assert look(LUMA, np.zeros(MATTE_SIZE, np.float32), None).people == 0


def test_two_people_are_two_large_figures() -> None:
    two = np.maximum(figure(0.1, 0.3), figure(0.6, 0.8))
    assert look(LUMA, two, None).people == 2
    speck = np.maximum(figure(0.1, 0.4), figure(0.8, 0.84, 0.3, 0.4))
    assert look(LUMA, speck, None).people == 1
    both = joints()
    crowd = Pose(np.repeat(both.points, 2, axis=0), "coco17")
    assert look(LUMA, figure(0.3, 0.6), crowd).people == 2


def test_a_cell_is_full_after_its_seconds_and_no_gap_counts() -> None:
    coverage = Coverage()
    look_at = Look(120, 0.2, 0.5, 1, poses=frozenset({"turned"}))
    coverage.add(look_at, 10.0)
    assert coverage.cells["poses.turned"] == 0
    for tenth in range(1, 21):
        coverage.add(look_at, 10 + tenth / 10)
    assert coverage.cells["poses.turned"] == pytest.approx(0.5)
    coverage.add(look_at, 100.0)  # half a second at most
    assert coverage.cells["poses.turned"] == pytest.approx(2.5 / 4)
    coverage.rest()
    coverage.add(look_at, 100.3)
    assert coverage.cells["poses.turned"] == pytest.approx(2.5 / 4)


def test_what_cannot_be_seen_here_is_not_asked_for() -> None:
    coverage = Coverage()
    for second in range(100):
        coverage.add(Look(60 if second < 50 else 120), second / 4)
    assert coverage.groups == ("light",)
    assert coverage.total == 1.0
    assert coverage.full == {"light.dim", "light.normal", "light.bright"}


PLACES = ((0.05, 0.2, 60), (0.2, 0.5, 120), (0.4, 0.8, 160), (0, 0.5, 99))
"""Area, centre and level: far, middle, near, and away."""


def test_all_of_it_together_is_one() -> None:
    coverage = Coverage()
    time = 0.0
    for poses in ("front", "turned", "arms", "hands", "lean"):
        for area, centre, level in (
            (0.05, 0.2, 60),
            (0.2, 0.5, 120),
            (0.4, 0.8, 160),
            (0, 0.5, 99),
        ):
            for _ in range(20):
                time += 0.25
                coverage.add(Look(level, area, centre, 1, poses=frozenset({poses})), time)
    assert coverage.full == EVERY_CELL
    assert coverage.total == pytest.approx(1.0)


@given(st.dictionaries(st.sampled_from(sorted(EVERY_CELL)), st.floats(0, 1)))
def test_what_is_told_is_heard(shares: dict[str, float]) -> None:
    text = ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
    assert heard(text) == pytest.approx(shares, abs=0.006)


@given(st.text())
def test_whatever_is_heard_are_shares(text: str) -> None:
    assert all(0 <= share <= 1 for share in heard(text).values())


def test_a_coverage_tells_all_its_cells() -> None:
    coverage = Coverage()
    coverage.add(Look(120, 0.2, 0.5, 1, poses=frozenset({"front"})), 0.0)
    assert set(heard(told(coverage))) == {"total", *EVERY_CELL}


def test_motions_serve_cells_that_there_are() -> None:
    served = {cell for motion in MOTIONS for cell in motion.serves}
    assert served == EVERY_CELL


def test_the_first_round_has_every_motion_and_later_ones_what_is_missing() -> None:
    script = Script()
    whole = sum(motion.seconds for motion in MOTIONS)
    seen, time = [], 0.0
    while time < whole:
        script.follow(time, EVERY_CELL)
        if not seen or seen[-1] != script.now:
            seen.append(script.now)
        assert 0 < script.left(time) <= script.now.seconds
        time += 0.5
    assert tuple(seen) == MOTIONS
    full = EVERY_CELL - {"poses.turned"}
    script.follow(whole, full)
    assert (script.now.name, script.round) == ("turn", 2)
    script.follow(whole + script.now.seconds, full)
    assert script.now.name == "turn"
    assert script.upcoming(EVERY_CELL).name == "lean"  # nothing is missing: simply the next


@pytest.mark.parametrize(
    ("seen", "text"),
    [
        (Look(5, 0.2, people=1), BLACK_PICTURE),
        (Look(30, 0.2, people=1), TOO_DARK),
        (Look(120, 0.001), NOBODY),
        (Look(120, 0.2, people=2), TWO),
        (Look(120, 0.2, people=1, edges=frozenset({"left"})), CUT_OFF),
        (Look(120, 0.2, people=1, edges=frozenset({"top", "left"})), HEAD_CUT_OFF),
        (Look(120, 0.2, people=1), ""),
    ],
)
def test_what_stays_wrong_is_told(seen: Look, text: str) -> None:
    warnings = Warnings()
    assert warnings.look(seen, 0.0) == ""
    assert warnings.look(seen, 0.5) == ""
    assert warnings.look(seen, 4.0) == text
    assert warnings.look(Look(120, 0.2, people=1), 4.1) == ""
    assert warnings.look(seen, 4.2) == ""  # it begins anew


def test_nobody_is_missed_while_the_user_is_asked_to_leave() -> None:
    warnings = Warnings()
    for second in range(10):
        assert warnings.look(Look(120, 0.0), second, away=True) == ""
    assert warnings.look(Look(120, 0.0), 10) == NOBODY
