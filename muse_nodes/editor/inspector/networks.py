"""The networks that there are, as the engine's host lists them; the window never reads the disk."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from muse_nodes.editor.engine import Engine
from muse_nodes.editor.messages import Ended
from muse_nodes.engine.host import Host
from muse_nodes.models.library import Listed


class Networks(QObject):
    """All networks by task. Asked for once, and again whenever somebody wants to look anew."""

    changed = Signal()

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._question = f"networks {uuid4().hex}"
        self._found: tuple[Listed, ...] = ()
        self._known = self._asked = False
        self.trouble = ""
        engine.answered.connect(self._on_answered)
        engine.ended.connect(self._on_ended)

    def of(self, task: str) -> tuple[Listed, ...]:
        """The networks for a task; empty as long as the answer has not come."""
        return tuple(one for one in self._found if one.task == task)

    @property
    def known(self) -> bool:
        """True once there has been an answer."""
        return self._known

    def look(self, *, anew: bool = False) -> None:
        """Have the folders looked through, unless that has been done."""
        if not self._asked and (anew or not self._known):
            self._asked = True
            self._engine.ask(self._question, _listed)

    def renewed(self) -> None:
        """A run has taken up another network by itself: there may be new ones."""
        self.look(anew=True)

    def _on_ended(self, _ended: Ended) -> None:
        """A job may have made and installed one."""
        if self._known and self._engine.work is not None:
            self.look(anew=True)

    def _on_answered(self, name: object, answer: object) -> None:
        if name != self._question:
            return
        self._asked, self._known = False, True
        self.trouble = str(answer) if isinstance(answer, Exception) else ""
        found = answer if isinstance(answer, list) else []
        self._found = tuple(one for one in found if isinstance(one, Listed))
        self.changed.emit()


def _listed(host: Host) -> list[Listed]:
    """A source of networks need not be able to list them."""
    listing = getattr(host.models, "list", None)
    return list(listing()) if callable(listing) else []
