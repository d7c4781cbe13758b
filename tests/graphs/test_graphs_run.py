"""Every bundled graph runs, on every device, and moves each picture over the border just once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from bundled_runs import NAMES, finished, host_on, small_graph

from muse_nodes.engine.device import CountingDevice, CpuDevice, NullDevice
from muse_nodes.engine.registry import Registry, load_registry

FRAMES = 4
STILLS = 1  # the clean plate: the same object in every frame, so it is moved once
PER_FRAME = {"demo": 2}  # its source gives the exact matte beside the frame

every_graph = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.fixture(scope="module")
def cpu() -> Iterator[CpuDevice]:
    device = CpuDevice(2)
    yield device
    device.close()


@every_graph
def test_it_runs_without_a_camera_a_network_or_a_window(
    name: str, registry: Registry, cpu: CpuDevice
) -> None:
    shown: list[tuple[int, ...]] = []
    run = finished(
        host_on(cpu, registry, cpu), small_graph(name), 3, lambda _, f: shown.append(f.shape)
    )
    assert [str(fault) + fault.trace for fault in run.stats.faults] == []
    assert run.stats.frames == 3
    assert shown == [(180, 320, 3)] * 3
    assert (run.stats.uploads, run.stats.downloads) == (0, 0)


@every_graph
def test_each_frame_goes_up_once_and_down_once(
    name: str, registry: Registry, cpu: CpuDevice
) -> None:
    device = NullDevice()
    run = finished(host_on(device, registry, cpu), small_graph(name), FRAMES)
    assert [str(fault) + fault.trace for fault in run.stats.faults] == []
    assert run.stats.uploads == PER_FRAME.get(name, 1) * FRAMES + STILLS
    assert run.stats.downloads == FRAMES
    # beyond that only blank frames have crossed the border, while the nodes were warmed up
    assert device.calls[-1] != "warm_up"


@every_graph
def test_another_device_gives_the_very_same_pictures(
    name: str, registry: Registry, cpu: CpuDevice
) -> None:
    sets = {"statistics": {"show": False}}  # the figures are never twice the same
    graph = small_graph(name, 320, 180, **sets)
    pictures: dict[str, list[np.ndarray]] = {}
    for device in (cpu, CountingDevice(cpu)):
        seen: list[np.ndarray] = pictures.setdefault(device.name, [])
        run = finished(
            host_on(device, registry, cpu), graph, FRAMES, lambda _, f, s=seen: s.append(f.copy())
        )
        assert [str(fault) + fault.trace for fault in run.stats.faults] == []
    assert run.stats.uploads == PER_FRAME.get(name, 1) * FRAMES + STILLS
    assert run.stats.downloads == FRAMES
    assert len(pictures["cpu"]) == FRAMES
    for expected, found in zip(pictures["cpu"], pictures["counting"], strict=True):
        assert np.array_equal(expected, found)


def test_a_frame_of_an_odd_size_runs_through_the_live_graph(
    registry: Registry, cpu: CpuDevice
) -> None:
    run = finished(host_on(cpu, registry, cpu), small_graph("live", 301, 167), 3)
    assert run.stats.faults == []
    assert run.stats.frames == 3
