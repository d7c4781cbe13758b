"""``muse models`` and the sets of networks of a profile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from muse_nodes.profiles import Profiles
from muse_nodes.profiles.installed import install, previous_sets

CARD = {"input": {"layout": "NCHW"}, "output": {"name": "matte"}, "title": "Me"}


def test_going_back_to_the_model_before(muse: Callable[..., Any], tmp_path: Path) -> None:
    data = tmp_path / "data"
    front = Profiles(data).create("front")
    (tmp_path / "card").write_text(json.dumps(CARD))
    for text in ("old", "new"):
        (tmp_path / "net").write_text(text)
        (tmp_path / "engine").write_text("cut short")
        install(front, {
            "student_model.onnx": tmp_path / "net", "student_model.json": tmp_path / "card",
            "student_model.engine": tmp_path / "engine",
        })  # fmt: skip
    (stamp,) = (path.name for path in previous_sets(front))
    said = muse("models", "--data", data)
    assert said.status == 0
    assert "student_model" in said.out
    assert "auto runs this one" in said.out
    assert "passed over student_model.engine: " in said.out
    assert f"Earlier models of 'front', for `muse models rollback`: {stamp}" in said.out
    said = muse("models", "rollback", "--data", data)
    assert said.status == 0, said.err
    assert (front.models / "student_model.onnx").read_text() == "old"
    assert "runs again" in said.out
    assert muse("models", "rollback", "gone", "--data", data).status == 1
    assert muse("models", "rollback", "--profile", "side", "--data", data).status == 1
    assert (front.models / "student_model.onnx").read_text() == "old"
