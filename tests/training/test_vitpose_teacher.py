"""ViTPose as a teacher: the real code path with a tiny network of random weights."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from teaching import (
    HEIGHT,
    TOP,
    WIDE,
    WIDTH,
    Colour,
    contents,
    left_edge,
    make_recording,
    quiet,
    room,
    with_person,
    with_two,
)
from tiny_teachers import poison, save_vitpose, wholebody_file

from muse_nodes.api import CancelledError, ModelError, frame_spec
from muse_nodes.training.ensemble import MatteEnsemble
from muse_nodes.training.people import Box
from muse_nodes.training.points import MIRROR, WHOLEBODY
from muse_nodes.training.shelf import PARTS, Shelf
from muse_nodes.training.teachers.networks import shelf_for

pytest.importorskip("transformers", reason="teachers need the extra `train`")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory, torch: Any) -> Path:
    return save_vitpose(tmp_path_factory.mktemp("vitpose"))


@pytest.fixture(scope="module")
def network(weights: Path) -> Any:
    from muse_nodes.training.teachers.vitpose import VitPose

    return VitPose(str(weights), "", "cpu")


def box_of(frame: int) -> Box:
    return left_edge(frame), TOP, left_edge(frame) + WIDE, HEIGHT


def test_points_are_decoded_as_their_makers_do(torch: Any) -> None:
    from transformers.models.vitpose.image_processing_pil_vitpose import VitPoseImageProcessorPil
    from transformers.models.vitpose.modeling_vitpose import VitPoseEstimatorOutput

    from muse_nodes.training.teachers.vitpose import crop_of, decoded

    draw = np.random.default_rng(4)
    rows, columns = np.mgrid[:64, :48]
    tops = draw.uniform((6, 6), (41, 57), (17, 2))
    heat = np.stack(
        [0.8 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 8) for x, y in tops]
    ).astype(np.float32)
    box = (30, 20, 90, 100)
    processor = VitPoseImageProcessorPil()
    out = VitPoseEstimatorOutput(heatmaps=torch.from_numpy(heat)[None])
    # Their boxes count from the corner of the first pixel, and pixels from their centres.
    given = [[[box[0] - 0.5, box[1] - 0.5, box[2] - box[0], box[3] - box[1]]]]
    expected = processor.post_process_pose_estimation(out, boxes=given)[0][0]
    found = decoded(heat, crop_of(box, (256, 192)))
    assert np.abs(found[:, :2] - expected["keypoints"].numpy()).max() < 0.1
    assert found[:, 2] == pytest.approx(expected["scores"].numpy(), abs=1e-3)


def test_the_crop_is_that_of_its_makers() -> None:
    from PIL import Image
    from transformers.models.vitpose.image_processing_pil_vitpose import VitPoseImageProcessorPil

    from muse_nodes.training.teachers.vitpose import _pixels, crop_of

    frame = np.random.default_rng(1).integers(0, 255, (30, 40, 3), np.uint8)
    frame = np.kron(frame, np.ones((4, 4, 1), np.uint8))  # 120 x 160, smooth enough to compare
    processor = VitPoseImageProcessorPil()
    boxes = [[[29.5, 19.5, 60, 80]]]
    expected = processor(Image.fromarray(frame), boxes=boxes, return_tensors="np")["pixel_values"]
    found = _pixels(frame, crop_of((30, 20, 90, 100), (256, 192)), (256, 192))
    assert np.abs(found - expected[0]).mean() < 0.05


def test_a_batch_is_as_one_after_the_other(network: Any) -> None:
    frames, boxes = [with_person(n) for n in (0, 9, 18)], [box_of(n) for n in (0, 9, 18)]
    together, apart = network(frames, boxes)
    assert together.shape == (3, 17, 3)
    for k in range(3):
        alone, gap = network(frames[k : k + 1], boxes[k : k + 1])
        assert np.abs(alone[0] - together[k]).max() < 0.02
        assert gap[0] == pytest.approx(apart[k], abs=1e-3)


def test_a_mirrored_picture_gives_mirrored_points(network: Any) -> None:
    frame = with_person(5)
    left, top, right, bottom = box_of(5)
    straight, _ = network([frame], [(left, top, right, bottom)])
    back, _ = network([frame[:, ::-1].copy()], [(WIDTH - right, top, WIDTH - left, bottom)])
    one, other = network.ours(straight[0]), network.ours(back[0])[list(MIRROR)]
    known = one[:, 2] >= 0
    gaps = np.hypot(WIDTH - 1 - other[known, 0] - one[known, 0], other[known, 1] - one[known, 1])
    assert np.median(gaps) < 0.1  # a map of noise may have two tops that are as high


def test_the_pairs_of_the_whole_body_are_each_others_mirror() -> None:
    from muse_nodes.training.teachers.vitpose import wholebody_pairs

    pairs = wholebody_pairs()
    order = list(range(133))
    for one, other in pairs:
        order[one], order[other] = other, one
    assert len({index for pair in pairs for index in pair}) == 2 * len(pairs)
    assert [order[order[i]] for i in range(133)] == list(range(133))
    # The nose, its bridge and tip, the middles of jaw and lips lie on the axis.
    assert [i for i in range(133) if order[i] == i] == [0, 31, 50, 51, 52, 53, 56, 74, 80, 85, 89]
    ours = {name: place for place, name in enumerate(WHOLEBODY)}
    assert all(MIRROR[ours[i]] == ours[order[i]] for i in WHOLEBODY)


def test_the_head_of_the_whole_body_is_the_authors(tmp_path: Path, weights: Path) -> None:
    from muse_nodes.training.teachers.vitpose import VitPose

    state = wholebody_file(tmp_path / "vitpose+_tiny.pth", weights)
    network = VitPose(str(weights), str(tmp_path / "vitpose+_tiny.pth"), "cpu")
    head = network._model.head
    given = state["associate_keypoint_heads.4.final_layer.weight"]
    assert (head.conv.weight == given).all()
    assert (head.deconv1.weight == state["associate_keypoint_heads.4.deconv_layers.0.weight"]).all()
    points, _ = network([with_person(0)], [box_of(0)])
    assert points.shape == (1, 133, 3)
    ours = network.ours(points[0])
    assert (ours[:, 2] >= 0).all()
    assert ours[23] == pytest.approx(points[0, 31])


def comes_in(frame: int) -> np.ndarray:
    """Nobody at first, two for a while."""
    if frame < 3:
        return room()
    return with_two(frame) if 8 <= frame < 10 else with_person(frame)


def teach(session: Path, work: Path, network: Any, tell: Any = quiet) -> Shelf:
    from muse_nodes.training.teachers.vitpose_session import label

    shelf = shelf_for(session, work, "points", "ViTPose", 40, quiet)
    first = MatteEnsemble([Colour(frame_spec(HEIGHT, WIDTH))])
    label(session, shelf, network, first.first_look, 4, tell)
    return shelf


def test_a_session_goes_on_at_any_frame_with_the_same_bytes(tmp_path: Path, network: Any) -> None:
    session = make_recording(tmp_path / "session", comes_in, 10)
    whole = teach(session, tmp_path / "whole", network)
    found = list(whole.all())
    assert [one.box is not None for one in found] == [n >= 3 for n in range(10)]
    assert [one.second > 0 for one in found] == [n in (8, 9) for n in range(10)]
    assert all(len(one.points) == 72 for one in found[3:])
    for stop_at in (2, 6):
        left = [stop_at]

        def stop(done: float, total: float, text: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise CancelledError

        with suppress(CancelledError):
            teach(session, tmp_path / "cut", network, stop)
    assert contents(teach(session, tmp_path / "cut", network).folder, PARTS) == contents(
        whole.folder, PARTS
    )


def test_a_pickled_head_is_refused_and_not_run(tmp_path: Path, weights: Path) -> None:
    from muse_nodes.training.teachers.vitpose import VitPose

    bad = poison(tmp_path / "vitpose+_huge.pth", tmp_path / "harm")
    with pytest.raises(ModelError, match=r"was refused: it is damaged, or it holds more than"):
        VitPose(str(weights), str(bad), "cpu")
    assert not (tmp_path / "harm").exists(), "a file from elsewhere was executed"


def test_a_head_of_another_network_is_refused(tmp_path: Path, weights: Path, torch: Any) -> None:
    from muse_nodes.training.teachers.vitpose import VitPose

    torch.save({"state_dict": {"backbone.x": torch.zeros(3)}}, tmp_path / "other.pth")
    with pytest.raises(ModelError, match="does not hold the whole-body head of this network"):
        VitPose(str(weights), str(tmp_path / "other.pth"), "cpu")


def test_plain_vitpose_without_experts_runs_too(tmp_path: Path, torch: Any) -> None:
    from muse_nodes.training.teachers.vitpose import VitPose

    network = VitPose(str(save_vitpose(tmp_path, experts=1, simple=True)), "", "cpu")
    points, _ = network([with_person(0)], [box_of(0)])
    assert points.shape == (1, 17, 3)
    assert np.isfinite(points).all()
