"""Export: the files run in the program as any segmenter does, and say what torch says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")
pytest.importorskip("onnxscript", reason="export needs the extra `train`")

import json

import onnx
import torch as th

from muse_nodes.api import ModelError, ModelInfo, MuseError, frame_spec
from muse_nodes.models import ModelLibrary, read_card
from muse_nodes.models.segment import Segmenter
from muse_nodes.training.checkpoint import load_student
from muse_nodes.training.export import (
    HALF_PARITY,
    PARITY,
    Exported,
    card_of,
    expect_parity,
    export,
    parity,
)
from muse_nodes.training.points import BODY, FACE, POINTS
from muse_nodes.training.student import Student

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def student(tiny: Any) -> Student:
    with th.random.fork_rng(devices=[]):
        th.manual_seed(3)
        made = Student(tiny)
        made.train()(th.rand(4, 3, 32, 64))  # statistics that are not those of a new network
    return made.eval()


@pytest.fixture(scope="module")
def exported(student: Student, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("personal")
    return export(student, folder, {"mad": 0.1}, title="Me", licence="personal")


def test_all_files_are_there_and_nothing_else(exported: Exported) -> None:
    folder = exported.card.parent
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*")) == [
        "fp16", "fp16/student_model.onnx", "student_model.json", "student_model.onnx",
        "student_model_final.pth",
    ]  # fmt: skip


def test_both_networks_do_what_torch_does(exported: Exported, student: Student) -> None:
    assert exported.difference <= PARITY
    assert exported.half_difference <= HALF_PARITY
    assert parity(student, exported.network) == exported.difference
    other = Student(student.config)
    assert parity(other, exported.network) > PARITY


def test_a_network_that_does_something_else_is_refused() -> None:
    for difference in (0.2, float("nan")):
        with pytest.raises(ModelError, match="does not do what was trained"):
            expect_parity(difference, PARITY)


def test_the_file_is_opset_18_with_folded_normalisation_and_named_points(
    exported: Exported,
) -> None:
    for path in (exported.network, exported.half):
        model = onnx.load(path)
        onnx.checker.check_model(model)
        assert [(o.domain, o.version) for o in model.opset_import] == [("", 18)]
        kinds = {node.op_type for node in model.graph.node}
        assert "BatchNormalization" not in kinds
        assert [tensor.name for tensor in model.graph.input] == ["picture"]
        assert {
            t.type.tensor_type.elem_type for t in (*model.graph.input, *model.graph.output)
        } == {onnx.TensorProto.FLOAT}
        meta = {entry.key: entry.value for entry in model.metadata_props}
        assert json.loads(meta["muse.points"]) == list(POINTS)
    assert exported.half.stat().st_size < 0.8 * exported.network.stat().st_size


def test_it_runs_as_a_segmenter_and_gives_torchs_matte(
    exported: Exported, student: Student
) -> None:
    card = read_card(exported.network)
    assert card is not None
    info = ModelInfo("me", "segment", "onnxruntime", "cpu")
    net = Segmenter(exported.network, card, info, frame=frame_spec(32, 64))
    frame = np.random.default_rng(1).integers(0, 256, (32, 64, 3), np.uint8)
    with th.no_grad():
        picture = th.from_numpy(frame).permute(2, 0, 1)[None].float() / 255
        expected = student(picture)[0].sigmoid()[0, 0].numpy()
    np.testing.assert_allclose(net(frame), expected, atol=1e-4)


def test_points_that_were_never_taught_are_not_offered(student: Student) -> None:
    body = card_of(student, "Me", "personal", BODY)
    assert body.points is not None
    assert body.points.untaught == FACE
    assert body.tasks == ("segment", "pose")
    assert card_of(student, "Me", "personal", ()).tasks == ("segment",)
    assert card_of(student, "Me", "personal", FACE).tasks == ("segment",)


def test_the_library_prefers_it(exported: Exported) -> None:
    library = ModelLibrary(personal=(exported.card.parent,))
    net = library.network("segment", "auto", frame=frame_spec(32, 64))
    assert net.info.name == "student_model"
    net.close()


def test_the_weights_come_back(exported: Exported, student: Student) -> None:
    again, about = load_student(exported.weights)
    assert about == {"mad": 0.1}
    picture = th.rand(1, 3, 32, 64)
    with th.no_grad():
        assert th.equal(again(picture)[0], student(picture)[0])


def test_a_place_that_cannot_be_written_is_said(student: Student, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MuseError, match="cannot be written"):
        export(student, tmp_path / "file", {}, title="Me", licence="personal")
