"""What is wrong is listed from all sides and disappears when it is solved; the log keeps it all."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from editor_bench import settle, until
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from muse_nodes.document import (
    AddNode,
    Connect,
    Disconnect,
    Node,
    Params,
    Port,
    Problem,
    RemoveNode,
    SetTitle,
)
from muse_nodes.editor.log_lines import MOST, Line
from muse_nodes.editor.log_panel import LogPanel
from muse_nodes.editor.messages import Ended, Figures, NodeFigures, Said
from muse_nodes.editor.problems import ProblemsPanel
from muse_nodes.editor.problems_found import LINGER, Book
from muse_nodes.editor.session import Session

INPUT = Port("composite", "frame")


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> ProblemsPanel:
    made = ProblemsPanel(session)
    qtbot.addWidget(made)
    made.resize(420, 300)
    return made


@pytest.fixture
def log(session: Session, qtbot: QtBot) -> LogPanel:
    made = LogPanel(session)
    qtbot.addWidget(made)
    return made


def figures(at: float, *, failing: bool = False, kept_back: str = "") -> Figures:
    node = NodeFigures("warp", "cpu", "", "", 1.0, 2.0, 9, failing, kept_back)
    return Figures(at, 9, 30.0, 5.0, 9.0, 0, 10.0, 99.0, 5.0, nodes={"warp": node})


# -- the book ---------------------------------------------------------------------------------


def test_what_two_sides_say_is_there_once_and_errors_come_first() -> None:
    book = Book()
    error, warning = Problem("Bad.", node="a"), Problem("Odd.", node="b", severity="warning")
    book.graph((warning, error))
    book.refused((error,), edit=False)
    book.ended(Ended(problems=(error,)))
    assert [t.message for t in book.entries] == ["Bad.", "Odd."]
    book.graph((warning,))
    assert [t.message for t in book.entries] == ["Odd."]


def test_an_edit_that_is_not_live_is_replaced_and_solved() -> None:
    book = Book()
    book.refused((Problem("First.", node="a"),), edit=True)
    book.refused((Problem("Second.", node="a"),), edit=True)
    assert [t.message for t in book.entries] == ["Second."]
    book.live()
    assert book.entries == []


def test_a_fault_stays_while_the_node_fails_and_a_little_longer() -> None:
    book = Book()
    book.figures(figures(1.0))
    book.said(Said(3, "warp", "It failed.", "error", "Traceback"))
    book.said(Said(3, "", "Only news.", "info"))
    for at in (2.0, 50.0):
        book.figures(figures(at, failing=True))
        assert [(t.node, t.trace) for t in book.entries] == [("warp", "Traceback")]
    book.figures(figures(50.0 + LINGER - 0.1))
    assert book.entries
    book.figures(figures(50.0 + LINGER + 0.1))
    assert book.entries == []


def test_a_fault_ends_with_its_node_or_the_next_run() -> None:
    book = Book()
    for forget in (book.starting, lambda: book.nodes({"scene"})):
        book.said(Said(3, "warp", "It failed.", "error"))
        assert book.entries
        forget()
        assert book.entries == []


def test_what_the_run_ended_with_stays_once() -> None:
    book = Book()
    book.said(Said(3, "warp", "It failed. Try less.", "error"))
    book.ended(Ended(problems=(Problem("It failed.", "Try less.", "warp"),)))
    assert [(t.message, t.hint) for t in book.entries] == [("It failed.", "Try less.")]


def test_pictures_that_are_kept_back_are_a_warning() -> None:
    book = Book()
    book.figures(figures(1.0, kept_back="The person has no matte."))
    assert [(t.severity, t.node) for t in book.entries] == [("warning", "warp")]
    book.figures(figures(2.0))
    assert book.entries == []


# -- the panel --------------------------------------------------------------------------------


def test_graph_problems_come_and_go(session: Session, panel: ProblemsPanel, qtbot: QtBot) -> None:
    told: list[str] = []
    panel.summary_changed.connect(told.append)
    session.check()
    assert (panel.summary, panel.shown) == ("", [])
    session.document.do(Disconnect(INPUT))
    until(qtbot, lambda: panel.summary == "1")
    (found,) = panel.shown
    assert (found.node, found.port, found.severity) == ("composite", "frame", "error")
    assert panel._model.where(found) == "Composite · frame"
    session.document.undo()
    until(qtbot, lambda: panel.summary == "")
    assert told == ["1", ""]


def test_a_click_goes_to_the_node(session: Session, panel: ProblemsPanel, qtbot: QtBot) -> None:
    shown: list[str] = []
    session.reveal.connect(shown.append)
    session.document.do(Disconnect(INPUT))
    until(qtbot, lambda: bool(panel.shown))
    panel.show()
    qtbot.waitExposed(panel)
    row = panel._list.visualRect(panel._model.index(0, 0))
    assert row.height() > 2 * panel.fontMetrics().height()  # where, what and what to try
    qtbot.mouseClick(
        panel._list.viewport(), Qt.MouseButton.LeftButton, pos=row.center()
    )  # fmt: skip
    assert shown == ["composite"]
    assert session.selected == {"composite"}
    panel.close()


def test_errors_and_warnings_can_be_hidden_and_copied(
    session: Session, panel: ProblemsPanel
) -> None:
    session.problems_changed.emit(
        (Problem("Bad.", "Mend it.", "warp"), Problem("Odd.", severity="warning"))
    )
    assert panel.summary == "2"
    panel.copy()
    assert QGuiApplication.clipboard().text() == "Warp: Bad. Mend it.\nOdd."
    panel.show_severity("error", False)
    assert [t.message for t in panel.shown] == ["Odd."]
    assert panel.summary == "2"
    panel.show_severity("error", True)
    panel.show_severity("warning", False)
    assert [t.message for t in panel.shown] == ["Bad."]


def test_the_users_own_title_is_used(session: Session, panel: ProblemsPanel) -> None:
    session.document.do(SetTitle("warp", "My bend"))
    session.problems_changed.emit((Problem("Bad.", node="warp"),))
    assert panel._model.text(panel.shown[0]) == "My bend: Bad."


def test_refused_edits_and_starts_in_a_real_run(
    session: Session, panel: ProblemsPanel, qtbot: QtBot
) -> None:
    session.run()
    until(qtbot, lambda: session.engine.state == "running")
    session.document.do(Disconnect(INPUT))
    until(qtbot, lambda: session.engine.behind and bool(session.problems))
    assert len(panel.shown) == 1  # the graph and the run say the same
    source = next(link.source for link in session.graph.links if link.source.node == "scene")
    session.document.do(Connect(source, INPUT))
    until(qtbot, lambda: not session.engine.behind and panel.summary == "")
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    session.document.do(AddNode(Node("odd", "muse.nobody.knows", params=Params())))
    session.document.do(Disconnect(INPUT))
    session.run()
    until(qtbot, lambda: {t.node for t in panel.shown} >= {"composite"})
    session.document.do(RemoveNode("odd"))
    session.document.do(Connect(source, INPUT))
    until(qtbot, lambda: panel.summary == "")


# -- the log ----------------------------------------------------------------------------------


def test_a_run_is_told_in_order(session: Session, log: LogPanel, qtbot: QtBot) -> None:
    session.run()
    until(qtbot, lambda: session.engine.state == "running")
    session.document.do(Disconnect(INPUT))
    until(qtbot, lambda: session.engine.behind)
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped" and "frames, " in log.text)
    texts = [line.text for line in log.lines.lines]
    order = [
        "The graph is being set up.", "It runs.", "Edits are not live.", "It is being stopped.",
        "It has stopped.",
    ]  # fmt: skip
    places = [texts.index(text) for text in order]
    assert places == sorted(places)
    assert any(line.where == "Composite" and line.rank == "error" for line in log.lines.lines)


def test_it_is_bounded(log: LogPanel) -> None:
    log.lines.add(Line(0.0, "", f"line {i}") for i in range(MOST - 1))
    log._add(Line(1.0, "", "last but one"), Line(2.0, "", "last"))
    assert len(log.lines.lines) == log.lines.rowCount() == MOST
    assert log.lines.lines[0].text == "line 1"
    log.lines.add(Line(0.0, "", f"more {i}") for i in range(3 * MOST))
    assert log.lines.rowCount() == MOST
    log.lines.clear()
    assert log.text == ""


def test_the_filter_looks_everywhere(log: LogPanel) -> None:
    log.lines.add([Line(0.0, "Warp", "slow"), Line(0.0, "Scene", "warped"), Line(0.0, "", "fine")])
    log.filter.setText("WARP")
    assert log._found.rowCount() == 2
    log.filter.clear()
    assert log._found.rowCount() == 3


def test_a_traceback_is_shown_on_demand(session: Session, log: LogPanel) -> None:
    session.engine.said.emit(Said(7, "warp", "It failed.", "error", "Traceback: line 1"))
    session.engine.said.emit(Said(8, "warp", "It is fine.", "info"))
    assert log.trace.isHidden()
    log.view.setCurrentIndex(log._found.index(0, 2))
    assert not log.trace.isHidden()
    assert "line 1" in log.trace.toPlainText()
    log.view.setCurrentIndex(log._found.index(1, 2))
    assert log.trace.isHidden()
    assert "Traceback: line 1" in log.text


def test_loggers_are_heard_on_any_thread_until_the_panel_goes(
    session: Session, log: LogPanel, qtbot: QtBot
) -> None:
    def work() -> None:
        logging.getLogger("muse.node.warp").warning("%s is slow", "it")
        logging.getLogger("muse.run").warning("said by the engine as well")
        try:
            raise ZeroDivisionError("no luck")
        except ZeroDivisionError:
            logging.getLogger("muse.editor").exception("an order failed")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    until(qtbot, lambda: len(log.lines.lines) == 2)
    first, second = log.lines.lines
    assert (first.where, first.text, first.rank) == ("warp", "it is slow", "warning")
    assert (second.rank, "no luck" in second.trace) == ("error", True)
    ears = [h for h in logging.getLogger("muse").handlers if h is log._ear]
    assert len(ears) == 1
    gone = LogPanel(session)
    ear = gone._ear
    assert ear in logging.getLogger("muse").handlers
    gone.deleteLater()
    del gone
    settle()
    assert ear not in logging.getLogger("muse").handlers


def test_copy_and_save(session: Session, log: LogPanel, tmp_path: Path) -> None:
    log._add(Line(0.0, "Warp", "slow", "warning"))
    log.copy()
    assert QGuiApplication.clipboard().text().endswith("warning  Warp  slow\n")
    log.save_to(tmp_path / "log.txt")
    assert (tmp_path / "log.txt").read_text(encoding="utf-8") == log.text
    told: list[Problem] = []
    session.told.connect(told.extend)
    log.save_to(tmp_path)
    assert "cannot be written" in told[0].message
    assert [p.name for p in tmp_path.iterdir()] == ["log.txt"]
