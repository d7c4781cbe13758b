"""The contract, tried on every node type there is: what holds for one holds for all."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from node_inputs import films, inputs

from muse_nodes.api import EndOfStream, Layer, NodeError, Pose, Spec
from muse_nodes.engine.device import CountingDevice, CpuDevice
from muse_nodes.engine.device.foreign import bare
from muse_nodes.engine.harness import Harness, RunningNode
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.schema import NodeSchema, ParamSchema, Value, derive

REGISTRY = load_registry()
EVERYTHING = list(REGISTRY)
SCHEMAS = [schema for schema in EVERYTHING if not schema.is_task]
SIZES = [(36, 64), (45, 77), (1, 1)]
SMALL = SIZES[0]
VIRTUAL_CAMERA = "muse.output.virtual_camera"
FREE_NUMBERS = {("muse.values.number", "value"), ("muse.values.math", "second"),
                ("muse.values.compare", "second")}  # fmt: skip

declared_node = pytest.mark.parametrize("schema", EVERYTHING, ids=lambda schema: schema.id)
every_node = pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.id)
every_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[1]}x{size[0]}")


@pytest.fixture(scope="module")
def device() -> Iterator[CpuDevice]:
    cpu = CpuDevice(2)
    yield cpu
    cpu.close()


def needed(schema: NodeSchema, folder: Path, size: tuple[int, int]) -> dict[str, Any]:
    """The parameters without which a node has nothing to do here: files, and a small size."""
    height, width = size
    made = films(folder, size)
    small = {"width": max(16, width), "height": max(16, height)}
    return {
        "muse.sources.camera": {"source": made["film"]},
        "muse.sources.demo_scene": small,
        "muse.sources.video_file": {"path": made["film"]},
        "muse.sources.image": {"path": made["still"]},
        "muse.output.video_writer": {"path": str(folder / "out.mkv"), "overwrite": True},
    }.get(schema.id, {})


@contextmanager
def running(schema: NodeSchema, device: Any, data: Path) -> Iterator[RunningNode]:
    """The node; where this machine has no virtual camera, its clear refusal is all there is."""
    try:
        with Harness(schema, data=data).running(device) as node:
            yield node
    except NodeError as error:
        if schema.id != VIRTUAL_CAMERA:
            raise
        check_refusal(error)


def check_refusal(error: NodeError) -> None:
    """A sentence and what to try."""
    assert error.message.endswith(".")
    assert error.hint


def run(
    schema: NodeSchema, node: RunningNode, size: tuple[int, int], count: int, params: dict[str, Any]
) -> list[Any]:
    """What a node gives for some frames: copies, because buffers are used again."""
    return [
        copied(node(*inputs(schema, size, index), **params)) for index in range(count)
    ]  # fmt: skip


def copied(value: Any) -> Any:
    """A value that nobody else holds a part of."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, Pose):
        return Pose(value.points.copy(), value.skeleton)
    if isinstance(value, Layer):
        return Layer(copied(value.frame), copied(value.matte), copied(value.field), value.gain)
    return tuple(map(copied, value)) if isinstance(value, tuple) else value


def same(one: Any, other: Any) -> bool:
    """Bit for bit the same values."""
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=True))
    if isinstance(one, Pose):
        return one.skeleton == other.skeleton and same(one.points, other.points)
    if isinstance(one, Layer):
        parts = ("frame", "matte", "field", "gain")
        return all(same(getattr(one, p), getattr(other, p)) for p in parts)
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def check_outputs(schema: NodeSchema, node: RunningNode, result: Any) -> None:
    """What came out is of the declared types and of the planned shapes."""
    values = [result] if schema.bare else list(result)
    if not schema.flowing:
        assert values == [None]
        return
    for declared, planned, value in zip(schema.flowing, node.planned, values, strict=True):
        where = f"{schema.id}.{declared.name}"
        assert planned.type is declared.type, where
        if value is None:
            assert declared.optional, f"{where} gave nothing"
        else:
            check_value(where, declared.type.name, planned, value)


def check_value(where: str, kind: str, planned: Spec, value: Any) -> None:
    if kind in ("Frame", "Matte", "Field"):
        assert (value.shape, str(value.dtype)) == (planned.shape, planned.dtype), where
        assert value.flags.c_contiguous, where
        if kind == "Matte":
            assert 0 <= value.min() <= value.max() <= 1, where
    elif kind == "Layer":
        assert isinstance(value, Layer), where
        assert value.frame.ndim == 3, where
        assert value.field is None or np.isfinite(value.field).all(), where
    elif kind == "Pose":
        assert value.points.dtype == np.float32, where
        assert value.points.ndim == 3, where
        assert value.points.shape[1:] == planned.shape[1:], where
        assert np.isfinite(value.points).all(), where
    else:
        expected = {"Number": (int, float), "Text": (str,), "Flag": (bool,)}[kind]
        assert isinstance(value, expected), where


@declared_node
def test_it_is_declared_and_described(schema: NodeSchema) -> None:
    assert derive(schema.factory) == schema
    first = schema.doc.splitlines()[0] if schema.doc else ""
    assert first.endswith((".", ":")), f"{schema.id} needs a docstring that says what it is for"
    assert schema.category
    for param in schema.params:
        where = f"{schema.id}.{param.name}"
        assert param.doc.endswith("."), f"{where} needs a Doc sentence"
        if param.kind in ("int", "float") and (schema.id, param.name) not in FREE_NUMBERS:
            assert param.slider is not None, f"{where} needs a Slider"
            assert param.slider.low <= float(param.default) <= param.slider.high, where
        if param.kind == "float" and param.slider is not None and param.slider.high > 1:
            assert param.slider.unit, f"{where} goes beyond 1 and needs a unit"


@every_size
@every_node
def test_it_runs_with_defaults_and_leaves_its_inputs_alone(
    schema: NodeSchema, size: tuple[int, int], device: CpuDevice, tmp_path: Path
) -> None:
    params = needed(schema, tmp_path, size)
    with running(schema, device, tmp_path) as node:
        for index in range(4):  # the inputs are read-only: writing to them raises
            check_outputs(schema, node, node(*inputs(schema, size, index), **params))


@every_node
def test_it_runs_with_nothing_but_what_it_must_have(
    schema: NodeSchema, device: CpuDevice, tmp_path: Path
) -> None:
    params = needed(schema, tmp_path, SMALL)
    with running(schema, device, tmp_path) as node:
        for index in range(2):
            given = inputs(schema, SMALL, index, all_of_them=False)
            check_outputs(schema, node, node(*given, **params))


@every_node
def test_set_up_again_it_starts_afresh(
    schema: NodeSchema, device: CpuDevice, tmp_path: Path
) -> None:
    params = needed(schema, tmp_path, SMALL)
    with running(schema, device, tmp_path) as node:
        first = run(schema, node, SMALL, 4, params)
        node.restart()
        again = run(schema, node, SMALL, 4, params)
        assert same(first, again)


@every_node
def test_torn_down_it_leaves_nothing_behind(
    schema: NodeSchema, device: CpuDevice, tmp_path: Path
) -> None:
    params = needed(schema, tmp_path, SMALL)
    with running(schema, device, tmp_path) as node:
        node(*inputs(schema, SMALL, 0), **params)  # what is loaded once and for all is loaded now
    before = set(threading.enumerate()), open_files()
    with running(schema, device, tmp_path) as node:
        run(schema, node, SMALL, 3, params)
    assert set(threading.enumerate()) == before[0]
    assert open_files() == before[1]


def open_files() -> int:
    """How many files this process has open; -1 where the system does not tell."""
    gc.collect()  # a file that the garbage collector has not come to yet is no leak
    folder = Path("/proc/self/fd")
    return len(os.listdir(folder)) if folder.is_dir() else -1


def ends(param: ParamSchema, folder: Path) -> list[Value]:
    """Both ends of a parameter's range, or all that it can be."""
    made = films(folder, SMALL)
    if param.slider is not None:
        whole = param.kind == "int"
        low, high = param.slider.low, param.slider.high
        return [round(low), round(high)] if whole else [low, high]
    if param.kind == "file":
        assert param.file is not None
        return ["", made["still"]] if param.file.mode == "read" else [str(folder / "other.mkv")]
    by_kind: dict[str, list[Value]] = {
        "bool": [False, True], "choice": list(param.choices), "colour": ["#000000", "#ffffff"],
        "int": [0, 1], "float": [-1e6, 1e6], "text": ["", "words"],
    }  # fmt: skip
    return by_kind[param.kind]


PARAMS = [(schema, param) for schema in SCHEMAS for param in schema.params]
BY_NAME = {"source", "model", "device"}  # words for things that this machine may not have
SUFFIX = {"h264": "mkv", "prores4444": "mov", "vp9": "webm", "ffv1": "mkv", "png": "png"}


@pytest.mark.parametrize(
    ("schema", "param"), PARAMS, ids=[f"{s.id}.{p.name}" for s, p in PARAMS]
)  # fmt: skip
def test_every_parameter_may_be_at_both_ends(
    schema: NodeSchema, param: ParamSchema, device: CpuDevice, tmp_path: Path
) -> None:
    if param.name in BY_NAME:
        pytest.skip("names a camera, network or driver; tested with the node itself")
    for value in ends(param, tmp_path):
        params = {**needed(schema, tmp_path, SMALL), param.name: value}
        params |= companions(schema, param.name, value, tmp_path)
        try:
            with running(schema, device, tmp_path) as node:
                for index in range(2):
                    check_outputs(schema, node, node(*inputs(schema, SMALL, index), **params))
        except EndOfStream:
            assert schema.is_source
        except NodeError as error:  # an empty path is a choice that nodes may refuse, in words
            if value != "":
                raise
            check_refusal(error)


def companions(schema: NodeSchema, name: str, value: Value, folder: Path) -> dict[str, Any]:
    """Parameters that must go with another one."""
    made = films(folder, SMALL)
    if schema.id == "muse.background.source" and name == "kind":
        return {"file": {"image": made["still"], "video": made["film"]}.get(str(value), "")}
    if schema.id == "muse.background.source" and name in ("fit", "file"):
        return {"kind": "image", "file": value if name == "file" else made["still"]}
    if schema.id == "muse.output.video_writer" and name == "codec":
        return {"path": str(folder / f"out.{SUFFIX.get(str(value), 'mp4')}")}
    if schema.id == "muse.output.video_writer" and name == "audio_from":
        return {"audio_from": made["film"] if value else ""}
    return {}


ON_THE_DEVICE = [
    s for s in SCHEMAS if s.inputs and s.outputs and s.declaration.runs_on == "any"
]  # fmt: skip


@pytest.mark.parametrize("schema", ON_THE_DEVICE, ids=lambda schema: schema.id)
def test_it_touches_arrays_of_another_device_only_through_its_ctx(
    schema: NodeSchema, device: CpuDevice, tmp_path: Path
) -> None:
    params = needed(schema, tmp_path, SMALL)
    counting = CountingDevice(device)
    with Harness(schema, data=tmp_path).running(device) as node:
        expected = run(schema, node, SMALL, 3, params)
    with Harness(schema, data=tmp_path).running(counting) as node:
        for index in range(3):
            given = [
                value if isinstance(value, Pose) else counting.wrapped(value)
                for value in inputs(schema, SMALL, index)
            ]  # key points are small values, which always live on the host
            result = node(*given, **params)
            assert same(copied(bare(result)), expected[index])
    assert (counting.uploads, counting.downloads) == (0, 0)
