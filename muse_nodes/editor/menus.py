"""The menus of the window, and the commands behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMessageBox

from muse_nodes import __version__
from muse_nodes.editor.commands import Command
from muse_nodes.editor.key_settings import KeySettings
from muse_nodes.editor.language import LANGUAGES, chosen
from muse_nodes.editor.profile_menu import ProfileMenu

if TYPE_CHECKING:
    from muse_nodes.editor.window import Window

Row = tuple[str, str, str, str, Callable[[], object]] | None
"""Id, text, keys, icon and what it does; None is a line between two groups."""


class Menus(QObject):
    """Fills the menu bar of ``window``. Whatever is in a menu is a command that can have keys."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._fill_file()
        self._fill_edit()
        self._fill_graph()
        self._fill_run()
        self._fill_view()
        self._fill_help()

    def _menu(self, title: str, rows: tuple[Row, ...]) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        self._add(menu, rows)
        return menu

    def _add(self, menu: QMenu, rows: tuple[Row, ...]) -> None:
        for row in rows:
            if row is None:
                menu.addSeparator()
                continue
            id, text, keys, picture, do = row
            menu.addAction(self._window.commands.add(Command(id, text, keys, picture), do))

    def _fill_file(self) -> None:
        window, files = self._window, self._window.files
        menu = self._menu(
            self.tr("&File"),
            (
                ("file.new", self.tr("New…"), "Ctrl+N", "plus", files.new),
                ("file.open", self.tr("Open…"), "Ctrl+O", "folder-open", files.open),
            ),
        )
        self._recent = menu.addMenu(self.tr("Open recent"))
        self._recent.aboutToShow.connect(self._show_recent)
        menu.addMenu(ProfileMenu(window.session, window))
        self._add(
            menu,
            (
                None,
                ("file.save", self.tr("Save"), "Ctrl+S", "save", files.save),
                ("file.save_as", self.tr("Save as…"), "Ctrl+Shift+S", "", files.save_as),
                ("file.revert", self.tr("Revert to saved"), "", "rotate-ccw", files.revert),
                ("file.versions", self.tr("Earlier versions…"), "", "", files.versions),
                None,
                ("file.quit", self.tr("Quit"), "Ctrl+Q", "", window.close),
            ),
        )

    def _fill_edit(self) -> None:
        window = self._window
        document, board, canvas = window.session.document, window.clipboard, window.canvas
        self._menu(
            self.tr("&Edit"),
            (
                ("edit.undo", self.tr("Undo"), "Ctrl+Z", "undo-2", document.undo),
                ("edit.redo", self.tr("Redo"), "Ctrl+Shift+Z", "redo-2", document.redo),
                None,
                ("edit.cut", self.tr("Cut"), "Ctrl+X", "scissors", board.cut),
                ("edit.copy", self.tr("Copy"), "Ctrl+C", "copy", board.copy),
                ("edit.paste", self.tr("Paste"), "Ctrl+V", "clipboard", board.paste),
                ("edit.duplicate", self.tr("Duplicate"), "Ctrl+D", "copy", board.duplicate),
                ("edit.delete", self.tr("Delete"), "", "trash-2", canvas.delete_selected),
                ("edit.select_all", self.tr("Select all"), "Ctrl+A", "", canvas.select_all),
                None,
                ("edit.keys", self.tr("Keys…"), "", "keyboard", self._show_keys),
            ),
        )  # fmt: skip
        self._follow_document()
        document.state_changed.connect(self._follow_document)

    def _fill_graph(self) -> None:
        canvas, spread = self._window.canvas, self._window.canvas.distribute
        menu = self._menu(
            self.tr("&Graph"),
            (
                ("graph.add", self.tr("Add node…"), "", "search", self._window.search_nodes),
                ("graph.bypass", self.tr("Bypass"), "Ctrl+B", "", canvas.bypass_selected),
                ("graph.mute", self.tr("Mute"), "Ctrl+M", "", canvas.mute_selected),
                None,
                ("graph.group", self.tr("Group"), "Ctrl+G", "group", canvas.group_selected),
                (
                    "graph.ungroup", self.tr("Ungroup"), "Ctrl+Shift+G", "ungroup",
                    canvas.ungroup_selected,
                ),
                ("graph.backdrop", self.tr("Add backdrop"), "", "", canvas.add_backdrop),
                None,
                ("graph.layout", self.tr("Tidy up"), "Ctrl+L", "workflow", canvas.auto_layout),
            ),
        )  # fmt: skip
        self._add(
            menu.addMenu(self.tr("Align")),
            (
                ("graph.left", self.tr("Left"), "", "", lambda: canvas.align("left")),
                ("graph.centre", self.tr("Centre"), "", "", lambda: canvas.align("centre")),
                ("graph.right", self.tr("Right"), "", "", lambda: canvas.align("right")),
                None,
                ("graph.top", self.tr("Top"), "", "", lambda: canvas.align("top")),
                ("graph.middle", self.tr("Middle"), "", "", lambda: canvas.align("middle")),
                ("graph.bottom", self.tr("Bottom"), "", "", lambda: canvas.align("bottom")),
                None,
                ("graph.rows", self.tr("Spread across"), "", "", lambda: spread("horizontal")),
                ("graph.columns", self.tr("Spread down"), "", "", lambda: spread("vertical")),
            ),
        )  # fmt: skip

    def _fill_run(self) -> None:
        menu, commands = self._menu(self.tr("&Run"), ()), self._window.commands
        for id in ("run.toggle", "run.step", "run.stop", "run.panic"):
            menu.addAction(commands.action(id))

    def _fill_view(self) -> None:
        window, canvas = self._window, self._window.canvas
        menu = self._menu(
            self.tr("&View"),
            (
                ("view.simple", self.tr("Simple mode"), "F9", "", self._toggle_simple),
                None,
                ("view.fit", self.tr("Fit graph"), "Home", "maximize", canvas.fit),
                ("view.fit_selection", self.tr("Fit selection"), "", "", canvas.fit_selection),
                ("view.minimap", self.tr("Minimap"), "", "map", canvas.toggle_minimap),
                None,
                ("view.full", self.tr("Picture on full screen"), "F11", "monitor",
                 window.viewport.fill_screen),
                ("view.save", self.tr("Save picture"), "Ctrl+P", "image",
                 window.viewport.save_picture),
                ("view.copy", self.tr("Copy picture"), "", "", window.viewport.copy_picture),
                None,
            ),
        )  # fmt: skip
        self._add(
            menu,
            (
                ("view.labels", self.tr("Labels…"), "", "images", window.show_labels),
                ("view.report", self.tr("Report…"), "", "gauge", window.show_report),
                None,
            ),
        )
        panels = menu.addMenu(self.tr("Panels"))
        for dock in window.docks.values():
            panels.addAction(dock.toggleViewAction())
        languages = menu.addMenu(self.tr("Language"))
        group = QActionGroup(self)
        now = chosen(window.preferences.language)
        for code, name in LANGUAGES.items():
            action = QAction(name, group)
            action.setCheckable(True)
            action.setChecked(code == now)
            action.setData(code)
            languages.addAction(action)
        group.triggered.connect(self._on_language)

    def _fill_help(self) -> None:
        self._menu(
            self.tr("&Help"),
            (
                ("help.doctor", self.tr("Check this machine"), "", "activity",
                 self._window.show_doctor),
                ("help.about", self.tr("About MUSE Nodes"), "", "info", self._show_about),
            ),
        )  # fmt: skip

    # -- what happens -------------------------------------------------------------------------

    def _follow_document(self) -> None:
        document, commands = self._window.session.document, self._window.commands
        commands.action("edit.undo").setEnabled(document.can_undo)
        commands.action("edit.redo").setEnabled(document.can_redo)

    def _show_recent(self) -> None:
        self._recent.clear()
        for path in self._window.preferences.recent:
            action = self._recent.addAction(str(path).replace("&", "&&"))
            action.setEnabled(path.is_file())
            action.triggered.connect(
                lambda _checked=False, path=path: self._window.files.open_path(path)
            )
        if self._recent.isEmpty():
            self._recent.addAction(self.tr("Nothing yet")).setEnabled(False)

    def _toggle_simple(self) -> None:
        self._window.show_simple(not self._window.simple_shown)

    def _on_language(self, action: QAction) -> None:
        self._window.preferences.set("language", str(action.data()))

    def _show_keys(self) -> None:
        window = self._window
        dialog = KeySettings(window.commands, window.preferences, window.session.registry, window)
        dialog.exec()
        dialog.deleteLater()

    def _show_about(self) -> None:
        text = self.tr("A node editor for live video of one person in one room.")
        QMessageBox.about(self._window, "MUSE Nodes", f"MUSE Nodes {__version__}\n\n{text}")
