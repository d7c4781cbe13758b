"""The library: what it lists, finds, hands out, and says of what cannot be had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from muse_nodes.editor.categories import icon_name
from muse_nodes.editor.icons import names
from muse_nodes.editor.library import LibraryPanel, dragged, to_mime
from muse_nodes.editor.node_rows import SCHEMA
from muse_nodes.editor.session import Session
from muse_nodes.engine.registry import file_hash, load_registry

OWN_NODE = '''"""A node of the user's."""
from muse_nodes.api import Ctx, Frame, node


@node("own.glitter", category="Own things", title="Glitter")
class Glitter:
    """Glitter over the picture."""

    def process(self, ctx: Ctx, frame: Frame) -> Frame:
        return frame
'''


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> LibraryPanel:
    made = LibraryPanel(session)
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    return made


def rows(panel: LibraryPanel) -> Iterator[QTreeWidgetItem]:
    """Every row, headings first, in the order they are shown."""
    for place in range(panel.tree.topLevelItemCount()):
        top = panel.tree.topLevelItem(place)
        assert top is not None
        yield top
        for inner in range(top.childCount()):
            child = top.child(inner)
            assert child is not None
            yield child


def listed(panel: LibraryPanel) -> list[str]:
    return [s.id for r in rows(panel) if hasattr(s := r.data(0, SCHEMA), "id")]


def test_it_lists_every_node_type_under_its_category(panel: LibraryPanel, session: Session) -> None:
    assert listed(panel) == [schema.id for schema in session.registry]
    headings = [r.text(0) for r in rows(panel) if r.childCount()]
    assert headings == sorted({s.category for s in session.registry})
    assert all(r.toolTip(0) for r in rows(panel) if not r.childCount())


def test_every_bundled_category_has_a_drawing_of_its_own(session: Session) -> None:
    signs = [icon_name(category) for category in {s.category for s in session.registry}]
    assert set(signs) <= set(names())
    assert len(set(signs)) == len(signs)
    assert icon_name("Own things") not in signs


def test_typing_and_enter_adds_the_best(panel: LibraryPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.chosen) as told:
        qtbot.keyClicks(panel.search, "virt camra")
        qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert told.args == ["muse.output.virtual_camera"]
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert panel.search.text() == ""
    assert len(listed(panel)) > 20


def test_a_double_click_adds(panel: LibraryPanel, qtbot: QtBot) -> None:
    row = next(r for r in rows(panel) if not r.childCount())
    middle = panel.tree.visualItemRect(row).center()
    with qtbot.waitSignal(panel.chosen) as told:
        qtbot.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        qtbot.mouseDClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert told.args == [listed(panel)[0]]


def test_a_click_on_a_heading_folds_it_and_searching_keeps_that(
    panel: LibraryPanel, qtbot: QtBot
) -> None:
    heading = next(rows(panel))
    place = panel.tree.visualItemRect(heading).center()
    qtbot.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not heading.isExpanded()
    panel.search.setText("camera")
    panel.search.clear()
    again = list(rows(panel))
    assert not again[0].isExpanded()
    assert next(r for r in again[1:] if r.childCount()).isExpanded()


def test_the_arrow_leads_from_the_field_into_the_list(panel: LibraryPanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    panel.search.setFocus()
    qtbot.waitUntil(panel.search.hasFocus, timeout=30_000)
    qtbot.keyClicks(panel.search, "switch")
    qtbot.keyClick(panel.search, Qt.Key.Key_Down)
    assert panel.tree.hasFocus()
    with qtbot.waitSignal(panel.chosen) as told:
        qtbot.keyClick(panel.tree, Qt.Key.Key_Return)
    assert told.args == [listed(panel)[0]]


def test_what_is_dragged_says_which_node_it_is(panel: LibraryPanel, session: Session) -> None:
    schema = next(iter(session.registry))
    assert dragged(to_mime(schema)) == schema.id


def test_what_cannot_be_had_is_listed_with_the_reason(
    panel: LibraryPanel, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    broken, own = tmp_path / "broken.py", tmp_path / "glitter.py"
    broken.write_text("import nowhere_to_be_found\n", encoding="utf-8")
    own.write_text(OWN_NODE, encoding="utf-8")
    trusted = frozenset([file_hash(broken)])
    session.use_registry(load_registry([tmp_path], trusted=trusted))
    last = list(rows(panel))[-2:]
    assert "nowhere_to_be_found" in last[0].toolTip(0)
    (button,) = panel.tree.findChildren(QPushButton)
    with qtbot.waitSignal(panel.trust_wanted) as told:
        button.click()
    assert told.args == [str(own)]
    with qtbot.waitSignal(panel.trust_wanted):
        panel.tree.itemActivated.emit(last[1], 0)
    session.use_registry(load_registry([tmp_path], trusted=trusted | {file_hash(own)}))
    assert "own.glitter" in listed(panel)
    assert not panel.tree.findChildren(QPushButton) or not any(
        b.isVisible() for b in panel.tree.findChildren(QPushButton)
    )


def test_nothing_found_is_said(panel: LibraryPanel) -> None:
    panel.search.setText("zzzz")
    assert panel._nothing.isVisible()
    panel.search.setText("c")
    assert not panel._nothing.isVisible()
