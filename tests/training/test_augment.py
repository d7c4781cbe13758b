"""Augmentation: picture, alpha and key points stay together, and every draw can be had again."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")

import numpy as np
import torch

from muse_nodes.training.augment import NO_CHANGE, AugmentConfig, AugmentState, Rooms, augment
from muse_nodes.training.batches import Batch, Material, chosen, gather
from muse_nodes.training.points import MIRROR, POINTS

HEIGHT, WIDTH = 48, 64
NOWHERE = Rooms(None, None)


def a_batch(count: int = 4, pairs: int = 0, at: tuple[float, float] = (0.3, 0.4)) -> Batch:
    """A bright disc on grey in every picture, with all key points in its middle."""
    x = (torch.arange(WIDTH) + 0.5) / WIDTH - at[0]
    y = (torch.arange(HEIGHT) + 0.5) / HEIGHT - at[1]
    far = ((x[None] * WIDTH) ** 2 + (y[:, None] * HEIGHT) ** 2).sqrt()
    alpha = (6.5 - far).clamp(0, 1).expand(count, 1, -1, -1)
    picture = 0.4 + 0.4 * alpha.expand(-1, 3, -1, -1)
    points = torch.tensor([*at, 1.0]).expand(count, len(POINTS), 3)
    return Batch(picture.clone(), alpha.clone(), points, torch.ones(count, len(POINTS)), pairs)


def middle(plane: torch.Tensor) -> tuple[float, float]:
    """The centre of mass of an alpha (h, w), in parts of the picture."""
    x, y = (torch.arange(WIDTH) + 0.5) / WIDTH, (torch.arange(HEIGHT) + 0.5) / HEIGHT
    return (float((plane * x).sum() / plane.sum()), float((plane * y[:, None]).sum() / plane.sum()))


def test_nothing_changes_when_nothing_is_to_change() -> None:
    batch = a_batch()
    same = augment(batch, NO_CHANGE, AugmentState(1), NOWHERE)
    torch.testing.assert_close(same.picture, batch.picture, atol=1e-5, rtol=0)
    torch.testing.assert_close(same.alpha, batch.alpha, atol=1e-5, rtol=0)
    torch.testing.assert_close(same.points, batch.points)


@pytest.mark.parametrize("seed", range(4))
def test_key_points_stay_on_what_they_mark(seed: int) -> None:
    config = replace(NO_CHANGE, scale=0.2, shift=0.08, turn=0.3, mirror=0.5)
    found = augment(a_batch(8, at=(0.45, 0.5)), config, AugmentState(seed), NOWHERE)
    for alpha, points in zip(found.alpha[:, 0], found.points, strict=True):
        assert points[0, :2].tolist() == pytest.approx(middle(alpha), abs=0.006)


def test_a_mirrored_person_has_left_and_right_swapped() -> None:
    batch = a_batch(1)
    points = torch.rand(1, len(POINTS), 3)
    known = (torch.arange(len(POINTS)) % 2)[None].float()
    batch = replace(batch, points=points, known=known)
    found = augment(batch, replace(NO_CHANGE, mirror=1.0), AugmentState(3), NOWHERE)
    torch.testing.assert_close(found.picture, batch.picture.flip(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(found.points[..., 0], 1 - points[:, MIRROR, 0])
    torch.testing.assert_close(found.points[..., 1:], points[:, MIRROR, 1:])
    torch.testing.assert_close(found.known, known[:, MIRROR])


def test_the_same_step_is_the_same_again_and_another_is_not() -> None:
    batch = a_batch(4, pairs=1)
    one, same, other = (
        augment(batch, AugmentConfig(), AugmentState(5, step), NOWHERE) for step in (9, 9, 10)
    )
    assert torch.equal(one.picture, same.picture)
    assert torch.equal(one.points, same.points)
    assert not torch.equal(one.picture, other.picture)


def test_two_moments_share_all_but_the_noise() -> None:
    config = AugmentConfig(noise=0.0)
    rooms = Rooms(torch.zeros(HEIGHT, WIDTH, 3, dtype=torch.uint8), None)
    for step in range(6):
        found = augment(a_batch(4, pairs=2), config, AugmentState(2, step), rooms)
        torch.testing.assert_close(found.picture[:2], found.picture[2:], atol=1e-6, rtol=0)
        torch.testing.assert_close(found.alpha[:2], found.alpha[2:])
    noisy = augment(a_batch(4, pairs=2), replace(NO_CHANGE, noise=0.1), AugmentState(2), rooms)
    assert not torch.equal(noisy.picture[:2], noisy.picture[2:])


def test_another_room_takes_the_old_one_out_of_soft_edges() -> None:
    batch = a_batch(3)
    plate = torch.full((HEIGHT, WIDTH, 3), 102, dtype=torch.uint8)  # 0.4, as behind the disc
    other = torch.full((2, HEIGHT, WIDTH, 3), 255, dtype=torch.uint8)
    config = replace(NO_CHANGE, new_room=1.0)
    for step in range(20):  # one room in five is made of blotches
        found = augment(batch, config, AugmentState(1, step), Rooms(plate, other)).picture
        real = [i for i in range(3) if found[i, :, 0, 0].min() == 1]
        for i in real:
            # The disc is 0.8 and the new room 1: a right composite is between them everywhere.
            expected = 0.8 * batch.alpha[i] + 1.0 * (1 - batch.alpha[i])
            torch.testing.assert_close(found[i], expected.expand(3, -1, -1), atol=1e-4, rtol=0)
        if real:
            break
    assert real


def test_on_the_plate_and_the_empty_room() -> None:
    batch = replace(a_batch(2), known=torch.zeros(2, len(POINTS)))
    plate = torch.full((HEIGHT, WIDTH, 3), 51, dtype=torch.uint8)
    on = augment(batch, replace(NO_CHANGE, plate=1.0), AugmentState(1), Rooms(plate, None))
    torch.testing.assert_close(on.picture[:, :, 0, 0], torch.full((2, 3), 0.2), atol=1e-4, rtol=0)
    assert torch.equal(on.known, batch.known)
    empty = augment(batch, replace(NO_CHANGE, empty=1.0), AugmentState(1), Rooms(plate, None))
    torch.testing.assert_close(empty.picture, torch.full_like(empty.picture, 0.2))
    assert empty.alpha.max() == 0
    assert empty.points[..., 2].max() == 0
    assert empty.known.min() == 1  # nobody is there, which is known


def test_light_and_colour_stay_in_range_and_leave_the_alpha_alone() -> None:
    strong = replace(NO_CHANGE, light=1.0, white_balance=0.5, gamma=0.5, noise=0.3, blur=2.0)
    batch = a_batch(6)
    found = augment(batch, strong, AugmentState(4), NOWHERE)
    assert 0 <= found.picture.min() <= found.picture.max() <= 1
    assert not torch.equal(found.picture, batch.picture)
    torch.testing.assert_close(found.alpha, batch.alpha, atol=1e-5, rtol=0)


def test_every_round_visits_every_sample_once() -> None:
    seen = np.concatenate([chosen(10, 4, step, seed=3) for step in range(5)])
    assert sorted(seen[:10]) == sorted(seen[10:]) == list(range(10))
    assert seen[:10].tolist() != seen[10:].tolist()
    np.testing.assert_array_equal(chosen(10, 4, 2, 3), seen[8:12])


def test_a_batch_holds_the_chosen_frames_and_those_after_them() -> None:
    frames = np.arange(5, dtype=np.uint8)[:, None, None, None].repeat(2, 1).repeat(3, 2)
    material = Material(
        frames.repeat(4, 3), np.zeros((5, 2, 3)), np.ones((5, 2), bool), np.array([1, 1, 3, 4, 4])
    )
    batch = gather(material, np.array([2, 0, 4]), 2, "cpu")
    assert (batch.picture[:, 0, 0, 0] * 255).round().tolist() == [2, 0, 4, 3, 1]
    assert tuple(batch.alpha.shape) == (5, 1, 2, 3)
    assert batch.pairs == 2
