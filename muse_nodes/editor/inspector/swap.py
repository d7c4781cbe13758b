"""How far the exchange of a network has come, judged by what the engine tells."""

from __future__ import annotations

from typing import Literal

from muse_nodes.editor.messages import NodeFigures

Stage = Literal["stopped", "asked", "running", "refused"]


class Swap:
    """Follows one node: what was asked for of late, and whether it runs.

    The old network works on until the node has been set up anew with the new one.
    """

    def __init__(self, choice: str) -> None:
        self.stage: Stage = "stopped"
        self._choice = choice
        self._last: NodeFigures | None = None
        self._before: NodeFigures | None = None

    def asked(self, choice: str, *, running: bool) -> None:
        """The document wants ``choice`` now."""
        if choice != self._choice:
            self._choice = choice
            self._before = self._last
            self.stage = "asked" if running else "stopped"

    def figures(self, figures: NodeFigures | None) -> None:
        """The engine has told what runs."""
        self._last = figures
        if figures is None:
            return
        if self.stage != "asked" or self._is_new(figures):
            self.stage = "refused" if self.stage == "refused" else "running"

    def refused(self) -> None:
        """The engine could not do it: what ran before runs on."""
        if self.stage == "asked":
            self.stage = "refused"

    def state(self, state: str) -> None:
        """The engine starts, runs, stops."""
        if state == "starting":
            self.stage, self._before, self._last = "asked", None, None
        elif state == "stopped":
            self.stage, self._last = "stopped", None

    def _is_new(self, figures: NodeFigures) -> bool:
        before = self._before
        return before is None or figures.renewed > before.renewed
