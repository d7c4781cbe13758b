"""What turns a network's raw numbers into probabilities, without new arrays."""

from __future__ import annotations

import numpy as np

from muse_nodes.api import Array

STEEP = 30.0
"""Logits are clipped to this: e^-30 is nothing in float32, and nothing overflows."""


def sigmoid(raw: Array, out: Array) -> None:
    """1 / (1 + e^-raw), into ``out``."""
    np.clip(raw, -STEEP, STEEP, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    out += 1
    np.reciprocal(out, out=out)
