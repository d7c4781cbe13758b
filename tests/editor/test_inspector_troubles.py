"""What is wrong with a node: problems, bugs with their trace, what is over; figures and actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from editor_bench import Heard, until
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from muse_nodes.api import Ctx, Frame, action, node
from muse_nodes.document import AddNode, Batch, Connect, Disconnect, Node, Port, SetParam
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.inspector import Inspector
from muse_nodes.editor.inspector.node_page import NodePage
from muse_nodes.editor.messages import NodeFigures
from muse_nodes.editor.session import Session
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import open_host
from muse_nodes.engine.registry import Registry


@node("test.shaky", category="Test")
class Shaky:
    """Fails while it is told to, and counts how often it was kicked."""

    kicks = 0

    def process(self, ctx: Ctx, frame: Frame, *, broken: bool = False) -> Frame:
        if broken:
            raise ValueError("a joint is missing")
        ctx.status(f"Kicked {self.kicks} times")
        return np.array(frame)

    @action(label="Kick", key="K")
    def kick(self, ctx: Ctx) -> None:
        self.kicks += 1


@pytest.fixture
def session(qapp: object, registry: Registry) -> Iterator[Session]:
    extended = registry.extended([Shaky])
    engine = Engine(lambda: open_host(extended, NoModels()))
    made = Session(Document(), engine, extended)
    made.document.do(
        Batch(
            (
                AddNode(Node("scene", "muse.sources.demo_scene")),
                AddNode(Node("shaky", "test.shaky")),
                AddNode(Node("preview", "muse.output.preview")),
                Connect(Port("scene", "frame"), Port("shaky", "frame")),
                Connect(Port("shaky", "frame"), Port("preview", "frame")),
            )
        )
    )
    yield made
    engine.close()
    made.deleteLater()
    engine.deleteLater()


@pytest.fixture
def inspector(session: Session, qtbot: QtBot) -> Iterator[Inspector]:
    made = Inspector(session)
    qtbot.addWidget(made)
    made.resize(380, 900)
    made.show()
    yield made
    made.hide()


def page_of(inspector: Inspector, session: Session, id: str) -> NodePage:
    session.select([id])
    page = inspector.page
    assert isinstance(page, NodePage)
    return page


def test_a_problem_of_the_graph_stands_at_its_node(inspector: Inspector, session: Session) -> None:
    page = page_of(inspector, session, "shaky")
    assert not page.troubles.isVisible()
    link = Port("shaky", "frame")
    session.document.do(Disconnect(link))
    session.check()
    assert page.troubles.isVisible()
    assert "not connected" in page.troubles.cards[0].trouble.text
    assert page.troubles.cards[0].trouble.hint == "Connect it."
    assert not page_of(inspector, session, "scene").troubles.cards
    session.document.undo()
    session.check()
    assert not page_of(inspector, session, "shaky").troubles.cards


def test_a_bug_is_told_with_its_trace_and_is_over_when_the_node_works_again(
    inspector: Inspector, session: Session, qtbot: QtBot
) -> None:
    page = page_of(inspector, session, "shaky")
    session.run()
    until(qtbot, lambda: "Kicked" in page.figures.status.text())
    session.document.do(SetParam("shaky", "broken", True))
    until(qtbot, lambda: bool(page.troubles.cards))
    card = page.troubles.cards[0]
    assert "a joint is missing" in card.trouble.text
    assert card.details is not None
    assert card.trace is not None
    assert not card.trace.isVisible()
    card.details.click()
    assert card.trace.isVisible()
    assert "Traceback" in card.trace.toPlainText()
    card.copy()
    assert "a joint is missing" in QApplication.clipboard().text()
    assert "Traceback" in QApplication.clipboard().text()
    session.document.do(SetParam("shaky", "broken", False))
    until(qtbot, lambda: any(c.trouble.over for c in page.troubles.cards))
    assert page.troubles.dismiss.isVisible()
    page.troubles.dismiss.click()
    assert not page.troubles.isVisible()
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_a_fault_is_still_there_after_the_run_and_gone_with_the_next(
    inspector: Inspector, session: Session, qtbot: QtBot
) -> None:
    page = page_of(inspector, session, "shaky")
    session.document.do(SetParam("shaky", "broken", True))
    session.run()
    until(qtbot, lambda: bool(page.troubles.cards))
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert [c.trouble.over for c in page.troubles.cards] == [False]
    page_of(inspector, session, "scene")
    page = page_of(inspector, session, "shaky")
    assert len(page.troubles.cards) == 1, "it stays while one looks at other nodes"
    session.document.do(SetParam("shaky", "broken", False))
    session.run()
    until(qtbot, lambda: "Kicked" in page.figures.status.text())
    assert not page.troubles.cards
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_actions_are_buttons_that_work_while_it_runs(
    inspector: Inspector, session: Session, qtbot: QtBot
) -> None:
    page = page_of(inspector, session, "shaky")
    assert page.buttons is not None
    kick = page.buttons.buttons["kick"]
    assert kick.text() == "Kick (K)"
    assert not kick.isEnabled()
    session.run()
    until(qtbot, kick.isEnabled)
    kick.click()
    kick.click()
    until(qtbot, lambda: page.figures.status.text() == "Kicked 2 times")
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert not kick.isEnabled()


def test_figures_come_and_go_with_the_run(
    inspector: Inspector, session: Session, qtbot: QtBot
) -> None:
    heard = Heard(session.engine)
    page = page_of(inspector, session, "shaky")
    assert page.figures.time.text() == "–"
    session.run()
    until(qtbot, lambda: " ms" in page.figures.time.text())
    assert page.figures.device.text() == "cpu"
    page = page_of(inspector, session, "scene")
    assert " ms" in page.figures.time.text(), "those that were heard last are shown at once"
    assert heard.figures
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert page.figures.time.text() == "–"


def test_why_no_picture_goes_out_is_told(
    inspector: Inspector, session: Session, qtbot: QtBot
) -> None:
    heard = Heard(session.engine)
    page = page_of(inspector, session, "preview")
    session.run()
    until(qtbot, lambda: session.engine.state == "running" and bool(heard.figures))
    for text in ("The matte is too old.", ""):
        kept = NodeFigures("preview", "cpu", "", "", 1.0, 1.0, 3, False, kept_back=text)
        session.engine.figures.emit(replace(heard.figures[-1], nodes={"preview": kept}))
        told = [(c.trouble.text, c.trouble.severity) for c in page.troubles.cards]
        assert told == ([(f"No picture goes out: {text}", "warning")] if text else [])
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
