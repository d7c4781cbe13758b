"""Against the clock: newest frame wins at the door, sinks have threads, time is the clock's."""

from __future__ import annotations

import threading
from typing import Any

from small_nodes import graph, host

from muse_nodes.api import Ctx, EndOfStream, NodeError, Number, StreamInfo, action, node
from muse_nodes.engine.clock import ManualClock
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.run import Run


@node("test.camera", category="Test")
class Camera:
    """A live source: gives a number whenever the test lets it, and ends when told to."""

    def setup(self, ctx: Ctx) -> None:
        self.may_give = threading.Semaphore(0)
        self.given = threading.Semaphore(0)
        self.count = 0
        self.end = False

    def stream(self) -> StreamInfo:
        return StreamInfo(30.0, False)

    def process(self, ctx: Ctx) -> Number:
        if self.count:
            self.given.release()  # the frame before has been taken into the slot by now
        if not self.may_give.acquire(timeout=20) or self.end:
            raise EndOfStream
        self.count += 1
        return float(self.count)


@node("test.gate", category="Test", side_effects=True)
class Gate:
    """Works on a frame until the test opens it."""

    def setup(self, ctx: Ctx) -> None:
        self.entered = threading.Semaphore(0)
        self.may_leave = threading.Semaphore(0)

    def process(self, ctx: Ctx, number: Number) -> Number:
        self.entered.release()
        assert self.may_leave.acquire(timeout=20)
        return number


@node("test.slow_sink", category="Test", queue=2)
class SlowSink(Gate):
    """A sink that holds its thread until the test lets it go."""

    def setup(self, ctx: Ctx) -> None:
        super().setup(ctx)
        self.seen: list[float] = []

    def process(self, ctx: Ctx, number: Number) -> None:
        self.seen.append(super().process(ctx, number))


def started(document: Any, **options: Any) -> Run:
    return host([Camera, Gate, SlowSink]).start(
        document, RunOptions(realtime=True, stop_on_fault=False, **options)
    )


def part(run: Run, node: str) -> Any:
    return next(b.instance for b in run.ready.bound if b.step.name == node)


def give(camera: Camera) -> None:
    """Have the camera give a frame and wait until it lies in the slot."""
    camera.may_give.release()
    assert camera.given.acquire(timeout=20)


def finish(run: Run, camera: Camera) -> None:
    camera.end = True
    camera.may_give.release()
    assert run.wait(20)
    run.close()


def test_only_the_newest_frame_waits_and_the_others_count_as_dropped() -> None:
    document = graph(
        {"cam": "camera", "gate": "gate", "out": "collect"},
        ["cam.number > gate.number", "gate.number > out.number"],
    )
    run = started(document, in_flight=1)
    camera, gate = part(run, "cam"), part(run, "gate")
    give(camera)
    assert gate.entered.acquire(timeout=20)  # frame 1 is under way
    for _ in range(4):
        give(camera)  # 2, 3, 4 and 5 arrive meanwhile
    gate.may_leave.release()
    assert gate.entered.acquire(timeout=20)
    assert run.stats.figures().dropped == 3  # overlays know it while it runs
    gate.may_leave.release()
    finish(run, camera)
    assert [v for _, _, v in part(run, "out").seen] == [1, 5]
    assert run.stats.dropped == 3


def test_a_slow_sink_holds_nobody_up_and_counts_what_it_missed() -> None:
    document = graph(
        {"cam": "camera", "slow": "slow_sink", "out": "collect"},
        ["cam.number > slow.number", "cam.number > out.number"],
    )
    run = started(document)
    camera, slow, out = part(run, "cam"), part(run, "slow"), part(run, "out")
    give(camera)
    assert slow.entered.acquire(timeout=20)
    assert out.arrived.acquire(timeout=20)
    for _ in range(5):
        give(camera)
        assert out.arrived.acquire(timeout=20)
    for _ in range(3):
        slow.may_leave.release()
    finish(run, camera)
    assert [v for _, _, v in out.seen] == [1, 2, 3, 4, 5, 6]
    assert slow.seen == [1, 5, 6]
    figures = {n.id: n for n in run.stats.nodes}
    assert figures["slow"].dropped == 3


def test_a_patient_source_keeps_its_rate_by_the_clock() -> None:
    clock = ManualClock()
    document = graph({"in": ("count", {"frames": 4}), "out": "collect"}, ["in.number > out.number"])
    run = host().start(document, RunOptions(realtime=True), clock=clock)
    out = part(run, "out")
    assert out.arrived.acquire(timeout=20)  # the first one is due at once
    for number in (2, 3, 4):
        assert len(out.seen) == number - 1  # and no other before the clock has moved
        clock.advance(1 / 30 + 1e-6)
        assert out.arrived.acquire(timeout=20)
    clock.advance(1)
    assert run.wait(20)
    run.close()
    assert [v for _, _, v in out.seen] == [1, 2, 3, 4]
    assert [round(t * 30) for _, t, _ in out.seen] == [0, 1, 2, 3]


def test_a_still_source_is_held_beside_a_moving_one() -> None:
    @node("test.still", category="Test")
    class Still:
        def stream(self) -> StreamInfo:
            return StreamInfo(0.0, True)

        def process(self, ctx: Ctx) -> Number:
            return 100.0

    document = graph(
        {"still": "still", "cam": "camera", "sum": "sum", "out": "collect"},
        ["cam.number > sum.number1", "still.number > sum.number2", "sum.number > out.number"],
    )
    engine = host([Camera, Still])
    run = engine.start(document, RunOptions(realtime=True))
    camera, out = part(run, "cam"), part(run, "out")
    for _ in range(3):
        give(camera)
        assert out.arrived.acquire(timeout=20)
    finish(run, camera)
    assert [v for _, _, v in out.seen] == [101, 102, 103]


def test_the_number_of_frames_ends_a_live_run() -> None:
    document = graph({"cam": "camera", "out": "collect"}, ["cam.number > out.number"])
    run = started(document, frames=2)
    camera = part(run, "cam")
    give(camera)
    assert part(run, "out").arrived.acquire(timeout=20)
    give(camera)
    assert run.wait(20)
    camera.end = True
    camera.may_give.release()
    run.close()
    assert run.stats.frames == 2


def test_a_still_source_follows_its_parameters() -> None:
    @node("test.dial", category="Test")
    class Dial:
        def stream(self) -> StreamInfo:
            return StreamInfo(0.0, True)

        def process(self, ctx: Ctx, *, value: float = 1.0) -> Number:
            return value

    document = graph(
        {"cam": "camera", "dial": "dial", "sum": "sum", "out": "collect"},
        ["cam.number > sum.number1", "dial.number > sum.number2", "sum.number > out.number"],
    )
    run = host([Camera, Dial]).start(document, RunOptions(realtime=True))
    camera, out = part(run, "cam"), part(run, "out")
    run.set_param("dial", "value", 50.0)
    for _ in range(200):  # the edit takes effect within a frame or two
        give(camera)
        assert out.arrived.acquire(timeout=20)
        if out.seen[-1][2] >= 50:
            break
    finish(run, camera)
    assert out.seen[0][2] == 2
    assert out.seen[-1][2] == out.seen[-1][0] + 51


def test_a_camera_makes_a_run_live_without_being_asked() -> None:
    document = graph({"cam": "camera", "out": "collect"}, ["cam.number > out.number"])
    run = host([Camera]).start(document, RunOptions())
    camera, out = part(run, "cam"), part(run, "out")
    give(camera)
    assert out.arrived.acquire(timeout=20)
    finish(run, camera)
    assert run.stats.frames == 1


def test_a_second_source_that_fails_holds_nobody_up() -> None:
    @node("test.broken", category="Test")
    class Broken:
        def stream(self) -> StreamInfo:
            return StreamInfo(0.0, True)

        def process(self, ctx: Ctx) -> Number:
            raise NodeError("The picture is torn.", hint="Take another.")

    document = graph(
        {"cam": "camera", "torn": "broken", "sum": "sum", "both": "collect", "out": "collect"},
        ["cam.number > sum.number1", "torn.number > sum.number2", "sum.number > both.number",
         "cam.number > out.number"],
    )  # fmt: skip
    run = host([Camera, Broken]).start(document, RunOptions(realtime=True, stop_on_fault=False))
    camera, out = part(run, "cam"), part(run, "out")
    for _ in range(3):
        give(camera)
        assert out.arrived.acquire(timeout=20)
    finish(run, camera)
    assert [v for _, _, v in out.seen] == [1, 2, 3]
    assert part(run, "both").seen == [], "what needs the failed value is not done without it"
    assert [str(f) for f in run.stats.faults] == [
        "torn (frame 0): The picture is torn. Take another."
    ]


def test_an_action_of_a_live_source_that_fails_is_a_fault() -> None:
    @node("test.touchy", category="Test")
    class Touchy(Camera):
        @action(label="Touch")
        def touch(self, ctx: Ctx) -> None:
            raise NodeError("Do not touch.")

    document = graph({"cam": "touchy", "out": "collect"}, ["cam.number > out.number"])
    run = host([Touchy]).start(document, RunOptions(realtime=True, stop_on_fault=False))
    run.act("cam", "touch")
    camera = part(run, "cam")
    camera.may_give.release()  # it is touched before its next frame
    camera.may_give.release()
    assert part(run, "out").arrived.acquire(timeout=20), "a camera that failed once is asked again"
    finish(run, camera)
    assert [f.message for f in run.stats.faults] == ["Do not touch."]


def test_time_may_be_moved_by_hand() -> None:
    clock, never = ManualClock(5), threading.Event()
    clock.advance(1)
    assert clock.now() == 1_000_000_005
    assert clock.wait(never, 10) is False
    never.set()
    assert clock.wait(never, 1 << 60) is True
