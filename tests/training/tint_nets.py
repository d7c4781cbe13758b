"""Models that see the grey person of ``labelled`` by its red: how good each is, is known."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from labelled import HEIGHT, PERSON, ROOM, WIDTH, annotation_of, labels_of, picture_of, save_labels
from onnx import TensorProto, helper, numpy_helper

from muse_nodes.engine.task_ctx import Progress, TaskContext, Tools, Views
from muse_nodes.kernels.cpu import CpuOps
from muse_nodes.media import VideoWriter
from muse_nodes.models import ModelLibrary

CARD = {
    "title": "Tint",
    "input": {"layout": "NCHW", "width": WIDTH, "height": HEIGHT},
    "output": {"name": "matte"},
}


def tint(path: Path, person: float = 1.0, room: float = 0.0) -> Path:
    """A model that says ``person`` where the person is and ``room`` where the room is, always."""
    low, high = ROOM[0] / 255, PERSON[0] / 255
    gain = (person - room) / (high - low)
    path.parent.mkdir(parents=True, exist_ok=True)
    weights = {
        "w": np.array([[[[gain]], [[0]], [[0]]]], np.float32),
        "b": np.array([room - gain * low], np.float32),
    }
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "w", "b"], ["matte"])],
        "tint",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, HEIGHT, WIDTH])],
        [helper.make_tensor_value_info("matte", TensorProto.FLOAT, [1, 1, HEIGHT, WIDTH])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    path.with_suffix(".json").write_text(json.dumps(CARD))
    return path


def damaged(path: Path) -> Path:
    """A file that bears the name of a model, with a card, and is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"no network")
    path.with_suffix(".json").write_text(json.dumps(CARD))
    return path


def film(session: Path, frames: int) -> None:
    """The session's video without loss: what its pictures show."""
    with VideoWriter(session / "video.mkv", size=(WIDTH, HEIGHT), fps=10, codec="ffv1") as writer:
        for frame in range(frames):
            writer.write(picture_of(frame)[0])


def alpha_film(path: Path, frames: int, before: int = 0) -> Path:
    """The exact alpha of a session, with ``before`` black frames ahead of it."""
    with VideoWriter(path, size=(WIDTH, HEIGHT), fps=10, codec="ffv1") as writer:
        for frame in range(-before, frames):
            alpha = picture_of(frame)[1] if frame >= 0 else np.zeros((HEIGHT, WIDTH), np.uint8)
            writer.write(np.dstack([alpha] * 3))
    return path


def without_points(session: Path) -> None:
    """Take the key points out of the labels."""
    content = labels_of(session)
    for annotation in content["annotations"]:
        annotation["keypoints"] = [0.0] * len(annotation_of(0)["keypoints"])
    save_labels(session, content)


def task(
    folder: Path, models: tuple[Path, ...] = (), tell: Callable[[Progress], None] | None = None
) -> TaskContext:
    """What a task is handed, with networks from ``models``; ``folder`` is the data folder."""
    work = folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    tools = Tools(folder, ModelLibrary(models), CpuOps(threads=1), 1)
    return TaskContext("report", work, tools, threading.Event(), tell or (lambda _: None), Views())
