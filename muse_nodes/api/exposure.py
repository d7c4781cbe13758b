"""How much of the real room a value can show: what the engine must know to fail closed.

A node whose output differs from the rule below says so in a static method, which is asked before
anything runs and again whenever a parameter or a link changes:

    @staticmethod
    def shows(given: Mapping[str, Shows], params: Mapping[str, Any]) -> Shows:
        return Shows.NOTHING if params["kind"] == "colour" else max(given.values())

``given`` has what each connected input shows, by the name it is declared with (of a variadic input
the most revealing one); an input that is not connected is missing. A matte is missing too when it
does not say for certain where the person is in this very picture: made from another camera, read
from a file, or ``Latest``. What may be empty in a tick is tried both ways.

The answer holds for all pictures that the node gives; a mapping by output name tells them apart. A
node with such a method answers for what its readers show when it gives nothing, too.

The rule for all others: a source shows the room, every picture shows what the most revealing input
picture shows, and a field, pose, number or text shows nothing. A matte shows nothing either, and
is taken for one of the person; a node that gives another kind (where the room is known, what layers
cover) says ``ROOM`` for it in its mapping, and pictures cut with it count as not cut.
"""

from __future__ import annotations

from enum import IntEnum


class Shows(IntEnum):
    """What can be seen of the real room, from nothing to everything."""

    NOTHING = 0
    """No camera pixel at all, or none that shows the room (a chosen background, a blurred one)."""

    PERSON = 1
    """Camera pixels only where a matte of the same frame says that the person is."""

    ROOM = 2
    """Camera pixels whatever they show."""
