"""The way to a network of one's own: five steps, each of them a bundled graph.

A step whose graph is not part of this version says what it is for and that it is not there.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.engine.bundled import list_graphs


class Step(NamedTuple):
    """``graph`` is the name of the bundled graph that does it."""

    graph: str
    icon: str
    title: str
    text: str


class ModelSteps(QWidget):
    """Record, label, train, convert, go live."""

    open_graph = Signal(str)
    """The name of a bundled graph that somebody wants to work with."""
    back = Signal()
    """Back to the picture."""

    def __init__(self, there: Collection[str] | None = None, parent: QWidget | None = None) -> None:
        """``there``: names of the bundled graphs, if somebody has them at hand."""
        super().__init__(parent)
        self._buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.SPACE * 2] * 4)
        layout.setSpacing(theme.SPACE * 2)
        layout.addLayout(self._make_head())
        page = QWidget()
        page.setProperty("role", "page")
        cards = QVBoxLayout(page)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(theme.SPACE)
        there = list_graphs() if there is None else there
        for number, step in enumerate(self.steps(), 1):
            cards.addWidget(self._make_card(number, step, step.graph in there))
        cards.addStretch(1)
        page.setMaximumWidth(self.fontMetrics().averageCharWidth() * 130)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        layout.addWidget(area, 1)

    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        tr = self.tr
        return (
            Step("record", "video", tr("Record"), tr(
                "Ten minutes of you in your room, and a picture of the room without you. "
                "Nothing leaves this machine.")),
            Step("label", "tags", tr("Label"), tr(
                "Large networks look at every picture and mark where you are. "
                "This wants a strong graphics card and takes its time.")),
            Step("train", "graduation-cap", tr("Train"), tr(
                "A small network learns from these marks to find you, and only you.")),
            Step("convert", "package", tr("Convert"), tr(
                "It is made fast for the machine that you stream with.")),
            Step("live", "radio", tr("Go live"), tr(
                "The live graph takes your own network as soon as there is one.")),
        )  # fmt: skip

    def button(self, graph: str) -> QPushButton | None:
        """The button that opens a step's graph; None if the graph is not part of this version."""
        return self._buttons.get(graph)

    def _make_head(self) -> QVBoxLayout:
        title = QLabel(self.tr("A network of your own"), self)
        title.setProperty("role", "display")
        words = QLabel(
            self.tr(
                "The networks that come with the program have never seen you. One that has "
                "learned you and your room cuts you out more cleanly and costs less."
            ),
            self,
        )
        words.setProperty("role", "dim")
        words.setWordWrap(True)
        back = QPushButton(icon("arrow-left"), self.tr("Back to the picture"), self)
        back.setProperty("role", "flat")
        back.clicked.connect(self.back)
        first = QHBoxLayout()
        first.addWidget(back)
        first.addStretch(1)
        head = QVBoxLayout()
        head.setSpacing(theme.SPACE // 2)
        head.addLayout(first)
        head.addWidget(title)
        head.addWidget(words)
        return head

    def _make_card(self, number: int, step: Step, there: bool) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        sign = QLabel(card)
        side = self.fontMetrics().height() * 2
        colour = theme.ACCENT if there else theme.FAINT
        sign.setPixmap(icon(step.icon, colour).pixmap(side, side))
        title = QLabel(f"{number}.  {step.title}", card)
        title.setProperty("role", "title")
        text = QLabel(step.text, card)
        text.setProperty("role", "dim")
        text.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE // 2)
        words.addWidget(title)
        words.addWidget(text)
        row = QHBoxLayout(card)
        row.setContentsMargins(*[theme.SPACE * 2] * 4)
        row.setSpacing(theme.SPACE * 2)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._make_end(step, there), 0, Qt.AlignmentFlag.AlignVCenter)
        return card

    def _make_end(self, step: Step, there: bool) -> QWidget:
        if not there:
            missing = QLabel(self.tr("Not part of this version"), self)
            missing.setProperty("role", "badge")
            return missing
        button = QPushButton(icon("arrow-right"), self.tr("Open"), self)
        button.setAccessibleName(self.tr("Open: {step}").format(step=step.title))
        button.clicked.connect(partial(self.open_graph.emit, step.graph))
        self._buttons[step.graph] = button
        return button
