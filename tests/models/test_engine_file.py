"""Engines on disk: each is refused here for its true reason, and the next choice runs.

What an engine holds does not matter to these: their bytes and notes stand in for real ones, which
``tests/training/test_engine_build.py`` builds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from muse_nodes.api import ModelError
from muse_nodes.models.cuda_driver import first_gpu
from muse_nodes.models.engine_file import note_path, platform_here, read_note, why_not
from muse_nodes.models.resolver import Places, resolve
from muse_nodes.models.tensorrt import RTX, installed, version_of

CONTENT = b"an engine " * 300
NETWORK = b"the network it was built from"


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """An engine as it should be: with its note, its network and a card."""
    path = tmp_path / "student_model.engine"
    path.write_bytes(CONTENT)
    (tmp_path / "fp16").mkdir()
    (tmp_path / "fp16" / "student_model.onnx").write_bytes(NETWORK)
    change(path, lambda note: None)
    return path


def change(path: Path, how: Callable[[dict[str, Any]], object]) -> None:
    """Write the note of an engine that fits, but for what ``how`` does to it."""
    note = {
        "library": RTX, "version": version_of(RTX) or "1.7.1.116", "platform": "elsewhere",
        "capabilities": ["SM86"], "network": hashlib.sha256(NETWORK).hexdigest(),
        "engine": hashlib.sha256(CONTENT).hexdigest(), "bytes": len(CONTENT),
    }  # fmt: skip
    how(note)
    note_path(path).write_text(json.dumps(note), encoding="utf-8")


def test_one_that_is_whole_lacks_only_the_means_to_run_it(engine: Path) -> None:
    reason = why_not(engine)
    if not installed():
        assert reason == "it needs TensorRT for RTX, which is not installed here"
    elif first_gpu() is None:
        assert reason == "it needs an NVIDIA GPU with its driver, and none was found"
    else:
        assert reason.startswith("it was built for SM86") or "damaged" in reason
    assert engine.read_bytes() == CONTENT


def test_a_file_cut_short_or_damaged_is_told_from_another(engine: Path) -> None:
    engine.write_bytes(CONTENT[:1000])
    assert why_not(engine) == "it is cut short: 1000 of 3000 bytes are there"
    for content in (CONTENT[:-1] + b"!", CONTENT + b"!"):
        engine.write_bytes(content)
        assert "it is damaged, or another file" in why_not(engine)
    engine.unlink()
    assert why_not(engine).startswith("it cannot be read")


def test_a_new_network_makes_the_old_engine_useless(engine: Path) -> None:
    (engine.parent / "fp16" / "student_model.onnx").write_bytes(b"trained once more")
    assert "another network than 'student_model.onnx' is now" in why_not(engine)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("version", "0.9", r"built with TensorRT for RTX 0\.9, and .* is installed here"),
        ("library", "tensorrt", "built on elsewhere, and this is " + platform_here()),
        ("format", 2, "is not valid"),
        ("library", "other", "is not valid"),
        ("path", "../../etc/passwd", "is not valid"),
    ],
)
def test_what_was_built_for_something_else_says_so(
    engine: Path, field: str, value: object, words: str
) -> None:
    if field == "version" and not installed():
        pytest.skip("TensorRT is not installed: that comes first")
    change(engine, lambda note: note.update({field: value}))
    with pytest.raises(ModelError, match=words):
        resolve("segment", str(engine), Places())


def test_a_strangers_engine_without_a_note_is_not_trusted(engine: Path) -> None:
    note_path(engine).unlink()
    assert read_note(engine) is None
    reason = why_not(engine)
    if installed():
        assert reason == "it is damaged, or it is no TensorRT engine"
    else:
        assert "'student_model.engine.json' is not there" in reason


def test_the_next_choice_runs_and_the_reason_is_kept(engine: Path) -> None:
    engine.write_bytes(CONTENT[:7])
    (engine.parent / "student_model.onnx").touch()
    card = {"input": {"layout": "NCHW"}, "output": {"name": "matte"}}
    (engine.parent / "student_model.json").write_text(json.dumps(card))
    found = resolve("segment", "auto", Places((engine.parent,)))
    assert [one.files[0].name for one in found.candidates] == ["student_model.onnx"]
    assert [str(item) for item in found.passed] == [
        "student_model.engine: it is cut short: 7 of 3000 bytes are there"
    ]
