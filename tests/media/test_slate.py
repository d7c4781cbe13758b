"""The slate: always a picture of the size that is asked for, whatever the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from muse_nodes.media import make_slate, write_image

SIZES = [(720, 1280), (1080, 608), (48, 64), (1, 1), (3, 2000)]


@pytest.mark.parametrize("size", SIZES)
def test_our_own_fits_every_size(size: tuple[int, int]) -> None:
    picture, problem = make_slate("", size)
    assert picture.shape == (*size, 3)
    assert picture.dtype == np.uint8
    assert picture.flags.c_contiguous
    assert not problem


def test_the_sentence_stands_in_the_middle_of_a_calm_ground() -> None:
    picture, _ = make_slate("", (720, 1280), "Back soon")
    bare, _ = make_slate("", (720, 1280), "")
    rows, columns = np.nonzero((picture != bare).any(axis=2))
    assert rows.size > 500
    assert abs((rows.min() + rows.max()) / 2 - 360) < 15
    assert abs((columns.min() + columns.max()) / 2 - 640) < 15
    assert 20 < bare.mean() < 60
    assert np.abs(np.diff(bare.astype(int), axis=0)).max() <= 1, "no step that would show as a band"


def test_the_users_picture_is_shown_whole(tmp_path: Path) -> None:
    path = tmp_path / "mine.png"
    source = np.zeros((100, 100, 3), np.uint8)
    source[:, :50], source[:, 50:] = (255, 0, 0), (0, 0, 255)
    write_image(path, source)
    picture, problem = make_slate(str(path), (90, 160))
    assert not problem
    assert tuple(picture[45, 40]) == (255, 0, 0)
    assert tuple(picture[45, 120]) == (0, 0, 255)
    assert not picture[:, :34].any()
    assert not picture[:, 126:].any()


def test_a_picture_with_transparency_lies_on_our_ground(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    source = np.zeros((40, 40, 4), np.uint8)
    source[10:30, 10:30] = (255, 255, 255, 255)
    write_image(path, source)
    picture, _ = make_slate(str(path), (40, 40))
    ground, _ = make_slate("", (40, 40), "")
    assert (picture[15:25, 15:25] == 255).all()
    assert np.array_equal(picture[:8], ground[:8])


@pytest.mark.parametrize("kind", ["missing", "text", "folder", "empty"])
def test_a_bad_file_gives_our_own_and_says_so(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "slate.png"
    if kind == "folder":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes(b"no picture" if kind == "text" else b"")
    picture, problem = make_slate(str(path), (48, 64))
    assert np.array_equal(picture, make_slate("", (48, 64))[0])
    assert problem.startswith("The picture for the slate was left out. ")
    assert "slate.png" in problem
