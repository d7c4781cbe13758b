"""One network for another while the graph runs on a real clip: nothing is lost, nothing bared."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from muse_nodes.api import Ctx, Frame, Privacy, node
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.host import Host, load_models
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.run import Run

pytestmark = [pytest.mark.shared, pytest.mark.slow]

GUARD = 60.0
"""Seconds after which the test gives up; nothing takes nearly as long."""

PLAIN = (255, 0, 255)
NODES: dict[str, tuple[str, dict[str, Any]]] = {
    "camera": ("muse.sources.camera", {}), "segment": ("muse.understanding.segment", {}),
    "cutout": ("muse.compose.cutout", {}), "buffer": ("muse.background.buffer", {}),
    "plain": ("muse.background.source", {"kind": "colour", "colour": "#ff00ff"}),
    "composite": ("muse.compose.composite", {}), "seen": ("test.seen", {"room": "hide"}),
}  # fmt: skip
LINKS = [
    "camera.frame segment.frame", "camera.frame cutout.frame", "segment.matte cutout.matte",
    "camera.frame buffer.frame", "segment.matte buffer.matte", "camera.frame plain.frame",
    "buffer.plate plain.room", "plain.frame composite.background", "camera.frame composite.frame",
    "cutout.layer composite.layer1", "buffer.plate composite.room", "composite.image seen.frame",
]  # fmt: skip


@node("test.seen", category="Test", public="always")
class Seen:
    """Notes of each picture its number and how much of it is the plain background."""

    def setup(self, ctx: Ctx) -> None:
        self.pictures: list[tuple[int, float]] = []
        self.came = threading.Semaphore(0)

    def process(self, ctx: Ctx, frame: Frame, *, room: Privacy = "auto") -> None:
        share = float((frame[::8, ::8] == PLAIN).all(axis=-1).mean())
        self.pictures.append((ctx.frame_index, share))
        self.came.release()


@dataclass
class Stage:
    """The graph on a clip, let on frame by frame."""

    run: Run
    frames: int = 0

    def step(self) -> None:
        """Let one more frame in."""
        self.run.step()
        self.frames += 1

    def arrived(self) -> None:
        """Wait until all of them have come out."""
        while len(self.part("seen").pictures) < self.frames:
            assert self.part("seen").came.acquire(timeout=GUARD)

    def part(self, name: str) -> Any:
        bound = self.run.ready.node(name)
        assert bound is not None
        return bound.instance

    def network(self) -> str:
        return next(n.backend for n in self.run.stats.nodes if n.id == "segment")

    def learned(self) -> str:
        """A hash of all that the background buffer knows, while no frame is under way."""
        with self.run.runner.at_rest():
            room = self.part("buffer").room
            told = hashlib.blake2b(repr((room.now, room.row, room.gain)).encode())
            for part in (room.sums, room.confidence, room.plate):
                told.update(np.ascontiguousarray(part).data)
            return told.hexdigest()


@pytest.fixture
def stage(shared: Path) -> Iterator[Stage]:
    clip = str(shared / "clips" / "06_pingpong.mp4")
    given = {**NODES, "camera": ("muse.sources.camera", {"source": clip})}
    nodes = tuple(Node(n, kind, params=Params(params)) for n, (kind, params) in given.items())
    links = tuple(Link(*(Port.parse(end) for end in text.split())) for text in LINKS)
    device = CpuDevice(2)
    registry = load_registry().extended([Seen])
    host = Host(registry, load_models([shared / "models"]), device, device, threads=2)
    run = host.start(Graph(nodes=nodes, links=links), RunOptions(paused=True))
    yield Stage(run)
    run.close()
    host.close()


def test_three_networks_one_after_the_other(stage: Stage) -> None:
    run = stage.run
    room, seen = stage.part("buffer").room, stage.part("seen")
    used = []
    for model in ("selfie_landscape", "selfie_square", "selfie_landscape"):
        for _ in range(6):
            stage.step()
        change = run.set_param("segment", "model", model)
        while not change.wait(0.01):
            stage.step()  # the graph goes on while the network is set up
        assert change.applied, change.problems
        used.append(stage.network().split()[0])
    assert used == ["selfie_landscape", "selfie_square", "selfie_landscape"]
    stage.arrived()
    assert [i for i, _ in seen.pictures] == list(range(stage.frames))
    assert min(share for _, share in seen.pictures) > 0.3
    assert stage.part("seen") is seen
    assert stage.part("buffer").room is room
    assert run.close().faults == []


def test_the_learned_room_is_the_same_before_and_after(stage: Stage) -> None:
    for model in ("selfie_landscape", "selfie_square", "selfie_landscape"):
        for _ in range(6):
            stage.step()
        stage.arrived()
        before = stage.learned()
        change = stage.run.set_param("segment", "model", model)
        assert change.wait(GUARD)
        assert change.applied, change.problems
        assert stage.learned() == before
    stage.step()
    stage.arrived()
    assert stage.learned() != before, "it goes on learning"
