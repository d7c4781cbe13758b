"""JSON values that cannot change: what a parameter may be, and the parameters of one node.

Lists become tuples and objects become ``Params``, so that a whole graph can be hashed, compared
and shared between threads. Two ``Params`` are equal exactly when they would be written alike:
``1``, ``1.0`` and ``true`` are three different values, which plain Python comparison denies.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import TypeAlias, Union

from muse_nodes.document.problem import DocumentError, Problem

JsonValue: TypeAlias = Union[bool, int, float, str, tuple["JsonValue", ...], "Params", None]

MAX_DEPTH = 16
"""How deep lists and objects in a parameter may be nested."""

MAX_INTEGER = 2**63 - 1
"""Whole numbers beyond 64 bits are refused: other JSON readers would silently round them."""


class Params(Mapping[str, JsonValue]):
    """An unchanging mapping of names to JSON values, in alphabetical order.

    Raises DocumentError with one problem per value that JSON cannot carry.
    """

    __slots__ = ("_text", "_values")

    def __init__(self, values: Mapping[str, object] | tuple[()] = ()) -> None:
        frozen: dict[str, JsonValue] = {}
        problems: list[Problem] = []
        for name, value in dict(values).items():
            try:
                frozen[freeze_key(name)] = freeze(value)
            except ValueError as error:
                problems.append(Problem(f"The value of {name!r} {error}."))
        if problems:
            raise DocumentError(problems)
        self._values = {name: frozen[name] for name in sorted(frozen)}
        self._text = json.dumps(self._values, default=dict, allow_nan=False)

    def with_value(self, name: str, value: object) -> Params:
        """The same with ``name`` set to ``value``."""
        return Params({**self._values, name: value})

    def without(self, name: str) -> Params:
        """The same without ``name``."""
        return Params({key: value for key, value in self._values.items() if key != name})

    def __getitem__(self, name: str) -> JsonValue:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Params):
            return self._text == other._text
        if isinstance(other, Mapping):
            try:
                return self._text == Params(other)._text
            except DocumentError:
                return False
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"Params({self._values!r})"


def freeze(value: object, depth: int = 0) -> JsonValue:
    """The unchanging form of a JSON value; ValueError says what it has to be instead."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return freeze_key(value)
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError("has to fit into 64 bits")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("has to be a finite number")
        return float(value)
    if depth >= MAX_DEPTH:
        raise ValueError(f"has to be nested at most {MAX_DEPTH} levels deep")
    if isinstance(value, list | tuple):
        return tuple(freeze(item, depth + 1) for item in value)
    if isinstance(value, Mapping):
        return Params({freeze_key(key): freeze(item, depth + 1) for key, item in value.items()})
    raise ValueError(f"has to be a JSON value, but it is a {type(value).__name__}")


def freeze_key(text: object) -> str:
    """``text`` if it is a text that UTF-8 can carry; ValueError says what it has to be instead."""
    if not isinstance(text, str):
        raise ValueError(f"has to have texts as names, but one is a {type(text).__name__}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("has to be text that can be written as UTF-8") from None
    return str.__str__(text)


def thaw(value: JsonValue) -> object:
    """Plain lists and dicts again, ready for ``json.dumps``."""
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    if isinstance(value, Params):
        return {name: thaw(item) for name, item in value.items()}
    return value


def deeper_than(limit: int, value: object) -> bool:
    """True if lists and objects are nested deeper than that; never recurses itself."""
    todo = [(value, 0)]
    while todo:
        item, depth = todo.pop()
        if isinstance(item, list | tuple | Mapping):
            if depth >= limit:
                return True
            inside = item.values() if isinstance(item, Mapping) else item
            todo += [(part, depth + 1) for part in inside]
    return False
