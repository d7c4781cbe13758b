"""Where everything on the page has its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from muse_nodes.editor import theme

if TYPE_CHECKING:
    from muse_nodes.editor.review.page import ReviewPage


def lay_out(page: ReviewPage) -> None:
    """Session on top, what is shown below it, grid and large picture side by side, buttons."""
    top = _row(page.shelf, page.again, page.sheet)
    top.setStretch(0, 1)
    kinds = _row(*page.kinds.values())
    kinds.addStretch()
    split = QSplitter(Qt.Orientation.Horizontal, page)
    split.setChildrenCollapsible(False)
    split.addWidget(page.stack)
    split.addWidget(page.detail)
    split.setStretchFactor(0, 5)
    split.setStretchFactor(1, 4)
    split.setSizes([680, 520])
    buttons = _row(*page.buttons.values())
    buttons.insertStretch(len(page.buttons) - 1)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(*[2 * theme.SPACE] * 4)
    layout.setSpacing(int(1.5 * theme.SPACE))
    layout.addLayout(top)
    layout.addLayout(kinds)
    layout.addWidget(split, 1)
    layout.addLayout(buttons)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE)
    for widget in widgets:
        row.addWidget(widget)
    return row
