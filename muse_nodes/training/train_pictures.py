"""What a student in training makes of frames that it has never seen, as one picture to look at."""

from __future__ import annotations

import numpy as np
import torch

from muse_nodes.api import Array
from muse_nodes.training.batches import Material, gather
from muse_nodes.training.student import Student

COLOUR = (0, 150, 90)
"""What the person is put in front of: a green that shows what is left of the room."""

FRAMES = 4
_GAP = 4


def sheet(student: Student, held_out: Material, count: int = FRAMES) -> Array:
    """Up to ``count`` held-out frames from left to right, uint8 (H', W', 3), at training size.

    From top to bottom: the frame, its label, the student's matte, and the person cut out with it.
    """
    device = next(student.parameters()).device
    rows = np.unique(np.linspace(0, len(held_out) - 1, count).round().astype(int))
    batch = gather(held_out, rows, 0, device)
    with torch.no_grad():
        logits = student(batch.picture)[0].float()
    size = (batch.picture.shape[2], batch.picture.shape[3])
    matte = torch.nn.functional.interpolate(
        logits.sigmoid(), size, mode="bilinear", align_corners=False
    )
    colour = torch.tensor(COLOUR, device=device).view(1, 3, 1, 1) / 255
    cut_out = batch.picture * matte + colour * (1 - matte)
    grey = (each.expand(-1, 3, -1, -1) for each in (batch.alpha, matte))
    columns = torch.stack([batch.picture, *grey, cut_out], 1)
    levels = (columns * 255).round().clamp(0, 255).to(torch.uint8).cpu().numpy()
    return _tiled(levels.transpose(1, 0, 3, 4, 2))


def _tiled(pictures: Array) -> Array:
    """Pictures (rows, columns, H, W, 3) as one, a dark gap between them."""
    rows, columns, height, width, _ = pictures.shape
    shape = (rows * (height + _GAP) - _GAP, columns * (width + _GAP) - _GAP, 3)
    out = np.full(shape, 24, np.uint8)
    for i in range(rows):
        for j in range(columns):
            top, left = i * (height + _GAP), j * (width + _GAP)
            out[top : top + height, left : left + width] = pictures[i, j]
    return out
