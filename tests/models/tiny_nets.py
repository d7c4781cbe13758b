"""Tiny ONNX networks with known arithmetic, made on the spot for the model tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT


def save(
    path: Path,
    nodes: list,
    inputs: list,
    outputs: list,
    weights: dict | None = None,
    dtype: int = FLOAT,
) -> Path:
    """Write an ONNX file from nodes and (name, shape) lists; all tensors have one type."""
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, dtype, shape) for name, shape in inputs],
        [helper.make_tensor_value_info(name, dtype, shape) for name, shape in outputs],
        [numpy_helper.from_array(np.asarray(v), k) for k, v in (weights or {}).items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return path


def modnet_like(path: Path) -> Path:
    """NCHW -1..1 with free sizes; the output is the red channel brought back to 0..1."""
    weight = np.array([[[[0.5]], [[0.0]], [[0.0]]]], np.float32)
    return save(
        path,
        [helper.make_node("Conv", ["input", "w", "b"], ["output"])],
        [("input", ["n", 3, "h", "w"])],
        [("output", ["n", 1, "h", "w"])],
        {"w": weight, "b": np.array([0.5], np.float32)},
    )


def rvm_like(path: Path) -> Path:
    """Recurrent: each state follows half the old state plus half the green channel.

    pha = (r1o + r2o + r3o + r4o) / 4 * downsample_ratio, so from black to constant green g it is
    g · (1 - 2^-n) after n frames.
    """
    nodes = [helper.make_node("Conv", ["src", "w"], ["green"]),
             helper.make_node("Mul", ["green", "half"], ["new"])]  # fmt: skip
    for i in "1234":
        nodes += [
            helper.make_node("Mul", [f"r{i}i", "half"], [f"old{i}"]),
            helper.make_node("Add", [f"old{i}", "new"], [f"r{i}o"]),
        ]
    nodes += [
        helper.make_node("Sum", ["r1o", "r2o", "r3o", "r4o"], ["sum"]),
        helper.make_node("Mul", ["sum", "quarter"], ["mean"]),
        helper.make_node("Mul", ["mean", "downsample_ratio"], ["pha"]),
        helper.make_node("Identity", ["src"], ["fgr"]),
    ]
    state_in = [(f"r{i}i", ["b", f"c{i}", f"h{i}", f"w{i}"]) for i in "1234"]
    state_out = [(f"r{i}o", ["b", f"d{i}", f"k{i}", f"v{i}"]) for i in "1234"]
    return save(
        path,
        nodes,
        [("src", ["b", 3, "h", "w"]), *state_in, ("downsample_ratio", [1])],
        [("fgr", ["b", 3, "h", "w"]), ("pha", ["b", 1, "h", "w"]), *state_out],
        {
            "w": np.array([[[[0]], [[1]], [[0]]]], np.float32),
            "half": np.array([0.5], np.float32),
            "quarter": np.array([0.25], np.float32),
        },
    )


def two_class(path: Path, height: int = 6, width: int = 8) -> Path:
    """NHWC with fixed size; logits (0, 10 · (value - 0.5)) of the first input channel."""
    weight = np.array([[0.0, 10.0], [0.0, 0.0], [0.0, 0.0]], np.float32)
    return save(
        path,
        [
            helper.make_node("MatMul", ["x", "w"], ["m"]),
            helper.make_node("Add", ["m", "b"], ["logits"]),
        ],
        [("x", [1, height, width, 3])],
        [("logits", [1, height, width, 2])],
        {"w": weight, "b": np.array([0.0, -5.0], np.float32)},
    )


def two_heads(path: Path, reads: str, height: int = 24, width: int = 32) -> Path:
    """NCHW 0..1: ``matte`` is green, and of ``heat`` map i is red, green or blue as ``reads[i]``
    says."""
    rows = np.array([[letter == c for c in "rgb"] for letter in reads], np.float32)
    return save(
        path,
        [
            helper.make_node("Conv", ["picture", "g"], ["matte"]),
            helper.make_node("Conv", ["picture", "w"], ["heat"]),
        ],
        [("picture", [1, 3, height, width])],
        [("matte", [1, 1, height, width]), ("heat", [1, len(reads), height, width])],
        {"g": np.array([[[[0]], [[1]], [[0]]]], np.float32), "w": rows[..., None, None]},
    )


def two_branches(path: Path) -> Path:
    """Two outputs with a chain of nodes of their own behind a shared first node."""
    return save(
        path,
        [
            helper.make_node("Relu", ["x"], ["shared"]),
            helper.make_node("Neg", ["shared"], ["a"]),
            helper.make_node("Exp", ["shared"], ["long"]),
            helper.make_node("Sqrt", ["long"], ["b"]),
        ],
        [("x", [1, 4])],
        [("a", [1, 4]), ("b", [1, 4])],
    )
