"""Arithmetic on 8 or 16 pixels at once: sampling, lifting and blending RGBA words.

Two bytes of a word are worked on as one 16-bit number each: half as many bits as the loops of numba
would take, and instructions that its loops are never compiled to.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from muse_nodes.kernels.render_jit import machine
from muse_nodes.kernels.render_machine import declare, load, pointer, shuffle, splat, store, vector


def _native(context: Any, builder: Any, names: tuple[str, str], a: Any, b: Any) -> Any:
    """``a`` and ``b``, 512 bits each, by an x86 instruction on 16-bit lanes that the compiler does
    not find by itself, in one piece or two (``names``); None where the processor has none.
    """
    features = context.codegen().magic_tuple()[2]
    bits = 512 if "+avx512bw" in features else 256 if "+avx2" in features else 0
    if not bits:
        return None
    name = "llvm.x86." + names[0 if bits == 512 else 1]
    results = []
    for first in range(0, 512, bits):
        both = []
        for value in (a, b):
            lane = value.type.element.width
            lanes = list(range(first // lane, (first + bits) // lane))
            both.append(shuffle(builder, value, value, lanes))
        kind = ir.FunctionType(vector(16, bits // 16), [v.type for v in both])
        results.append(builder.call(declare(builder.module, kind, name), both))
    if len(results) == 1:
        return results[0]
    return shuffle(builder, results[0], results[1], list(range(32)))


def _pair_sums(context: Any, builder: Any, weights: Any, values: Any) -> Any:
    """Unsigned times signed bytes, neighbours added: <64 x i8> to <32 x i16>.

    Weights of a pair add up to 128, so the sum always fits.
    """
    native = _native(
        context, builder, ("avx512.pmaddubs.w.512", "avx2.pmadd.ub.sw"), weights, values
    )
    if native is not None:
        return native
    products = []
    for first in (0, 1):
        lanes = list(range(first, 64, 2))
        weight = builder.zext(shuffle(builder, weights, weights, lanes), vector(16, 32))
        value = builder.sext(shuffle(builder, values, values, lanes), vector(16, 32))
        products.append(builder.mul(weight, value))
    return builder.add(*products)


def _rounded_part(context: Any, builder: Any, difference: Any, weight: Any) -> Any:
    """difference·weight / 32768, rounded, of <32 x i16>."""
    native = _native(
        context, builder, ("avx512.pmul.hr.sw.512", "avx2.pmul.hr.sw"), difference, weight
    )
    if native is not None:
        return native
    wide = vector(32, 32)
    product = builder.mul(builder.sext(difference, wide), builder.sext(weight, wide))
    product = builder.ashr(builder.add(product, splat(32, 32, 1 << 14)), splat(32, 32, 15))
    return builder.trunc(product, difference.type)


@machine
def bilinear8(typingctx: Any, out: Any, k: Any, pairs: Any, lane: Any, weights: Any) -> Any:
    """8 bilinear RGBA samples, from ``k`` on, into words ``out``.

    ``pairs`` holds pixel pairs of the upper row and, ``lane`` further on, of the lower one.
    ``weights`` holds at ``lane`` int32 of which the lower two bytes are the weights of the left
    and the right pixel in 1/128, and the upper half is that of the lower row in 1/32768.
    Monotone in every channel, so premultiplied colour never exceeds alpha.
    """

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        def at(which: int, index: Any) -> Any:
            return pointer(context, builder, signature.args[which], args[which], index)

        k, further = args[1], builder.add(args[1], args[3])
        along = load(builder, at(4, further), vector(8, 32))
        along = shuffle(builder, along, along, [4 * (p // 8) + p % 2 for p in range(64)])
        down = load(builder, at(4, further), vector(16, 16))
        down = shuffle(builder, down, down, [2 * (p // 4) + 1 for p in range(32)])
        rows = []
        for index in (k, further):
            pixels = load(builder, at(2, index), vector(8, 64))
            side = [8 * (p // 8) + p % 8 // 2 + 4 * (p % 2) for p in range(64)]
            signed = builder.xor(shuffle(builder, pixels, pixels, side), splat(8, 64, 128))
            rows.append(_pair_sums(context, builder, along, signed))
        step = _rounded_part(context, builder, builder.sub(rows[1], rows[0]), down)
        sample = builder.add(builder.add(rows[0], step), splat(16, 32, 128 * 128 + 64))
        sample = builder.lshr(sample, splat(16, 32, 7))
        store(builder, builder.trunc(sample, vector(8, 32)), at(0, k))
        return context.get_dummy_value()

    return types.void(out, types.intp, pairs, types.intp, weights), body


def _all_lanes(builder: Any, value: Any) -> Any:
    """A vector of 16 times ``value``."""
    wide = ir.VectorType(value.type, 16)
    one = builder.insert_element(
        ir.Constant(wide, ir.Undefined), value, ir.Constant(ir.IntType(32), 0)
    )
    return shuffle(builder, one, one, [0] * 16)


def _fixed(builder: Any, at: Any, low: Any, high: Any, unit: float, half: float) -> Any:
    """(clamp(at, low, high) + 1) in 1/``unit``, with ``half`` of such a part added, as int32."""
    wide = ir.VectorType(ir.FloatType(), 16)
    kind = ir.FunctionType(wide, [wide, wide])
    lower = declare(builder.module, kind, "llvm.minnum.v16f32")
    upper = declare(builder.module, kind, "llvm.maxnum.v16f32")
    at = builder.call(upper, [at, _all_lanes(builder, low)], fastmath=("nnan", "nsz"))
    at = builder.call(lower, [at, _all_lanes(builder, high)], fastmath=("nnan", "nsz"))
    scaled = builder.fmul(at, ir.Constant(wide, [unit] * 16), flags=("contract",))
    shifted = builder.fadd(scaled, ir.Constant(wide, [unit + half] * 16), flags=("contract",))
    return builder.fptosi(shifted, vector(32, 16))


@machine
def places16(
    typingctx: Any, places: Any, k: Any, lane: Any, moves: Any, x: Any, y: Any,
    limits: Any, mask: Any, stride: Any,
) -> Any:  # fmt: skip
    """Where 16 pixels from (x + k, y) on are sampled: places[k] the word, places[lane + k] weights.

    ``moves`` (2, n) is dx and dy of the row, ``limits`` the lowest, rightmost and bottom position
    (float32), ``mask`` the ring's rows less one, ``stride`` their length. The weights are as
    ``bilinear8`` wants them.
    """

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide, short = ir.VectorType(ir.FloatType(), 16), ir.IntType(32)
        moves = context.make_array(signature.args[3])(context, builder, args[3])
        pitch = builder.extract_value(moves.shape, 1)
        first = builder.add(args[4], args[1])
        dx = load(builder, builder.gep(moves.data, [first]), wide)
        dy = load(builder, builder.gep(moves.data, [builder.add(first, pitch)]), wide)
        low, right, bottom = (builder.extract_value(args[6], n) for n in range(3))

        def number(value: Any) -> Any:
            return _all_lanes(builder, builder.sitofp(builder.trunc(value, short), ir.FloatType()))

        def lanes(value: Any) -> Any:
            return _all_lanes(builder, builder.trunc(value, short))

        def all_of(value: int) -> Any:
            return splat(32, 16, value)

        column = builder.fadd(number(first), ir.Constant(wide, [float(n) for n in range(16)]))
        px, py = builder.fadd(column, dx), builder.fadd(number(args[5]), dy)
        ix = _fixed(builder, px, low, right, 128.0, 0.5)
        iy = _fixed(builder, py, low, bottom, 32768.0, 0.0)
        row = builder.sub(builder.ashr(iy, all_of(15)), all_of(1))
        start = builder.mul(builder.and_(row, lanes(args[7])), lanes(args[8]))
        place = builder.add(start, builder.ashr(ix, all_of(7)))
        along = builder.and_(ix, all_of(127))
        along = builder.add(builder.sub(builder.shl(along, all_of(8)), along), all_of(128))
        weights = builder.or_(along, builder.shl(builder.and_(iy, all_of(32767)), all_of(16)))
        further = builder.add(args[1], args[2])
        for value, index in ((place, args[1]), (weights, further)):
            store(builder, value, pointer(context, builder, signature.args[0], args[0], index))
        return context.get_dummy_value()

    three = types.UniTuple(types.float32, 3)  # type: ignore[no-untyped-call]  # numba has none
    word = types.intp
    return types.void(places, word, word, moves, word, word, three, word, word), body


@machine
def ramp16(typingctx: Any, out: Any, x: Any, part: Any, start: Any, more: Any) -> Any:
    """``out[x:x+16] = start + more * part[x:x+16]`` of float32 vectors."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = ir.VectorType(ir.FloatType(), 16)

        target = pointer(context, builder, signature.args[0], args[0], args[1])
        way = load(builder, pointer(context, builder, signature.args[2], args[2], args[1]), wide)
        way = builder.fmul(way, _all_lanes(builder, args[4]), flags=("contract",))
        store(builder, builder.fadd(way, _all_lanes(builder, args[3]), flags=("contract",)), target)
        return context.get_dummy_value()

    return types.void(out, types.intp, part, types.float32, types.float32), body


def _times_rest(builder: Any, words: Any, alpha: Any, at: int) -> Any:
    """``words`` · (255 - a) / 255 per byte, rounded exactly; a is byte ``at`` of ``alpha``."""
    rest = builder.not_(alpha)
    lanes = [64 if p % 2 else (p & ~3) + at for p in range(64)]  # 16-bit numbers
    zeros = ir.Constant(rest.type, [0] * 64)
    wide = vector(16, 32)
    rest = builder.bitcast(shuffle(builder, rest, zeros, lanes), wide)
    words = builder.bitcast(words, wide)
    eight, half = splat(16, 32, 8), splat(16, 32, 128)
    halves = []
    for part in (builder.and_(words, splat(16, 32, 255)), builder.lshr(words, eight)):
        product = builder.add(builder.mul(part, rest), half)
        halves.append(builder.add(product, builder.lshr(product, eight)))
    low = builder.lshr(halves[0], eight)
    high = builder.and_(halves[1], splat(16, 32, 0xFF00))
    return builder.bitcast(builder.or_(low, high), alpha.type)


@machine
def over16(typingctx: Any, result: Any, top: Any, under: Any, k: Any) -> Any:
    """``result = top + (1 - a)·under``, premultiplied, for 16 RGBA words from ``k`` on."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        result, t, u = (
            pointer(context, builder, signature.args[n], args[n], args[3]) for n in range(3)
        )
        wide = vector(8, 64)
        above = load(builder, t, wide)
        below = _times_rest(builder, load(builder, u, wide), above, 3)
        store(builder, builder.add(above, below), result)
        return context.get_dummy_value()

    return types.void(result, top, under, types.intp), body


@machine
def without16(typingctx: Any, result: Any, live: Any, person: Any, room: Any, k: Any) -> Any:
    """``result = F - P + a·B`` for 16 RGBA words from ``k`` on, ``live`` and ``room`` opaque."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        out, *inputs = (
            pointer(context, builder, signature.args[n], args[n], args[4]) for n in range(4)
        )
        f, p, b = (load(builder, address, vector(8, 64)) for address in inputs)
        behind = _times_rest(builder, b, builder.not_(p), 3)
        store(builder, builder.add(builder.sub(f, p), behind), out)
        return context.get_dummy_value()

    return types.void(result, live, person, room, types.intp), body


@machine
def mix16(typingctx: Any, out: Any, a: Any, b: Any, weight: Any, k: Any) -> Any:
    """``out = a + (b - a)·weight / 256`` for 16 RGBA words from ``k`` on; exact at 0 and 256."""

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        addresses = [
            pointer(context, builder, signature.args[n], args[n], args[4]) for n in range(4)
        ]
        wide = vector(16, 32)
        first, second = (load(builder, address, wide) for address in addresses[1:3])
        part = load(builder, addresses[3], vector(32, 16))
        part = builder.bitcast(builder.or_(part, builder.shl(part, splat(32, 16, 16))), wide)
        rest = builder.sub(splat(16, 32, 256), part)
        eight, half = splat(16, 32, 8), splat(16, 32, 128)
        sums = []
        for low in (True, False):
            one, two = (
                builder.and_(v, splat(16, 32, 255)) if low else builder.lshr(v, eight)
                for v in (first, second)
            )
            both = builder.add(builder.mul(one, rest), builder.mul(two, part))
            sums.append(builder.add(both, half))
        high = builder.and_(sums[1], splat(16, 32, 0xFF00))
        store(builder, builder.or_(builder.lshr(sums[0], eight), high), addresses[0])
        return context.get_dummy_value()

    return types.void(out, a, b, weight, types.intp), body


@machine
def lift16(typingctx: Any, row: Any, o: Any, frame: Any, plate: Any, alpha: Any, i: Any) -> Any:
    """P = clamp(F - (1-a)·B, 0, a) with a on top, ``row[o:o+16]`` from 16 words from ``i`` on.

    ``frame`` and ``plate`` are opaque RGBA; then the same per byte gives ``alpha`` on top.
    """

    def body(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = vector(8, 64)
        kind = ir.FunctionType(wide, [wide, wide])
        subtract = declare(builder.module, kind, "llvm.usub.sat.v64i8")
        lower = declare(builder.module, kind, "llvm.umin.v64i8")
        f, b, a = (
            load(builder, pointer(context, builder, signature.args[n], args[n], args[5]), wide)
            for n in (2, 3, 4)
        )
        colour = builder.call(subtract, [f, _times_rest(builder, b, a, 0)])
        a = shuffle(builder, a, a, [p & ~3 for p in range(64)])
        address = pointer(context, builder, signature.args[0], args[0], args[1])
        store(builder, builder.call(lower, [colour, a]), address)
        return context.get_dummy_value()

    return types.void(row, types.intp, frame, plate, alpha, types.intp), body
