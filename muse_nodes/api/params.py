"""How a parameter is declared: the type of a keyword-only argument plus the marks below.

    decay: Annotated[float, Slider(0, 1), Doc("What is left of a ghost after one frame.")] = 0.9
    mode: Literal["result", "matte"] = "result"

Plain types are ``bool``, ``int``, ``float``, ``str`` and ``Literal`` of texts; everything is
JSON-able, so a parameter set can be saved, sent and compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Slider:
    """A number from ``low`` to ``high``, moved in steps of ``step``, shown with ``unit``."""

    low: float
    high: float
    step: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Doc:
    """One sentence for users about a parameter or a port."""

    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """The heading under which the inspector shows the parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class ShowIf:
    """The inspector shows the parameter only while ``param`` has one of ``values``."""

    param: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class Restart:
    """A change sets the node up again (a camera's size, a model's name); others apply in place."""


@dataclass(frozen=True, slots=True)
class File:
    """The text is a path (empty = none): ``read`` must exist, ``write`` needs its folder."""

    mode: Literal["read", "write"] = "read"
    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelFor:
    """The text names a network for ``task`` (segment, pose, face): auto, a name, or a file."""

    task: str


@dataclass(frozen=True, slots=True)
class ColourMark:
    """The text is a colour written #rrggbb."""


Privacy: TypeAlias = Literal["auto", "hide", "show"]
"""The parameter ``room`` of a public sink: may those who watch see the real room?

``hide``: no; what is not covered by a matte of the very same frame never leaves. ``show``: yes.
``auto``: what the graph shows when it is started is what its user wants, and a room that was hidden
then stays hidden as long as it runs.
"""

FilePath: TypeAlias = Annotated[str, File("read")]
SavePath: TypeAlias = Annotated[str, File("write")]
Colour: TypeAlias = Annotated[str, ColourMark()]


def rgb(colour: str) -> tuple[int, int, int]:
    """The three levels 0..255 of a colour written ``#rrggbb``; ValueError for anything else."""
    digits = colour.removeprefix("#")
    if len(digits) != 6:
        raise ValueError(f"'{colour}' is not a colour of the form #rrggbb.")
    try:
        return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    except ValueError:
        raise ValueError(f"'{colour}' is not a colour of the form #rrggbb.") from None
