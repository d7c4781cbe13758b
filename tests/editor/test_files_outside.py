"""Other programs and other windows: altered files, windows that are made anew; small parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_bench import bundled, until
from modal_answers import answered, press
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from muse_nodes.document import Graph, MoveNode, Node, SetParam, SetTitle, load, save
from muse_nodes.editor import theme
from muse_nodes.editor.files.drawing import draw
from muse_nodes.editor.files.files import Files
from muse_nodes.editor.files.templates import read_template, template_of
from muse_nodes.editor.files.versions import Versions
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.engine.bundled import list_graphs
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.settings import Settings


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def files(
    session: Session, preferences: Preferences, window: QMainWindow, tmp_path: Path
) -> Iterator[Files]:
    session.settings = Settings(data=tmp_path / "data")
    made = Files(session, preferences, window, autosave_ms=20, settle_ms=10)
    yield made
    made._discarded = True
    made.close()


def change(session: Session, x: float = 5.0) -> None:
    assert session.document.do(MoveNode("composite", (x, x)))


@pytest.mark.parametrize("keep", [True, False])
def test_a_file_altered_outside_is_shown_and_decided(
    files: Files,
    session: Session,
    window: QMainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    keep: bool,
) -> None:
    path = tmp_path / "mine.json"
    save(session.graph, path)
    files.open_path(path)
    session.document.do(MoveNode("composite", (1.0, 1.0)))
    mine = session.graph
    theirs = SetParam("warp", "smooth", 3.5).apply(bundled("demo")).graph
    save(theirs, path)
    until(qtbot, lambda: not files.banner.isHidden())
    window.show()
    press("Keep mine" if keep else "Load theirs")(files.banner)
    window.hide()
    assert files.banner.isHidden()
    assert session.graph == (mine if keep else theirs)
    assert files.modified is keep
    if keep:
        session.document.undo()
        assert files.modified, "what is open is still not what is in the file"
        session.document.redo()
        assert files.save()
        assert load(path).sound() == mine
    else:
        kept = Versions(session.settings.data / "history").of(path)
        assert [load(v.file).sound() for v in kept] == [mine], "mine is not lost"


def test_a_file_that_is_only_written_anew_is_no_change(
    files: Files, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    save(session.graph, path)
    files.open_path(path)
    seen: list[object] = []
    files._outside._watch.altered.connect(lambda: seen.append(1))
    path.write_bytes(path.read_bytes() + b"\n\n")
    until(qtbot, lambda: bool(seen))
    assert files.banner.isHidden()
    path.unlink()
    until(qtbot, lambda: not files.banner.isHidden())
    change(session)
    assert files.save()
    assert files.banner.isHidden()
    path.write_text("{", encoding="utf-8")
    until(qtbot, lambda: not files.banner.isHidden())
    assert not files.modified


def test_saving_the_same_twice_keeps_one_version_and_an_old_clock_keeps_the_order(
    tmp_path: Path,
) -> None:
    versions, path = Versions(tmp_path / "history"), tmp_path / "a.json"
    for content in (b"one", b"one", b"two", b"one"):
        versions.keep(path, content)
    assert [v.file.read_bytes() for v in versions.of(path)] == [b"one", b"two", b"one"]
    newest = versions.of(path)[0].file
    newest.rename(newest.with_name("29991231-235959-000000.json"))
    versions.keep(path, b"three")
    assert versions.of(path)[0].file.read_bytes() == b"three"
    assert not versions.of(tmp_path / "b.json")


def test_whoever_opens_a_file_it_is_watched(
    files: Files, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    save(bundled("demo"), path)
    session.document.open(bundled("demo"), path)
    save(bundled("live"), path)
    until(qtbot, lambda: not files.banner.isHidden())
    session.document.open(bundled("matte_preview"))
    assert files.banner.isHidden()
    change_title = SetTitle("camera", "Mine")
    session.document.do(change_title)
    with answered(press("Revert")):
        files.revert()
    assert session.graph == bundled("matte_preview")


@pytest.mark.parametrize("kept_mine", [True, False])
def test_a_window_made_anew_goes_on_where_the_old_one_was(
    files: Files,
    session: Session,
    preferences: Preferences,
    qtbot: QtBot,
    tmp_path: Path,
    kept_mine: bool,
) -> None:
    path, recovery = tmp_path / "mine.json", tmp_path / "data" / "recovery"
    save(bundled("demo"), path)
    files.open_path(path)
    change(session)
    save(bundled("live"), path)
    until(qtbot, lambda: not files.banner.isHidden())
    if kept_mine:
        session.document.undo()
        files._outside._keep()
    window = QMainWindow()
    qtbot.addWidget(window)
    new = Files(session, preferences, window, autosave_ms=60_000, settle_ms=10, after=files)
    files.close()
    assert new.modified
    assert new.banner.isHidden() is kept_mine, "what the old one showed is shown"
    (kept,) = recovery.glob("*.json")
    assert load(kept).sound() == session.graph
    change(session, 77.0)
    session.document.open(bundled("demo"))
    new.close()
    assert not list(recovery.glob("*"))


def test_templates_are_known_by_what_they_hold() -> None:
    for name in list_graphs():
        graph = read_template(name)
        assert graph is not None
        assert template_of(graph) == name
    assert template_of(Graph()) == ""
    assert read_template("there_is_none") is None


def test_a_graph_is_drawn_from_the_document_alone(registry: Registry, qapp: object) -> None:
    size = QSize(240, 120)

    def colours(graph: Graph, ratio: float = 1.0) -> set[str]:
        image = draw(graph, registry, size, ratio)
        assert image.size() == size * ratio
        return {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
        }

    assert colours(Graph()) == {theme.BACK}
    live = colours(bundled("live"), 2.0)
    assert {theme.RAISED, theme.PORT_COLOURS["Frame"]} <= live
    strange = Graph(nodes=(Node("a", "some.body.unknown", position=(1e6, -1e6)),))
    assert theme.RAISED in colours(strange)
