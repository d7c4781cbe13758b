"""What the tests of every node feed it with: small, moving, read-only values of every port type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from muse_nodes import media
from muse_nodes.api import Layer, Pose
from muse_nodes.engine.schema import NodeSchema

Size = tuple[int, int]

_SLACK = 8  # kernels may read (not use) a few bytes behind the end of a buffer


def locked(values: np.ndarray) -> np.ndarray:
    """A read-only copy in a buffer like the engine's: writing to it raises."""
    block = np.empty(values.nbytes + _SLACK, np.uint8)
    array = block[: values.nbytes].view(values.dtype).reshape(values.shape)
    array[...] = values
    array.setflags(write=False)
    return array


def frame(size: Size, index: int) -> np.ndarray:
    """A textured room with a bright block that moves by a few pixels a frame."""
    room = np.random.default_rng(5).integers(60, 190, (*size, 3), np.uint8)
    room[size[0] // 4 :, (5 * index) % size[1] :][:, : max(1, size[1] // 3)] = 230, 120, 60
    return locked(room)


def matte(size: Size, index: int) -> np.ndarray:
    """The block of ``frame``, softer, at about half its size."""
    rows, columns = max(1, size[0] // 2), max(1, size[1] // 2)
    soft = np.zeros((rows, columns), np.float32)
    soft[rows // 4 :, (5 * index // 2) % columns :][:, : max(1, columns // 3)] = 0.9
    return locked(soft)


def pose(size: Size, index: int, count: int = 17) -> Pose:
    """Key points spread over the picture, all of them sure."""
    spread = np.random.default_rng(9).uniform(0.2, 0.8, (1, count, 3)).astype(np.float32)
    points = spread * np.float32([size[1], size[0], 0]) + np.float32([index, 0, 1])
    return Pose(locked(points), {17: "coco17", 478: "face478"}[count])


def value_for(name: str, kind: str, size: Size, index: int) -> Any:
    """Something to connect to the input ``name`` of the type ``kind``."""
    if kind == "Frame":  # a plate or room is a picture without the block, the same in all frames
        return frame(size, index) if name not in ("plate", "room") else frame(size, 0)
    if kind == "Pose":
        return pose(size, index, 478 if name == "face" else 17)
    makers: dict[str, Any] = {
        "Matte": lambda: matte(size, index),
        "Layer": lambda: Layer(frame(size, index), matte(size, index)),
        "Number": lambda: 1.0 + index % 2,
        "Text": lambda: f"frame {index}",
        "Flag": lambda: index % 2 == 0,
    }
    return makers[kind]()


def inputs(schema: NodeSchema, size: Size, index: int, *, all_of_them: bool = True) -> list[Any]:
    """One value per input (two for an input that takes any number), optional ones too if asked.

    An input that takes the latest value has none in the first frame, as in a real run.
    """
    from muse_nodes.api import Latest

    given: list[Any] = []
    for port in schema.inputs:
        wanted = all_of_them or not port.optional
        value = value_for(port.name, port.type.name, size, index) if wanted else None
        if port.many:
            given += [value, value] if wanted else []
        elif port.latest:
            given.append(Latest(value, 1 / 30) if wanted and index else None)
        else:
            given.append(value)
    return given


def films(folder: Path, size: Size) -> dict[str, str]:
    """A film of five pictures and a still of ``size`` in ``folder``: their paths by kind."""
    film, still = folder / "film.mkv", folder / "still.png"
    if not film.exists():
        media.write_image(still, frame(size, 0))
        height, width = size
        with media.VideoWriter(film, size=(width, height), fps=30.0, codec="ffv1") as writer:
            for index in range(5):
                writer.write(frame(size, index))
    return {"film": str(film), "still": str(still)}
