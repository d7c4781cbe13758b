"""MiT, the backbone of SegFormer, for students that are trained and run on a GPU.

Xie et al., "SegFormer: simple and efficient design for semantic segmentation with transformers",
2021. It is transformers' own implementation, with maps of a quarter to a 32nd of the input's size,
as the decoder wants them. Nothing in it is random: dropping paths would need draws of its own in
every step, and what the draws were would have to be kept for a run to go on exactly.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

_HEADS = (1, 2, 5, 8)
_PER_HEAD = 32
"""Channels of each head of MiT-b0, in every stage."""


def stage_channels(multiplier: float) -> tuple[int, ...]:
    """Channels of the four maps: 32, 64, 160 and 256 for a ``multiplier`` of 1."""
    each = max(4, round(_PER_HEAD * multiplier))
    return tuple(heads * each for heads in _HEADS)


class MixTransformer(nn.Module):
    """Normalised RGB pictures (B, 3, H, W) to four maps, the finest first.

    MiT-b0 for a ``multiplier`` of 1; its tensors have transformers' names. Raises ImportError
    where transformers is not installed.
    """

    def __init__(self, multiplier: float = 1.0) -> None:
        super().__init__()
        from transformers import SegformerConfig, SegformerModel

        config = SegformerConfig(
            hidden_sizes=list(stage_channels(multiplier)), num_attention_heads=list(_HEADS),
            depths=[2, 2, 2, 2], mlp_ratios=[4, 4, 4, 4], drop_path_rate=0.0,
            hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        )  # fmt: skip
        self.encoder: Any = SegformerModel(config)

    def forward(self, picture: torch.Tensor) -> list[torch.Tensor]:
        """A quarter, an eighth, a 16th and a 32nd of the picture's size."""
        maps = self.encoder(picture, output_hidden_states=True).hidden_states
        return list(maps)
