"""Opening, saving, templates, what is asked, and the versions that are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from editor_bench import bundled
from modal_answers import answered, pick, press
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QListWidget, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from muse_nodes.document import (
    AddNode,
    Graph,
    Link,
    MoveNode,
    Node,
    Params,
    Port,
    dump,
    load,
    save,
)
from muse_nodes.editor.clipboard import cut_out, insert
from muse_nodes.editor.files.files import Files
from muse_nodes.editor.files.templates import TemplateDialog
from muse_nodes.editor.files.versions import KEPT, Versions
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.engine.bundled import bundled_folder, list_graphs
from muse_nodes.engine.settings import Settings

STRANGE = Node("trail", "muse.nobody.knows", "My trail", (10.0, 20.0), Params({"a": (1, "x")}))


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
    preferences.set("files/folder", str(tmp_path))
    made = Files(session, preferences, window, autosave_ms=20, settle_ms=10)
    made.begin("demo")
    yield made
    made.close()


def change(session: Session, x: float = 5.0) -> None:
    assert session.document.do(MoveNode("composite", (x, x)))


def test_it_saves_asks_for_a_place_once_and_opens_again(
    files: Files, session: Session, window: QMainWindow, preferences: Preferences, tmp_path: Path
) -> None:
    assert window.windowTitle().startswith("Demo[*]")
    assert not window.isWindowModified()
    change(session)
    assert window.isWindowModified()
    place = tmp_path / "mine"
    with answered(pick(place)):
        assert files.save()
    saved = tmp_path / "mine.json"
    assert load(saved).sound() == session.graph
    assert window.windowTitle().startswith("mine.json[*]")
    assert not window.isWindowModified()
    assert preferences.recent == (saved,)
    change(session, 9.0)
    assert files.save()
    graph = session.graph
    assert load(saved).sound() == graph
    assert files.begin("live")
    assert files.open_path(saved)
    assert session.graph == graph
    assert session.document.path == saved


def test_bundled_graphs_are_templates(files: Files, session: Session, tmp_path: Path) -> None:
    path = bundled_folder("graphs") / "live.json"
    before = path.read_bytes()
    assert files.open_path(path)
    assert session.document.path is None
    session.document.do(MoveNode("composite", (1.0, 1.0)))
    told: list[object] = []
    session.told.connect(told.append)
    with answered(pick(bundled_folder("graphs") / "own.json")):
        assert not files.save()
    assert told
    assert not (bundled_folder("graphs") / "own.json").exists()
    assert path.read_bytes() == before


@pytest.mark.parametrize("answer", ["Save", "Discard", "Cancel"])
def test_closing_with_unsaved_changes_asks(
    files: Files, session: Session, tmp_path: Path, answer: str
) -> None:
    saved = tmp_path / "mine.json"
    save(session.graph, saved)
    files.open_path(saved)
    assert files.may_close()
    change(session)
    with answered(press(answer)):
        assert files.may_close() is (answer != "Cancel")
    assert (load(saved).sound() == session.graph) is (answer == "Save")


def test_leaving_an_unsaved_template_and_giving_up_the_place_keeps_it(
    files: Files, session: Session, tmp_path: Path
) -> None:
    change(session)
    with answered(press("Save"), press("Cancel")) as seen:
        assert not files.leave()
    assert seen == ["QMessageBox", "QFileDialog"]
    assert files.modified


def test_a_new_graph_from_a_template(files: Files, session: Session) -> None:
    def choose(dialog: QWidget) -> None:
        assert isinstance(dialog, TemplateDialog)
        titles = {bundled(name).title for name in list_graphs()}
        rows = {dialog.list.item(i).text(): i for i in range(dialog.list.count())}
        assert rows.keys() > titles
        dialog.grab()
        dialog.list.setCurrentRow(rows["Matte preview"])
        press("Create")(dialog)

    with answered(choose):
        assert files.new()
    assert session.graph.title == "Matte preview"
    assert session.document.path is None
    with answered(press("Cancel")):
        assert not files.new()
    assert session.graph.title == "Matte preview"


def test_an_empty_graph_can_be_begun_with(files: Files, session: Session) -> None:
    def last(dialog: QWidget) -> None:
        assert isinstance(dialog, TemplateDialog)
        dialog.list.setCurrentRow(dialog.list.count() - 1)
        press("Create")(dialog)

    with answered(last):
        assert files.new()
    assert session.graph == Graph()
    assert files.name == "Untitled"
    assert not files.begin("there_is_none")


def test_revert_goes_back_to_the_file_or_the_template(
    files: Files, session: Session, tmp_path: Path
) -> None:
    start = session.graph
    change(session)
    with answered(press("Revert")):
        files.revert()
    assert session.graph == start
    saved = tmp_path / "mine.json"
    save(replace(start, title="Saved"), saved)
    files.open_path(saved)
    change(session)
    with answered(press("Cancel")):
        files.revert()
    assert files.modified
    with answered(press("Revert")):
        files.revert()
    assert session.graph.title == "Saved"
    assert not files.modified


def test_what_cannot_be_opened_is_told_and_nothing_changes(
    files: Files, session: Session, tmp_path: Path
) -> None:
    told: list[tuple[object, ...]] = []
    session.told.connect(told.append)
    start = session.graph
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": 1,', encoding="utf-8")
    assert not files.open_path(bad)
    assert not files.open_path(tmp_path / "gone.json")
    assert len(told) == 2
    assert session.graph is start


def test_what_is_wrong_with_an_opened_file_is_among_the_problems(
    files: Files, session: Session, tmp_path: Path
) -> None:
    data = json.loads(dump(session.graph))
    data["nodes"].append({"id": "Not a word", "type": "x"})
    path = tmp_path / "half.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert files.open_path(path)
    assert any("half.json" in problem.message for problem in session.problems)


def test_a_place_that_cannot_be_written_is_told_and_stays_unsaved(
    files: Files, session: Session, tmp_path: Path
) -> None:
    told: list[object] = []
    session.told.connect(told.append)
    change(session)
    with answered(pick(tmp_path / "no" / "such" / "mine.json")):
        assert not files.save()
    assert files.modified


def test_unknown_nodes_survive_loading_saving_copying_and_pasting(
    files: Files, session: Session, tmp_path: Path
) -> None:
    graph = AddNode(STRANGE).apply(session.graph).graph
    wire = Link(Port("composite", "image"), Port("trail", "picture"))
    graph = replace(graph, links=(*graph.links, wire))
    path = tmp_path / "strange.json"
    save(graph, path)
    before = path.read_bytes()
    assert files.open_path(path)
    part = cut_out(session.graph, ["composite", "trail"], {})
    insert(session, part, (0.0, 0.0))
    copies = [n for n in session.graph.nodes if n.type == STRANGE.type]
    assert len(copies) == 2
    assert all((n.params, n.title) == (STRANGE.params, STRANGE.title) for n in copies)
    assert len(session.graph.links_into(copies[1].id)) == 1
    session.document.undo()
    assert files.save()
    assert path.read_bytes() == before


def test_the_last_twenty_saves_are_kept_and_one_opens_as_a_copy(
    files: Files, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    save(session.graph, path)
    files.open_path(path)
    first = path.read_bytes()
    versions = Versions(session.settings.data / "history")
    assert not versions.of(path)
    change(session, 0.5)
    assert files.save()
    assert versions.of(path)[-1].file.read_bytes() == first, "what was there before us is kept"
    for x in range(KEPT + 3):
        change(session, float(x + 1))
        assert files.save()
    kept = versions.of(path)
    assert len(kept) == KEPT
    assert [load(v.file).sound().node("composite").position[0] for v in kept] == [
        float(KEPT + 3 - n) for n in range(KEPT)
    ]

    def choose(dialog: QWidget) -> None:
        rows = dialog.findChild(QListWidget)
        assert isinstance(rows, QListWidget)
        assert rows.count() == KEPT
        rows.setCurrentRow(2)
        press("Open a copy")(dialog)

    content = path.read_bytes()
    with answered(choose):
        files.versions()
    assert session.graph.node("composite").position[0] == KEPT + 1
    assert session.document.path is None
    assert path.read_bytes() == content


def mime_of(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_graph_files_dropped_onto_the_window_are_opened_or_inserted(
    files: Files, session: Session, tmp_path: Path
) -> None:
    path, other = tmp_path / "part.json", tmp_path / "notes.txt"
    save(Graph(title="Part", nodes=(STRANGE,)), path)
    other.write_text("hello", encoding="utf-8")
    assert not files.accepts(mime_of(other))
    assert not files.accepts(QMimeData())
    assert files.accepts(mime_of(path))
    before = session.graph
    with answered(press("Cancel")):
        files.drop(mime_of(path, path))
    assert session.graph == before
    with answered(press("Insert")):
        files.drop(mime_of(path, other), (100.0, 200.0))
    assert session.graph.node("trail").position == (100.0, 200.0)
    session.document.undo()
    assert session.graph == before
    with answered(press("Open")):
        files.drop(mime_of(path))
    assert session.graph.title == "Part"
    assert session.document.path == path


@pytest.mark.parametrize("answer", ["Overwrite", "Save as…", "Cancel"])
def test_saving_over_what_another_program_wrote_asks(
    files: Files, session: Session, tmp_path: Path, answer: str
) -> None:
    path, other = tmp_path / "mine.json", tmp_path / "other.json"
    save(session.graph, path)
    files.open_path(path)
    change(session)
    save(replace(session.graph, title="Theirs"), path)
    theirs = path.read_bytes()
    more = (pick(other),) if answer == "Save as…" else ()
    with answered(press(answer), *more):
        assert files.save() is (answer != "Cancel")
    if answer == "Overwrite":
        assert load(path).sound() == session.graph
        kept = Versions(session.settings.data / "history").of(path)
        assert theirs in [v.file.read_bytes() for v in kept]
    else:
        assert path.read_bytes() == theirs
        assert other.exists() is (answer == "Save as…")
