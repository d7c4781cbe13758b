"""Single pictures in every common form."""

from __future__ import annotations

import base64
from pathlib import Path

import cv2
import numpy as np
import pytest

from muse_nodes.api import MediaError
from muse_nodes.media import read_image, write_image

# 16x8 CMYK JPEG of one colour (cyan 20 %, magenta 60 %, yellow 80 %, no black), as print shops
# deliver it, with the Adobe marker that says the values are inverted.
CMYK_JPEG = base64.b64decode(
    "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2Rjcs"
    "LUBXQUZMTlJTUjI+WmFaUGBKUVJP/8AAFAgACAAQBEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAAG"
    "BQf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0AWQBLAAA/AK9npB04Af/Z"
)


def stored(path: Path, suffix: str, pixels: np.ndarray) -> Path:  # type: ignore[type-arg] # any
    target = path / f"picture{suffix}"
    target.write_bytes(cv2.imencode(suffix, pixels)[1].tobytes())
    return target


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    path = tmp_path / "ä 1.png"
    for size in ((1, 1), (5, 7), (48, 64)):
        colour = rng.integers(0, 256, (*size, 3), np.uint8)
        write_image(path, colour)
        read, alpha = read_image(path)
        np.testing.assert_array_equal(read, colour)
        assert alpha is None
        coverage = rng.integers(0, 256, size, np.uint8)
        write_image(path, np.dstack([colour, coverage]))
        read, alpha = read_image(path)
        np.testing.assert_array_equal(read, colour)
        np.testing.assert_array_equal(alpha, coverage)
        write_image(path, coverage)
        read, _ = read_image(path)
        np.testing.assert_array_equal(read, np.dstack([coverage] * 3))
    assert [p.name for p in tmp_path.iterdir()] == ["ä 1.png"]


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    levels = np.arange(256, dtype=np.uint16) * 257
    for channels in (1, 3, 4):
        pixels = np.repeat(levels[None, :, None], channels, axis=2)
        read, alpha = read_image(stored(tmp_path, ".png", pixels))
        np.testing.assert_array_equal(read[0, :, 0], np.arange(256))
        assert (alpha is not None) == (channels == 4)


def test_grey_jpeg(tmp_path: Path) -> None:
    read, _ = read_image(stored(tmp_path, ".jpg", np.full((8, 8), 77, np.uint8)))
    assert read.shape == (8, 8, 3)
    assert np.abs(read.astype(int) - 77).max() <= 1


def test_exif_rotation(tmp_path: Path) -> None:
    upright = np.zeros((16, 32, 3), np.uint8)
    upright[:, :16] = 255
    data = cv2.imencode(".jpg", upright)[1].tobytes()
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"  # turn right
    path = tmp_path / "phone.jpg"
    path.write_bytes(data[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + data[2:])
    read, _ = read_image(path)
    assert read.shape == (32, 16, 3)
    assert read[:12].min() > 240
    assert read[20:].max() < 15


def test_cmyk_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "print.jpg"
    path.write_bytes(CMYK_JPEG)
    read, alpha = read_image(path)
    assert read.shape == (8, 16, 3)
    assert alpha is None
    assert np.abs(read[4, 8].astype(int) - (204, 102, 51)).max() <= 6


def test_files_that_are_no_pictures(tmp_path: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("no picture")
    nothing = tmp_path / "nothing.png"
    nothing.touch()
    for path, words in (
        (tmp_path / "missing.png", "no such file"),
        (text, "not a picture"),
        (nothing, "not a picture"),
        (tmp_path, "folder"),
    ):
        with pytest.raises(MediaError, match=words) as caught:
            read_image(path)
        assert path.name in str(caught.value)


def test_a_picture_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"gone.*no such file"):
        write_image(tmp_path / "gone" / "a.png", np.zeros((4, 4, 3), np.uint8))
    assert list(tmp_path.iterdir()) == []
