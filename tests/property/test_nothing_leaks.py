"""A magenta room, nodes that fail in every way, edits in between: no magenta pixel gets out."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import pytest

from muse_nodes.api import (
    Ctx,
    EndOfStream,
    Frame,
    Matte,
    NodeError,
    Privacy,
    Shows,
    Spec,
    StreamInfo,
    frame_spec,
    matte_spec,
    node,
)
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import Host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import Registry, load_registry

SIZE, FRAMES = (32, 48), 120
MAGENTA, GREY, GREEN = (255, 0, 255), (120, 120, 120), (0, 177, 64)


@node("leak.room", category="Test")
class MagentaRoom:
    """A grey person who walks about a magenta room."""

    def setup(self, ctx: Ctx) -> None:
        self.index = 0

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, patient=True, frames=FRAMES)

    def plan(self, ctx: Ctx) -> Spec:
        return frame_spec(*SIZE)

    def process(self, ctx: Ctx) -> Frame:
        if self.index == FRAMES:
            raise EndOfStream
        picture = ctx.empty(frame_spec(*SIZE))
        picture[:] = MAGENTA
        picture[8:, 3 * self.index % 40 :][:, :10] = GREY
        self.index += 1
        return picture


def mishap(seed: int, index: int, name: str, kinds: list[str]) -> str:
    """What goes wrong in a frame: nothing, most of the time.

    At least each third frame goes well: after three failures in a row a node rests for seconds.
    """
    if index % 3 == 2:
        return ""
    return random.Random(f"{seed} {name} {index}").choice(["", "", *kinds])


def spoilt(kind: str, result: Any) -> Any:
    if kind == "raise":
        raise NodeError("It hurts.", hint="Stop it.")
    if kind == "shape":
        return np.zeros((3, 3, 3, 3), result.dtype)
    if kind == "nan":
        return np.full(result.shape, np.nan, np.float32)
    return result


@node("leak.find", category="Test")
class Find:
    """The exact matte of the person, when all goes well; else an old one, a broken one, or none."""

    def setup(self, ctx: Ctx) -> None:
        self.old: list[tuple[int, Matte]] = []

    def plan(self, ctx: Ctx, frame: Spec) -> Spec:
        return matte_spec(*SIZE)

    def process(self, ctx: Ctx, frame: Frame, *, seed: int = 0) -> Matte:
        kind = mishap(seed, ctx.frame_index, "find", ["raise", "nan", "shape", "stale"])
        matte = (frame[..., 1] > 60).astype(np.float32)
        self.old = [*self.old[-5:], (ctx.frame_index, matte)]
        if kind == "stale":
            index, matte = self.old[0]
            ctx.belongs_to(index)
        spoilt_matte: Matte = spoilt(kind, matte)
        return spoilt_matte


@node("leak.hide", category="Test", bypass="frame")
class Hide:
    """A green background, unless it fails (the camera stands in) or is told to show the room."""

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return given["frame"] if params["bare"] else Shows.NOTHING

    def process(self, ctx: Ctx, frame: Frame, *, bare: bool = False, seed: int = 0) -> Frame:
        out = ctx.empty(frame_spec(*SIZE))
        out[:] = frame if bare else np.asarray(GREEN, np.uint8)
        given: Frame = spoilt(mishap(seed, ctx.frame_index, "hide", ["raise", "shape"]), out)
        return given


@node("leak.last", category="Test")
class Last:
    """Passes on, or fails and is held."""

    def process(self, ctx: Ctx, frame: Frame, *, seed: int = 0) -> Frame:
        given: Frame = spoilt(mishap(seed, ctx.frame_index, "last", ["raise"]), frame)
        return given


@node("leak.wire", category="Test", public="always", queue=FRAMES)
class Wire:
    """What those who watch get: the number of magenta pixels and of person pixels, per frame."""

    got: ClassVar[list[tuple[int, int, int]]] = []

    def process(
        self, ctx: Ctx, frame: Frame, *, room: Privacy = "auto", slate: str = "",
        stale_ms: float = 0.0,
    ) -> None:  # fmt: skip
        pixels = frame.astype(int)
        bare = (pixels[..., 0] > 60) & (pixels[..., 2] > 100) & (pixels[..., 1] < 60)
        person = (pixels == GREY).all(axis=2)
        self.got.append((ctx.frame_index, int(bare.sum()), int(person.sum())))


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry().extended([MagentaRoom, Find, Hide, Last, Wire])


def graph(seed: int, room: str) -> Graph:
    kinds = {
        "room": "leak.room", "find": "leak.find", "hide": "leak.hide", "last": "leak.last",
        "cut": "muse.compose.cutout", "composite": "muse.compose.composite", "wire": "leak.wire",
    }  # fmt: skip
    params: dict[str, dict[str, Any]] = {n: {"seed": seed} for n in ("find", "hide", "last")}
    params["wire"] = {"room": room}
    links = [
        ("room.frame", "find.frame"), ("room.frame", "hide.frame"), ("room.frame", "cut.frame"),
        ("find.matte", "cut.matte"), ("room.frame", "composite.frame"),
        ("hide.frame", "composite.background"), ("cut.layer", "composite.layer1"),
        ("composite.image", "last.frame"), ("last.frame", "wire.frame"),
    ]  # fmt: skip
    return Graph(
        nodes=tuple(Node(n, k, params=Params(params.get(n, {}))) for n, k in kinds.items()),
        links=tuple(Link(Port.parse(a), Port.parse(b)) for a, b in links),
    )


def watched(
    seed: int, room: str, registry: Registry, *, edits: bool, realtime: bool = False
) -> list[tuple[int, int, int]]:
    """What gets out of a run; with ``edits`` the background bares the room now and then."""
    Wire.got.clear()
    device = CpuDevice(2)
    options = RunOptions(stop_on_fault=False, paused=True, realtime=realtime)
    run = Host(registry, NoModels(), device, device).start(graph(seed, room), options)
    chance = random.Random(seed)
    try:
        run.resume()
        while edits and not run.wait(0.003):
            run.set_params({"hide": {"bare": chance.random() < 0.3}})
        assert run.wait(60)
    finally:
        run.close()
        device.close()
    return list(Wire.got)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("room", ["auto", "hide"])
def test_no_magenta_pixel_gets_out(room: str, seed: int, registry: Registry) -> None:
    got = watched(seed, room, registry, edits=seed % 2 == 1)
    assert [index for index, bare, _ in got if bare] == []
    assert [index for index, _, _ in got] == sorted({index for index, _, _ in got})
    assert any(person for _, _, person in got), "what is whole gets out"


def test_who_may_see_the_room_sees_it(registry: Registry) -> None:
    got = watched(1, "show", registry, edits=True)
    assert any(bare for _, bare, _ in got), "or this test could not find a leak"
