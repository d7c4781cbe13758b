"""The harness that node authors test with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import pytest

from muse_nodes.api import (
    Ctx,
    Frame,
    Layer,
    ModelError,
    Pose,
    Slider,
    Spec,
    action,
    frame_spec,
    node,
)
from muse_nodes.api.ports import POSE
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.harness import NoModels, harness, load_node, spec_of
from muse_nodes.engine.values import BadValueError


@node("test.trails", category="Test")
class Trails:
    """Fading ghosts; it tells what happens to it."""

    torn_down = 0

    def setup(self, ctx: Ctx, frame: Spec) -> None:
        self.ghost = ctx.xp.zeros(frame.shape, "float32")

    def process(
        self, ctx: Ctx, frame: Frame, *, decay: Annotated[float, Slider(0, 1)] = 0.5
    ) -> Frame:
        ctx.xp.maximum(frame, self.ghost * decay, out=self.ghost)
        ctx.status(f"{ctx.frame_index} at {ctx.time * 30:.0f}")
        ctx.show(frame)
        out = ctx.empty(frame_spec(*frame.shape[:2]))
        out[...] = self.ghost
        return out

    @action(label="Forget")
    def forget(self, ctx: Ctx) -> None:
        self.ghost[...] = 0

    def teardown(self) -> None:
        Trails.torn_down += 1


BRIGHT, DARK = np.full((4, 6, 3), 200, np.uint8), np.zeros((4, 6, 3), np.uint8)


def test_calls_are_frames_and_parameters_have_their_defaults() -> None:
    with harness(Trails).running() as run:
        assert run(BRIGHT).mean() == 200
        assert run(DARK).mean() == 100
        assert run(DARK, decay=0.1).mean() == 10
        assert run.figures.status == "2 at 2"
        assert len(run.shown) == 3
        assert run.planned == (frame_spec(4, 6),)


def test_actions_and_a_fresh_start() -> None:
    with harness(Trails).running() as run:
        run(BRIGHT)
        run.act("forget")
        assert run(DARK).mean() == 0
        run(BRIGHT)
        run.restart()
        assert run(DARK).mean() == 0
        assert run.figures.status == "0 at 0"


def test_teardown_is_called_once_and_only_after_a_setup() -> None:
    before = Trails.torn_down
    device = CpuDevice(1)
    with harness(Trails).running(device):
        pass
    assert Trails.torn_down == before
    with harness(Trails).running(device) as run:
        run(DARK)
        run.restart()  # set up before, so a teardown is owed
    assert Trails.torn_down == before + 1
    device.close()


def test_wrong_parameters_are_refused_as_in_a_graph() -> None:
    with harness(Trails).running() as run:
        with pytest.raises(TypeError, match="has no parameter 'speed'"):
            run(DARK, speed=1)
        with pytest.raises(BadValueError, match="between 0 and 1"):
            run(DARK, decay=2.0)


def test_a_node_file_is_loaded_by_its_path() -> None:
    nodes = Path(__file__).resolve().parents[2] / "nodes"
    with load_node(nodes / "values.py", "muse.values.number").running() as run:
        assert run(value=3.0) == 3.0
    with pytest.raises(LookupError, match=r"declares no node 'muse\.values\.nothing'"):
        load_node(nodes / "values.py", "muse.values.nothing")


def test_a_machine_without_networks_says_so() -> None:
    with pytest.raises(ModelError, match="no network for 'pose'"):
        NoModels().network("pose", frame=frame_spec(4, 6))


def test_specs_are_read_off_the_values() -> None:
    assert spec_of(BRIGHT) == frame_spec(4, 6)
    assert spec_of(Layer(BRIGHT)) == frame_spec(4, 6)
    assert spec_of(Pose(np.zeros((1, 5, 3), np.float32), "coco17")) == Spec(
        POSE, (1, 5, 3), "float32"
    )
    assert str(spec_of(np.zeros((2, 3), np.float32))) == "Matte 2x3 float32"
    assert str(spec_of(np.zeros((2, 3, 2), np.float32))) == "Field 2x3x2 float32"
    assert spec_of(1.0) is None
