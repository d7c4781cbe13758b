"""The label graph and its nodes, run by the engine as the program does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from teaching import (
    FPS,
    HEIGHT,
    WIDTH,
    Colour,
    Marks,
    Taught,
    alpha_of,
    empty,
    make_recording,
    room,
    with_person,
)
from tiny_teachers import save_sam2, save_vitpose

from muse_nodes.api import Dataset, NodeError, Pose, frame_spec
from muse_nodes.document import Graph, Node, Params, load
from muse_nodes.engine.bundled import find_graph
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.harness import Harness
from muse_nodes.engine.host import Host
from muse_nodes.engine.job import Job
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.schema import derive
from muse_nodes.media import read_image
from muse_nodes.profiles import Profiles, read_session
from muse_nodes.profiles.labels import read_labels
from muse_nodes.training.samples import read_samples
from nodes.labels import WriteLabels

GUARD = 120.0


@pytest.fixture
def host() -> Iterator[Host]:
    device = CpuDevice(1)
    made = Host(load_registry(), Taught(), device, device)
    yield made
    made.close()
    device.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    Profiles(tmp_path).create("front")
    return tmp_path


def session_in(data: Path, picture: Any = with_person, frames: int = 14) -> Path:
    folder = Profiles(data).get("front").sessions / "20260102_030405"
    return make_recording(folder, picture, frames)


def bundled() -> Graph:
    return load(find_graph("label")).sound()


def with_params(graph: Graph, node: str, **params: Any) -> Graph:
    return graph.with_node(replace(graph.node(node), params=Params(params)))


def swapped(graph: Graph, node: str, kind: str, **params: Any) -> Graph:
    """Another teacher in the place of one: its links stay."""
    return graph.with_node(Node(node, kind, params=Params(params)))


def done(host: Host, graph: Graph, data: Path) -> Job:
    job = host.work(graph, RunOptions(), data)
    assert job.wait(GUARD)
    job.close()
    return job


def test_the_bundled_graph_labels_the_newest_session(host: Host, data: Path) -> None:
    session = session_in(data)
    job = done(host, bundled(), data)
    assert job.fault is None
    found = job.artifacts["label", "dataset"]
    assert isinstance(found, Dataset)
    assert found.path == session
    samples = read_samples(session)
    assert [sample.frame for sample in samples] == list(range(14))
    assert samples[0].mask is not None
    alpha = read_image(samples[0].mask)[0][..., 0] / 255
    assert np.abs(alpha - alpha_of(0)).mean() < 0.01
    assert "14 frames labelled" in job.progress["label"].text
    assert job.views.of("label").pictures["label"].shape == (HEIGHT, WIDTH, 3)
    again = done(host, bundled(), data)
    assert [again.progress[n].state for n in ("pose", "mask", "label")] == ["kept"] * 3


@pytest.mark.parametrize(
    ("picture", "node", "says"),
    [
        (empty, "pose", "No person was found in any of the 14 frames"),
        (lambda n: room() * 0, "pose", "is black for 100% of its time"),
    ],
)
def test_a_session_of_no_use_ends_it_with_a_sentence(
    host: Host, data: Path, picture: Any, node: str, says: str
) -> None:
    session = session_in(data, picture)
    job = done(host, bundled(), data)
    assert job.fault is not None
    assert job.fault.node == node
    assert says in job.fault.message
    assert job.fault.hint
    assert not (session / "masks").exists()


def test_a_network_that_is_not_there_is_named(host: Host, data: Path) -> None:
    session_in(data)
    job = done(host, with_params(bundled(), "mask", model="modnet"), data)
    assert job.fault is not None
    assert job.fault.node == "mask"
    assert "'modnet'" in job.fault.message


def test_the_large_teachers_take_the_places_of_the_small_ones(
    host: Host, data: Path, torch: Any
) -> None:
    pytest.importorskip("transformers", reason="teachers need the extra `train`")
    session = session_in(data, frames=8)
    pose, sam2 = save_vitpose(data / "vitpose"), save_sam2(data / "sam2", seed=2)
    graph = swapped(
        bundled(), "pose", "muse.personal.vitpose", weights=str(pose), device="cpu", batch=4
    )
    graph = swapped(graph, "mask", "muse.personal.sam2", weights=str(sam2), device="cpu", every=1)
    job = done(host, graph, data)
    states = {name: progress.state for name, progress in job.progress.items()}
    # Random weights: the filter may well find that nothing can be learned from such labels.
    assert [states[n] for n in ("pose", "mask", "label")] == ["done"] * 3
    labels = read_labels(session)
    assert [image.frame for image in labels.images] == list(range(8))
    assert labels.annotations
    assert all(len(one.keypoints) == 72 for one in labels.annotations)


def test_without_weights_the_large_ones_say_how_to_get_them(host: Host, data: Path) -> None:
    pytest.importorskip("transformers", reason="teachers need the extra `train`")
    session_in(data)
    job = done(host, swapped(bundled(), "pose", "muse.personal.vitpose"), data)
    assert job.fault is not None
    assert "No folder with the teacher's weights is chosen" in job.fault.message
    assert "hf download usyd-community/vitpose-plus-huge" in job.fault.hint


def streamed(data: Path, frames: int, **params: Any) -> Any:
    """What the sink leaves of ``frames`` frames."""
    look, marks = Colour(frame_spec(HEIGHT, WIDTH)), Marks()
    with Harness(derive(WriteLabels), data=data, fps=FPS).running() as node:
        for number in range(frames):
            picture = with_person(number)
            matte = look(picture)[::2, ::2].copy()
            pose = marks(picture)
            stranger = np.zeros_like(pose.points) + np.float32([3, 3, 0.9])
            both = Pose(np.concatenate([stranger, pose.points]), "coco17")
            node(picture, matte, both, **params)
        return node.instance.finish(node.ctx)


def test_any_segment_and_pose_node_can_teach_in_a_stream(data: Path) -> None:
    found = streamed(data, 31, every=3)
    assert isinstance(found, Dataset)
    samples = read_samples(found.path)
    assert [sample.frame for sample in samples] == list(range(0, 31, 3))
    assert samples[3].time == pytest.approx(9 / FPS)
    for sample in samples:
        assert sample.mask is not None
        alpha = read_image(sample.mask)[0][..., 0] / 255
        assert np.abs(alpha - alpha_of(sample.frame)).mean() < 0.02
        assert sample.points[0, 2] == pytest.approx(0.9)
        # Of two people the one is taken that the mask is of.
        assert alpha[int(sample.points[0, 1] * HEIGHT), int(sample.points[0, 0] * WIDTH)] > 0.9
    info = read_session(found.path)
    assert (info.width, info.height, info.frames, info.finished) == (WIDTH, HEIGHT, 11, True)


def test_a_stream_is_labelled_up_to_a_number(data: Path) -> None:
    assert len(read_samples(streamed(data, 15, every=1, most=10).path)) == 10


def test_a_stream_of_nothing_has_no_labels(data: Path) -> None:
    with (
        Harness(derive(WriteLabels), data=data).running() as node,
        pytest.raises(NodeError, match="Nothing was labelled"),
    ):
        WriteLabels().finish(node.ctx)
