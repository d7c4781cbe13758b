"""What is wrong with the picture that is being recorded, once it has been wrong for a moment."""

from __future__ import annotations

from nodes._looks import BLACK, DARK, PRESENT, Look

_LASTS = 1.2
"""Seconds after which something is told."""

_ABSENT = 3.0
"""The same for nobody being there: people turn, and networks blink."""


class Warnings:
    """Takes one look after the other and says the most important of what is wrong."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def look(self, look: Look, time: float, *, away: bool = False) -> str:
        """A sentence, or nothing. ``away``: the person is asked to be out of the picture."""
        wrong = _wrong(look)
        self._since = {text: self._since.get(text, time) for text in wrong}
        for text, since in self._since.items():
            if text == NOBODY and away:
                continue
            if time - since >= (_ABSENT if text == NOBODY else _LASTS):
                return text
        return ""


BLACK_PICTURE = "The picture is black: is the camera covered?"
TOO_DARK = "It is too dark: put a light on"
NOBODY = "Nobody is in the picture"
TWO = "Two people: only you should be in the picture"
CUT_OFF = "You are cut off at the edge: move to the middle"
HEAD_CUT_OFF = "Your head is cut off: move back or tilt the camera"


def _wrong(look: Look) -> list[str]:
    """All that is wrong, the worst first."""
    if look.level < BLACK:
        return [BLACK_PICTURE]
    found = []
    if look.level < DARK:
        found.append(TOO_DARK)
    if look.area is not None and look.area < PRESENT:
        return [*found, NOBODY]
    if look.people > 1:
        found.append(TWO)
    if "top" in look.edges:
        found.append(HEAD_CUT_OFF)
    elif look.edges & {"left", "right"}:
        found.append(CUT_OFF)
    return found
