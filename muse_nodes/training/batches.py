"""Batches: which samples meet in which step, drawn from the seed and the step alone.

Nothing is remembered between steps, so training that goes on after a kill sees what it would have
seen: batch n of a seed is the same whenever it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from muse_nodes.api import Array


@dataclass(frozen=True, slots=True)
class Material:
    """All samples at the network's input size, N of them in order of time.

    ``frames`` is uint8 (N, H, W, 4): RGB and alpha, often a memory map. ``points`` is float32
    (N, K, 3), K those of ``POINTS``: x, y in 0..1 and the score; ``known`` bool (N, K).
    ``following`` int (N,) is the index of the frame right after each, itself where there is none.
    ``plate`` is the empty room, uint8 (H, W, 3), or those of several sessions, (P, H, W, 3), or
    None; ``room`` int (N,) says which of them is behind each sample, -1 for one without a plate;
    None means the first. ``backgrounds`` are other rooms, uint8 (M, H, W, 3).
    """

    frames: Array
    points: Array
    known: Array
    following: Array
    plate: Array | None = None
    backgrounds: Array | None = None
    room: Array | None = None

    def __len__(self) -> int:
        return len(self.frames)


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures (B, 3, H, W) in 0..1, alpha (B, 1, H, W), points (B, K, 3) and known (B, K).

    The last ``pairs`` rows follow the first ``pairs`` rows in time. ``room`` (B,), on the CPU, is
    that of the material.
    """

    picture: Tensor
    alpha: Tensor
    points: Tensor
    known: Tensor
    pairs: int = 0
    room: Tensor | None = None


def chosen(count: int, batch: int, step: int, seed: int) -> Array:
    """Indices of the samples of a step: whole shuffled rounds through all, one after the other."""
    first = step * batch
    found = []
    for place in range(first, first + batch):
        turn, at = divmod(place, count)
        found.append(int(_order(count, turn, seed)[at]))
    return np.array(found)


def _order(count: int, turn: int, seed: int) -> Array:
    return np.random.default_rng([seed, turn, count]).permutation(count)


def gather(material: Material, indices: Array, pairs: int, device: str | torch.device) -> Batch:
    """The samples at ``indices``, then those after the first ``pairs``, on ``device``."""
    rows = np.concatenate([indices, material.following[indices[:pairs]]])
    levels = torch.from_numpy(np.ascontiguousarray(material.frames[rows])).to(device)
    values = levels.permute(0, 3, 1, 2).to(torch.float32, memory_format=torch.contiguous_format)
    values.div_(255)
    return Batch(
        values[:, :3],
        values[:, 3:],
        torch.from_numpy(material.points[rows].astype(np.float32)).to(device),
        torch.from_numpy(material.known[rows].astype(np.float32)).to(device),
        pairs,
        None if material.room is None else torch.from_numpy(material.room[rows].astype(np.int64)),
    )
