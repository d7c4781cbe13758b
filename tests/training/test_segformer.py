"""SegFormer's backbone under the same decoder: loop, checkpoint and export do not notice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")
pytest.importorskip("transformers", reason="SegFormer needs the extra `train`")

import torch as th

from muse_nodes.training.batches import Material
from muse_nodes.training.checkpoint import load_student, save_student
from muse_nodes.training.loop import Progress, Training
from muse_nodes.training.points import POINTS
from muse_nodes.training.presets import Preset
from muse_nodes.training.student import Student, StudentConfig

TINY = StudentConfig(64, 96, 0.125, 8, arch="segformer")
SHORT = Preset("short", steps=20, batch=3, pairs=1, save_every=0.0, validate_every=0.5)


class StopError(Exception):
    """Raised by a report to end a run."""


@pytest.fixture(scope="module")
def data(torch: Any) -> tuple[Material, Material]:
    random = np.random.default_rng(1)
    blocks = random.integers(0, 256, (6, 8, 12, 4), np.uint8)
    frames = blocks.repeat(8, 1).repeat(8, 2)
    points = random.random((6, len(POINTS), 3)).astype(np.float32)
    made = Material(frames, points, np.ones((6, len(POINTS)), bool), np.array([1, 2, 3, 4, 5, 5]))
    return made, made


def test_both_heads_have_the_size_that_is_promised() -> None:
    student = Student(replace(TINY, points=5)).eval()
    matte, heat = student(th.rand(2, 3, 64, 96))
    assert tuple(matte.shape) == (2, 1, *TINY.matte_size)
    assert tuple(heat.shape) == (2, 5, *TINY.heat_size)


def test_at_full_width_it_is_the_smallest_segformer() -> None:
    student = Student(StudentConfig(arch="segformer", decoder=64))
    # MiT-b0 has 3 319 392 parameters (SegformerModel of transformers with its default shape)
    assert sum(p.numel() for p in student.features.parameters()) == 3_319_392
    assert student.parameter_count < 3_600_000


def test_every_weight_has_a_gradient() -> None:
    student = Student(TINY)
    matte, heat = student(th.rand(2, 3, 64, 96))
    (matte.square().mean() + heat.square().mean()).backward()
    assert [n for n, p in student.named_parameters() if p.grad is None] == []


def test_it_learns_and_goes_on_exactly(data: Any, tmp_path: Path) -> None:
    told: list[Progress] = []
    whole = Training(tmp_path / "whole", SHORT, TINY, data).run(told.append)
    assert told[-1].losses["loss"] < told[0].losses["loss"]

    def stop(progress: Progress) -> None:
        if progress.step == 10:
            raise StopError

    with pytest.raises(StopError):
        Training(tmp_path / "cut", SHORT, TINY, data).run(stop)
    again = Training(tmp_path / "cut", SHORT, TINY, data).run()
    pairs = zip(whole.state_dict().values(), again.state_dict().values(), strict=True)
    assert all(th.equal(one, other) for one, other in pairs)


def test_it_comes_back_from_its_file(tmp_path: Path) -> None:
    student = Student(TINY).eval()
    save_student(tmp_path / "s.pth", student, {})
    again, _ = load_student(tmp_path / "s.pth")
    assert again.config == TINY
    picture = th.rand(1, 3, 64, 96)
    assert all(
        th.equal(one, other) for one, other in zip(student(picture), again(picture), strict=True)
    )


def test_an_unknown_backbone_is_refused() -> None:
    with pytest.raises(ValueError, match="mobilenet or segformer"):
        replace(TINY, arch="transformer")


@pytest.mark.slow
def test_as_onnx_it_does_what_torch_does(tmp_path: Path) -> None:
    pytest.importorskip("onnxscript", reason="export needs the extra `train`")
    from muse_nodes.training.export import PARITY, parity, write_onnx

    student = Student(TINY).eval()
    write_onnx(student, tmp_path / "s.onnx")
    assert parity(student, tmp_path / "s.onnx") < PARITY
