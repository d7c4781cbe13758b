"""Losses: nothing at the optimum, something elsewhere, and a way down."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from muse_nodes.training import losses
from muse_nodes.training.points import MIRROR, POINTS

SEEDS = st.integers(0, 1000)


def soft(seed: int, *shape: int) -> torch.Tensor:
    """A soft matte without quite 0 and 1, so that it has finite logits."""
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(shape or (2, 1, 8, 12), generator=generator) * 0.98 + 0.01


TERMS: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "divergence": lambda z, a: losses.divergence(z, a).mean(),
    "hardest": lambda z, a: losses.hardest_pixels(z, a, 0.2),
    "boundary": losses.boundary,
    "distillation": losses.distillation,
    "temporal": lambda z, a: losses.temporal(z[:1], a[:1], z[1:], a[1:]),
}


@pytest.mark.parametrize("name", TERMS)
@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_zero_at_the_label_and_above_zero_elsewhere(name: str, seed: int) -> None:
    alpha = soft(seed)
    assert TERMS[name](torch.logit(alpha), alpha) == pytest.approx(0, abs=1e-5)
    assert TERMS[name](torch.logit(soft(seed + 1)), alpha) > 1e-3


@pytest.mark.parametrize("name", TERMS)
def test_gradients_lead_to_the_label(name: str) -> None:
    alpha, logits = soft(1), torch.logit(soft(2)).requires_grad_()
    optimiser, first = torch.optim.Adam([logits], 0.1), TERMS[name](logits, alpha).item()
    for _ in range(200):
        optimiser.zero_grad()
        TERMS[name](logits, alpha).backward()
        assert torch.isfinite(logits.grad).all()
        optimiser.step()
    assert TERMS[name](logits, alpha).item() < 0.2 * first


@pytest.mark.parametrize("name", TERMS)
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_mirroring_changes_nothing(name: str, seed: int) -> None:
    alpha, logits = soft(seed), torch.logit(soft(seed + 7))
    mirrored = TERMS[name](logits.flip(3), alpha.flip(3))
    assert TERMS[name](logits, alpha).item() == pytest.approx(mirrored.item(), rel=1e-4)


@pytest.mark.parametrize("name", TERMS)
def test_hard_labels_and_steep_logits_stay_finite(name: str) -> None:
    alpha = torch.tensor([0.0, 1.0]).repeat(2, 1, 4, 4)
    for steep in (-80.0, 0.0, 80.0):
        logits = torch.full_like(alpha, steep).requires_grad_()
        loss = TERMS[name](logits, alpha)
        loss.backward()
        assert torch.isfinite(loss)
        assert torch.isfinite(logits.grad).all()


def test_divergence_by_hand() -> None:
    found = losses.divergence(torch.tensor([0.0]), torch.tensor([0.25]))
    expected = 0.25 * math.log(0.25 / 0.5) + 0.75 * math.log(0.75 / 0.5)
    assert found.item() == pytest.approx(expected, rel=1e-6)


def test_only_the_hardest_pixels_count() -> None:
    alpha, logits = torch.zeros(1, 1, 10, 10), torch.full((1, 1, 10, 10), -9.0)
    logits[0, 0, 0, :5] = 9.0
    worst = losses.divergence(torch.tensor([9.0]), torch.tensor([0.0])).item()
    assert losses.hardest_pixels(logits, alpha, 0.05).item() == pytest.approx(worst)
    assert losses.hardest_pixels(logits, alpha, 0.1).item() == pytest.approx(worst / 2, rel=1e-3)


def test_an_error_at_the_edge_weighs_more_than_one_far_away() -> None:
    alpha = torch.zeros(1, 1, 16, 16)
    alpha[..., 8:] = 1
    right = torch.logit(alpha, eps=1e-6)
    near, far = right.clone(), right.clone()
    near[0, 0, 8, 7] = 10
    far[0, 0, 8, 1] = 10
    assert losses.boundary(near, alpha) > 5 * losses.boundary(far, alpha)


def test_motion_that_the_label_has_too_is_no_flicker() -> None:
    alpha = soft(3)
    wrong = torch.logit(alpha.clone())
    wrong[:, :, 0] = 3.0  # the same mistake in both frames, where the label does not change
    alpha[1, :, 0] = alpha[0, :, 0]
    found = losses.temporal(wrong[:1], alpha[:1], wrong[1:], alpha[1:])
    assert found.item() == pytest.approx(0, abs=1e-5)


def test_heat_stands_where_the_point_is_and_as_high_as_its_score() -> None:
    points = torch.tensor([[[0.5, 0.25, 0.8], [0.3, 0.3, 0.0], [1.2, 0.5, 1.0]]])
    heat = losses.heat_targets(points, (16, 32))
    assert heat[0, 1:].abs().max() == 0  # not seen; outside the picture
    rows, columns = torch.meshgrid(torch.arange(16), torch.arange(32), indexing="ij")
    total = heat[0, 0].sum()
    assert ((columns + 0.5) * heat[0, 0]).sum() / total == pytest.approx(16, abs=1e-3)
    assert ((rows + 0.5) * heat[0, 0]).sum() / total == pytest.approx(4, abs=0.02)
    assert heat[0, 0].max() == pytest.approx(0.8 * math.exp(-0.25 / 2.25), rel=1e-4)


def test_points_nobody_looked_for_teach_nothing() -> None:
    points, known = torch.rand(1, 2, 3), torch.tensor([[1.0, 0.0]])
    logits = torch.zeros(1, 2, 8, 8, requires_grad=True)
    losses.key_points(logits, points, known).backward()
    assert logits.grad[0, 0].abs().max() > 0
    assert logits.grad[0, 1].abs().max() == 0
    nothing = losses.key_points(logits, points, torch.zeros(1, 2))
    assert nothing.item() == 0
    nothing.backward()


def test_key_points_are_zero_at_their_targets_and_mirror_in_pairs() -> None:
    points = torch.rand(2, len(POINTS), 3)
    known = torch.ones(2, len(POINTS))
    target = losses.heat_targets(points, (8, 12))
    at_target = losses.key_points(torch.logit(target, eps=1e-7), points, known)
    assert at_target.item() == pytest.approx(0, abs=1e-5)
    logits = torch.randn(2, len(POINTS), 8, 12)
    other = points[:, MIRROR] * torch.tensor([-1.0, 1, 1]) + torch.tensor([1.0, 0, 0])
    mirrored = losses.key_points(logits[:, MIRROR].flip(3), other, known)
    expected = losses.key_points(logits, points, known)
    assert mirrored.item() == pytest.approx(expected.item(), rel=1e-4)
