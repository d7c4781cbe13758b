"""Curves that go on after a kill, and TensorBoard files that never stop a training."""

from __future__ import annotations

import json
import logging
import math
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")

from muse_nodes.api import MuseError
from muse_nodes.training.history import EVENTS, NAME, Board, History, values_of
from muse_nodes.training.loop import Progress

LOG = logging.getLogger("test")


def filled(folder: Path, steps: range) -> Path:
    history = History(folder, 0)
    for step in steps:
        history.add(step, {"loss": 1 / step})
    history.close()
    return folder / NAME


def steps_in(folder: Path) -> list[int]:
    history = History(folder, 99)
    history.close()
    return [step for step, _ in history.lines]


def test_what_was_told_after_the_last_checkpoint_is_dropped(tmp_path: Path) -> None:
    path = filled(tmp_path, range(10, 60, 10))
    history = History(tmp_path, 30)
    assert [step for step, _ in history.lines] == [10, 20, 30]
    history.add(40, {"loss": 7.0})
    history.close()
    found = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["step"] for line in found] == [10, 20, 30, 40]
    assert found[-1]["loss"] == 7.0
    drawn: list[tuple[str, float, float]] = []
    history.draw(lambda *point: drawn.append(point))
    assert drawn[-1] == ("loss", 40, 7.0)


@pytest.mark.parametrize("end", ['{"step": 60, "lo', "[1]", '{"loss": 1}', '{"step": "x"}', "\x00"])
def test_a_line_that_was_cut_short_is_no_line(tmp_path: Path, end: str) -> None:
    path = filled(tmp_path, range(10, 60, 10))
    with path.open("a") as file:
        file.write(end)
    assert steps_in(tmp_path) == [10, 20, 30, 40, 50]
    assert path.read_text().count("\n") == 5


def test_a_file_that_is_no_text_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff\xfe\x00")
    assert steps_in(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MuseError, match="cannot be written"):
        History(tmp_path / "file", 0)


def test_values_of_a_validation_are_told_once() -> None:
    losses = {"loss": 2.0, "matte": math.nan}
    fresh = Progress(20, 40, losses, 0.1, 1.0, 1e-3, validated=20, error=0.2)
    assert values_of(fresh) == {"loss": 2.0, "learning rate": 1e-3, "held-out error": 0.2}
    later = Progress(30, 40, losses, 0.1, 1.0, 1e-3, validated=20, error=0.2)
    assert "held-out error" not in values_of(later)


def test_a_board_that_begins_again_has_no_step_twice(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard", reason="the extra `train` brings TensorBoard")
    for _ in range(2):
        board = Board(tmp_path, LOG)
        board.scalar("loss", 10, 0.5)
        board.picture("mattes", 10, np.zeros((4, 6, 3), np.uint8))
        board.close()
    assert len(list(tmp_path.glob(EVENTS))) == 1


def test_a_board_that_cannot_write_is_told_and_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    board = Board(tmp_path / "file", LOG)
    assert not board.open
    board.scalar("loss", 1, 1.0)
    board.close()
    assert "no TensorBoard files" in caplog.text
