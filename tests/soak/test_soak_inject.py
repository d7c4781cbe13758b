"""Node types that fail on command: the real ones otherwise."""

from __future__ import annotations

import inspect
import logging
from typing import Any, NamedTuple

import numpy as np
import pytest

from muse_nodes.api import Ctx, Frame, Layer, Matte, MediaError, Pose, Spec, node
from muse_nodes.engine.registry import Registry
from muse_nodes.soak.board import Switchboard
from muse_nodes.soak.inject import injected, name_of
from muse_nodes.soak.plan import Kind


class Both(NamedTuple):
    image: Frame
    alpha: Matte


@node("soak.both", category="Test")
class Gives:
    def setup(self, ctx: Ctx, frame: Spec, *, level: int) -> None:
        self.told = (frame, level)

    def process(self, ctx: Ctx, frame: Frame, *, level: int = 3) -> Both:
        return Both(np.full((4, 6, 3), level, np.uint8), np.ones((4, 6), np.float32))


@node("soak.bare", category="Test")
class Bare:
    def process(self, ctx: Ctx, frame: Frame) -> Matte:
        return np.ones((4, 6), np.float32)


@node("soak.layer", category="Test")
class Lays:
    def process(self, ctx: Ctx, frame: Frame) -> Layer:
        return Layer(frame)


@node("soak.points", category="Test")
class Points:
    def process(self, ctx: Ctx, frame: Frame) -> Pose:
        return Pose(np.zeros((1, 17, 3), np.float32), "coco17")


@node("soak.sink", category="Test")
class Sink:
    def process(self, ctx: Ctx, frame: Frame) -> None:
        """Takes it."""


class Ctx_:  # noqa: N801 - stands for the engine's; only what an injected node asks of it
    def __init__(self, name: str, index: int = 0) -> None:
        self.log = logging.getLogger(f"muse.node.{name}")
        self.frame_index = index


PICTURE = np.zeros((4, 6, 3), np.uint8)


@pytest.fixture
def board() -> Switchboard:
    return Switchboard()


@pytest.fixture
def made(board: Switchboard) -> dict[str, Any]:
    plain = Registry().extended([Gives, Bare, Lays, Points, Sink])
    registry = injected(plain, board)
    for schema in registry:
        assert schema.inputs == plain.schemas[schema.id].inputs
        assert schema.declaration is plain.schemas[schema.id].declaration
    return {schema.id: schema.factory() for schema in registry}


def test_without_a_fault_they_are_the_real_ones(made: Any, board: Switchboard) -> None:
    gives = made["soak.both"]
    assert isinstance(gives, Gives)
    assert list(inspect.signature(gives.setup).parameters) == ["ctx", "frame", "level"]
    gives.setup(Ctx_("a"), frame="spec", level=2)
    assert gives.told == ("spec", 2)
    assert gives.process(Ctx_("a"), PICTURE, level=2).image.max() == 2
    assert board.last_work("a") > 0
    assert [name for _, name in board.setups] == ["a"]


def test_a_node_without_a_setup_is_asked_for_nothing_there(made: Any, board: Switchboard) -> None:
    assert list(inspect.signature(made["soak.bare"].setup).parameters) == ["ctx"]
    made["soak.bare"].setup(Ctx_("b"))
    assert [name for _, name in board.setups] == ["b"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("raise", RuntimeError), ("out of memory", MemoryError), ("disk full", OSError),
        ("unplug", MediaError), ("drop camera", MediaError),
    ],
)  # fmt: skip
def test_what_raises(made: Any, board: Switchboard, kind: Kind, error: type[Exception]) -> None:
    fault = board.begin(kind, "a")
    with pytest.raises(error):
        made["soak.bare"].process(Ctx_("a"), PICTURE)
    assert board.last_work("a") == 0
    assert made["soak.bare"].process(Ctx_("other"), PICTURE) is not None
    board.end(fault)
    assert made["soak.bare"].process(Ctx_("a"), PICTURE) is not None


@pytest.mark.parametrize("kind", ["unplug", "drop camera"])
def test_what_is_gone_cannot_be_set_up_either(made: Any, board: Switchboard, kind: Kind) -> None:
    fault = board.begin(kind, "a")
    with pytest.raises(MediaError):
        made["soak.bare"].setup(Ctx_("a"))
    board.end(fault)
    made["soak.bare"].setup(Ctx_("a"))


def test_not_a_number_is_in_every_matte_and_the_picture_stays(
    made: Any, board: Switchboard
) -> None:
    board.begin("nan", "a")
    image, alpha = made["soak.both"].process(Ctx_("a"), PICTURE)
    assert np.isnan(alpha).all()
    assert image.max() == 3
    assert np.isnan(made["soak.bare"].process(Ctx_("a"), PICTURE)).all()


def test_every_kind_of_value_gets_a_wrong_shape(made: Any, board: Switchboard) -> None:
    board.begin("wrong shape", "a")
    image, alpha = made["soak.both"].process(Ctx_("a"), PICTURE)
    assert image.shape == (2, 6, 3)
    assert alpha.shape == (2, 6)
    assert made["soak.layer"].process(Ctx_("a"), PICTURE).frame.shape == (2, 6, 3)
    assert made["soak.points"].process(Ctx_("a"), PICTURE).points.ndim == 2


def test_a_stall_lasts_until_its_cause_is_gone(made: Any, board: Switchboard) -> None:
    fault = board.begin("stall", "a")
    fault.over.set()  # it is over as soon as it began: nothing has to be waited for
    assert made["soak.bare"].process(Ctx_("a"), PICTURE) is not None
    assert fault.met == 1


def test_sinks_note_the_order_of_their_frames(made: Any, board: Switchboard) -> None:
    for index in (3, 2):
        made["soak.sink"].process(Ctx_("s", index), PICTURE)
    assert board.out_of_order


def test_a_name_is_read_from_the_ctx() -> None:
    assert name_of(Ctx_("composite")) == "composite"
