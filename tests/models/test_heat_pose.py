"""Key points from heat maps, on a tiny network whose maps are the colours of the frame."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import tiny_nets

from muse_nodes.api import ModelError, ModelInfo, frame_spec, pose_spec
from muse_nodes.models.card import Card, ImageInput, MatteOutput, PointsOutput
from muse_nodes.models.heat_pose import HeatPose
from muse_nodes.models.segment import Segmenter
from muse_nodes.models.skeletons import BODY, FACE

INFO = ModelInfo("tiny", "pose", "onnxruntime", "cpu")
FRAME = frame_spec(240, 320)
READS = "r" * 17 + "b" * 7


def card(
    names: tuple[str, ...] = (*BODY, *FACE), activation: Literal["none", "sigmoid"] = "none"
) -> Card:
    return Card(
        input=ImageInput(layout="NCHW", name="picture"),
        output=MatteOutput(name="matte"),
        points=PointsOutput(name="heat", names=names, activation=activation),
    )


def frame(red: tuple[float, float], blue: tuple[float, float]) -> np.ndarray:
    """A red and a blue light, round, at x, y in pixels."""
    picture = np.zeros(FRAME.shape, np.uint8)
    y, x = np.mgrid[: FRAME.shape[0], : FRAME.shape[1]]
    for channel, (at_x, at_y) in ((0, red), (2, blue)):
        near = np.exp(-((x - at_x) ** 2 + (y - at_y) ** 2) / (2 * 18.0**2))
        picture[..., channel] = np.rint(230 * near)
    return picture


def test_points_are_found_where_the_maps_are_highest(tmp_path: Path) -> None:
    net = HeatPose(tiny_nets.two_heads(tmp_path / "n.onnx", READS), card(), INFO, frame=FRAME)
    pose = net(frame((100, 60), (201, 150)))
    assert (pose.skeleton, pose.points.shape, net.output) == ("muse24", (1, 24, 3), pose_spec(24))
    np.testing.assert_allclose(pose.points[0, :17, :2], [[100, 60]] * 17, atol=0.5)
    np.testing.assert_allclose(pose.points[0, 17:, :2], [[201, 150]] * 7, atol=0.5)
    assert (pose.points[0, :, 2] > 0.8).all()
    assert (pose.points[0, :, 2] <= 230 / 255).all()
    net.close()


def test_the_maps_may_come_in_any_order(tmp_path: Path) -> None:
    names = (*FACE, "tail", *reversed(BODY))
    path = tiny_nets.two_heads(tmp_path / "n.onnx", "b" * 8 + "r" * 17)
    pose = HeatPose(path, card(names), INFO, frame=FRAME)(frame((100, 60), (201, 150)))
    assert (pose.skeleton, pose.points.shape) == ("muse24", (1, 24, 3))
    np.testing.assert_allclose(pose.points[0, :17, 0], 100, atol=0.5)
    np.testing.assert_allclose(pose.points[0, 17:, 0], 201, atol=0.5)


def test_low_maps_are_nobody(tmp_path: Path) -> None:
    path = tiny_nets.two_heads(tmp_path / "n.onnx", READS)
    net = HeatPose(path, card(), INFO, frame=FRAME)
    dim = frame((100, 60), (201, 150)) // 6
    assert net(dim).points.shape == (0, 24, 3)
    only_face = frame((100, 60), (201, 150))
    only_face[..., 0] = 0
    assert len(net(only_face).points) == 0


def test_maps_that_nobody_taught_count_as_not_seen(tmp_path: Path) -> None:
    path = tiny_nets.two_heads(tmp_path / "n.onnx", READS)
    points = PointsOutput(name="heat", names=(*BODY, *FACE), untaught=(*FACE, "left_knee"))
    given = Card(input=card().input, points=points)
    pose = HeatPose(path, given, INFO, frame=FRAME)(frame((100, 60), (201, 150)))
    seen = pose.points[0, :, 2] > 0
    assert [name for name, there in zip(points.names, seen, strict=True) if not there] == [
        "left_knee", *FACE,
    ]  # fmt: skip
    none = Card(input=card().input, points=PointsOutput(name="heat", names=BODY, untaught=BODY[3:]))
    short = tiny_nets.two_heads(tmp_path / "m.onnx", "r" * 17)
    assert len(HeatPose(short, none, INFO, frame=FRAME)(frame((100, 60), (0, 0))).points) == 1


def test_logits_become_probabilities(tmp_path: Path) -> None:
    path = tiny_nets.two_heads(tmp_path / "n.onnx", READS)
    net = HeatPose(path, card(activation="sigmoid"), INFO, frame=FRAME)
    pose = net(frame((100, 60), (201, 150)))
    np.testing.assert_allclose(pose.points[0, :, 2], 1 / (1 + np.exp(-0.83)), atol=0.01)


def test_each_task_computes_its_own_output_only(tmp_path: Path) -> None:
    path = tiny_nets.two_heads(tmp_path / "n.onnx", READS)
    pose = HeatPose(path, card(), INFO, frame=FRAME)
    matte = Segmenter(path, card(), INFO, frame=FRAME)
    assert list(pose._session.outputs) == ["heat"]
    assert list(matte._session.outputs) == ["matte"]
    assert matte(np.full(FRAME.shape, (0, 51, 0), np.uint8)).max() == pytest.approx(0.2, abs=1e-5)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (card(BODY), r"'heat' should have the shape \[1, 17, height, width\]"),
        (Card(input=card().input, points=PointsOutput(name="h", names=BODY)), "no output named"),
        (Card(input=card().input, output=MatteOutput(name="matte")), "gives no key points"),
    ],
)
def test_a_file_that_does_not_fit_its_card_is_refused(
    tmp_path: Path, given: Card, words: str
) -> None:
    path = tiny_nets.two_heads(tmp_path / "n.onnx", READS)
    with pytest.raises(ModelError, match=words):
        HeatPose(path, given, INFO, frame=FRAME)


def test_a_card_of_key_points_makes_no_segmenter(tmp_path: Path) -> None:
    path = tiny_nets.two_heads(tmp_path / "n.onnx", READS)
    points = Card(input=card().input, points=card().points)
    with pytest.raises(ModelError, match="gives no matte"):
        Segmenter(path, points, INFO, frame=FRAME)
