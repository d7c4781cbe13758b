"""How things stand, in words: paused, failed, kept back, nothing new. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from muse_nodes.editor.messages import Figures, State

STALE = 1.0
"""Seconds without a new picture after which it says so."""

_MOST = 3
"""Marks about nodes; more would cover the picture."""

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Mark:
    """One sentence over the corner of the picture."""

    text: str
    level: Literal["info", "warning", "error"] = "info"


def marks(
    state: State, behind: bool, age: float, figures: Figures | None, title: Callable[[str], str]
) -> list[Mark]:
    """What must be said of the picture that is shown.

    ``age``: seconds since it came; ``title`` gives the name of a node by its id.
    """
    if state in ("stopped", "stopping"):
        return [Mark(translate("Viewport", "Stopped"))]
    if state == "working":
        return [Mark(translate("Viewport", "The stream is over; tasks are carried out"))]
    found: list[Mark] = []
    if state == "paused":
        found.append(Mark(translate("Viewport", "Paused")))
    elif state == "running" and age > STALE:
        text = translate("Viewport", "Nothing new for {0} s")
        found.append(Mark(text.format(int(age)), "warning"))
    if behind:
        text = translate("Viewport", "This is the graph before your last edit")
        found.append(Mark(text, "warning"))
    return found + _of_nodes(figures, title)[:_MOST]


def _of_nodes(figures: Figures | None, title: Callable[[str], str]) -> list[Mark]:
    nodes = figures.nodes.values() if figures is not None else ()
    failed = translate("Viewport", "{0} has failed; the rest goes on without it")
    kept = translate("Viewport", "{0} holds the picture back: {1}")
    found = [Mark(failed.format(title(node.id)), "error") for node in nodes if node.failing]
    return found + [
        Mark(kept.format(title(node.id), node.kept_back.rstrip(".")), "warning")
        for node in nodes
        if node.kept_back
    ]
