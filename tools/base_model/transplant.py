"""A student whose first blocks see as those of the selfie segmentation network do.

The student is as deep and wider. The blocks that have the same form take the weights into their
first channels, and what they add to those is nothing at first; the normalisation is set so that
nothing changes whether it measures or uses what it has measured. The rest, the first block (it
lacks a convolution) and the last two (a residual less), learns from pictures to give what the
original gives (Romero et al., "FitNets", 2015). No labelled person is needed for either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from muse_nodes.training.optimise import rate_at
from muse_nodes.training.presets import Preset
from muse_nodes.training.student import MEAN, STD, Student, StudentConfig
from tools.base_model.selfie import LEVELS, Block, Convolution, Encoder

_SIGMOID_BY_HARD = 1.3
"""A sigmoid is nearest to a hard sigmoid of so many times its argument."""

Pictures = Callable[[int], Tensor]
"""The pictures (B, 3, H, W) in 0..1 of a step."""


def transplanted(config: StudentConfig, encoder: Encoder, pictures: Pictures) -> Student:
    """A new student with the encoder's weights where they fit; measured on ``pictures(0)``."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        student = Student(config)
    with torch.no_grad():
        biases = dict(_stem(student, encoder.stem))
        for i, block in enumerate(encoder.blocks):
            biases |= dict(_block(student.features[i + 1], block))
        _measure(student, biases, pictures(0))
    return student


def fitted(
    student: Student,
    encoder: Encoder,
    pictures: Pictures,
    steps: int,
    tell: Callable[[int, float], None],
) -> Student:
    """Let the student's blocks learn to give what the encoder gives; ``tell`` hears the loss."""
    wanted = student.features[: LEVELS + 1]
    optimiser = torch.optim.AdamW(wanted.parameters(), lr=1e-3)
    plan = Preset("hints", steps, rate=2e-3)
    student.train()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, steps, plan)
        batch = pictures(step)
        with torch.no_grad():
            targets = encoder(batch)
        loss = torch.stack(list(_distances(student, batch, targets))).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        if step % 20 == 0 or step + 1 == steps:
            tell(step, float(loss))
    return student


def _distances(student: Student, batch: Tensor, targets: list[Tensor]) -> Iterator[Tensor]:
    """For each block the squared distance to the encoder's, in parts of the latter's variance."""
    x = student.features[0]((batch - student.mean) / student.std)
    for i, target in enumerate(targets):
        x = student.features[i + 1](x)
        variance = target.var((0, 2, 3)).clamp_min(1e-4)
        wrong = (x[:, : target.shape[1]] - target).square().mean((0, 2, 3))
        yield (wrong / variance).clamp_max(4).mean()


def _stem(student: Student, given: Convolution) -> Iterator[tuple[nn.Module, Tensor]]:
    """The first convolution, for pictures that the student has normalised before."""
    conv, norm = student.features[0][0], student.features[0][1]
    std, mean = torch.tensor(STD).view(1, 3, 1, 1), torch.tensor(MEAN).view(1, 3, 1, 1)
    conv.weight[: len(given.weight)] = given.weight * std
    yield norm, given.bias + (given.weight * mean).sum((1, 2, 3))


def _block(module: Any, given: Block) -> Iterator[tuple[nn.Module, Tensor]]:
    """Every convolution of a block that both have, and the biases for its normalisations."""
    parts = list(module.block)
    if len(parts) - (given.squeeze is not None) == 3:
        expand = parts.pop(0)
        _put(expand[0].weight, given.expand.weight)
        yield expand[1], given.expand.bias
    depth, project = parts[0], parts[-1]
    depth[0].weight[: len(given.depth.weight)] = given.depth.weight
    yield depth[1], given.depth.bias
    if given.squeeze:
        _squeeze(parts[1], *given.squeeze)
    _put(project[0].weight, given.project.weight)
    yield project[1], given.project.bias


def _squeeze(module: Any, first: Convolution, second: Convolution) -> None:
    _put(module.fc1.weight, first.weight)
    module.fc1.bias[: len(first.bias)] = first.bias
    _put(module.fc2.weight, second.weight * _SIGMOID_BY_HARD)
    module.fc2.bias[: len(second.bias)] = second.bias * _SIGMOID_BY_HARD


def _put(weight: Tensor, given: Tensor) -> None:
    """Into the first rows and columns; the other columns add nothing to these rows."""
    rows, columns = given.shape[:2]
    weight[:rows] = 0
    weight[:rows, :columns] = given


def _measure(student: Student, biases: dict[nn.Module, Tensor], pictures: Tensor) -> None:
    """Set every normalisation by what comes in, so that it gives its input plus the bias."""

    def measure(norm: Any, given: tuple[Tensor, ...]) -> None:
        variance, mean = torch.var_mean(given[0], (0, 2, 3), unbiased=False)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        bias = biases.get(norm)
        if bias is not None:
            count = len(bias)
            norm.weight[:count] = (variance[:count] + norm.eps).sqrt()
            norm.bias[:count] = mean[:count] + bias

    norms = [module for module in student.modules() if isinstance(module, nn.BatchNorm2d)]
    hooks = [norm.register_forward_pre_hook(measure) for norm in norms]
    student.eval()(pictures)
    for hook in hooks:
        hook.remove()
