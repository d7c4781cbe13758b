"""The student's shapes, names and sizes."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")

import torch

from muse_nodes.training.student import Student, StudentConfig, divisible


@pytest.mark.parametrize("subpixel", [1, 2, 4])
def test_both_heads_have_the_size_that_is_promised(subpixel: int) -> None:
    config = StudentConfig(64, 96, 0.25, 8, subpixel, points=5)
    matte, heat = Student(config).eval()(torch.rand(2, 3, 64, 96))
    assert tuple(matte.shape) == (2, 1, *config.matte_size)
    assert config.matte_size == (16 * subpixel, 24 * subpixel)
    assert tuple(heat.shape) == (2, 5, *config.heat_size) == (2, 5, 16, 24)


def test_the_backbone_is_mobilenet_v3_small_by_name_and_number() -> None:
    student = Student()
    weights = dict(student.features.named_parameters())
    # torchvision's mobilenet_v3_small has 2 542 856 parameters: 1 615 848 in the classifier, and
    # 96 * 576 + 2 * 576 in the last convolution, which is left out here.
    assert sum(p.numel() for p in weights.values()) == 2_542_856 - 1_615_848 - 56_448
    assert tuple(weights["0.0.weight"].shape) == (16, 3, 3, 3)
    assert tuple(weights["1.block.1.fc1.weight"].shape) == (8, 16, 1, 1)
    assert tuple(weights["4.block.1.0.weight"].shape) == (96, 1, 5, 5)
    assert tuple(weights["4.block.2.fc2.weight"].shape) == (96, 24, 1, 1)
    assert tuple(weights["11.block.3.0.weight"].shape) == (96, 576, 1, 1)


def test_it_fits_into_four_megabytes() -> None:
    assert 800_000 < Student().parameter_count < 950_000


def test_every_weight_has_a_gradient(tiny) -> None:
    student = Student(tiny)
    matte, heat = student(torch.rand(2, 3, 32, 64))
    (matte.square().mean() + heat.square().mean()).backward()
    silent = [n for n, p in student.named_parameters() if p.grad is None]
    assert silent == []


def test_the_pixels_of_a_cell_begin_alike(tiny) -> None:
    matte, _ = Student(tiny).eval()(torch.rand(1, 3, 32, 64))
    cells = torch.nn.functional.pixel_unshuffle(matte, tiny.subpixel)
    assert cells.std(1).max() < 1e-6
    assert cells.std() > 0


def test_normalisation_is_inside_and_not_a_weight() -> None:
    student = Student(StudentConfig(32, 32, 0.25, 8))
    assert not {"mean", "std"} & set(student.state_dict())


@pytest.mark.parametrize(
    "wrong",
    [{"height": 100}, {"width": 0}, {"multiplier": 0.0}, {"subpixel": 3}, {"points": 0},
     {"decoder": 1}],
)  # fmt: skip
def test_shapes_that_cannot_be_built_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"must|needs"):
        StudentConfig(**wrong)


def test_channels_are_rounded_as_mobilenet_does() -> None:
    assert [divisible(n) for n in (3, 16, 18, 22, 72, 90.4)] == [8, 16, 24, 24, 72, 88]
