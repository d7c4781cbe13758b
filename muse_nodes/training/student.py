"""The student: MobileNetV3-small with a light decoder, one head for the matte, one for key points.

Backbone: Howard et al., "Searching for MobileNetV3", 2019, table 2, without the last convolution.
Its tensors have the names that torchvision gives them, so ImageNet weights fit by name.
Where a GPU does the work it may be MiT-b0, the backbone of SegFormer (``segformer.py``), with the
same decoder and heads: loss, loop, checkpoint and export need not know which.
Decoder: a feature pyramid (Lin et al., 2017) of depthwise separable convolutions up to a quarter
of the input's size. Every convolution is followed by batch normalisation, which export folds into
it, and by ReLU or hard-swish, which quantise well.

The matte leaves a quarter-size map as ``subpixel`` squared channels that are laid out as pixels
(sub-pixel convolution, Shi et al., 2016). A plain quarter-size matte would be cheaper by a third
of a millisecond, but the best that such a grid can hold, brought up to a 720p frame, is further
from the exact alpha than a general network's output (docs/decisions/0051).

Key points are heat maps of the same quarter size, not SimCC vectors: they share the decoder, they
are shift-equivariant, so that the few hundred poses of one session are not learnt by heart place
by place, and the height of a peak is the point's score. ``models/heatmaps.py`` finds peaks to a
fraction of a cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import torch
from torch import nn

from muse_nodes.training.points import POINTS
from muse_nodes.training.segformer import MixTransformer, stage_channels

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
"""ImageNet's mean and deviation of RGB in 0..1, which backbone weights from there expect."""

STRIDE = 4
"""Input pixels per cell of a heat map."""

Outputs: TypeAlias = tuple[torch.Tensor, torch.Tensor]

Architecture: TypeAlias = Literal["mobilenet", "segformer"]
"""MobileNetV3-small runs in milliseconds on a CPU; SegFormer's MiT-b0 wants a GPU."""


@dataclass(frozen=True, slots=True)
class StudentConfig:
    """Shape of a student. Sizes in pixels, multiples of 32; ``multiplier`` scales the backbone's
    channels (1 = those that ImageNet weights have).

    ``decoder`` is the number of channels of the decoder, ``subpixel`` 1, 2 or 4: matte cells per
    quarter-size cell and direction. 4 gives a matte of the input's size. ``points`` is how many of
    ``POINTS`` are found, from the first: 17 are the body. ``arch`` is the backbone.
    """

    height: int = 192
    width: int = 320
    multiplier: float = 1.0
    decoder: int = 32
    subpixel: int = 4
    points: int = len(POINTS)
    arch: Architecture = "mobilenet"

    def __post_init__(self) -> None:
        """Refuse a shape that cannot be built; ValueError says which number is wrong."""
        for side in (self.height, self.width):
            if side % 32 or not 32 <= side <= 2048:
                raise ValueError(f"the input's sides must be multiples of 32 to 2048, not {side}")
        if not 0.1 <= self.multiplier <= 4:
            raise ValueError(f"the multiplier must be 0.1 to 4, not {self.multiplier}")
        if self.subpixel not in (1, 2, 4):
            raise ValueError(f"subpixel must be 1, 2 or 4, not {self.subpixel}")
        if not (4 <= self.decoder <= 512 and 1 <= self.points <= len(POINTS)):
            raise ValueError(f"it needs 4 to 512 decoder channels, and 1 to {len(POINTS)} points")
        if self.arch not in ("mobilenet", "segformer"):
            raise ValueError(f"a backbone must be mobilenet or segformer, not {self.arch!r}")

    @property
    def matte_size(self) -> tuple[int, int]:
        """Rows and columns of the matte."""
        return self.height * self.subpixel // STRIDE, self.width * self.subpixel // STRIDE

    @property
    def heat_size(self) -> tuple[int, int]:
        """Rows and columns of a heat map."""
        return self.height // STRIDE, self.width // STRIDE


@dataclass(frozen=True, slots=True)
class _Block:
    kernel: int
    expanded: int
    out: int
    squeeze: bool
    hard_swish: bool
    stride: int


_BLOCKS = (
    _Block(3, 16, 16, True, False, 2),
    _Block(3, 72, 24, False, False, 2),
    _Block(3, 88, 24, False, False, 1),
    _Block(5, 96, 40, True, True, 2),
    _Block(5, 240, 40, True, True, 1),
    _Block(5, 240, 40, True, True, 1),
    _Block(5, 120, 48, True, True, 1),
    _Block(5, 144, 48, True, True, 1),
    _Block(5, 288, 96, True, True, 2),
    _Block(5, 576, 96, True, True, 1),
    _Block(5, 576, 96, True, True, 1),
)
_TAPS = (1, 3, 8, 11)
"""Modules of MobileNetV3 that the decoder reads: a quarter, an eighth, ... of the input's size."""


class Student(nn.Module):
    """RGB pictures (B, 3, H, W) in 0..1 to matte logits (B, 1, h, w) and heat logits (B, K, ..)."""

    def __init__(self, config: StudentConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or StudentConfig()
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(STD).view(1, 3, 1, 1), persistent=False)
        stem = divisible(16 * config.multiplier)
        size = config.decoder
        if config.arch == "segformer":
            self.features: nn.Module = MixTransformer(config.multiplier)
            taps = list(stage_channels(config.multiplier))
            self.stem = conv_norm(3, stem, 3, stride=2, act=nn.Hardswish)
        else:
            self.features, taps = _mobilenet(stem, config.multiplier)
        self.detail = nn.Conv2d(stem, size, 2, stride=2, bias=False)
        self.lateral = nn.ModuleList(nn.Conv2d(tap, size, 1, bias=False) for tap in taps)
        self.merge = nn.ModuleList(separable(size, size) for _ in _TAPS[:-1])
        self.matte = nn.Sequential(
            separable(size, size), nn.Conv2d(size, config.subpixel**2, 1),
            nn.PixelShuffle(config.subpixel),
        )  # fmt: skip
        self.points = nn.Sequential(separable(size, size), nn.Conv2d(size, config.points, 1))
        _initialise(self)
        # The pixels of a cell begin alike (Aitken et al., "Checkerboard artifact free sub-pixel
        # convolution", 2017): edges that have to grow smooth first look like combs for long.
        last = self.matte[1].weight
        last.data.copy_(last.data[:1].expand_as(last))
        # At the start every cell says "no key point here" and its loss is small, as most are right.
        nn.init.constant_(self.points[1].bias, -4.0)

    def forward(self, picture: torch.Tensor) -> Outputs:
        """The logits of matte and key points; a sigmoid makes probabilities of them."""
        normal = (picture - self.mean) / self.std
        fine, levels = self._encoded(normal)
        levels = [lateral(level) for lateral, level in zip(self.lateral, levels, strict=True)]
        levels[0] = levels[0] + self.detail(fine)
        x = levels[-1]
        for level, merge in zip(reversed(levels[:-1]), self.merge, strict=True):
            x = nn.functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = merge(x + level)
        return self.matte(x), self.points(x)

    def _encoded(self, x: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """A map of half the picture's size, and the four that the decoder reads."""
        if not isinstance(self.features, nn.Sequential):
            return self.stem(x), self.features(x)
        levels = []
        for i, module in enumerate(self.features):
            x = module(x)
            if i in (0, *_TAPS):
                levels.append(x)
        return levels[0], levels[1:]

    @property
    def parameter_count(self) -> int:
        """How many numbers are learnt."""
        return sum(p.numel() for p in self.parameters())


def _mobilenet(stem: int, multiplier: float) -> tuple[nn.Sequential, list[int]]:
    """The backbone by torchvision's names, and the channels of what the decoder reads of it."""
    modules: list[nn.Module] = [conv_norm(3, stem, 3, stride=2, act=nn.Hardswish)]
    channels = [stem]
    for block in _BLOCKS:
        modules.append(InvertedResidual(channels[-1], block, multiplier))
        channels.append(divisible(block.out * multiplier))
    return nn.Sequential(*modules), [channels[i] for i in _TAPS]


def divisible(channels: float, by: int = 8) -> int:
    """The multiple of ``by`` nearest to ``channels``, never more than a tenth below it."""
    rounded = max(by, int(channels + by / 2) // by * by)
    return rounded + by if rounded < 0.9 * channels else rounded


def conv_norm(
    channels: int, out: int, kernel: int = 1, *, stride: int = 1, groups: int = 1,
    act: type[nn.Module] | None = nn.ReLU,
) -> nn.Sequential:  # fmt: skip
    """Convolution, batch normalisation and activation, with torchvision's names 0, 1, 2."""
    layers: list[nn.Module] = [
        nn.Conv2d(channels, out, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(out, eps=1e-3, momentum=0.05),
    ]
    if act is not None:
        # Normalisation does not need its output again, so ReLU need not make a second copy of it.
        layers.append(nn.ReLU(inplace=True) if issubclass(act, nn.ReLU) else act())
    return nn.Sequential(*layers)


def separable(channels: int, out: int) -> nn.Sequential:
    """A depthwise 3x3 and a pointwise convolution, normalised, each with ReLU."""
    return nn.Sequential(
        conv_norm(channels, channels, 3, groups=channels), conv_norm(channels, out)
    )


class SqueezeExcitation(nn.Module):
    """Weigh channels by what the whole picture holds (Hu et al., 2018), with a hard sigmoid."""

    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, squeezed, 1)
        self.fc2 = nn.Conv2d(squeezed, channels, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``x`` with every channel scaled by 0..1."""
        weight = self.fc1(x.mean((2, 3), keepdim=True)).relu()
        return x * nn.functional.hardsigmoid(self.fc2(weight))


class InvertedResidual(nn.Module):
    """Expand, filter each channel alone, weigh, project back; added to the input if it fits."""

    def __init__(self, channels: int, block: _Block, multiplier: float) -> None:
        super().__init__()
        expanded, out = divisible(block.expanded * multiplier), divisible(block.out * multiplier)
        act = nn.Hardswish if block.hard_swish else nn.ReLU
        layers: list[nn.Module] = []
        if block.expanded != 16:  # torchvision leaves the first one out: it expands to what it has
            layers.append(conv_norm(channels, expanded, act=act))
        layers.append(
            conv_norm(
                expanded, expanded, block.kernel, stride=block.stride, groups=expanded, act=act
            )
        )
        if block.squeeze:
            layers.append(SqueezeExcitation(expanded, divisible(expanded // 4)))
        layers.append(conv_norm(expanded, out, act=None))
        self.block = nn.Sequential(*layers)
        self.residual = block.stride == 1 and channels == out

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The block's output."""
        return x + self.block(x) if self.residual else self.block(x)


def _initialise(model: nn.Module) -> None:
    """He et al., 2015, for convolutions by their outputs; the rest as torch has it."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
