"""What training makes small: how far matte and key points are from their labels.

All terms take logits, are 0 at the optimum, never negative, and are means, so that their weights
hold for any batch and picture size. They are computed in float32 whatever the network ran in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

_SURE = 1e-4
"""Labels are pulled this far from 0 and 1 where their logit is needed."""

_TINY = 1e-12
"""What a logarithm sees instead of 0; x log(x) is 0 there all the same."""


@dataclass(frozen=True, slots=True)
class LossWeights:
    """Factor of each term, and the hardest share of the pixels that ``matte`` looks at."""

    matte: float = 1.0
    boundary: float = 0.5
    temporal: float = 4.0
    distillation: float = 0.5
    points: float = 0.2
    hardest: float = 0.25
    temperature: float = 2.0


class _Divergence(torch.autograd.Function):
    """KL of Bernoulli distributions, whose gradient is known: sigmoid(logits) - target.

    Written out because torch's own xlogy and the backward pass of its cross-entropy, which it
    takes apart into many operations, cost more on a CPU than the network's first layers.
    """

    @staticmethod
    def forward(ctx: Any, logits: Tensor, target: Tensor) -> Tensor:
        rest = 1 - target
        entropy = target * target.clamp_min(_TINY).log() + rest * rest.clamp_min(_TINY).log()
        ctx.save_for_backward(logits, target)
        return (functional.softplus(logits) - logits * target + entropy).clamp_min_(0)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None]:
        logits, target = ctx.saved_tensors
        return (logits.sigmoid() - target).mul_(grads[0]), None


def divergence(logits: Tensor, target: Tensor) -> Tensor:
    """Per element: Kullback-Leibler divergence of Bernoulli(sigmoid(logits)) from the target.

    KL = a log(a/p) + (1-a) log((1-a)/(1-p)), which is binary cross-entropy less the target's own
    entropy: the same gradient, and 0 rather than a floor where p equals a soft label a. The
    target is taken as given: no gradient flows into it.
    """
    found: Tensor = _Divergence.apply(logits.float(), target.float())
    return found


def hardest_pixels(logits: Tensor, alpha: Tensor, share: float = 0.25) -> Tensor:
    """Mean divergence over the hardest ``share`` (0..1] of the pixels of the whole batch.

    Online hard example mining (Shrivastava et al., 2016) by pixels, as bootstrapped
    cross-entropy has it (Wu et al., 2016): most pixels are easy and would drown the rest.
    """
    loss = divergence(logits, alpha).flatten()
    return loss.topk(max(1, round(share * loss.numel())), sorted=False).values.mean()


def boundary(logits: Tensor, alpha: Tensor, reach: int = 2) -> Tensor:
    """Mean |p - a|, where pixels near an edge of the label count more.

    The weight is 0.1 + r with r = max - min of the label within ``reach`` cells, 0 on flat parts
    and 1 across a hard edge. In the manner of U-net's weight map (Ronneberger et al., 2015), but
    from the soft label itself.
    """
    alpha = alpha.float()
    highest, lowest = _widened(alpha, reach, torch.maximum), _widened(alpha, reach, torch.minimum)
    weight = 0.1 + highest - lowest
    return (weight * (logits.float().sigmoid() - alpha).abs()).sum() / weight.sum()


def _widened(alpha: Tensor, reach: int, extreme: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """The largest or smallest value within ``reach`` cells, rows first and then columns.

    By windows that double (2, 4, ... and the rest once more): a max-pooling of torch, which looks
    at every window anew, takes 30 times as long on a CPU.
    """
    for axis in (3, 2):
        length, window, wanted = alpha.shape[axis], 1, 2 * reach + 1
        sides = (reach, reach, 0, 0) if axis == 3 else (0, 0, reach, reach)
        alpha = functional.pad(alpha, sides, mode="replicate")
        while window < wanted:
            step = min(window, wanted - window)
            kept = alpha.shape[axis] - step
            alpha = extreme(alpha.narrow(axis, 0, kept), alpha.narrow(axis, step, kept))
            window += step
        alpha = alpha.narrow(axis, 0, length)
    return alpha


def temporal(logits: Tensor, alpha: Tensor, later_logits: Tensor, later_alpha: Tensor) -> Tensor:
    """sqrt(mean(((p' - p) - (a' - a))^2)) over two consecutive frames.

    dtSSD (Erofeev et al., 2015) as a loss, as in Robust Video Matting (Lin et al., 2021): what is
    punished is change that the label does not have, not motion. The root is smoothed at 0.
    """
    change = later_logits.float().sigmoid() - logits.float().sigmoid()
    wrong = change - (later_alpha.float() - alpha.float())
    tiny = 1e-4
    return (wrong.square().mean() + tiny**2).sqrt() - tiny


def distillation(logits: Tensor, teacher: Tensor, temperature: float = 2.0) -> Tensor:
    """T^2 KL(sigmoid(t / T) || sigmoid(z / T)), t the logit of the teacher's soft output (0..1).

    Hinton et al., 2015. A temperature T above 1 makes the teacher's doubts count more.
    """
    logit = torch.logit(teacher.float(), eps=_SURE)
    soft = (logit / temperature).sigmoid()
    return temperature**2 * divergence(logits.float() / temperature, soft).mean()


def heat_targets(points: Tensor, size: tuple[int, int], sigma: float = 1.5) -> Tensor:
    """Heat maps (B, K, h, w): at each point a Gaussian of its score's height, ``sigma`` in cells.

    ``points`` is (B, K, 3): x and y in 0..1 of the picture, score in 0..1. A point with score 0,
    or outside the picture, gives an empty map. Not rounded to cells (Zhang et al., 2020).
    """
    x = points[..., 0, None] * size[1] - 0.5
    y = points[..., 1, None] * size[0] - 0.5
    columns = torch.arange(size[1], device=points.device, dtype=torch.float32)
    rows = torch.arange(size[0], device=points.device, dtype=torch.float32)
    across = torch.exp(-((columns - x) ** 2) / (2 * sigma**2))
    down = torch.exp(-((rows - y) ** 2) / (2 * sigma**2))
    inside = ((points[..., :2] >= 0) & (points[..., :2] <= 1)).all(-1)
    height = points[..., 2] * inside
    return down[..., :, None] * across[..., None, :] * height[..., None, None]


def key_points(logits: Tensor, points: Tensor, known: Tensor) -> Tensor:
    """Mean divergence between heat maps and targets, over the points that are ``known``.

    ``known`` (B, K) is 1 where the label says where the point is, or that it is not to be seen,
    and 0 where nobody looked: those add nothing. Cells near a point count up to 20 times as much
    as empty ones, of which there are hundreds for each. 0 if no point is known.
    """
    target = heat_targets(points, (logits.shape[2], logits.shape[3]))
    weight = 1 + 19 * target
    each = (weight * divergence(logits, target)).sum((2, 3)) / weight.sum((2, 3))
    known = known.to(each.dtype)
    return (each * known).sum() / known.sum().clamp_min(1)
