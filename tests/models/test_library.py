"""The library: loading with a way out, listing, verifying."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tiny_nets

from muse_nodes.api import ModelError, frame_spec
from muse_nodes.models import CATALOGUE, ModelLibrary

WIDE = frame_spec(90, 160)
RED = {
    "title": "Red",
    "licence": "MIT",
    "input": {"layout": "NCHW", "width": 16, "height": 8, "range": [-1, 1]},
    "output": {"name": "output"},
}


def red_net(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).with_suffix(".json").write_text(json.dumps(RED))
    return tiny_nets.modnet_like(folder / name)


def test_a_file_with_a_card_runs_by_name(tmp_path: Path) -> None:
    red_net(tmp_path, "red.onnx")
    with_red = np.full((90, 160, 3), (51, 0, 0), np.uint8)
    network = ModelLibrary([tmp_path]).network("segment", "red", frame=WIDE)
    np.testing.assert_allclose(network(with_red), 0.2, atol=1e-5)
    assert (network.info.name, network.info.licence) == ("red", "MIT")
    assert (network.info.backend, network.info.device, network.info.note) == (
        "onnxruntime",
        "cpu",
        "",
    )
    network.close()


def test_auto_goes_on_when_a_file_is_damaged(tmp_path: Path) -> None:
    personal = tmp_path / "personal"
    personal.mkdir()
    (personal / "student_model.onnx").write_text("not a network")
    (personal / "student_model.json").write_text(json.dumps(RED))
    red_net(tmp_path / "base", "red.onnx")
    library = ModelLibrary([tmp_path / "base"], personal=[personal])
    network = library.network("segment", frame=WIDE)
    assert network.info.name == "red"
    assert "student_model" in network.info.note
    with pytest.raises(ModelError, match=r"student_model\.onnx"):
        library.network("segment", "personal", frame=WIDE)


def test_a_wrong_network_under_a_known_name_is_refused(tmp_path: Path) -> None:
    for entry in CATALOGUE:
        for file in entry.files:
            tiny_nets.two_branches(tmp_path / file.name)
    library = ModelLibrary([tmp_path])
    for entry in CATALOGUE:
        with pytest.raises(ModelError, match=r"\.onnx' does not fit"):
            library.network(entry.task, entry.name, frame=WIDE)


def test_the_list_says_what_is_there_and_what_would_run(tmp_path: Path) -> None:
    red_net(tmp_path, "red.onnx")
    (tmp_path / "pose_detection.onnx").touch()
    lines = {line.name: line for line in ModelLibrary([tmp_path]).list()}
    assert set(lines) == {entry.name for entry in CATALOGUE} | {"red"}
    assert [name for name, line in lines.items() if line.runs] == ["red"]
    assert lines["red"].where == tmp_path / "red.onnx"
    assert lines["red"].bytes == (tmp_path / "red.onnx").stat().st_size
    pose = lines["blazepose_full"]
    assert pose.where is None
    assert "pose_landmark_full.onnx" in pose.note
    assert "muse models pull modnet" in lines["modnet"].note


def test_verify_tells_damaged_files_from_unknown_ones(tmp_path: Path) -> None:
    (tmp_path / "selfie_segmentation.onnx").write_text("tampered with")
    (tmp_path / "rvm_mobilenetv3_fp32.onnx").write_text("no published checksum")
    states = {item.path.name: item for item in ModelLibrary([tmp_path]).verify()}
    assert states["selfie_segmentation.onnx"].state == "damaged"
    assert states["rvm_mobilenetv3_fp32.onnx"].state == "unknown"
    assert len(states) == 2


def test_nothing_at_all(tmp_path: Path) -> None:
    library = ModelLibrary([tmp_path / "absent"])
    assert not any(line.runs for line in library.list())
    assert list(library.verify()) == []
    with pytest.raises(ModelError, match="--models DIR"):
        library.network("face", frame=WIDE)
