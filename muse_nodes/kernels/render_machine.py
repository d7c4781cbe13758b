"""Machine operations on memory that numba has no name for: copies, prefetches, wide loads.

They are written in LLVM's own language, for vectors of 64 bytes that it fits to the processor; so
are those of ``render_vectors``, which builds on the words given here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from muse_nodes.api import Array
from muse_nodes.kernels.render_jit import inline, machine

_memcpy: Callable[..., Any] = cgutils.raw_memcpy
declare: Callable[..., Any] = cgutils.get_or_insert_function


def pointer(context: Any, builder: Any, array_type: Any, value: Any, index: Any) -> Any:
    """Address of element ``index`` of a one-dimensional array, in LLVM."""
    data = context.make_array(array_type)(context, builder, value).data
    return builder.gep(data, [index])


@machine
def copy_bytes(typingctx: Any, out: Any, o: Any, image: Any, i: Any, count: Any) -> Any:
    """``out[o:o+count] = image[i:i+count]`` of uint8 vectors as one memcpy."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        out_type, _, image_type, _, _ = signature.args
        target = pointer(context, builder, out_type, args[0], args[1])
        source = pointer(context, builder, image_type, args[2], args[3])
        _memcpy(builder, target, source, args[4], 1)
        return context.get_dummy_value()

    return types.void(out, types.intp, image, types.intp, types.intp), body


@machine
def copy_words(typingctx: Any, words: Any, to: Any, start: Any, count: Any) -> Any:
    """``words[to:to+count] = words[start:start+count]`` of a uint32 vector; they do not overlap."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        target = pointer(context, builder, signature.args[0], args[0], args[1])
        source = pointer(context, builder, signature.args[0], args[0], args[2])
        _memcpy(builder, target, source, args[3], 4)
        return context.get_dummy_value()

    return types.void(words, types.intp, types.intp, types.intp), body


@machine
def _prefetch(typingctx: Any, image: Any, index: Any) -> Any:
    """Ask for the cache line that holds byte ``index`` of a uint8 array of any shape."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        byte = ir.IntType(8).as_pointer()
        flag = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        function = declare(builder.module, kind, "llvm.prefetch.p0")
        address = pointer(context, builder, signature.args[0], args[0], args[1])
        builder.call(function, [address, flag(0), flag(3), flag(1)])
        return context.get_dummy_value()

    return types.void(image, types.intp), body


@inline
def prefetch(image: Array, first: int, count: int) -> None:
    """Ask for ``count`` bytes from ``first`` on; asking beyond the end does no harm."""
    for k in range(first, first + count, 64):
        _prefetch(image, k)


def vector(bits: int, count: int) -> Any:
    return ir.VectorType(ir.IntType(bits), count)


def splat(bits: int, count: int, value: int) -> Any:
    return ir.Constant(vector(bits, count), [value] * count)


def shuffle(builder: Any, a: Any, b: Any, lanes: list[int]) -> Any:
    return builder.shuffle_vector(a, b, ir.Constant(vector(32, len(lanes)), lanes))


def load(builder: Any, address: Any, kind: Any) -> Any:
    return builder.load(builder.bitcast(address, kind.as_pointer()), align=1)


def store(builder: Any, value: Any, address: Any) -> None:
    builder.store(value, builder.bitcast(address, value.type.as_pointer()), align=1)


@machine
def expand16(typingctx: Any, out: Any, o: Any, image: Any, i: Any) -> Any:
    """16 RGB pixels from byte ``i`` of a uint8 vector become opaque RGBA words out[o:o+16].

    Reads 64 bytes, 16 more than it needs.
    """

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        out_type, _, image_type, _ = signature.args
        source = pointer(context, builder, image_type, args[2], args[3])
        lanes = [3 * p + c % 3 for p in range(16) for c in range(4)]
        rgb = load(builder, source, vector(8, 64))
        rgba = shuffle(builder, rgb, rgb, lanes)
        opaque = ir.Constant(vector(8, 64), [0, 0, 0, 255] * 16)
        rgba = builder.or_(rgba, opaque)
        store(builder, rgba, pointer(context, builder, out_type, args[0], args[1]))
        return context.get_dummy_value()

    return types.void(out, types.intp, image, types.intp), body


@machine
def pack16(typingctx: Any, out: Any, o: Any, pixels: Any, i: Any) -> Any:
    """16 words pixels[i:i+16] become RGB at byte ``o`` of a uint8 vector; their alpha is lost."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        out_type, _, pixels_type, _ = signature.args
        source = pointer(context, builder, pixels_type, args[2], args[3])
        rgba = load(builder, source, vector(8, 64))
        rgb = shuffle(builder, rgba, rgba, [4 * p + c for p in range(16) for c in range(3)])
        store(builder, rgb, pointer(context, builder, out_type, args[0], args[1]))
        return context.get_dummy_value()

    return types.void(out, types.intp, pixels, types.intp), body


@machine
def load_pairs4(
    typingctx: Any, pairs: Any, k: Any, lane: Any, words: Any, below: Any, places: Any
) -> Any:
    """Elements i and i + 1 of a uint32 vector as one uint64, for 4 indices i at places[k:k+4].

    Those ``below`` further on go ``lane`` further on. All are loaded before any is stored, so that
    the compiler need not ask whether storing one moves the next.
    """

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        def at(which: int, index: Any) -> Any:
            return pointer(context, builder, signature.args[which], args[which], index)

        word = ir.IntType(64)
        index = [builder.add(args[1], ir.Constant(word, p)) for p in range(4)]
        first = [builder.sext(builder.load(at(5, i)), word) for i in index]
        second = [builder.add(i, args[4]) for i in first]
        loaded = [load(builder, at(3, i), word) for i in (*first, *second)]
        for value, i in zip(
            loaded, [*index, *(builder.add(i, args[2]) for i in index)], strict=True
        ):
            builder.store(value, at(0, i))
        return context.get_dummy_value()

    return types.void(pairs, types.intp, types.intp, words, types.intp, places), body
