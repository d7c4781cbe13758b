"""A graph that runs takes up networks that are installed, replaced, rolled back or removed."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_nets

from muse_nodes.api import (
    Ctx,
    EndOfStream,
    Frame,
    Matte,
    Pose,
    Privacy,
    Spec,
    StreamInfo,
    frame_spec,
    node,
)
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.clock import ManualClock
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.host import Host, load_models
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.run import Run
from muse_nodes.models.skeletons import BODY
from muse_nodes.profiles import Profiles
from muse_nodes.profiles.installed import install, roll_back

GUARD = 60.0
RED, GREEN = 0.2, 0.4
"""What networks that read red or green say of every picture here."""

PLAIN = {"every": 1, "smoothing": 0.0, "track": False}
NODES: dict[str, tuple[str, dict[str, Any]]] = {
    "eye": ("test.eye", {}), "frames": ("test.frames", {}),
    "segment": ("muse.understanding.segment", {**PLAIN, "crispness": 0.0}),
    "pose": ("muse.understanding.pose", PLAIN), "seen": ("test.noted", {}),
}  # fmt: skip
LINKS = [
    "eye.frame frames.frame", "frames.frame segment.frame", "frames.frame pose.frame",
    "segment.matte seen.matte", "pose.pose seen.pose", "frames.frame seen.frame",
]  # fmt: skip


@dataclass
class World:
    """What the test decides, and what came of it."""

    over: threading.Event = field(default_factory=threading.Event)
    may_give: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    came: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    mattes: list[float] = field(default_factory=list)
    skeletons: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


WORLD: list[World] = []
"""That of the test that runs; the node classes are made once."""


@node("test.eye", category="Test", patience=1e6)
class Eye:
    """A live source of one and the same picture, whenever the test lets it."""

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, patient=False)

    def plan(self, ctx: Ctx) -> Spec:
        return frame_spec(48, 64)

    def process(self, ctx: Ctx) -> Frame:
        while not WORLD[-1].may_give.acquire(timeout=0.02):
            if WORLD[-1].over.is_set():
                raise EndOfStream
        frame = np.zeros((48, 64, 3), np.uint8)
        frame[...] = round(255 * RED), round(255 * GREEN), 0
        return frame


@node("test.frames", category="Test", patience=1e6)
class Frames:
    """Counts the frames it has seen in its life: what a node has learned."""

    def setup(self, ctx: Ctx) -> None:
        self.count = 0

    def process(self, ctx: Ctx, frame: Frame) -> Frame:
        self.count += 1
        return frame


@node("test.noted", category="Test", patience=1e6, queue=64)
class Noted:
    """Notes what came out."""

    def process(
        self, ctx: Ctx, frame: Frame, matte: Matte, pose: Pose, *, room: Privacy = "show"
    ) -> None:
        WORLD[-1].mattes.append(round(float(matte.mean()), 3))
        WORLD[-1].skeletons.append(pose.skeleton if len(pose.points) else "nobody")
        WORLD[-1].numbers.append(ctx.frame_index)
        WORLD[-1].came.release()


@dataclass
class Stage:
    """A running graph, its profiles, and networks to put into them."""

    run: Run
    clock: ManualClock
    profiles: Profiles
    world: World

    def step(self) -> tuple[float, str]:
        """Let one picture through; what the networks said of it."""
        self.world.may_give.release()
        assert self.world.came.acquire(timeout=GUARD)
        return self.world.mattes[-1], self.world.skeletons[-1]

    def until_told(self, words: str) -> str:
        """Let time pass until something is told that has these words."""
        for _ in range(4000):
            told = next((e.text for e in self.run.stats.events if words in e.text), "")
            if told:
                return told
            self.clock.advance(0.25)
            threading.Event().wait(0.005)
        raise AssertionError(f"told: {[e.text for e in self.run.stats.events]}")

    def wait(self, seconds: float) -> None:
        """Let so much time pass; whoever polls gets his turn each quarter of a second."""
        for _ in range(round(4 * seconds)):
            self.clock.advance(0.25)
            threading.Event().wait(0.01)

    def count(self, words: str) -> int:
        return sum(words in event.text for event in self.run.stats.events)


def red_net(folder: Path) -> dict[str, Path]:
    """The files of a set that reads red."""
    folder.mkdir(exist_ok=True)
    image = {"layout": "NCHW", "width": 16, "height": 8, "range": [-1, 1]}
    card = {"input": image, "output": {"name": "output"}}
    (folder / "red.json").write_text(json.dumps(card))
    network = tiny_nets.modnet_like(folder / "red.onnx")
    return {"student_model.onnx": network, "student_model.json": folder / "red.json"}


def both_nets(folder: Path) -> dict[str, Path]:
    """The files of a set that reads green for the matte, and has key points."""
    folder.mkdir(exist_ok=True)
    card = {
        "input": {"layout": "NCHW"}, "output": {"name": "matte"},
        "points": {"name": "heat", "names": BODY},
    }  # fmt: skip
    (folder / "both.json").write_text(json.dumps(card))
    network = tiny_nets.two_heads(folder / "both.onnx", "g" * 17)
    return {"student_model.onnx": network, "student_model.json": folder / "both.json"}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Where networks are made, away from all that is looked at."""
    return tmp_path / "made"


@pytest.fixture
def profiles(tmp_path: Path) -> Profiles:
    found = Profiles(tmp_path / "data")
    found.create("front")
    return found


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A folder for networks that are nobody's own."""
    (tmp_path / "base").mkdir()
    return tmp_path / "base"


@pytest.fixture
def begin(profiles: Profiles, base: Path) -> Iterator[Any]:
    runs: list[tuple[Run, Host]] = []
    WORLD.append(World())

    def start(**choices: str) -> Stage:
        nodes = []
        for name, (kind, params) in NODES.items():
            chosen = {"model": choices[name]} if name in choices else {}
            nodes.append(Node(name, kind, params=Params({**params, **chosen})))
        links = tuple(Link(*(Port.parse(end) for end in text.split())) for text in LINKS)
        device, clock = CpuDevice(1), ManualClock(1)
        registry = load_registry().extended([Eye, Frames, Noted])
        library = load_models([base], profiles.data)
        library._bundled = None  # the base model that comes along would stand in for what is gone
        host = Host(registry, library, device, device, threads=1)
        graph = Graph(nodes=tuple(nodes), links=links)
        run = host.start(graph, RunOptions(workers=1), clock=clock)
        runs.append((run, host))
        return Stage(run, clock, profiles, WORLD[-1])

    yield start
    WORLD[-1].over.set()
    for run, host in runs:
        run.close()
        host.close()
        assert run.stats.faults == []
    WORLD.pop()


def test_a_new_model_is_taken_up_and_the_old_one_had_back(
    begin: Any, profiles: Profiles, made: Path
) -> None:
    front = profiles.get("front")
    install(front, red_net(made))
    stage: Stage = begin()
    assert stage.step() == (RED, "nobody")
    frames = stage.run.ready.node("frames")
    install(front, both_nets(made))
    told = stage.until_told("runs now")
    assert told.startswith("front: the personal model of ")
    assert told.endswith(" runs now (segment, pose).")
    assert stage.step() == (GREEN, "coco17")
    roll_back(front)
    stage.until_told("runs now (segment).")
    assert stage.step()[0] == RED
    assert frames is not None
    assert frames.instance.count == 3, "what others have learned stays"
    assert stage.world.numbers == [0, 1, 2], "no frame is lost"


def test_a_damaged_model_changes_nothing_and_is_told_once(
    begin: Any, profiles: Profiles, made: Path
) -> None:
    front = profiles.get("front")
    install(front, red_net(made))
    stage: Stage = begin()
    bad = both_nets(made)
    bad["student_model.onnx"].write_bytes(bad["student_model.onnx"].read_bytes()[:100])
    install(front, bad)
    told = stage.until_told("cannot be used")
    assert "student_model.onnx' cannot be loaded" in told
    assert told.endswith("The one before goes on.")
    stage.wait(6)
    assert stage.count("cannot be used") == 2, "once for segment, once for pose"
    assert stage.step() == (RED, "nobody")
    install(front, both_nets(made))
    stage.until_told("runs now")
    assert stage.step() == (GREEN, "coco17")


def test_a_model_that_fails_over_its_first_frame_changes_nothing(
    begin: Any, profiles: Profiles, made: Path
) -> None:
    front = profiles.get("front")
    install(front, red_net(made))
    stage: Stage = begin()
    files = red_net(made)
    card = json.loads(files["student_model.json"].read_text())
    card["input"]["width"] = 0
    files["student_model.json"].write_text(json.dumps(card))
    install(front, files)
    assert "does not fit" in stage.until_told("cannot be used")
    assert stage.step()[0] == RED


def test_a_removed_model_gives_way_to_the_next_best(
    begin: Any, profiles: Profiles, made: Path, base: Path
) -> None:
    red_net(base)
    front = profiles.get("front")
    install(front, both_nets(made))
    stage: Stage = begin()
    assert stage.step() == (GREEN, "coco17")
    shutil.rmtree(front.models)
    stage.until_told("The network red runs now (segment).")
    assert stage.count("There is no network for it on the disk now.") == 1
    assert stage.step() == (RED, "coco17"), "key points come from the one that was loaded"


def test_another_profile_is_another_model(begin: Any, profiles: Profiles, made: Path) -> None:
    profiles.create("side")
    install(profiles.get("front"), red_net(made))
    install(profiles.get("side"), both_nets(made))
    stage: Stage = begin()
    assert stage.step()[0] == RED
    profiles.use("side")
    assert stage.until_told("runs now").startswith("side: the personal model of ")
    assert stage.step() == (GREEN, "coco17")


def test_a_graph_without_any_network_gets_its_first_one(
    begin: Any, profiles: Profiles, made: Path
) -> None:
    stage: Stage = begin()
    assert stage.step() == (0.0, "nobody")
    install(profiles.get("front"), both_nets(made))
    stage.until_told("runs now (segment, pose).")
    assert stage.step() == (GREEN, "coco17")


def test_a_network_chosen_by_name_stays_until_its_file_changes(
    begin: Any, profiles: Profiles, made: Path, base: Path
) -> None:
    red_net(base)
    stage: Stage = begin(segment="red")
    install(profiles.get("front"), both_nets(made))
    stage.until_told("runs now (pose).")
    assert stage.step() == (RED, "coco17")
    tiny_nets.modnet_like(base / "red.onnx")
    stage.until_told("The network red runs now (segment).")


def test_the_personal_model_is_followed_by_its_name_too(
    begin: Any, profiles: Profiles, made: Path
) -> None:
    """It is what the editor writes down for who chooses it from the list."""
    install(profiles.get("front"), red_net(made))
    stage: Stage = begin(segment="student_model")
    assert stage.step()[0] == RED
    install(profiles.get("front"), both_nets(made))
    assert stage.until_told("runs now (segment").startswith("front: the personal model of ")
    assert stage.step()[0] == GREEN
