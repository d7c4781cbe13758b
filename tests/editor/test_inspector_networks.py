"""Networks in the inspector: what there is, what runs, and one for another while it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from editor_bench import Heard, bundled, until
from models.tiny_nets import modnet_like
from pytestqt.qtbot import QtBot

from muse_nodes.document import Params, SetParam
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.inspector import Inspector
from muse_nodes.editor.inspector.network_section import NetworkSection
from muse_nodes.editor.inspector.node_page import NodePage
from muse_nodes.editor.inspector.swap import Swap
from muse_nodes.editor.messages import NodeFigures
from muse_nodes.editor.session import Session
from muse_nodes.engine.host import open_host
from muse_nodes.engine.registry import Registry
from muse_nodes.models import ModelLibrary

CARD = {
    "licence": "MIT",
    "input": {"layout": "NCHW", "width": 16, "height": 8, "range": [-1, 1]},
    "output": {"name": "output"},
}


def network(folder: Path, name: str) -> Path:
    """A network that takes what is red for the person, with its card."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.onnx"
    path.with_suffix(".json").write_text(json.dumps({**CARD, "title": f"The {name}"}))
    return modnet_like(path)


@pytest.fixture
def session(qapp: object, registry: Registry, tmp_path: Path) -> Iterator[Session]:
    """The graph that cuts a person out, on the demo scene, with two tiny networks on the disk."""
    for name in ("first", "second"):
        network(tmp_path / "nets", name)
    engine = Engine(lambda: open_host(registry, ModelLibrary([tmp_path / "nets"])))
    made = Session(Document(bundled("matte_preview")), engine, registry)
    made.document.do(SetParam("camera", "source", "demo"))
    yield made
    engine.close()
    made.deleteLater()
    engine.deleteLater()


@pytest.fixture
def section(session: Session, qtbot: QtBot) -> Iterator[NetworkSection]:
    inspector = Inspector(session)
    qtbot.addWidget(inspector)
    inspector.resize(380, 900)
    inspector.show()
    session.select(["segment"])
    assert isinstance(inspector.page, NodePage)
    found = inspector.page.networks[0]
    until(qtbot, lambda: "first" in found.rows)
    yield found
    inspector.hide()


def test_a_network_that_a_run_takes_up_by_itself_is_listed(
    section: NetworkSection, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    """What a job has installed meanwhile: the list is made anew when something else runs."""
    figures = NodeFigures("segment", "cpu", "first · onnx", "", 2.0, 3.0, 9, False)
    section.show_figures(figures)
    network(tmp_path / "nets", "third")
    section.show_figures(figures)
    assert "third" not in section.rows
    section.show_figures(replace(figures, backend="third · onnx"))
    until(qtbot, lambda: "third" in section.rows)


def test_all_that_there_are_are_listed(section: NetworkSection) -> None:
    rows = section.rows
    assert {"auto", "first", "second", "selfie_square", "modnet"} <= rows.keys()
    assert rows["first"].button.isVisible()
    assert not rows["modnet"].button.isVisible(), "it is not on this machine"
    assert not rows["auto"].button.isEnabled(), "it is chosen"
    assert "pose" not in " ".join(rows)
    assert section.swap.stage == "stopped"
    assert not section.badge.isVisible()


def test_another_network_while_it_runs(
    section: NetworkSection, session: Session, qtbot: QtBot
) -> None:
    heard = Heard(session.engine)
    session.run()
    until(qtbot, lambda: section.swap.stage == "running")
    assert "first" in section.runs.text()
    for name in ("second", "first", "auto"):
        section.rows[name].button.click()
        assert session.graph.node("segment").params == Params({"model": name})
        assert name == "auto" or name in section.asked.text()
        assert not section.rows[name].button.isEnabled()
        until(qtbot, lambda: section.swap.stage == "running")
        running = "first" if name == "auto" else name
        until(qtbot, lambda running=running: section.runs.text().startswith(running))
    frames = heard.figures[-1].frames
    until(qtbot, lambda: heard.figures[-1].frames > frames + 5)
    assert heard.states == ["starting", "running"], "it never stopped"
    counted = [f.frames for f in heard.figures]
    assert counted == sorted(counted), "it never began anew"
    session.document.undo()
    assert session.graph.node("segment").params == Params({"model": "first"})
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")
    assert section.swap.stage == "stopped"


def test_one_that_cannot_be_had_is_refused_and_the_run_goes_on(
    section: NetworkSection, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    heard = Heard(session.engine)
    session.run()
    until(qtbot, lambda: section.swap.stage == "running")
    broken = tmp_path / "broken.onnx"
    broken.write_text("no network")
    section.use(str(broken))
    assert section.swap.stage == "asked"
    assert "Setting up" in section.badge.text()
    until(qtbot, lambda: section.swap.stage == "refused")
    assert str(broken) in section.rows
    page = section.parentWidget()
    assert isinstance(page, NodePage)
    assert any("broken.onnx" in card.trouble.text for card in page.troubles.cards)
    frames = heard.figures[-1].frames
    until(qtbot, lambda: heard.figures[-1].frames > frames + 5)
    assert session.engine.state == "running"
    assert section.swap.stage == "refused"
    section.use("second")
    until(qtbot, lambda: section.swap.stage == "running")
    until(qtbot, lambda: not page.troubles.cards)
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_a_network_of_one_s_own(
    section: NetworkSection, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    own = network(tmp_path / "mine", "own")
    section.browse.click()
    assert section.dialog is not None
    section.dialog.fileSelected.emit(str(own))
    section.dialog.reject()
    assert session.graph.node("segment").params["model"] == str(own)
    assert not section.rows[str(own)].button.isEnabled()
    session.run()
    until(qtbot, lambda: section.runs.text().startswith("own"))
    session.engine.stop()
    until(qtbot, lambda: session.engine.state == "stopped")


def test_files_that_came_are_found_when_one_looks_again(
    section: NetworkSection, qtbot: QtBot, tmp_path: Path
) -> None:
    network(tmp_path / "nets", "third")
    section.again.click()
    until(qtbot, lambda: "third" in section.rows)


def figures(renewed: int) -> NodeFigures:
    return NodeFigures("segment", "cpu", "", "", 1.0, 1.0, 9, False, renewed=renewed)


def test_a_swap_is_over_only_when_the_new_one_runs() -> None:
    swap = Swap("auto")
    swap.state("starting")
    swap.figures(figures(0))
    assert swap.stage == "running"
    swap.asked("b", running=True)
    swap.figures(figures(0))
    assert swap.stage == "asked"
    swap.figures(figures(1))
    assert swap.stage == "running"
    swap.asked("c", running=True)
    swap.refused()
    swap.figures(figures(1))
    assert swap.stage == "refused"
    swap.asked("auto", running=False)
    assert swap.stage == "stopped"
