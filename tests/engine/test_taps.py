"""Taps: what flows on any port, written to a file of the fitting kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bundled_runs import host_on, small_graph
from small_nodes import graph, host

from muse_nodes import media
from muse_nodes.api import Ctx, Field, Flag, Number, Text, node
from muse_nodes.engine.change import GraphProblemsError
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.taps import Tap


@node("test.names", category="Test")
class Names:
    def process(self, ctx: Ctx, number: Number) -> Text:
        return f"number {number:g} ä"


@node("test.odd", category="Test")
class Odd:
    def process(self, ctx: Ctx, number: Number) -> Flag:
        return number % 2 == 1


@node("test.bend", category="Test")
class Bend:
    def process(self, ctx: Ctx, number: Number) -> Field:
        return np.full((2, 3, 2), number / 3, np.float32)


COUNTING = graph(
    {"in": ("count", {"frames": 3}), "words": "names", "odd": "odd", "bend": "bend"},
    ["in.number > words.number", "in.number > odd.number", "in.number > bend.number"],
)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("port", "values"),
    [
        ("in.number", [1.0, 2.0, 3.0]),
        ("words.text", ["number 1 ä", "number 2 ä", "number 3 ä"]),
        ("odd.flag", [True, False, True]),
        ("bend.field", [[[[v, v]] * 3] * 2 for v in (0.333, 0.667, 1.0)]),
    ],
)
def test_small_values_become_lines(port: str, values: list[Any], tmp_path: Path) -> None:
    name, _, out = port.partition(".")
    path = tmp_path / "values.jsonl"
    run = host([Names, Odd, Bend]).start(
        COUNTING, RunOptions(), taps=[Tap(name, out, str(path))]
    )  # fmt: skip
    assert run.wait(20)
    assert run.close().faults == []
    assert [line["value"] for line in lines(path)] == values
    assert [(line["frame"], round(line["time"] * 30)) for line in lines(path)] == [
        (0, 0), (1, 1), (2, 2),
    ]  # fmt: skip
    assert [p.name for p in tmp_path.iterdir()] == ["values.jsonl"]


@pytest.fixture(scope="module")
def pixels() -> Iterator[Host]:
    cpu = CpuDevice(2)
    yield host_on(cpu, load_registry(), cpu)
    cpu.close()


def test_pictures_mattes_key_points_and_layers(pixels: Host, tmp_path: Path) -> None:
    taps = [
        Tap("composite", "image", str(tmp_path / "film.mkv")),
        Tap("scene", "frame", str(tmp_path / "frames")),
        Tap("scene", "matte", str(tmp_path / "mattes")),
        Tap("scene", "pose", str(tmp_path / "pose.jsonl")),
        Tap("warp", "layer", str(tmp_path / "layer.jsonl")),
    ]
    run = pixels.start(small_graph("demo", 96, 54), RunOptions(frames=3), taps=taps)
    assert run.wait(60)
    assert run.close().faults == []
    assert media.VideoReader(tmp_path / "film.mkv").size == (96, 54)
    frames, mattes = (sorted((tmp_path / n).iterdir()) for n in ("frames", "mattes"))
    assert [p.name for p in frames] == [p.name for p in mattes]
    assert [p.name for p in frames] == [f"frame_{i:06d}.png" for i in range(3)]
    scene = media.DemoScene(96, 54, 30.0, 1, noise=1.5)
    expected = np.empty((54, 96, 3), np.uint8)
    for index, path in enumerate(frames):
        scene.frame(index, expected)
        assert np.array_equal(media.read_image(path)[0], expected)
    grey = media.read_image(mattes[2])[0][..., 0] / 255
    assert np.abs(grey - scene.matte(2, grey.shape[::-1])).max() <= 0.5 / 255 + 1e-6
    pose = lines(tmp_path / "pose.jsonl")[2]["value"]
    assert np.allclose(pose["points"], scene.pose(2).points, atol=1e-3)
    layer = lines(tmp_path / "layer.jsonl")[2]["value"]
    assert (layer["frame"], layer["gain"]) == ([54, 96, 3], None)
    assert np.shape(layer["field"])[-1] == 2


@pytest.mark.parametrize(
    ("tap", "words"),
    [
        (Tap("nobody", "image", "x"), "There is no node 'nobody' to tap. There are: in, words"),
        (Tap("in", "film", "x"), "'in' has no output 'film' to tap. It gives: number."),
        (Tap("in", "number", "no/such/folder/x"), "does not exist"),
    ],
)
def test_a_tap_that_does_not_fit_is_a_problem(tap: Tap, words: str) -> None:
    engine = host([Names, Odd, Bend])
    with pytest.raises(GraphProblemsError, match=words):
        engine.start(COUNTING, RunOptions(), taps=[tap])


def test_the_graph_itself_is_left_alone(tmp_path: Path) -> None:
    engine = host([Names, Odd, Bend])
    before = COUNTING
    run = engine.start(before, RunOptions(), taps=[Tap("in", "number", str(tmp_path / "x"))])
    run.wait(20)
    run.close()
    assert [n.id for n in before.nodes] == ["in", "words", "odd", "bend"]
    assert engine.registry.get("muse.tap.number") is None
    with pytest.raises(GraphProblemsError, match="no sink"):
        engine.start(before, RunOptions())
