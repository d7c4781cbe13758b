"""The nodes that know pixels and people on arrays that NumPy cannot read, as on a GPU."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from ctx_for_tests import person_matte, room_picture

from muse_nodes.api import Latest, Layer, Pose
from muse_nodes.engine.device import CountingDevice, CpuDevice, NullDevice
from muse_nodes.engine.harness import RunningNode, harness
from nodes.background import BackgroundBuffer, BackgroundSource
from nodes.keypoints import BodyPose, FaceMesh
from nodes.matte import MatteTools, PlateKeyer
from nodes.shape import Place, Warp
from nodes.understanding import Segment

ROOM = room_picture()
MATTE = person_matte(90, 160, 0.5)
PLATE = np.roll(ROOM, 3, axis=1)
POSE = Pose(np.full((1, 17, 3), 0.9, np.float32), "coco17")
POSE.points[0, [5, 6, 11, 12], :2] = (190, 90), (130, 90), (180, 160), (140, 160)
FIELD = np.full((18, 32, 2), 2, np.float32)

MENDED = {"steadiness": 0.5, "low": 0.1, "high": 0.9, "grow": 2.0, "feather": 1.0}
CASES: list[tuple[type, tuple[Any, ...], dict[str, Any]]] = [
    (Segment, (ROOM,), {}),
    (Segment, (ROOM, PLATE, Latest(ROOM, 0.0)), {}),
    (BodyPose, (ROOM, Latest(MATTE, 0.0)), {}),
    (FaceMesh, (ROOM,), {}),
    (PlateKeyer, (ROOM, PLATE, Latest(ROOM, 0.0)), {}),
    (MatteTools, (MATTE,), MENDED),
    (BackgroundBuffer, (ROOM, MATTE, None), {}),
    (BackgroundBuffer, (ROOM, MATTE, PLATE), {}),
    (BackgroundSource, (ROOM, PLATE), {"kind": "blur"}),
    (BackgroundSource, (ROOM, None), {"kind": "colour"}),
    (Warp, (ROOM, MATTE, POSE), {"waist": -1.0}),
    (Place, (Layer(ROOM, MATTE, FIELD),), {"mirror": True, "turn": 20.0}),
]  # fmt: skip


def uploaded(device: Any, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The inputs as the engine hands them over: pixels on the device, the rest on the host."""
    moved = []
    for value in inputs:
        if isinstance(value, Latest):
            moved.append(Latest(device.upload(value.value), value.age))
        elif value is None or isinstance(value, Pose):
            moved.append(value)
        else:
            moved.append(device.upload(value))
    return tuple(moved)


def run(node: RunningNode, device: Any, inputs: tuple[Any, ...], params: dict[str, Any]) -> Any:
    moved = uploaded(device, inputs)
    for _ in range(12):
        result = node(*moved, **params)
    return result


@pytest.mark.parametrize(("cls", "inputs", "params"), CASES)
def test_runs_on_a_device_that_computes_nothing(
    cls: type, inputs: tuple[Any, ...], params: dict[str, Any]
) -> None:
    device = NullDevice()
    with harness(cls).running(device) as node:
        run(node, device, inputs, params)
    assert device.downloads == 0


@pytest.mark.parametrize(("cls", "inputs", "params"), CASES)
def test_gives_the_same_on_a_foreign_device(
    cls: type, inputs: tuple[Any, ...], params: dict[str, Any]
) -> None:
    host = CpuDevice(1)
    device = CountingDevice(host)
    with harness(cls).running(host) as node:
        expected = run(node, host, inputs, params)
    with harness(cls).running(device) as node:
        result = run(node, device, inputs, params)
    assert device.downloads == 0
    bare = tuple(result) if isinstance(result, tuple) else result
    same(device.download(bare), expected)
    host.close()


def same(result: Any, expected: Any) -> None:
    if isinstance(expected, np.ndarray):
        assert np.array_equal(result, expected)
    elif isinstance(expected, Pose):
        assert np.array_equal(result.points, expected.points)
    elif isinstance(expected, Layer):
        for name in ("frame", "matte", "field"):
            same(getattr(result, name), getattr(expected, name))
    elif isinstance(expected, tuple):
        for a, b in zip(result, expected, strict=True):
            same(a, b)
    else:
        assert result == expected


def test_a_room_heals_itself_on_a_foreign_device() -> None:
    nobody = np.zeros((90, 160), np.float32)
    host = CpuDevice(1)
    device = CountingDevice(host)
    lamp = np.clip(ROOM * np.linspace(0.4, 1.3, ROOM.shape[1])[:, None], 0, 255).astype(np.uint8)
    with harness(BackgroundBuffer).running(device) as node:
        for frame in (ROOM, np.roll(ROOM, 5, axis=1), lamp):
            for _ in range(45):
                learned = node(device.upload(frame), device.upload(nobody), None)
        node.act("reset_background")
        learned = node(device.upload(ROOM), device.upload(nobody), None)
    assert np.abs(device.download(learned.plate).astype(int) - ROOM).mean() < 3
    host.close()
