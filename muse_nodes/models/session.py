"""ONNX Runtime behind a small face: a file becomes a session, a session runs on given arrays.

One intra-op thread unless asked otherwise and no spinning: on a machine that also captures and
renders, spinning threads cost more than they give. Inputs and outputs are bound to arrays that
are made once, so a run allocates nothing beyond ONNX Runtime's own arena.

A file that is already loaded is not loaded again: a graph is set up twice when it is warmed up, and
the second network begins while the first one still lives. What was loaded goes with its last user.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from muse_nodes.api import Array, ModelError
from muse_nodes.kernels.heap import give_back
from muse_nodes.models.onnx_graph import keep_outputs

DTYPES = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(double)": "float64",
    "tensor(uint8)": "uint8",
    "tensor(int8)": "int8",
    "tensor(int32)": "int32",
    "tensor(int64)": "int64",
}


@dataclass(frozen=True, slots=True)
class Tensor:
    """Name, dtype and shape of an input or output; None stands for a free dimension."""

    name: str
    dtype: str
    shape: tuple[int | None, ...]

    def __str__(self) -> str:
        return f"{self.name} {self.dtype} [{', '.join(str(n or '?') for n in self.shape)}]"


class OnnxSession:
    """An ONNX file loaded for the CPU.

    ``wanted`` names the outputs that will be read; everything that only serves other outputs is
    cut away before loading (half the time of a network whose mask nobody wants).
    Raises ModelError naming the file when it is missing, damaged or no ONNX file.
    """

    def __init__(self, path: Path, *, threads: int = 1, wanted: Sequence[str] = ()) -> None:
        self.path = path
        self._failures = _failures()
        try:
            self._session = _loaded(path, threads, tuple(wanted))
        except OSError as error:
            raise ModelError(
                f"The model file '{path}' cannot be read: {error.strerror}."
            ) from error
        except self._failures as error:
            raise ModelError(
                f"The model file '{path}' cannot be loaded: it is damaged, or it is no ONNX file.",
                hint=f"Fetch it again, or choose another model. ({_first_line(error)})",
            ) from error
        self.inputs = _tensors(self._session.get_inputs())
        self.outputs = _tensors(self._session.get_outputs())

    def binding(self) -> Binding:
        """A fresh set of bound arrays; a session may have several."""
        return Binding(self, self._session, self._failures)

    def misfit(self, expected: str) -> ModelError:
        """The error for a file whose tensors are not as they should be."""
        inputs = "; ".join(map(str, self.inputs.values()))
        outputs = "; ".join(map(str, self.outputs.values()))
        return ModelError(
            f"The model file '{self.path}' does not fit: {expected}.",
            hint=f"Its inputs are {inputs}; its outputs are {outputs}.",
        )


class Binding:
    """Arrays bound to the inputs and outputs of a session, and the call that runs it."""

    def __init__(
        self, owner: OnnxSession, session: Any, failures: tuple[type[Exception], ...]
    ) -> None:
        self._owner = owner
        self._session = session
        self._failures = failures
        self._io = session.io_binding()
        self._held: dict[str, Array] = {}

    def feed(self, name: str, array: Array) -> None:
        """Read input ``name`` from ``array`` at every run."""
        self._fit(self._owner.inputs, name, array)
        pointer = array.ctypes.data
        self._io.bind_input(name, "cpu", 0, array.dtype.type, array.shape, pointer)
        self._held["in " + name] = array

    def fill(self, name: str, array: Array) -> None:
        """Write output ``name`` into ``array`` at every run."""
        self._fit(self._owner.outputs, name, array)
        pointer = array.ctypes.data
        self._io.bind_output(name, "cpu", 0, array.dtype.type, array.shape, pointer)
        self._held["out " + name] = array

    def make(self, names: Sequence[str]) -> dict[str, Array]:
        """Bind new arrays to the outputs ``names``; free dimensions are found by one run."""
        shapes = {name: self._tensor(self._owner.outputs, name).shape for name in names}
        if any(None in shape for shape in shapes.values()):
            shapes.update(self._probe(names))
        made: dict[str, Array] = {}
        for name in names:
            shape = tuple(n or 1 for n in shapes[name])
            made[name] = np.zeros(shape, self._owner.outputs[name].dtype)
            self.fill(name, made[name])
        return made

    def run(self) -> None:
        """Run the network on what the bound inputs hold now."""
        try:
            self._session.run_with_iobinding(self._io)
        except self._failures as error:
            raise ModelError(
                f"The model file '{self._owner.path}' failed while it ran.",
                hint=f"It may be damaged or not fit this program. ({_first_line(error)})",
            ) from error

    def _probe(self, names: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
        for name in names:
            self._io.bind_output(name, "cpu")
        self.run()
        values = self._io.get_outputs()
        return {name: tuple(value.shape()) for name, value in zip(names, values, strict=True)}

    def _tensor(self, tensors: Mapping[str, Tensor], name: str) -> Tensor:
        if name not in tensors:
            raise self._owner.misfit(f"it has no tensor named '{name}'")
        return tensors[name]

    def _fit(self, tensors: Mapping[str, Tensor], name: str, array: Array) -> None:
        tensor = self._tensor(tensors, name)
        same_rank = len(tensor.shape) == array.ndim
        pairs = zip(tensor.shape, array.shape, strict=same_rank)
        if not (same_rank and all(want in (None, have) for want, have in pairs)):
            raise self._owner.misfit(f"'{name}' should have the shape {list(array.shape)}")
        if tensor.dtype != array.dtype.name:
            raise self._owner.misfit(f"'{name}' should be of type {array.dtype.name}")
        if not array.flags.c_contiguous:
            raise ValueError(f"the array for '{name}' is not contiguous")


_alive: WeakValueDictionary[tuple[object, ...], Any] = WeakValueDictionary()
_loading = threading.Lock()


def _loaded(path: Path, threads: int, wanted: tuple[str, ...]) -> Any:
    """ONNX Runtime's session for a file: one that is in use, or a new one.

    Sessions hold no state between runs, and several threads may run one at the same time.
    """
    with _loading:
        file = path.stat()
        key = (path, file.st_ino, file.st_mtime_ns, file.st_size, threads, wanted)
        session = _alive.get(key)
        if session is None:
            session = _alive[key] = _load(path, threads, wanted)
        return session


def _load(path: Path, threads: int, wanted: tuple[str, ...]) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    # The first run takes its memory piece by piece. With patterns on, every later one takes the
    # sum of it as one block more, and the pieces stay as well.
    options.enable_mem_pattern = False
    source = keep_outputs(path.read_bytes(), wanted) if wanted else str(path)
    session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    session._model_bytes = b""  # noqa: SLF001 - the wrapper holds on to the file for nobody
    give_back()  # loading leaves two to three times the size of the file behind
    return session


def _tensors(nodes: Sequence[Any]) -> dict[str, Tensor]:
    """Describe what ONNX Runtime lists; names of free dimensions become None."""
    return {
        node.name: Tensor(
            node.name,
            DTYPES.get(node.type, node.type),
            tuple(n if isinstance(n, int) and n > 0 else None for n in node.shape),
        )
        for node in nodes
    }


def _failures() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises; its exceptions have no common base of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    names = (
        "EPFail", "EngineError", "Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf",
        "ModelLoadCanceled", "NoModel", "NoSuchFile", "NotImplemented", "RuntimeException",
    )  # fmt: skip
    return (*(getattr(state, name) for name in names), RuntimeError, ValueError)


def _first_line(error: Exception) -> str:
    """The gist of a message of ONNX Runtime, at most 200 characters."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
