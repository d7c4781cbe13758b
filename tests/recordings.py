"""Recordings whose every picture says which one it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from muse_nodes.api import EndOfStream
from muse_nodes.media import VideoReader
from muse_nodes.media.reader import Pixels

SIZE = (64, 48)
BITS = 16


def numbered(number: int, size: tuple[int, int] = SIZE) -> Pixels:
    """A picture with ``number`` in black and white bars across it, some shades below."""
    width, height = size
    picture = np.zeros((height, width, 3), np.uint8)
    picture[:] = np.linspace(30, 200, width, dtype=np.uint8)[None, :, None]
    bar = width // BITS
    for bit in range(BITS):
        level = 235 if number >> bit & 1 else 20
        picture[: height // 2, bit * bar : (bit + 1) * bar] = level
    return picture


def number_of(picture: Pixels) -> int:
    """The number in a picture."""
    height, width = picture.shape[:2]
    bar = width // BITS
    middles = picture[height // 4, bar // 2 :: bar, 1][:BITS]
    return sum(1 << bit for bit, level in enumerate(middles) if level > 127)


def played(path: Path) -> tuple[list[int], list[float], str]:
    """What is in a recording: the number of each picture, its time, and what damage was told."""
    reader = VideoReader(path)
    picture = np.empty((reader.size[1], reader.size[0], 3), np.uint8)
    numbers, times = [], []
    try:
        while True:
            times.append(reader.read(picture))
            numbers.append(number_of(picture))
    except EndOfStream:
        return numbers, times, reader.damage
    finally:
        reader.close()
