"""The encoder of MediaPipe's selfie segmentation network as torch modules, read from its ONNX file.

It is MobileNetV3-small down to a sixteenth of the picture's size, only narrower than the student's
and with a convolution more in its first block (Apache-2.0, The MediaPipe Authors). Having seen many
thousand people, it knows what a few clips cannot teach.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from muse_nodes.api import ModelError

LEVELS = 8
"""Blocks that the two networks have in common: the student's ``features[1]`` to ``[8]``."""


@dataclass(frozen=True, slots=True)
class Convolution:
    """One convolution with its bias, in the order of the file."""

    weight: Tensor
    bias: Tensor


@dataclass(frozen=True, slots=True)
class Block:
    """An inverted residual block: ``expand`` first, ``squeeze`` where channels are weighed."""

    expand: Convolution
    depth: Convolution
    squeeze: tuple[Convolution, Convolution] | None
    project: Convolution
    stride: int
    hard_swish: bool
    residual: bool


@dataclass(frozen=True, slots=True)
class Encoder:
    """The stem and the blocks; called with pictures (B, 3, H, W) in 0..1."""

    stem: Convolution
    blocks: tuple[Block, ...]

    def __call__(self, picture: Tensor, *, padded_as_made: bool = False) -> list[Tensor]:
        """What comes out of each block. Padding is symmetric, as the student's is, unless it is to
        be as the network was made with: all at the end where the stride is 2."""
        x = _filtered(picture, self.stem, 2, as_made=padded_as_made)
        x = functional.hardswish(x)
        levels = []
        for block in self.blocks:
            x = _through(block, x, as_made=padded_as_made)
            levels.append(x)
        return levels


def read_encoder(path: Path) -> Encoder:
    """The encoder in ``selfie_segmentation.onnx``; ModelError when it is another network."""
    found = iter(_convolutions(path))
    strides = (2, 2, 1, 2, 1, 1, 1, 1)
    try:
        stem = next(found)
        blocks = []
        for i, stride in enumerate(strides):
            expand, depth = next(found), next(found)
            squeeze = (next(found), next(found)) if i not in (1, 2) else None
            blocks.append(
                Block(expand, depth, squeeze, next(found), stride, i >= 3, i in (2, 4, 5, 6, 7))
            )
    except StopIteration:
        raise ModelError(f"'{path}' is no selfie segmentation network: it is too short.") from None
    encoder = Encoder(stem, tuple(blocks))
    _check(encoder, path)
    return encoder


def _check(encoder: Encoder, path: Path) -> None:
    widths = [tuple(block.depth.weight.shape[::2]) for block in encoder.blocks]
    if widths != [(16, 3), (72, 3), (88, 3), (96, 5), (128, 5), (128, 5), (96, 5), (96, 5)]:
        raise ModelError(f"'{path}' is another network than the selfie segmentation: {widths}.")


def _convolutions(path: Path) -> list[Convolution]:
    import onnx
    from onnx import numpy_helper

    graph: Any = onnx.load(str(path)).graph
    stored = {tensor.name: tensor for tensor in graph.initializer}
    cast = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Cast"}

    def numbers(name: str) -> Tensor:
        array = numpy_helper.to_array(stored[cast.get(name, name)])
        return torch.from_numpy(np.array(array, np.float32))

    return [
        Convolution(numbers(node.input[1]), numbers(node.input[2]))
        for node in graph.node
        if node.op_type == "Conv"
    ]


def _filtered(x: Tensor, layer: Convolution, stride: int = 1, *, as_made: bool = False) -> Tensor:
    kernel = layer.weight.shape[2]
    groups = x.shape[1] if layer.weight.shape[1] == 1 and x.shape[1] > 1 else 1
    before = after = kernel // 2
    if as_made and stride == 2:
        before -= 1
    x = functional.pad(x, (before, after, before, after))
    return functional.conv2d(x, layer.weight, layer.bias, stride, groups=groups)


def _through(block: Block, x: Tensor, *, as_made: bool) -> Tensor:
    act = functional.hardswish if block.hard_swish else functional.relu
    y = act(_filtered(x, block.expand))
    y = act(_filtered(y, block.depth, block.stride, as_made=as_made))
    if block.squeeze:
        first, second = block.squeeze
        weight = functional.relu(_filtered(y.mean((2, 3), keepdim=True), first))
        y = y * torch.sigmoid(_filtered(weight, second))
    y = _filtered(y, block.project)
    return x + y if block.residual else y
