"""Segmenters: every card option on tiny networks whose arithmetic is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tiny_nets

from muse_nodes.api import ModelError, ModelInfo, frame_spec, matte_spec
from muse_nodes.models.card import Card, ImageInput, MatteOutput
from muse_nodes.models.catalogue import find
from muse_nodes.models.segment import Segmenter

INFO = ModelInfo("tiny", "segment", "onnxruntime", "cpu")


def flat(red: int, green: int, blue: int, height: int = 36, width: int = 64) -> np.ndarray:
    return np.full((height, width, 3), (red, green, blue), np.uint8)


def known(name: str) -> Card:
    entry = find(name)
    assert entry is not None
    assert entry.card is not None
    return entry.card


def open_net(path: Path, card: Card, height: int = 36, width: int = 64) -> Segmenter:
    return Segmenter(path, card, INFO, frame=frame_spec(height, width))


def test_modnet_card_reads_red_and_keeps_the_frames_proportions(tmp_path: Path) -> None:
    net = open_net(tiny_nets.modnet_like(tmp_path / "m.onnx"), known("modnet"), 720, 1280)
    assert net.output == matte_spec(384, 672)
    matte = net(flat(51, 200, 100, 720, 1280))
    assert matte.shape == (384, 672)
    assert matte.dtype == np.float32
    np.testing.assert_allclose(matte, 0.2, atol=1e-5)


def test_bgr_takes_blue_first(tmp_path: Path) -> None:
    image = ImageInput(layout="NCHW", width=16, height=8, range=(-1, 1), colour="bgr")
    card = Card(input=image, output=MatteOutput())
    net = open_net(tiny_nets.modnet_like(tmp_path / "m.onnx"), card)
    np.testing.assert_allclose(net(flat(0, 0, 102)), 0.4, atol=1e-5)


def test_result_goes_into_out_and_is_clamped(tmp_path: Path) -> None:
    image = ImageInput(layout="NCHW", width=16, height=8, range=(-9, 9))
    path = tiny_nets.modnet_like(tmp_path / "m.onnx")
    net = open_net(path, Card(input=image, output=MatteOutput()))
    out = np.full((8, 16), 7, np.float32)
    assert net(flat(255, 0, 0), out=out) is out
    assert (out == 1).all()
    assert (net(flat(0, 0, 0), out=out) == 0).all()


def test_the_whole_frame_is_seen_upright(tmp_path: Path) -> None:
    image = ImageInput(layout="NCHW", width=4, height=2, range=(-1, 1))
    path = tiny_nets.modnet_like(tmp_path / "m.onnx")
    net = open_net(path, Card(input=image, output=MatteOutput()))
    frame = flat(0, 0, 0)
    frame[:18, :16] = 255  # the upper left eighth
    matte = net(frame)
    np.testing.assert_allclose(matte, [[1, 0, 0, 0], [0, 0, 0, 0]], atol=0.05)


def test_softmax_and_sigmoid_of_two_classes(tmp_path: Path) -> None:
    path = tiny_nets.two_class(tmp_path / "two.onnx")
    image = ImageInput(layout="NHWC")
    wanted = 1 / (1 + np.exp(-10 * (153 / 255 - 0.5)))
    for activation, index, want in (
        ("softmax", 1, wanted),
        ("softmax", 0, 1 - wanted),
        ("sigmoid", 1, wanted),
    ):
        card = Card(input=image, output=MatteOutput(activation=activation, index=index))
        net = open_net(path, card)
        assert net.output == matte_spec(6, 8)
        np.testing.assert_allclose(net(flat(153, 0, 0)), want, atol=1e-5)


def test_extreme_logits_do_not_overflow(tmp_path: Path) -> None:
    path = tiny_nets.two_class(tmp_path / "two.onnx")
    image = ImageInput(layout="NHWC", range=(-1e6, 1e6))
    for activation in ("softmax", "sigmoid"):
        net = open_net(path, Card(input=image, output=MatteOutput(activation=activation, index=1)))
        assert net(flat(0, 0, 0)).max() < 1e-6
        assert net(flat(255, 0, 0)).min() > 1 - 1e-6


@pytest.mark.parametrize("colour", ["rgb", "bgr"])
def test_half_precision_files(tmp_path: Path, colour: str) -> None:
    path = tmp_path / "half.onnx"
    tiny_nets.save(
        path,
        [tiny_nets.helper.make_node("Mul", ["x", "gain"], ["y"])],
        [("x", [1, 4, 4, 3]), ("gain", [1])],
        [("y", [1, 4, 4, 3])],
        dtype=tiny_nets.TensorProto.FLOAT16,
    )
    card = Card(
        input=ImageInput(layout="NHWC", name="x", colour=colour),
        output=MatteOutput(),
        constants={"gain": (0.5,)},
    )
    wanted = 0.2 if colour == "rgb" else 0.4
    matte = open_net(path, card)(flat(102, 0, 204))
    assert matte.dtype == np.float32
    np.testing.assert_allclose(matte, wanted, atol=1e-3)


def test_not_a_number_is_not_a_person(tmp_path: Path) -> None:
    path = tmp_path / "nan.onnx"
    tiny_nets.save(
        path,
        [tiny_nets.helper.make_node("Log", ["x"], ["y"])],
        [("x", [1, 3, 4, 4])],
        [("y", [1, 3, 4, 4])],
    )
    card = Card(input=ImageInput(layout="NCHW", range=(-1, 0)), output=MatteOutput())
    assert (open_net(path, card)(flat(9, 9, 9)) == 0).all()


def test_recurrent_state_goes_round_and_resets(tmp_path: Path) -> None:
    net = open_net(tiny_nets.rvm_like(tmp_path / "r.onnx"), known("rvm_mobilenetv3"), 720, 1280)
    assert net.output == matte_spec(288, 512)
    frame = flat(0, 255, 0, 720, 1280)
    for n in range(1, 6):
        np.testing.assert_allclose(net(frame), 1 - 0.5**n, atol=1e-5)
    net.reset()
    np.testing.assert_allclose(net(frame), 0.5, atol=1e-5)


def test_state_without_a_card_entry_is_refused(tmp_path: Path) -> None:
    path = tiny_nets.rvm_like(tmp_path / "r.onnx")
    card = Card(
        input=ImageInput(name="src", layout="NCHW", width=8, height=8),
        output=MatteOutput(name="pha"),
    )
    with pytest.raises(ModelError, match=r"r\.onnx.*says nothing of the input"):
        open_net(path, card)


@pytest.mark.parametrize(
    ("image", "output", "words"),
    [
        (ImageInput(layout="NHWC", name="picture"), MatteOutput(), "no input named 'picture'"),
        (ImageInput(layout="NHWC"), MatteOutput(name="mask"), "no output named 'mask'"),
        (ImageInput(layout="NHWC"), MatteOutput(index=2), "no channel 2"),
        (ImageInput(layout="NHWC", width=9, height=6), MatteOutput(), "card says 9x6"),
        (ImageInput(layout="NCHW"), MatteOutput(), "should have the shape"),
    ],
)
def test_a_card_that_does_not_fit_names_the_file(
    tmp_path: Path, image: ImageInput, output: MatteOutput, words: str
) -> None:
    path = tiny_nets.two_class(tmp_path / "two.onnx")
    with pytest.raises(ModelError, match=words) as caught:
        open_net(path, Card(input=image, output=output))
    assert "two.onnx" in str(caught.value)
    assert "logits" in str(caught.value)


def test_a_free_size_needs_a_size_on_the_card(tmp_path: Path) -> None:
    path = tiny_nets.modnet_like(tmp_path / "m.onnx")
    with pytest.raises(ModelError, match="width and height"):
        open_net(path, Card(input=ImageInput(layout="NCHW"), output=MatteOutput()))


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (7, 501), (501, 7)])
def test_odd_frames(tmp_path: Path, size: tuple[int, int]) -> None:
    net = open_net(tiny_nets.modnet_like(tmp_path / "m.onnx"), known("modnet"), *size)
    np.testing.assert_allclose(net(flat(102, 0, 0, *size)), 0.4, atol=1e-5)
