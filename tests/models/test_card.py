"""Model cards: what is accepted, what is refused, and in which words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from muse_nodes.api import ModelError
from muse_nodes.models.card import CARD_LIMIT, Card, ImageInput, card_path, read_card
from muse_nodes.models.skeletons import BODY, FACE, skeleton_of

GOOD = {"input": {"layout": "NCHW", "width": 320, "height": 192}, "output": {"name": "mask"}}


def write(folder: Path, card: object) -> Path:
    model = folder / "net.onnx"
    card_path(model).write_text(json.dumps(card), encoding="utf-8")
    return model


def test_a_small_card_is_enough(tmp_path: Path) -> None:
    card = read_card(write(tmp_path, GOOD))
    assert isinstance(card, Card)
    assert (card.input.width, card.input.height, card.output.activation) == (320, 192, "none")
    assert card.task == "segment"


def test_one_network_may_do_two_tasks(tmp_path: Path) -> None:
    points = {"name": "heat", "names": BODY}
    both = read_card(write(tmp_path, {**GOOD, "points": points}))
    alone = read_card(write(tmp_path, {"input": GOOD["input"], "points": points}))
    assert both is not None
    assert alone is not None
    assert (both.tasks, alone.tasks) == (("segment", "pose"), ("pose",))
    assert Card(input=both.input, output=both.output).tasks == ("segment",)


def test_names_make_the_largest_skeleton_that_they_can() -> None:
    mixed = (*FACE, "tail", *reversed(BODY))
    assert skeleton_of(mixed) == ("muse24", (*range(24, 7, -1), *range(7)))
    assert skeleton_of((*BODY, *FACE[:6])) == ("coco17", tuple(range(17)))


def test_no_card_is_none(tmp_path: Path) -> None:
    assert read_card(tmp_path / "net.onnx") is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"input": {"layout": "HWC"}}, "layout"),
        ({"input": {"layout": "NCHW", "width": "320"}}, "width"),
        ({"input": {"layout": "NCHW", "width": -1}}, "width"),
        ({"input": {"layout": "NCHW", "range": [1, 1]}}, "range"),
        ({"input": {"layout": "NCHW", "std": [1, 0, 1]}}, "std"),
        ({"input": {"layout": "NCHW", "mean": [1, 2]}}, "mean"),
        ({"output": {"name": "mask", "activation": "relu"}}, "activation"),
        ({"output": {"name": "mask", "index": -1}}, "index"),
        ({"state": [["a"]]}, "state"),
        ({"state": [["a", "b"], ["a", "c"]]}, "once"),
        ({"task": "pose"}, "task"),
        ({"points": {"name": "heat", "names": ["nose"]}}, "left_eye"),
        ({"points": {"name": "heat", "names": [*BODY, "nose"]}}, "once"),
        ({"points": {"name": "", "names": BODY}}, "name"),
        ({"points": {"name": "heat", "names": BODY, "untaught": ["tail"]}}, "among the names"),
        ({"points": {"name": "mask", "names": BODY}}, "another"),
        ({"points": {"name": "heat", "names": BODY}, "output": {}}, "must have a name"),
        ({"points": {"name": "heat", "names": BODY}, "state": [["a", "b"]]}, "recurrent"),
        ({"output": None}, "a card needs"),
        ({"file": "../../etc/passwd"}, "file"),
        ({"code": "import os"}, "code"),
    ],
)
def test_wrong_fields_are_named(tmp_path: Path, change: dict, named: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_card(write(tmp_path, {**GOOD, **change}))
    assert named in str(caught.value)
    assert "net.json" in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe{}", b'{"input": 1, "output": 2}'])
def test_what_is_no_card_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "net.json").write_bytes(data)
    with pytest.raises(ModelError, match=r"net\.json"):
        read_card(tmp_path / "net.onnx")


def test_a_huge_card_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "net.json").write_bytes(b" " * (CARD_LIMIT + 10))
    with pytest.raises(ModelError, match="too large"):
        read_card(tmp_path / "net.onnx")


def test_scale_and_offset_follow_range_mean_and_std() -> None:
    image = ImageInput(layout="NCHW", range=(0.0, 1.0), mean=(0.5, 0.4, 0.3), std=(0.25, 0.5, 1.0))
    for level in (0, 100, 255):
        for channel in range(3):
            want = (level / 255 - image.mean[channel]) / image.std[channel]
            got = level * image.scale[channel] + image.offset[channel]
            assert got == pytest.approx(want)
