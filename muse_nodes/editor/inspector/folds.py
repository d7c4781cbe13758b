"""Sections that stay as the user left them, although the pages they are on come and go."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.widgets.section import Collapsible


class Folds:
    """Which sections the user opened or closed; it outlives the pages that have them."""

    def __init__(self) -> None:
        self._open: dict[str, bool] = {}

    def section(self, title: str, key: str, *, is_open: bool = True) -> Fold:
        """A new section that is as it was left; ``key`` is what it is remembered by."""
        made = Fold(title, self._open.get(key, is_open))
        made.toggled.connect(lambda on: self._open.__setitem__(key, on))
        return made


class Fold(Collapsible):
    """A section with a column to put things into."""

    def __init__(self, title: str, is_open: bool) -> None:
        body = QWidget()
        super().__init__(title, body, is_open=is_open)
        self.inside = column(body)


def column(widget: QWidget, space: int = theme.SPACE // 2) -> QVBoxLayout:
    """A layout of ``widget`` for things below each other, without margins."""
    made = QVBoxLayout(widget)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(space)
    return made
