"""Cut an ONNX file down to the outputs that are wanted, without the ``onnx`` package.

ONNX Runtime computes every output of a file, asked for or not: BlazePose's person mask alone takes
40 % of its time. So before loading, the nodes that only serve unwanted outputs are dropped
from the serialised graph. Only the message structure is touched; what is kept is kept byte for
byte. Field numbers are those of onnx.proto (ModelProto.graph = 7; GraphProto.node = 1 and
output = 12; NodeProto.input = 1, output = 2, attribute = 5; AttributeProto.g = 6 and graphs = 11;
ValueInfoProto.name = 1); the wire format is Protocol Buffers'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_GRAPH = 7
_NODE, _GRAPH_OUTPUT = 1, 12
_INPUT, _OUTPUT, _ATTRIBUTE = 1, 2, 5
_SUBGRAPHS = (6, 11)
_FIXED = {1: 8, 5: 4}


class _DamagedError(ValueError):
    """The bytes are no message of Protocol Buffers."""


def keep_outputs(model: bytes, outputs: Sequence[str]) -> bytes:
    """The model with no other outputs than ``outputs``, and without the nodes that fed others.

    A file that cannot be parsed, that lacks one of the outputs, or whose nodes carry graphs of
    their own (which may read anything) is returned as it is; loading it tells what is wrong.
    """
    try:
        parts = [_cut(raw, body, outputs) if tag == _GRAPH else raw
                 for tag, raw, body in _fields(model)]  # fmt: skip
    except (_DamagedError, UnicodeDecodeError):
        return model
    return b"".join(parts)


def _cut(raw: bytes, graph: bytes, outputs: Sequence[str]) -> bytes:
    """A graph field without the nodes and outputs that are not wanted, or ``raw`` unchanged."""
    fields = list(_fields(graph))
    names = {i: _text(body, 1) for i, (tag, _, body) in enumerate(fields) if tag == _GRAPH_OUTPUT}
    nodes = {i: body for i, (tag, _, body) in enumerate(fields) if tag == _NODE}
    if not set(outputs) <= set(names.values()) or any(map(_has_subgraph, nodes.values())):
        return raw
    needed = set(outputs)
    dropped = {i for i, name in names.items() if name not in needed}
    # Nodes are stored in topological order, so one walk backwards finds all that are needed;
    # an empty name stands for an input or output that is left out.
    for i in reversed(nodes):
        if needed.isdisjoint(_texts(nodes[i], _OUTPUT)):
            dropped.add(i)
        else:
            needed.update(filter(None, _texts(nodes[i], _INPUT)))
    body = b"".join(raw for i, (_, raw, _) in enumerate(fields) if i not in dropped)
    return _varint(_GRAPH << 3 | 2) + _varint(len(body)) + body


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Number, all bytes and payload of each field of a message (payload empty for numbers)."""
    at = 0
    while at < len(message):
        start = at
        key, at = _read_varint(message, at)
        kind = key & 7
        payload = b""
        if kind == 0:
            _, at = _read_varint(message, at)
        elif kind == 2:
            size, at = _read_varint(message, at)
            payload = message[at : at + size]
            at += size
        elif kind in _FIXED:
            at += _FIXED[kind]
        else:
            raise _DamagedError("unknown wire type")
        if at > len(message):
            raise _DamagedError("a field is cut short")
        yield key >> 3, message[start:at], payload


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise _DamagedError("a number is cut short")


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _texts(message: bytes, number: int) -> list[str]:
    return [body.decode() for tag, _, body in _fields(message) if tag == number]


def _text(message: bytes, number: int) -> str:
    return next(iter(_texts(message, number)), "")


def _has_subgraph(node: bytes) -> bool:
    attributes = (body for tag, _, body in _fields(node) if tag == _ATTRIBUTE)
    return any(tag in _SUBGRAPHS for body in attributes for tag, _, _ in _fields(body))
