"""What the inspector asks of each of its pages."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.inspector.folds import column
from muse_nodes.editor.messages import Figures


class Page(QWidget):
    """One page. The inspector hears the session and tells the page that it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.place = column(self, theme.SPACE + theme.SPACE // 2)
        self.place.setContentsMargins(*([theme.SPACE + theme.SPACE // 2] * 4))

    def refresh(self) -> None:
        """The document has changed."""

    def show_figures(self, figures: Figures) -> None:
        """The engine has told its figures."""

    def show_state(self, state: str) -> None:
        """The engine starts, runs, stops."""

    def show_troubles(self) -> None:
        """Something is wrong, or is not any more."""

    def show_refused(self) -> None:
        """The engine could not carry out an edit."""
