"""What a field of the document may hold, declared once by its type.

The constructors of the document check themselves against these types, and the file reader turns
JSON into them; so a graph built in code and one read from a stranger's file obey the same rules.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import NoneType
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args, get_origin, get_type_hints

from muse_nodes.document.problem import DocumentError, Problem
from muse_nodes.document.values import Params


@dataclass(frozen=True, slots=True)
class Rule:
    """Narrows a type: what has to hold, and in words."""

    holds: Callable[[Any], bool]
    wanted: str


def _utf8(text: str) -> bool:
    return text.isascii() or not re.search("[\ud800-\udfff]", text)


def _within(low: float, high: float) -> Rule:
    return Rule(lambda value: low <= value <= high, f"between {low:g} and {high:g}")


def _matches(pattern: str, wanted: str) -> Rule:
    return Rule(lambda text: re.fullmatch(pattern, text) is not None, wanted)


Line: TypeAlias = Annotated[str, Rule(_utf8, "text that can be written as UTF-8")]
Name: TypeAlias = Annotated[Line, Rule(bool, "a text that is not empty")]
Id: TypeAlias = Annotated[
    str,
    _matches(
        "[a-z][a-z0-9_]*", "a word of small letters, digits and underscores, a letter at its start"
    ),
]
Colour: TypeAlias = Annotated[str, _matches("#[0-9a-f]{6}", "a colour of the form #rrggbb")]
Coordinate: TypeAlias = Annotated[float, _within(-1e6, 1e6)]
Length: TypeAlias = Annotated[float, _within(0, 1e6)]
Zoom: TypeAlias = Annotated[float, _within(0.01, 100)]
Position: TypeAlias = tuple[Coordinate, Coordinate]
"""x, y on the canvas, in its units (pixels at zoom 1)."""
Rect: TypeAlias = tuple[Coordinate, Coordinate, Length, Length]
"""x, y, width, height on the canvas."""


class Port(NamedTuple):
    """An input or output of a node, written ``camera.frame``."""

    node: str
    port: str

    def __str__(self) -> str:
        return f"{self.node}.{self.port}"

    @staticmethod
    def parse(text: str) -> Port:
        """The port that ``text`` names; ValueError says what it has to be instead."""
        node, _, port = text.partition(".")
        if fault(End, found := Port(node, port)):
            raise ValueError(f"has to be written like 'camera.frame', but it is {describe(text)}")
        return found


End: TypeAlias = Annotated[
    Port,
    Rule(
        lambda end: (
            not fault(Id, end.node) and isinstance(end.port, str) and end.port.isidentifier()
        ),
        "a node id and the name of a port",
    ),
]

WORDS: Mapping[Any, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    Params: "an object",
    Port: "a port like 'camera.frame'",
}


class Checked:
    """Base of the document's dataclasses: a value that breaks its declared type is refused."""

    def __post_init__(self) -> None:
        owner: Any = type(self)
        name = owner.__name__
        node = getattr(self, "id", "") if name == "Node" else ""
        problems = [
            Problem(f"{name}.{field} {wrong}.", node=node if isinstance(node, str) else "")
            for field, kind in kinds(owner).items()
            if (wrong := fault(kind, getattr(self, field)))
        ]
        if problems:
            raise DocumentError(problems)


@cache
def kinds(owner: type) -> Mapping[str, Any]:
    """Field names of a dataclass and their types, with the rules that go with them."""
    hints = get_type_hints(owner, include_extras=True)
    return {field.name: hints[field.name] for field in fields(owner)}


def fault(kind: Any, value: object) -> str:
    """What is wrong with ``value`` as a ``kind``, as the rest of a sentence; empty if nothing."""
    rules: tuple[Rule, ...] = ()
    if get_origin(kind) is Annotated:
        kind, *rules_found = get_args(kind)
        rules = tuple(rules_found)
    if get_origin(kind) is tuple:
        return _tuple_fault(get_args(kind), value)
    if not _is(kind, value):
        return f"has to be {_words(kind)}, but it is {describe(value)}"
    for rule in rules:
        if not rule.holds(value):
            return f"has to be {rule.wanted}, but it is {describe(value)}"
    return ""


def _is(kind: Any, value: object) -> bool:
    if kind is Any:
        return True
    if isinstance(value, bool):
        return bool(kind is bool)
    if kind is float:
        return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    return isinstance(value, kind)


def _tuple_fault(items: tuple[Any, ...], value: object) -> str:
    if not isinstance(value, tuple):
        return f"has to be a list, but it is {describe(value)}"
    if items[-1] is Ellipsis:
        items = (items[0],) * len(value)
    if len(items) != len(value):
        return f"has to have {len(items)} entries, but it has {len(value)}"
    wrong = (fault(kind, item) for kind, item in zip(items, value, strict=True))
    return next((f"has a wrong entry, which {text}" for text in wrong if text), "")


def _words(kind: Any) -> str:
    return WORDS.get(kind, f"a {kind.__name__}")


def describe(value: object) -> str:
    """A value in a few words, for messages: short ones as they are, large ones by what they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        huge = isinstance(value, int) and abs(value) > 1e18
        return "a huge number" if huge else f"the number {value!r}"
    if isinstance(value, str):
        shown = value if len(value) <= 40 else value[:37] + "..."
        return f"the text {shown!r}"
    if isinstance(value, NoneType):
        return "null"
    if isinstance(value, list | tuple):
        return "a list"
    return "an object" if isinstance(value, Mapping) else f"a {type(value).__name__}"
