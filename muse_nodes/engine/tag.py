"""How a value deviates from "computed from this very frame": what the guard before a sink asks for.

A value without a tag is of the tick it flows in: every node gave it in this tick, from values of
this tick. A tag is there when something stood in: a value that was held, a matte that a slow node
gave for an earlier frame, the input of a node that failed. Tags are merged wherever values meet, so
that what arrives at a sink tells of everything that happened on its way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from muse_nodes.api.ports import FRAME, LAYER, MATTE, PortType


@dataclass(frozen=True, slots=True)
class Tag:
    """``index`` is the oldest frame that the value was made from.

    ``torn``: a picture and a matte of different frames were put together on the way, so the matte
    does not say where the person is in that picture. ``bypassed`` are the nodes whose input stood
    in for their output.
    """

    index: int
    torn: bool = False
    bypassed: frozenset[str] = frozenset()


def merge(tick: int, inputs: Iterable[tuple[PortType, Tag | None]]) -> Tag | None:
    """The tag of what a node gives in tick ``tick`` from ``inputs``; None when nothing deviates.

    An input without a tag is of this tick. Inputs that are declared ``Latest`` are to be left out:
    they are of an earlier frame by declaration, and no matte among them counts as one.
    """
    index, torn = tick, False
    bypassed: frozenset[str] = frozenset()
    pictures: set[int] = set()
    mattes: set[int] = set()
    for kind, tag in inputs:
        own = tick if tag is None else tag.index
        index = min(index, own)
        if kind in (FRAME, LAYER):
            pictures.add(own)
        elif kind == MATTE:
            mattes.add(own)
        if tag is not None:
            torn = torn or tag.torn
            bypassed |= tag.bypassed
    torn = torn or bool(pictures and mattes and len(pictures | mattes) > 1)
    return Tag(index, torn, bypassed) if index != tick or torn or bypassed else None
