"""Small pictures of labels: decoded fast, marked, written whole."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from muse_nodes.api import MediaError
from muse_nodes.media import read_image, write_image
from muse_nodes.media.labelled import (
    EDGE,
    SEEN,
    fitted,
    labelled_picture,
    marked,
    read_small,
    write_jpeg,
)


def ramp(height: int = 480, width: int = 640) -> np.ndarray:
    """A soft picture whose three channels differ."""
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 255 // width, y * 255 // height, 60 + 0 * x], -1).astype(np.uint8)


@pytest.mark.parametrize("ending", ["jpg", "png"])
@pytest.mark.parametrize("longest", [1000, 640, 300, 160, 50])
def test_small_is_the_whole_picture_small(tmp_path: Path, ending: str, longest: int) -> None:
    path = tmp_path / f"p.{ending}"
    cv2.imwrite(str(path), ramp()[..., ::-1])
    small, size = read_small(path, longest)
    assert size == (480, 640)
    assert max(small.shape) == min(longest, 640)
    assert small.shape[0] == round(small.shape[1] * 0.75)
    assert np.abs(small.astype(int) - fitted(ramp(), longest)).mean() < 2


def test_a_turned_photograph_is_turned_back(tmp_path: Path) -> None:
    path = tmp_path / "p.jpg"
    cv2.imwrite(str(path), ramp()[..., ::-1])
    data = path.read_bytes()
    tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
    app = b"Exif\0\0" + tiff
    turned = data[:2] + b"\xff\xe1" + (len(app) + 2).to_bytes(2, "big") + app + data[2:]
    path.write_bytes(turned)
    whole, _ = read_image(path)
    small, size = read_small(path, 160)
    assert whole.shape[:2] == size == (640, 480)
    assert small.shape[:2] == (160, 120)


def test_what_is_no_picture_is_told(tmp_path: Path) -> None:
    for name, content in (("a.jpg", b""), ("b.jpg", b"\xff\xd8\xff\xc0"), ("c.png", b"text")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MediaError, match=name):
            read_small(tmp_path / name, 100)
    with pytest.raises(MediaError, match=r"gone\.jpg"):
        read_small(tmp_path / "gone.jpg", 100)


def test_marks_darken_the_room_and_draw_edge_and_points() -> None:
    picture = np.full((100, 160, 3), 200, np.uint8)
    alpha = np.zeros((200, 320), np.uint8)
    alpha[60:140, 100:220] = 255
    points = np.array([[0.5, 0.5, 2], [0.45, 0.45, 1], [0.2, 0.2, 0], [3, 3, 2]], np.float32)
    out = marked(picture, alpha, points)
    assert (picture == 200).all()
    assert out[10, 10].tolist() == [80, 80, 80]
    assert out[40, 100].tolist() == [200, 200, 200]
    assert np.abs(out[32:68, 48:52].astype(int) - EDGE).max(axis=2).min() < 40
    assert np.abs(out[50, 80].astype(int) - SEEN).max() < 40
    assert out[20, 32].tolist() == [80, 80, 80], "what is not labelled is not drawn"
    assert (marked(picture, None) == 80).all()


def test_a_label_on_disk_is_drawn_at_the_size_asked_for(tmp_path: Path) -> None:
    picture, alpha = ramp(), np.zeros((480, 640), np.uint8)
    alpha[100:400, 200:400] = 255
    write_image(tmp_path / "i.png", picture)
    write_image(tmp_path / "m.png", alpha)
    found = labelled_picture(tmp_path / "i.png", tmp_path / "m.png", None, 320)
    assert found.shape == (240, 320, 3)
    assert (
        np.abs(found[100:150, 120:180].astype(int) - fitted(picture, 320)[100:150, 120:180]).max()
        <= 2
    )
    alone = labelled_picture(tmp_path / "i.png", None, None, 320)
    assert alone[120, 150].sum() < found[120, 150].sum()


def test_jpegs_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "t.jpg"
    write_jpeg(path, ramp())
    found, _ = read_image(path)
    assert np.abs(found.astype(int) - ramp()).mean() < 3
    (tmp_path / "file").write_text("x")
    with pytest.raises(MediaError):
        write_jpeg(tmp_path / "file" / "t.jpg", ramp())
    assert [p.name for p in path.parent.iterdir()] == ["t.jpg"]
