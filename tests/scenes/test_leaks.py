"""The leak meter against a plain attack on a real clip with exact mattes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from muse_nodes import media
from muse_nodes.api import Frame, Matte
from muse_nodes.engine.harness import harness
from nodes.privacy import LeakMeter

pytestmark = [pytest.mark.shared, pytest.mark.slow]

EVERY, HELD, CUT = 3, 10, 5
"""Frames between two that are looked at, looked-at frames a stale matte is held, pixels cut."""

TOLERANCE, REPEATED, PERSON = 16, 3, 0.1


@dataclass
class Clip:
    frames: list[Frame]
    mattes: list[Matte]
    plate: Frame

    def badly_cut(self, kind: str) -> list[Matte]:
        """Mattes that are held and reach ``CUT`` pixels too far, or not far enough."""
        change = {"wide": cv2.dilate, "narrow": cv2.erode}[kind]
        kernel = np.ones((2 * CUT + 1, 2 * CUT + 1), np.uint8)
        held = [change(self.mattes[i], kernel) for i in range(0, len(self.mattes), HELD)]
        return [held[i // HELD] for i in range(len(self.mattes))]

    def sent(self, mattes: Sequence[Matte], background: Frame) -> list[Frame]:
        return [
            np.rint(m[..., None] * f + (1 - m[..., None]) * background).astype(np.uint8)
            for m, f in zip(mattes, self.frames, strict=True)
        ]


@pytest.fixture(scope="module")
def clip(shared: Path) -> Clip:
    scene = shared / "scenes" / "office_hoodie"
    plate, _ = media.read_image(scene / "background.png")
    film, truth = media.VideoReader(scene / "video.mp4"), media.VideoReader(scene / "alpha.mkv")
    frames, mattes = [], []
    for index in range(180):
        frame, alpha = np.empty_like(plate), np.empty_like(plate)
        film.read(frame)
        truth.read(alpha)
        if index % EVERY == 0:
            frames.append(frame)
            mattes.append(alpha[..., 0] * np.float32(1 / 255))
    film.close()
    truth.close()
    return Clip(frames, mattes, plate)


@pytest.fixture(scope="module", params=["colour", "blur"])
def background(request: pytest.FixtureRequest, clip: Clip) -> Frame:
    if request.param == "blur":
        return np.asarray(cv2.GaussianBlur(clip.plate, (0, 0), 14), np.uint8)
    return np.full_like(clip.plate, (0, 177, 64))


def measured(sent: Sequence[Frame], clip: Clip, background: Frame) -> float:
    with harness(LeakMeter).running() as meter:
        for picture, matte in zip(sent, clip.mattes, strict=True):
            leaks = meter(
                picture, clip.plate, matte, background, every=1, tolerance=TOLERANCE, minutes=5.0
            )
    found: float = leaks.leak
    return found


def attacked(sent: Sequence[Frame], clip: Clip, background: Frame) -> float:
    """The median of all that is neither background nor person, at every pixel, row by row."""
    rebuilt = 0
    for y in range(clip.plate.shape[0]):
        row = np.stack([picture[y] for picture in sent]).astype(np.float32)
        other = np.abs(row - background[y].astype(np.float32)).max(axis=-1) > TOLERANCE
        other &= np.stack([matte[y] for matte in clip.mattes]) < PERSON
        looks = other.sum(axis=0)
        row[~other] = np.inf
        row.sort(axis=0)
        middle = np.take_along_axis(row, (looks // 2).clip(0, len(sent) - 1)[None, :, None], 0)[0]
        apart = np.abs(middle - clip.plate[y]).max(axis=-1)
        rebuilt += int(np.count_nonzero((looks >= REPEATED) & (apart <= TOLERANCE)))
    return 100 * rebuilt / (clip.plate.shape[0] * clip.plate.shape[1])


@pytest.mark.parametrize("kind", ["wide", "narrow"])
def test_it_reports_what_an_attack_recovers(kind: str, clip: Clip, background: Frame) -> None:
    sent = clip.sent(clip.badly_cut(kind), background)
    expected = attacked(sent, clip, background)
    assert expected > 0.5, "this clip leaks"
    assert measured(sent, clip, background) == pytest.approx(expected, abs=0.5)


def test_the_raw_room_is_recovered_wherever_the_person_ever_leaves_it(
    clip: Clip, background: Frame
) -> None:
    leak = measured(clip.frames, clip, background)
    seen = np.mean(np.mean([m < PERSON for m in clip.mattes], axis=0) > 0)
    unlike = np.abs(clip.plate.astype(int) - background).max(axis=-1) > TOLERANCE
    assert leak > 90 * float((unlike & (np.min(clip.mattes, axis=0) < PERSON)).mean())
    assert leak <= 100 * float(seen)


def test_a_good_matte_leaks_next_to_nothing(clip: Clip, background: Frame) -> None:
    assert measured(clip.sent(clip.mattes, background), clip, background) < 1
