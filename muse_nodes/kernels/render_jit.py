"""Kernels compiled for one signature: how everything behind the render is compiled."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import types
from numba.core.caching import FunctionCache
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])


def array(dtype: Any, ndim: int, *, readonly: bool = False) -> Any:
    """The compiler's type of a C-contiguous array."""
    return types.Array(dtype, ndim, "C", readonly=readonly)


def record(kind: type, *fields: Any) -> Any:
    """The compiler's type of a named tuple ``kind`` with fields of these types."""
    several: Callable[..., Any] = types.NamedTuple
    alike: Callable[..., Any] = types.NamedUniTuple
    return alike(fields[0], len(fields), kind) if len(set(fields)) == 1 else several(fields, kind)


FLAGS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"nnan", "nsz", "contract"},
    "_nrt": False,
}
"""How everything here is compiled.

Without the GIL and without Python's checks for division by zero; floats may be contracted (a·b + c
in one step) and are taken for numbers, so inputs are cleaned first. ``_nrt``: without the runtime
that counts references. Each slice of an array would cost two atomic operations, more than the 32
pixels behind it; and code that allocates is refused.
"""


def inline(function: F) -> F:
    """For functions that only other kernels call."""
    return cast(F, numba.njit(**FLAGS)(function))


def careful(function: F) -> F:
    """The same where floats may be anything, NaN included."""
    return cast(F, numba.njit(**{**FLAGS, "fastmath": False})(function))


def merge(function: F) -> F:
    """The same for records of arrays as arguments: a call would push a hundred words."""
    return cast(F, numba.njit(forceinline=True, **FLAGS)(function))


def machine(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that writes machine operations itself; seen from kernels, without its context."""
    return cast(Callable[..., Any], intrinsic(function))


class _Cache(FunctionCache):
    """numba's cache on disk, which by itself looks at one file only.

    A kernel is made of functions and constants from several files. Machine code from before a
    change in another file would be run without a word, and crash. So all files here are in the key.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]  # numba has no types here
        digest = hashlib.sha256()
        here = Path(__file__).parent
        for path in [*sorted(here.glob("render*.py")), here / "guided.py"]:
            digest.update(path.read_bytes())
        self._sources = digest.hexdigest()

    def _index_key(self, signature: Any, codegen: Any) -> tuple[Any, ...]:
        key = super()._index_key(signature, codegen)  # type: ignore[no-untyped-call]  # as above
        return (*key, self._sources)


class TypedKernel:
    """A function compiled for exactly one signature on its first call, without the GIL.

    A read-only array is another type to the compiler. Here inputs are declared read-only, writable
    ones convert silently, and nothing is ever compiled a second time in the middle of a stream.
    """

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._arguments = arguments
        self._function = function
        self._dispatcher = numba.njit(**FLAGS)(function)
        self._lock = threading.Lock()
        self._ready = False

    def compile(self) -> None:
        """Compile, or load what an earlier run left on disk; whoever comes meanwhile waits."""
        if self._ready:
            return
        with self._lock:
            if not self._ready:
                self._dispatcher._cache = _Cache(self._function)  # noqa: SLF001 - enable_caching()
                self._dispatcher.compile(self._arguments)
                self._dispatcher.disable_compile()
                self._ready = True

    def __call__(self, *values: Any) -> Any:
        self.compile()
        return self._dispatcher(*values)
