"""SAM 2.1 as a teacher: the real code path with a tiny network of random weights."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from teaching import (
    HEIGHT,
    WIDTH,
    Colour,
    Marks,
    alpha_of,
    contents,
    make_recording,
    quiet,
    room,
    with_person,
)
from tiny_teachers import poison, save_sam2, save_vitmatte

from muse_nodes.api import CancelledError, ModelError, frame_spec
from muse_nodes.training.ensemble_pose import PoseEnsemble
from muse_nodes.training.shelf import PARTS, Shelf
from muse_nodes.training.teachers.networks import shelf_for, teach_points

pytest.importorskip("transformers", reason="teachers need the extra `train`")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory, torch: Any) -> Path:
    return save_sam2(tmp_path_factory.mktemp("sam2"), seed=2)


@pytest.fixture(scope="module")
def network(weights: Path) -> Any:
    from muse_nodes.training.teachers.sam2 import Sam2

    return Sam2(str(weights), "cpu")


def run(network: Any, frames: int, *, forget: bool = True) -> tuple[list[np.ndarray], Any]:
    """What is said of the first ``frames`` frames, and the session at the end."""
    from muse_nodes.training.teachers.sam2 import Prompt

    stream = network.follow(Prompt(mask=alpha_of(0)), forget=forget)
    return [stream(with_person(n)) for n in range(frames)], stream.session


def test_it_gives_likelihoods_of_the_size_of_the_frame(network: Any) -> None:
    found, _ = run(network, 3)
    for likely in found:
        assert likely.shape == (HEIGHT, WIDTH)
        assert likely.dtype == np.float32
        assert 0 <= likely.min() <= likely.max() <= 1
    assert np.abs((found[0] > 0.5) - alpha_of(0)).mean() < 0.03  # the prompt comes back
    assert np.abs(found[1] - found[2]).max() > 0.01


def test_forgetting_changes_no_bit_and_bounds_the_memory(network: Any) -> None:
    kept, everything = run(network, 26, forget=False)
    forgot, session = run(network, 26)
    assert all(np.array_equal(a, b) for a, b in zip(kept, forgot, strict=True))
    past = session.output_dict_per_obj[0]["non_cond_frame_outputs"]
    assert (len(session.processed_frames), len(past)) == (1, network.reach + 1)
    assert len(everything.processed_frames) == 26
    assert len(everything.output_dict_per_obj[0]["non_cond_frame_outputs"]) == 25


def test_forgetting_more_would_change_it(network: Any) -> None:
    right, _ = run(network, 8)
    reach, network.reach = network.reach, 2
    try:
        wrong, _ = run(network, 8)
    finally:
        network.reach = reach
    assert not np.array_equal(right[-1], wrong[-1])


def test_points_and_a_box_are_prompts_too(network: Any) -> None:
    from muse_nodes.training.teachers.sam2 import Prompt

    points, box = np.array([[20.0, 60.0], [30.0, 80.0]]), (10, 30, 50, 120)
    looks = [
        network.follow(prompt)(with_person(0))
        for prompt in (
            Prompt(points=points, box=box),
            Prompt(points=points + 40, box=box),
            Prompt(points=points),
        )
    ]
    assert not np.array_equal(looks[0], looks[1])
    assert not np.array_equal(looks[0], looks[2])


class ByColour:
    """Stands in for the network where it matters when it is asked, and with which prompt.

    A stream sees the person for as long as it began on the person, and ``lasts`` frames at most.
    """

    def __init__(self, lasts: int = 1000) -> None:
        self.prompts: list[Any] = []
        self._lasts = lasts

    def follow(self, prompt: Any) -> Any:
        self.prompts.append(prompt)
        look, count = Colour(frame_spec(HEIGHT, WIDTH)), [0]

        def stream(picture: np.ndarray) -> np.ndarray:
            count[0] += 1
            return look(picture) * np.float32(count[0] <= self._lasts)

        return stream


def pose_of(session: Path, work: Path, frames: int = 40) -> Shelf:
    shelf = shelf_for(session, work, "points", "marks", frames, quiet)
    teach_points(session, shelf, PoseEnsemble([Marks()]), quiet)
    return shelf


def follow(session: Path, work: Path, network: Any, points: Shelf | None, **how: Any) -> Shelf:
    """The session, followed by a network in chunks of six frames."""
    from muse_nodes.training.teachers.sam2_session import Labeller

    tell = how.pop("tell", quiet)
    chosen = points.about.chosen if points is not None else 40
    shelf = shelf_for(session, work, "masks", "SAM 2.1", chosen, quiet)
    first = None if points is not None else Colour(frame_spec(HEIGHT, WIDTH))
    Labeller(network, shelf, points, first).work(session, 1, tell, chunk=6, **how)
    return shelf


def comes_and_goes(frame: int) -> np.ndarray:
    """Somebody in frames 4 to 11 and from 16 on."""
    return with_person(frame) if 4 <= frame < 12 or frame >= 16 else room()


@pytest.mark.parametrize("with_points", [True, False])
def test_it_waits_for_the_person_and_finds_it_again(tmp_path: Path, with_points: bool) -> None:
    session = make_recording(tmp_path / "session", comes_and_goes, 22)
    points = pose_of(session, tmp_path / "points") if with_points else None
    shelf = follow(session, tmp_path / "masks", ByColour(), points)
    there = [one.box is not None for one in shelf.all()]
    assert there == [4 <= n < 12 or n >= 16 for n in range(22)]
    for frame in (4, 11, 20):
        assert np.abs(shelf.alpha(frame) / 255 - alpha_of(frame)).mean() < 0.01


def test_each_chunk_begins_with_the_mask_on_the_disk(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 20)
    network = ByColour()
    follow(session, tmp_path / "masks", network, pose_of(session, tmp_path / "points"))
    first, *others = network.prompts
    assert first.mask is None
    assert len(first.points) >= 3
    assert first.box is not None
    assert len(others) == 3  # frames 6, 12 and 18
    for frame, prompt in zip((6, 12, 18), others, strict=True):
        assert np.abs(prompt.mask - alpha_of(frame)).mean() < 0.01


def test_a_stream_that_loses_the_person_is_begun_anew(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 12)
    network = ByColour(lasts=3)
    shelf = follow(session, tmp_path / "masks", network, pose_of(session, tmp_path / "points"))
    assert all(one.box is not None for one in shelf.all())
    assert len(network.prompts) == 5


def test_it_goes_on_at_any_frame_with_the_same_bytes(tmp_path: Path, weights: Path) -> None:
    from muse_nodes.training.teachers.sam2 import Sam2

    session = make_recording(tmp_path / "session", with_person, 16)
    points = pose_of(session, tmp_path / "points")
    network = Sam2(str(weights), "cpu")
    whole = follow(session, tmp_path / "whole", network, points)
    assert sum(one.box is not None for one in whole.all()) >= 8
    stops = iter((3, 1, 7, 9, 2, 5))
    left = [next(stops)]

    def stop(done: float, total: float, text: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise CancelledError

    for _ in range(6):
        try:
            follow(session, tmp_path / "cut", network, points, tell=stop)
        except CancelledError:
            left[0] = next(stops, 1000)
    cut = follow(session, tmp_path / "cut", network, points)
    assert contents(cut.folder, PARTS) == contents(whole.folder, PARTS)


def test_the_plan_ends_chunks_where_points_are_known() -> None:
    from muse_nodes.training.teachers.sam2_session import plan

    way = plan([3, 10, 11, 40], every=4, chunk=3)
    assert way.steps == (3, 7, 10, 11, 15, 19, 23, 27, 31, 35, 39, 40)
    assert way.chunks == (0, 3, 11)
    assert plan([5], every=2).chunks == (0, 0)


def test_vitmatte_softens_the_edge_and_nothing_else(tmp_path: Path, torch: Any) -> None:
    from muse_nodes.training.matting import trimap
    from muse_nodes.training.teachers.vitmatte import VitMatte

    matting = VitMatte(str(save_vitmatte(tmp_path)), "cpu")
    mask = alpha_of(7)
    alpha = matting(with_person(7), mask)
    inside, band = trimap(mask.astype(np.uint8), 2)
    assert (alpha[inside] == 1).all()
    assert (alpha[~inside & ~band] == 0).all()
    assert not np.array_equal(alpha, mask)
    assert not matting(room(), np.zeros_like(mask)).any()


def spoilt(folder: Path, weights: Path, how: str) -> str:
    """A folder with weights that cannot be used; its path."""
    shutil.copytree(weights, folder)
    file = folder / "model.safetensors"
    if how == "pickled":
        file.unlink()
        poison(folder / "pytorch_model.bin", folder.parent / "harm")
    elif how == "pickled under a false name":
        poison(file, folder.parent / "harm")
    elif how == "truncated":
        file.write_bytes(file.read_bytes()[:5000])
    elif how == "of another network":
        (folder / "config.json").write_text('{"model_type": "vitpose"}')
    elif how == "without a description":
        (folder / "config.json").unlink()
    elif how == "nothing":
        file.unlink()
    elif how == "missing":
        shutil.rmtree(folder)
    return "" if how == "not chosen" else str(folder)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("pickled", "was not opened: it is a pickle file"),
        ("pickled under a false name", "cannot be used"),
        ("truncated", "cannot be used"),
        ("of another network", "holds a network of the type 'vitpose', not sam2_video"),
        ("without a description", "holds a network of the type None"),
        ("nothing", r"holds no \.safetensors file"),
        ("missing", "There is no folder"),
        ("not chosen", "No folder with the teacher's weights is chosen"),
    ],
)
def test_weights_that_cannot_be_used_are_told_of(
    tmp_path: Path, weights: Path, how: str, says: str
) -> None:
    from muse_nodes.training.teachers.sam2 import Sam2

    with pytest.raises(ModelError, match=says) as told:
        Sam2(spoilt(tmp_path / "weights", weights, how), "cpu")
    assert "hf download facebook/sam2.1-hiera-large" in str(told.value)
    assert not (tmp_path / "harm").exists(), "a file from elsewhere was executed"
