"""Records every call of the nodes while somebody wants that, and saves what was recorded."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from muse_nodes.api.errors import MuseError
from muse_nodes.document import Problem
from muse_nodes.editor.session import Session
from muse_nodes.engine.trace import Recorder
from muse_nodes.engine.trace_file import write_trace

_SAVED = "trace saved"


class Tracing(QObject):
    """Recording outlives a run: the calls of the last one can still be saved when it is over."""

    changed = Signal()
    """``on`` or ``has_calls`` may be others."""
    saved = Signal(str)
    """The path of a trace that lies on the disk now."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._on = self._fresh = False
        self._recorder: Recorder | None = None
        session.engine.state_changed.connect(self._on_state)
        session.engine.answered.connect(self._on_answered)

    @property
    def on(self) -> bool:
        """True while calls are recorded, in this run or the next."""
        return self._on

    @property
    def has_calls(self) -> bool:
        """True when there is something to save."""
        return self._recorder is not None

    def record(self, on: bool) -> None:
        """Record from now on, afresh, or no longer."""
        if on != self._on:
            self._on = on
            self._session.engine.trace(on)
            self.changed.emit()

    def save(self, path: Path) -> None:
        """Have what was recorded written; ``saved`` or a message says how it went."""
        recorder = self._recorder
        if recorder is not None:
            self._session.engine.ask(
                f"{_SAVED} {path}", lambda host: write_trace(path, recorder.spans)
            )

    def _on_state(self, state: str) -> None:
        if state == "starting":
            self._fresh = True
        elif state == "running" and self._fresh:
            self._fresh = False
            if self._on:
                self._session.engine.trace()

    def _on_answered(self, name: object, answer: object) -> None:
        if name == "trace" and isinstance(answer, Recorder):
            self._recorder = answer
            self.changed.emit()
        elif isinstance(name, str) and name.startswith(_SAVED):
            if isinstance(answer, MuseError):
                self._session.told.emit((Problem(answer.message, answer.hint),))
            else:
                self.saved.emit(name.removeprefix(_SAVED).strip())
