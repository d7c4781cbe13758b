"""Taps: write what flows on any port to a file, without changing the graph.

A tap is a sink like any other, declared by the same contract and added to the graph for one run:
frames go to a video or a folder of PNG, mattes to 8-bit PNG, everything else to JSON lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from muse_nodes.api import (
    Ctx,
    Field,
    Flag,
    Frame,
    Layer,
    Matte,
    NodeError,
    Number,
    Pose,
    SavePath,
    Spec,
    Text,
    node,
)
from muse_nodes.document import Graph, Link, Node, Params, Port, Problem
from muse_nodes.engine.registry import Registry

if TYPE_CHECKING:
    from muse_nodes.media import VideoWriter


TAP = "muse.tap."
"""How the ids of all taps begin."""


@dataclass(frozen=True, slots=True)
class Tap:
    """Write what ``node`` gives on ``port`` to ``path``."""

    node: str
    port: str
    path: str


def with_taps(
    graph: Graph, registry: Registry, taps: Iterable[Tap]
) -> tuple[Graph, Registry, tuple[Problem, ...]]:
    """The graph and registry with a sink for each tap, and what is wrong with the taps."""
    taps = tuple(taps)
    if not taps:
        return graph, registry, ()
    problems: list[Problem] = []
    registry = registry.extended(_TAPS.values())
    for tap in taps:
        source = next((n for n in graph.nodes if n.id == tap.node), None)
        if source is None:
            known = ", ".join(n.id for n in graph.nodes)
            problems.append(
                Problem(f"There is no node '{tap.node}' to tap.", hint=f"There are: {known}.")
            )
            continue
        schema = registry.get(source.type)
        output = schema.output(tap.port) if schema is not None else None
        if schema is None or output is None:
            names = ", ".join(o.name for o in schema.outputs) if schema is not None else ""
            hint = f"It gives: {names}." if names else ""
            problems.append(Problem(f"'{tap.node}' has no output '{tap.port}' to tap.", hint=hint))
            continue
        name = graph.fresh_id(f"tap_{tap.node}_{tap.port}")
        sink = Node(name, f"{TAP}{output.type.name.lower()}", params=Params({"path": tap.path}))
        link = Link(Port(tap.node, tap.port), Port(name, "value"))
        graph = replace(graph, nodes=(*graph.nodes, sink), links=(*graph.links, link))
    return graph, registry, tuple(problems)


@node("muse.tap.frame", category="Tap", runs_on="host", queue=8)
class FrameTap:
    """Writes frames to a video or, when the path has no suffix, to a folder of PNG files."""

    writer: VideoWriter

    def setup(self, ctx: Ctx, value: Spec, *, path: str) -> None:
        from muse_nodes import media

        height, width = value.shape[:2]
        self.writer = media.VideoWriter(path, size=(width, height), fps=ctx.fps, overwrite=True)

    def process(self, ctx: Ctx, value: Frame, *, path: SavePath = "") -> None:
        self.writer.write(value, time=ctx.time)

    def teardown(self) -> None:
        self.writer.close()


@node("muse.tap.matte", category="Tap", runs_on="host", queue=8)
class MatteTap:
    """Writes mattes as 8-bit grey PNG files of their own size into a folder."""

    folder: Path

    def setup(self, ctx: Ctx, *, path: str) -> None:
        self.folder = Path(path)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NodeError(
                f"The folder '{path}' cannot be made: {error.strerror or error}.",
                hint="Choose another folder.",
            ) from error

    def process(self, ctx: Ctx, value: Matte, *, path: SavePath = "") -> None:
        from muse_nodes import media

        grey = np.rint(np.clip(value, 0, 1) * 255).astype(np.uint8)
        media.write_image(self.folder / f"frame_{ctx.frame_index:06d}.png", grey)


class _Lines:
    """Writes one JSON object per frame, beside the target until the run is over."""

    file: IO[str]
    target: Path
    part: Path
    whole: bool

    def setup(self, ctx: Ctx, *, path: str) -> None:
        self.target = Path(path)
        self.whole = True
        self.part = self.target.with_name(self.target.name + ".part")
        try:
            self.file = self.part.open("w", encoding="utf-8")
        except OSError as error:
            raise self._refused(error) from error

    def write(self, ctx: Ctx, value: Any) -> None:
        line = {"frame": ctx.frame_index, "time": round(ctx.time, 6), "value": value}
        try:
            self.file.write(json.dumps(line) + "\n")
        except OSError as error:
            self.whole = False
            raise self._refused(error) from error

    def teardown(self) -> None:
        try:
            self.file.close()
            if self.whole:
                self.part.replace(self.target)
                return
        except OSError as error:
            with suppress(OSError):
                self.part.unlink()
            raise self._refused(error) from error
        self.part.unlink()

    def _refused(self, error: OSError) -> NodeError:
        return NodeError(
            f"'{self.target}' cannot be written: {error.strerror or error}.",
            hint="Choose another place or make room on the disk.",
        )


@node("muse.tap.pose", category="Tap", runs_on="host", queue=8)
class PoseTap(_Lines):
    """Writes key points as JSON lines."""

    def process(self, ctx: Ctx, value: Pose, *, path: SavePath = "") -> None:
        points = np.round(value.points.astype(np.float64), 3).tolist()
        self.write(ctx, {"skeleton": value.skeleton, "points": points})


@node("muse.tap.field", category="Tap", runs_on="host", queue=8)
class FieldTap(_Lines):
    """Writes displacement fields as JSON lines."""

    def process(self, ctx: Ctx, value: Field, *, path: SavePath = "") -> None:
        self.write(ctx, np.round(value.astype(np.float64), 3).tolist())


@node("muse.tap.layer", category="Tap", runs_on="host", queue=8)
class LayerTap(_Lines):
    """Writes what a layer consists of as JSON lines: sizes, gain and its field."""

    def process(self, ctx: Ctx, value: Layer, *, path: SavePath = "") -> None:
        field = value.field
        self.write(
            ctx,
            {
                "frame": list(value.frame.shape),
                "matte": None if value.matte is None else list(value.matte.shape),
                "field": None if field is None else np.round(field.astype(float), 3).tolist(),
                "gain": value.gain,
            },
        )


@node("muse.tap.number", category="Tap", runs_on="host", queue=8)
class NumberTap(_Lines):
    """Writes numbers as JSON lines."""

    def process(self, ctx: Ctx, value: Number, *, path: SavePath = "") -> None:
        self.write(ctx, value)


@node("muse.tap.text", category="Tap", runs_on="host", queue=8)
class TextTap(_Lines):
    """Writes texts as JSON lines."""

    def process(self, ctx: Ctx, value: Text, *, path: SavePath = "") -> None:
        self.write(ctx, value)


@node("muse.tap.flag", category="Tap", runs_on="host", queue=8)
class FlagTap(_Lines):
    """Writes flags as JSON lines."""

    def process(self, ctx: Ctx, value: Flag, *, path: SavePath = "") -> None:
        self.write(ctx, value)


_TAPS: dict[str, type] = {
    "frame": FrameTap, "matte": MatteTap, "pose": PoseTap, "field": FieldTap, "layer": LayerTap,
    "number": NumberTap, "text": TextTap, "flag": FlagTap,
}  # fmt: skip
