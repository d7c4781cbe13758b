"""Values of ports as PNG and JSON."""

from __future__ import annotations

import base64

import cv2
import numpy as np
import pytest
from control_client import valid

from muse_nodes.api import Layer
from muse_nodes.control.picture import png, seen, shrunk
from muse_nodes.control.refusal import Refusal


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 5, 3), (48, 64, 3), (1, 1), (9, 4)])
def test_a_png_holds_what_was_put_in(shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(4).integers(0, 256, shape, np.uint8)
    mode = cv2.IMREAD_COLOR_RGB if len(shape) == 3 else cv2.IMREAD_GRAYSCALE
    assert np.array_equal(cv2.imdecode(np.frombuffer(png(picture), np.uint8), mode), picture)


def test_pictures_that_are_views_are_sent_as_they_look() -> None:
    picture = np.random.default_rng(4).integers(0, 256, (8, 8, 3), np.uint8)[::2, ::-1]
    decoded = cv2.imdecode(np.frombuffer(png(picture), np.uint8), cv2.IMREAD_COLOR_RGB)
    assert np.array_equal(decoded, picture)


def test_a_matte_is_grey_and_whatever_is_no_number_black() -> None:
    matte = np.array([[0.0, 0.5, 1.0], [2.0, -1.0, np.nan]], np.float32)
    found = seen("Matte", matte)
    data = np.frombuffer(base64.b64decode(found.png), np.uint8)
    decoded = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    assert decoded.tolist() == [[0, 128, 255], [255, 0, 0]]


@pytest.mark.parametrize(
    ("size", "most", "wanted"),
    [((90, 160), 0, (90, 160)), ((90, 160), 160, (90, 160)), ((90, 160), 72, (30, 53)),
     ((90, 160), 1, (1, 1)), ((1, 160), 10, (1, 160)), ((3, 200), 50, (1, 66))],
)  # fmt: skip
def test_pictures_are_shrunk_by_whole_pixels(
    size: tuple[int, int], most: int, wanted: tuple[int, int]
) -> None:
    assert shrunk(np.zeros((*size, 3), np.uint8), most).shape[:2] == wanted


def test_a_shrunk_picture_is_the_mean_of_its_pixels() -> None:
    picture = np.array([[[0, 10, 20], [4, 10, 20]], [[0, 30, 20], [4, 30, 21]]], np.uint8)
    assert shrunk(picture, 1).tolist() == [[[2, 20, 20]]]


@pytest.mark.parametrize("value", [1.5, "text", True, 3])
def test_small_values_are_sent_as_they_are(value: object) -> None:
    assert seen("Number", value).value == value


def test_a_field_is_a_list_of_numbers_if_it_is_small() -> None:
    field = np.ones((2, 3, 2), np.float32) / 3
    found = seen("Field", field)
    assert found.value == np.full((2, 3, 2), 0.3333).tolist()
    valid("Seen", {"type": "Field", "value": found.value})
    with pytest.raises(Refusal, match="too many"):
        seen("Field", np.ones((200, 200, 2), np.float32))


@pytest.mark.parametrize(
    ("value", "word"),
    [(None, "no value"), (Layer(np.zeros((2, 2, 3), np.uint8)), "rendered"), (object(), "sent")],
)
def test_what_cannot_be_sent(value: object, word: str) -> None:
    with pytest.raises(Refusal, match=word):
        seen("Thing", value)
