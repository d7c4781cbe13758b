"""Kernels compiled for one signature, and a few machine operations numba has no name for."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.caching import FunctionCache
from numba.extending import intrinsic

from muse_nodes.api import Array

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


_memcpy: Callable[..., Any] = cgutils.raw_memcpy
_declare: Callable[..., Any] = cgutils.get_or_insert_function


def _pointer(context: Any, builder: Any, array_type: Any, value: Any, index: Any) -> Any:
    """Address of element ``index`` of a one-dimensional array, in LLVM."""
    data = context.make_array(array_type)(context, builder, value).data
    return builder.gep(data, [index])


@machine
def copy_bytes(typingctx: Any, out: Any, o: Any, image: Any, i: Any, count: Any) -> Any:
    """``out[o:o+count] = image[i:i+count]`` of uint8 vectors as one memcpy."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        out_type, _, image_type, _, _ = signature.args
        target = _pointer(context, builder, out_type, args[0], args[1])
        source = _pointer(context, builder, image_type, args[2], args[3])
        _memcpy(builder, target, source, args[4], 1)
        return context.get_dummy_value()

    return types.void(out, types.intp, image, types.intp, types.intp), body


@machine
def copy_words(typingctx: Any, words: Any, to: Any, start: Any, count: Any) -> Any:
    """``words[to:to+count] = words[start:start+count]`` of a uint32 vector; they do not overlap."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        target = _pointer(context, builder, signature.args[0], args[0], args[1])
        source = _pointer(context, builder, signature.args[0], args[0], args[2])
        _memcpy(builder, target, source, args[3], 4)
        return context.get_dummy_value()

    return types.void(words, types.intp, types.intp, types.intp), body


@machine
def _prefetch(typingctx: Any, image: Any, index: Any) -> Any:
    """Ask for the cache line that holds byte ``index`` of a uint8 array of any shape."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = ir.IntType(8).as_pointer()
        flag = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, flag, flag, flag])
        function = _declare(builder.module, kind, "llvm.prefetch.p0")
        address = _pointer(context, builder, signature.args[0], args[0], args[1])
        builder.call(function, [address, flag(0), flag(3), flag(1)])
        return context.get_dummy_value()

    return types.void(image, types.intp), body


@inline
def prefetch(image: Array, first: int, count: int) -> None:
    """Ask for ``count`` bytes from ``first`` on; asking beyond the end does no harm."""
    for k in range(first, first + count, 64):
        _prefetch(image, k)


@machine
def load_pair(typingctx: Any, row: Any, index: Any) -> Any:
    """Elements ``index`` and ``index + 1`` of a uint32 vector as one unaligned uint64."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        address = _pointer(context, builder, signature.args[0], args[0], args[1])
        word = builder.bitcast(address, ir.IntType(64).as_pointer())
        return builder.load(word, align=4)

    return types.uint64(row, types.intp), body


def _vector(bits: int, count: int) -> Any:
    return ir.VectorType(ir.IntType(bits), count)


def _splat(bits: int, count: int, value: int) -> Any:
    return ir.Constant(_vector(bits, count), [value] * count)


def _shuffle(builder: Any, a: Any, b: Any, lanes: list[int]) -> Any:
    return builder.shuffle_vector(a, b, ir.Constant(_vector(32, len(lanes)), lanes))


def _load(builder: Any, address: Any, kind: Any) -> Any:
    return builder.load(builder.bitcast(address, kind.as_pointer()), align=1)


def _store(builder: Any, value: Any, address: Any) -> None:
    builder.store(value, builder.bitcast(address, value.type.as_pointer()), align=1)


@machine
def expand16(typingctx: Any, out: Any, o: Any, image: Any, i: Any) -> Any:
    """16 RGB pixels from byte ``i`` of a uint8 vector become opaque RGBA words out[o:o+16].

    Reads 64 bytes, 16 more than it needs.
    """

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        out_type, _, image_type, _ = signature.args
        source = _pointer(context, builder, image_type, args[2], args[3])
        lanes = [3 * p + c % 3 for p in range(16) for c in range(4)]
        rgb = _load(builder, source, _vector(8, 64))
        rgba = _shuffle(builder, rgb, rgb, lanes)
        opaque = ir.Constant(_vector(8, 64), [0, 0, 0, 255] * 16)
        rgba = builder.or_(rgba, opaque)
        _store(builder, rgba, _pointer(context, builder, out_type, args[0], args[1]))
        return context.get_dummy_value()

    return types.void(out, types.intp, image, types.intp), body


@machine
def pack16(typingctx: Any, out: Any, o: Any, pixels: Any, i: Any) -> Any:
    """16 words pixels[i:i+16] become RGB at byte ``o`` of a uint8 vector; their alpha is lost."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        out_type, _, pixels_type, _ = signature.args
        source = _pointer(context, builder, pixels_type, args[2], args[3])
        rgba = _load(builder, source, _vector(8, 64))
        rgb = _shuffle(builder, rgba, rgba, [4 * p + c for p in range(16) for c in range(3)])
        _store(builder, rgb, _pointer(context, builder, out_type, args[0], args[1]))
        return context.get_dummy_value()

    return types.void(out, types.intp, pixels, types.intp), body


def _part(builder: Any, difference: Any, weight: Any) -> Any:
    """High half of the product of int16 vectors: one instruction on every common CPU."""
    wide = _vector(32, difference.type.count)
    product = builder.mul(builder.sext(difference, wide), builder.sext(weight, wide))
    high = builder.ashr(product, _splat(32, difference.type.count, 16))
    return builder.trunc(high, difference.type)


@machine
def bilinear8(typingctx: Any, out: Any, k: Any, pairs: Any, lane: Any, parts: Any) -> Any:
    """8 bilinear RGBA samples, from ``k`` on, into words ``out``.

    ``pairs`` holds pixel pairs of the upper row and, ``lane`` further on, of the lower one;
    ``parts`` the weights along x at ``lane`` and along y at twice that, int32 in 1/32768.
    First along y, then along x, in 16-bit lanes with 6 fractional bits and one rounding at the
    end. Monotone in every channel, so premultiplied colour never exceeds alpha.
    """

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        def at(which: int, index: Any) -> Any:
            return _pointer(context, builder, signature.args[which], args[which], index)

        k, further = args[1], builder.add(args[1], args[3])
        wide = _vector(16, 64)
        top = builder.zext(_load(builder, at(2, k), _vector(8, 64)), wide)
        bottom = builder.zext(_load(builder, at(2, further), _vector(8, 64)), wide)
        third = builder.add(further, args[3])
        wx = builder.trunc(_load(builder, at(4, further), _vector(32, 8)), _vector(16, 8))
        wy = builder.trunc(_load(builder, at(4, third), _vector(32, 8)), _vector(16, 8))
        wx = _shuffle(builder, wx, wx, [p // 4 for p in range(32)])
        wy = _shuffle(builder, wy, wy, [p // 8 for p in range(64)])
        step = builder.shl(builder.sub(bottom, top), _splat(16, 64, 7))
        column = builder.add(builder.shl(top, _splat(16, 64, 6)), _part(builder, step, wy))
        left = _shuffle(builder, column, column, [8 * (p // 4) + p % 4 for p in range(32)])
        right = _shuffle(builder, column, column, [8 * (p // 4) + p % 4 + 4 for p in range(32)])
        step = builder.shl(builder.sub(right, left), _splat(16, 32, 1))
        sample = builder.add(left, _part(builder, step, wx))
        sample = builder.lshr(builder.add(sample, _splat(16, 32, 32)), _splat(16, 32, 6))
        _store(builder, builder.trunc(sample, _vector(8, 32)), at(0, k))
        return context.get_dummy_value()

    return types.void(out, types.intp, pairs, types.intp, parts), body
