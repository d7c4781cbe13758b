"""What stands for hardware in an endurance run: a camera that films known footage, and a virtual
camera that looks at each picture instead of sending it.

Both keep everything that is declared of the real node types: parameters, ports, what they show.
"""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from muse_nodes.api import EndOfStream, MediaError, Spec, StreamInfo, frame_spec
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import NodeSchema
from muse_nodes.soak.board import Switchboard
from muse_nodes.soak.footage import Camera, Footage
from muse_nodes.soak.inject import name_of
from muse_nodes.soak.leaks import Witness

CAMERA, VIRTUAL_CAMERA = "muse.sources.camera", "muse.output.virtual_camera"

WitnessOf = Callable[[str], Witness]
"""The witness of a public sink, by the sink's id."""


def with_stand_ins(
    registry: Registry, footage: Footage, board: Switchboard, witness_of: WitnessOf
) -> Registry:
    """``registry`` with the stand-ins in place of camera and virtual camera."""
    schemas = dict(registry.schemas)
    for id, make in ((CAMERA, _camera), (VIRTUAL_CAMERA, _virtual_camera)):
        if id in schemas:
            schemas[id] = make(schemas[id], footage, board, witness_of)
    return Registry(schemas, registry.failures)


def _camera(
    schema: NodeSchema, footage: Footage, board: Switchboard, witness_of: WitnessOf
) -> NodeSchema:
    outputs = len(schema.outputs)
    give: Any = inspect.signature(schema.factory.process).return_annotation  # type: ignore[attr-defined]  # every node has it
    module = inspect.getmodule(schema.factory)
    picture_of = getattr(module, give) if isinstance(give, str) else give

    class FilmingCamera(schema.factory):  # type: ignore[misc, name-defined]  # known only here
        """A camera that goes on whether somebody looks or not."""

        def setup(self, ctx: Any, **asked: Any) -> None:
            self.shape = (asked["height"], asked["width"])
            self.rate = asked["fps"] or 30.0
            self.camera = Camera(footage, (asked["width"], asked["height"]))
            self.closed = threading.Event()
            self.due = time.perf_counter()

        def plan(self, ctx: Any) -> tuple[Spec, ...]:
            return (frame_spec(*self.shape),) * outputs

        def stream(self) -> StreamInfo:
            return StreamInfo(self.rate, patient=False)

        def exclusive(self) -> bool:
            return True

        def process(self, ctx: Any, **params: Any) -> Any:
            """The next picture when it is due; one that was missed is not made up for."""
            now = time.perf_counter()
            self.due = max(self.due + 1 / self.rate, now)
            if self.closed.wait(self.due - now):
                raise EndOfStream
            frame = ctx.empty(frame_spec(*self.shape))
            shot = self.camera.take(frame)
            footage.shots.add(time.perf_counter_ns(), shot)
            return picture_of(frame, *[None] * (outputs - 1))

        def teardown(self) -> None:
            self.closed.set()
            self.camera.close()

    FilmingCamera.setup.__signature__ = inspect.signature(schema.factory.setup)  # type: ignore[attr-defined]  # it may have one
    declaration = replace(schema.declaration, patience=0.0)  # nobody but the engine looks after it
    return replace(schema, factory=FilmingCamera, declaration=declaration)


def _virtual_camera(
    schema: NodeSchema, footage: Footage, board: Switchboard, witness_of: WitnessOf
) -> NodeSchema:
    class LookingCamera(schema.factory):  # type: ignore[misc, name-defined]  # known only here
        """A virtual camera that sends nowhere and forgets nothing."""

        def setup(self, ctx: Any, **asked: Any) -> None:
            self.size = asked["frame"].shape
            ctx.status("Looked at, and not sent")

        def process(self, ctx: Any, frame: Any, **params: Any) -> None:
            if frame.shape != self.size:
                raise MediaError("A picture of another size came.", hint="Open it anew.")
            name = name_of(ctx)
            now = time.perf_counter_ns()
            board.delivered(name, ctx.frame_index)
            captured = ctx.around.stats.started + round(ctx.time * 1e9) + 1000
            witness_of(name).look(frame, ctx.frame_index, captured, now)

        def watched(self) -> bool | None:
            """Nobody can tell, as with most drivers."""
            return None

        def teardown(self) -> None:
            """Nothing is open."""

    LookingCamera.setup.__signature__ = inspect.signature(schema.factory.setup)  # type: ignore[attr-defined]  # it may have one
    return replace(schema, factory=LookingCamera)
