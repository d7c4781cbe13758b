"""Sessions: what is loaded, what is refused, and cutting a graph down to what is wanted."""

from __future__ import annotations

import gc
import tempfile
import weakref
from pathlib import Path

import numpy as np
import onnx
import pytest
import tiny_nets
from hypothesis import given
from hypothesis import strategies as st
from onnx import helper

from muse_nodes.api import ModelError
from muse_nodes.models.onnx_graph import keep_outputs
from muse_nodes.models.session import OnnxSession

with tempfile.TemporaryDirectory() as _folder:
    TWO_BRANCHES = tiny_nets.two_branches(Path(_folder) / "n.onnx").read_bytes()


def test_runs_on_bound_arrays_again_and_again(tmp_path: Path) -> None:
    session = OnnxSession(tiny_nets.two_branches(tmp_path / "n.onnx"))
    x = np.array([[-1, 0, 1, 2]], np.float32)
    binding = session.binding()
    binding.feed("x", x)
    made = binding.make(("a", "b"))
    binding.run()
    np.testing.assert_allclose(made["a"], [[0, 0, -1, -2]])
    x[:] = 4
    binding.run()
    np.testing.assert_allclose(made["a"], -4)
    np.testing.assert_allclose(made["b"], np.exp(2), rtol=1e-5)


@pytest.mark.parametrize("wanted", [(), ("a",)])
@pytest.mark.parametrize(
    "data",
    [b"", b"This is a text file, renamed.\n" * 9, b"\x00" * 500, bytes(range(256))],
    ids=["empty", "text", "zeros", "noise"],
)
def test_what_is_no_onnx_file_is_named(
    tmp_path: Path, data: bytes, wanted: tuple[str, ...]
) -> None:
    path = tmp_path / "renamed.onnx"
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"renamed\.onnx.*(damaged|no ONNX)"):
        OnnxSession(path, wanted=wanted)


def test_a_truncated_file_is_named(tmp_path: Path) -> None:
    whole = tiny_nets.two_branches(tmp_path / "n.onnx").read_bytes()
    for size in (len(whole) // 3, len(whole) // 2, len(whole) - 1):
        path = tmp_path / f"cut{size}.onnx"
        path.write_bytes(whole[:size])
        for wanted in ((), ("a",)):
            with pytest.raises(ModelError, match=path.name):
                OnnxSession(path, wanted=wanted)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "folder.onnx").mkdir()
    for name in ("absent.onnx", "folder.onnx"):
        for wanted in ((), ("a",)):
            with pytest.raises(ModelError, match=name):
                OnnxSession(tmp_path / name, wanted=wanted)


def test_a_file_in_use_is_not_loaded_twice(tmp_path: Path) -> None:
    path = tiny_nets.two_branches(tmp_path / "n.onnx")
    first, second = OnnxSession(path), OnnxSession(path)
    assert second._session is first._session
    assert OnnxSession(path, wanted=("a",))._session is not first._session
    assert OnnxSession(path, threads=2)._session is not first._session


def test_two_networks_on_one_session_keep_their_own_arrays(tmp_path: Path) -> None:
    path = tiny_nets.two_branches(tmp_path / "n.onnx")
    bindings, given, made = [], [], []
    for level in (1.0, 2.0):
        binding = OnnxSession(path).binding()
        given.append(np.full((1, 4), level, np.float32))
        binding.feed("x", given[-1])
        made.append(binding.make(("a",))["a"])
        bindings.append(binding)
    for binding in bindings:
        binding.run()
    np.testing.assert_allclose(made[0], -1)
    np.testing.assert_allclose(made[1], -2)


def test_a_file_that_has_changed_is_loaded_anew(tmp_path: Path) -> None:
    path = tiny_nets.two_branches(tmp_path / "n.onnx")
    old = OnnxSession(path)
    tiny_nets.modnet_like(path)
    assert OnnxSession(path).inputs != old.inputs


def test_a_session_goes_with_its_last_user(tmp_path: Path) -> None:
    session = OnnxSession(tiny_nets.two_branches(tmp_path / "n.onnx"))
    loaded = weakref.ref(session._session)
    binding = session.binding()
    del session
    assert loaded() is not None
    del binding
    gc.collect()
    assert loaded() is None


def test_weights_outside_the_models_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.bin").write_bytes(b"\0" * 1600)
    (tmp_path / "models").mkdir()
    path = tmp_path / "models" / "n.onnx"
    tiny_nets.save(
        path,
        [helper.make_node("Add", ["x", "w"], ["y"])],
        [("x", [400])],
        [("y", [400])],
        {"w": np.zeros(400, np.float32)},
    )
    model = onnx.load(str(path))
    weight = model.graph.initializer[0]
    weight.ClearField("raw_data")
    weight.data_location = onnx.TensorProto.EXTERNAL
    weight.external_data.add(key="location", value="../secret.bin")
    path.write_bytes(model.SerializeToString())
    with pytest.raises(ModelError, match=r"n\.onnx"):
        OnnxSession(path)


def test_shape_and_type_of_fed_arrays_are_checked(tmp_path: Path) -> None:
    session = OnnxSession(tiny_nets.two_branches(tmp_path / "n.onnx"))
    binding = session.binding()
    for array in (np.zeros((1, 5), np.float32), np.zeros(4, np.float32), np.zeros((1, 4))):
        with pytest.raises(ModelError, match=r"n\.onnx"):
            binding.feed("x", array)
    with pytest.raises(ModelError, match="no tensor named 'c'"):
        binding.make(("c",))


def test_unwanted_branches_are_cut_away(tmp_path: Path) -> None:
    whole = tiny_nets.two_branches(tmp_path / "n.onnx").read_bytes()
    for kept, ops in (("a", ["Relu", "Neg"]), ("b", ["Relu", "Exp", "Sqrt"])):
        cut = onnx.load_from_string(keep_outputs(whole, [kept]))
        onnx.checker.check_model(cut)
        assert [node.op_type for node in cut.graph.node] == ops
        assert [output.name for output in cut.graph.output] == [kept]
    both = onnx.load_from_string(keep_outputs(whole, ["b", "a"]))
    assert both == onnx.load_from_string(whole)


def test_a_graph_that_cannot_be_cut_stays_as_it_is(tmp_path: Path) -> None:
    whole = tiny_nets.two_branches(tmp_path / "n.onnx").read_bytes()
    assert keep_outputs(whole, ["absent"]) == whole
    assert keep_outputs(b"no model", ["a"]) == b"no model"
    branch = helper.make_graph(
        [helper.make_node("Identity", ["shared"], ["inner"])],
        "branch",
        [],
        [helper.make_tensor_value_info("inner", tiny_nets.FLOAT, [1, 4])],
    )
    model = onnx.load_from_string(whole)
    model.graph.node.append(
        helper.make_node("If", ["yes"], ["c"], then_branch=branch, else_branch=branch)
    )
    model.graph.initializer.append(helper.make_tensor("yes", onnx.TensorProto.BOOL, [], [True]))
    nested = model.SerializeToString()
    assert keep_outputs(nested, ["a"]) == nested


@given(data=st.data())
def test_damaged_graphs_never_stop_the_cutting(data: st.DataObject) -> None:
    whole = bytearray(TWO_BRANCHES)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    assert isinstance(keep_outputs(bytes(whole[:cut]), ["a"]), bytes)
