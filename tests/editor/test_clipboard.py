"""Copy, cut, paste, duplicate: within a graph, between graphs, and from strangers."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from editor_bench import bundled
from editor_graphs import placed_graphs, sizes_for
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from muse_nodes.document import (
    AddNode,
    Backdrop,
    Graph,
    Group,
    Link,
    Node,
    Params,
    Port,
    dump,
    parse,
)
from muse_nodes.editor.clipboard import (
    MAX_NODES,
    MIME,
    STEP,
    Clipboard,
    corner,
    cut_out,
    duplicated,
    from_mime,
    holds_graph,
    pasted,
    to_mime,
)
from muse_nodes.editor.session import Session

STRANGE = Node("trail", "muse.nobody.knows", "My trail", (10.0, 20.0), Params({"a": (1, 2)}))


def shape(graph: Graph, ids: list[str]) -> object:
    """What has to be alike in a copy, whatever it is called: types, places, links by number."""
    number = {id: index for index, id in enumerate(ids)}
    left, top = corner(Graph(nodes=tuple(graph.node(id) for id in ids)))
    return (
        [
            (n.type, n.title, n.params, n.position[0] - left, n.position[1] - top)
            for n in map(graph.node, ids)
        ],
        {
            (number[x.source.node], x.source.port, number[x.target.node], x.target.port)
            for x in graph.links
            if x.source.node in number and x.target.node in number
        },
    )


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_a_paste_is_the_part_again_and_undo_takes_it_back(data: st.DataObject) -> None:
    graph, other = data.draw(placed_graphs()), data.draw(placed_graphs())
    sizes = data.draw(sizes_for(graph))
    chosen = data.draw(st.sets(st.sampled_from(sorted(graph.by_id)), min_size=1))
    part = cut_out(graph, chosen, sizes)
    read = from_mime(to_mime(part))
    assert read.graph == part
    assert not read.problems
    for target in (graph, other):
        edit, ids = pasted(target, part, (100.0, 50.0))
        after, undo = edit.apply(target)
        assert after.nodes[: len(target.nodes)] == target.nodes
        assert set(target.links) <= set(after.links)
        assert shape(after, list(ids)) == shape(graph, list(part.by_id))
        assert len(after.groups) == len(target.groups) + len(part.groups)
        assert undo.apply(after).graph == target


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_a_duplicate_is_fed_from_the_same_sources_if_wanted(data: st.DataObject) -> None:
    graph = data.draw(placed_graphs())
    chosen = data.draw(st.sets(st.sampled_from(sorted(graph.by_id)), min_size=1))
    keep = data.draw(st.booleans())
    edit, ids = duplicated(graph, chosen, {}, keep_inputs=keep)
    after = edit.apply(graph).graph
    old = [n.id for n in graph.nodes if n.id in chosen]
    for was, now in zip(old, ids, strict=True):
        for link in graph.links_into(was):
            outside = link.source.node not in chosen
            copy = after.inputs.get(Port(now, link.target.port))
            assert (copy is not None) == (keep or not outside)
            assert copy is None or not outside or copy.source == link.source
        x, y = graph.node(was).position
        assert after.node(now).position == (x + STEP, y + STEP)


@settings(deadline=None, max_examples=80)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_rubbish_on_the_clipboard_never_raises(content: bytes) -> None:
    mime = QMimeData()
    mime.setData(MIME, content)
    loaded = from_mime(mime)
    assert loaded.graph is None
    assert loaded.problems


def test_what_comes_along_and_what_does_not() -> None:
    graph = Graph(
        nodes=tuple(Node(i, "t", position=(100.0 * n, 0.0)) for n, i in enumerate("abcd")),
        links=(Link(Port("a", "o"), Port("b", "i")), Link(Port("b", "o"), Port("c", "i"))),
        groups=(Group("one", "", ("a", "b")), Group("two", "", ("c", "d"))),
        backdrops=(
            Backdrop("left", "", (-20.0, -20.0, 150.0, 100.0)),
            Backdrop("wide", "", (-20.0, -20.0, 350.0, 100.0)),
            Backdrop("bare", "", (0.0, 900.0, 10.0, 10.0)),
        ),
    )
    part = cut_out(graph, "ab", dict.fromkeys("abcd", (40.0, 40.0)))
    assert list(part.by_id) == ["a", "b"]
    assert len(part.links) == 1
    assert [g.id for g in part.groups] == ["one"]
    assert [b.id for b in part.backdrops] == ["left"]
    named = cut_out(graph, "ab", dict.fromkeys("abcd", (40.0, 40.0)), backdrops=["bare"])
    assert [b.id for b in named.backdrops] == ["left", "bare"]


def test_ids_stay_words(session: Session) -> None:
    graph = Graph(nodes=(Node("segment", "t"), Node("segment2", "t"), Node("x_9", "t")))
    assert pasted(graph, graph, (0.0, 0.0)).ids == ("segment3", "segment4", "x")
    assert pasted(Graph(), graph, (0.0, 0.0)).ids == ("segment", "segment2", "x_9")


def test_far_away_stays_within_the_canvas() -> None:
    graph = Graph(nodes=(Node("a", "t", position=(-1e6, 0.0)), Node("b", "t", position=(1e6, 0.0))))
    after = pasted(Graph(), graph, (9e5, 0.0)).edit.apply(Graph()).graph
    assert after.node("b").position == (1e6, 0.0)


def test_copy_paste_in_the_session_is_one_step(session: Session, qtbot: QtBot) -> None:
    board = Clipboard(session, dict, session)
    assert not board.copy()
    session.document.do(AddNode(STRANGE))
    start = session.graph
    session.select(["warp", "composite", "trail"])
    assert board.copy()
    assert board.can_paste
    board.paste()
    assert len(session.selected) == 3
    assert not session.selected & start.by_id.keys()
    copy = next(n for n in session.graph.nodes if n.type == STRANGE.type and n.id != "trail")
    assert copy.params == STRANGE.params
    assert copy.title == STRANGE.title
    assert copy.position == (10.0 + STEP, 20.0 + STEP)
    board.paste()
    last = max((n for n in session.graph.nodes if n.type == STRANGE.type), key=lambda n: n.position)
    assert last.position == (10.0 + 2 * STEP, 20.0 + 2 * STEP)
    board.paste((1000.0, 2000.0))
    added = [session.graph.node(id) for id in session.selected]
    assert (min(n.position[0] for n in added), min(n.position[1] for n in added)) == (1000, 2000)
    for _ in range(3):
        session.document.undo()
    assert session.graph == start


def test_cut_and_paste_brings_it_back_where_it_was(session: Session, qtbot: QtBot) -> None:
    board = Clipboard(session, dict, session)
    before = session.graph
    session.select(["warp", "composite"])
    board.cut()
    assert "warp" not in session.graph.by_id
    board.paste()
    assert session.graph.node("warp") == before.node("warp")
    inner = Link(Port("warp", "layer"), Port("composite", "layer1"))
    assert inner in session.graph.links
    session.document.undo()
    session.document.undo()
    assert session.graph == before


def test_duplicate_leaves_the_clipboard_alone(session: Session) -> None:
    QGuiApplication.clipboard().setText("something else")
    board = Clipboard(session, dict, session)
    session.select(["warp"])
    board.duplicate()
    assert session.selected == {"warp2"}
    assert session.graph.links_into("warp2")
    assert QGuiApplication.clipboard().text() == "something else"
    assert not board.can_paste
    before = session.graph
    board.paste()
    assert session.graph == before


def test_a_text_may_be_a_graph_too(session: Session, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setText(dump(Graph(nodes=(STRANGE,))).decode())
    assert holds_graph(mime)
    assert from_mime(mime).graph == Graph(nodes=(STRANGE,))
    for text in ("", "hello", "{}", '{"a": 1}'):
        mime.setText(text)
        assert not holds_graph(mime)


def test_what_is_wrong_with_it_is_told_and_the_rest_pasted(session: Session) -> None:
    told: list[object] = []
    session.told.connect(told.append)
    data = json.loads(dump(Graph(nodes=(STRANGE,))))
    data["nodes"].append({"id": "Not A Word", "type": "x"})
    data["links"] = [{"source": "gone.frame", "target": "trail.frame"}]
    QGuiApplication.clipboard().setText(json.dumps(data))
    board = Clipboard(session, dict, session)
    board.paste()
    assert "trail" in session.graph.by_id
    assert told
    before = session.graph
    QGuiApplication.clipboard().setText('{"format": 99}')
    board.paste()
    assert session.graph == before
    assert len(told) == 2


def test_too_many_nodes_are_refused() -> None:
    many = Graph(nodes=tuple(Node(f"n{i}", "t") for i in range(MAX_NODES + 1)))
    loaded = from_mime(to_mime(many))
    assert loaded.graph is None
    assert str(MAX_NODES) in loaded.problems[0].message


@pytest.mark.parametrize("name", ["demo", "live"])
def test_it_goes_through_another_process(name: str, qapp: object) -> None:
    part = cut_out(bundled(name), bundled(name).by_id, {})
    mime = to_mime(part)
    script = (
        "import sys; from muse_nodes.document import Graph, dump, parse;"
        "from muse_nodes.editor.clipboard import pasted;"
        "part = parse(sys.stdin.buffer.read(), 'clipboard').sound();"
        "sys.stdout.buffer.write(dump(pasted(Graph(), part, (0, 0)).edit.apply(Graph()).graph))"
    )
    given = bytes(mime.data(MIME).data())
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, input=given, capture_output=True, check=True)
    there = parse(done.stdout, "answer").sound()
    assert shape(there, list(there.by_id)) == shape(part, list(part.by_id))


def test_the_program_ends_well_with_a_graph_on_the_clipboard() -> None:
    """Qt takes the clipboard apart after Python has gone: without ``let_go`` that is a crash."""
    code = (
        "from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from muse_nodes.document import Graph; from muse_nodes.editor import clipboard;"
        "app.clipboard().setMimeData(clipboard.to_mime(Graph(title='kept')));"
        "clipboard.let_go(); assert 'kept' in app.clipboard().text()"
    )
    place = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
