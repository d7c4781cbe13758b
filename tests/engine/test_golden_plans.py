"""The printed plan of each bundled graph, on the CPU and on a device with a border.

A change of the planner may not change a line by accident. When a change is meant, write the files
anew with ``MUSE_UPDATE_GOLDEN=1 python -m pytest tests/engine/test_golden_plans.py`` and read
what the version control says about them.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from bundled_runs import NAMES, host_on, small_graph

from muse_nodes.engine.device import CpuDevice, NullDevice
from muse_nodes.engine.registry import Registry, load_registry

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "plans"
UPDATE = bool(os.environ.get("MUSE_UPDATE_GOLDEN"))


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.fixture(scope="module")
def cpu() -> Iterator[CpuDevice]:
    device = CpuDevice(2)
    yield device
    device.close()


def without_this_machine(plan: str) -> str:
    """The plan but for the sinks that could not be opened here, such as a virtual camera."""
    kept = (line for line in plan.splitlines() if not line.strip().startswith("unavailable"))
    return "\n".join(kept) + "\n"


@pytest.mark.parametrize("kind", ["cpu", "null"])
@pytest.mark.parametrize("name", NAMES)
def test_the_plan_is_as_it_was(name: str, kind: str, registry: Registry, cpu: CpuDevice) -> None:
    device = cpu if kind == "cpu" else NullDevice()
    printed = without_this_machine(
        host_on(device, registry, cpu).plan(small_graph(name, 1280, 720))
    )
    path = FOLDER / f"{name}_{kind}.txt"
    if UPDATE:
        path.write_text(printed, encoding="utf-8")
    golden = path.read_text(encoding="utf-8") if path.exists() else ""
    difference = "".join(
        difflib.unified_diff(
            golden.splitlines(True), printed.splitlines(True), f"golden/{path.name}", "now"
        )
    )
    assert not difference, f"The plan has changed:\n{difference}"


def test_there_is_no_plan_of_a_graph_that_is_gone() -> None:
    expected = {f"{name}_{kind}.txt" for name in NAMES for kind in ("cpu", "null")}
    assert {path.name for path in FOLDER.iterdir()} == expected


def test_equal_graphs_have_equal_plans(registry: Registry, cpu: CpuDevice) -> None:
    host = host_on(NullDevice(), registry, cpu)
    assert host.plan(small_graph("demo")) == host.plan(small_graph("demo"))
