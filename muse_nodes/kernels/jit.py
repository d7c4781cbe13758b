"""How kernels are compiled: for one signature each, without the GIL, and kept on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba import types

F = TypeVar("F", bound=Callable[..., Any])


def array(dtype: Any, ndim: int, *, readonly: bool = False) -> Any:
    """The compiler's type of a C-contiguous array."""
    return types.Array(dtype, ndim, "C", readonly=readonly)


def part(function: F) -> F:
    """Compile a helper of a kernel. It is stored on disk together with the kernel that calls it."""
    return cast(F, numba.njit(nogil=True, error_model="numpy")(function))


def fast_part(function: F) -> F:
    """As ``part``, with float sums the compiler may reorder. Not for code that expects NaN."""
    return cast(F, numba.njit(nogil=True, error_model="numpy", fastmath=True)(function))


class Kernel:
    """A function compiled for exactly one signature on its first call, from whichever thread.

    A read-only array is another type to the compiler. Inputs are declared read-only here, writable
    ones convert silently, and nothing is ever compiled a second time in the middle of a stream.
    ``allocates`` lets the function make arrays (small ones: tables, a row); without it the compiler
    leaves out the counting of references, which costs as much as a short loop.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        fast: bool = False,
        allocates: bool = False,
    ) -> None:
        self._arguments = arguments
        self._lock = threading.Lock()
        self._run: Callable[..., Any] | None = None
        self._dispatcher = numba.njit(  # type: ignore[call-overload]  # _nrt is not in the stubs
            nogil=True, cache=True, error_model="numpy", fastmath=fast, _nrt=allocates
        )(function)  # fmt: skip

    def __call__(self, *values: Any) -> Any:
        run = self._run
        if run is None:
            with self._lock:
                if self._run is None:
                    self._dispatcher.compile(self._arguments)
                    self._dispatcher.disable_compile()
                    self._run = self._dispatcher
                run = self._run
        return run(*values)
