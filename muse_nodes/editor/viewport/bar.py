"""The tool bar of the viewport: what is shown, what lies over it, zoom, saving, full screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QGuiApplication,
    QIcon,
    QKeySequence,
    QPixmap,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from muse_nodes.editor import theme, words
from muse_nodes.editor.icons import icon
from muse_nodes.editor.messages import View
from muse_nodes.editor.session import Session
from muse_nodes.editor.viewport.content import Mode
from muse_nodes.editor.viewport.looking import Looking


class Bar(QToolBar):
    """Buttons and menus; what they do is up to the viewport, which hears their signals."""

    full_screen = Signal(QScreen)
    """Show the picture on this display."""

    def __init__(self, session: Session, looking: Looking, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._looking, self._viewport = session, looking, parent
        self.setObjectName("viewport_bar")
        self.setMovable(False)
        self.modes: dict[Mode, QAction] = {}
        self._add_modes()
        self.wires = self._menu_button("spline", self.tr("View any wire"))
        self.wires.setText(self.tr("Wires"))
        self.wires.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.wires.menu().aboutToShow.connect(self._list_wires)
        self.addSeparator()
        self.overlays = {
            "key_points": self._toggle("key_points", "person-standing", self.tr("Key points")),
            "mesh": self._toggle("mesh", "scan-face", self.tr("Face mesh")),
            "matte": self._toggle("matte", "blend", self.tr("Matte over the picture")),
        }
        space = QWidget(self)
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        self.zoom_out = self._action("zoom-out", self.tr("Zoom out"), "-")
        self.fit = self._zoom_button()
        self.zoom_in = self._action("zoom-in", self.tr("Zoom in"), "+")
        self.addSeparator()
        self.save = self._action("camera", self.tr("Save this picture"))
        self.copy = self._action("copy", self.tr("Copy this picture"))
        self.screens = self._menu_button("fullscreen", self.tr("Show on a whole display"))
        self.screens.menu().aboutToShow.connect(self._list_screens)
        looking.switched.connect(self.refresh)
        self.refresh()
        self._roomy = self.sizeHint().width()
        rest = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if isinstance(rest, QToolButton):  # so narrow that the padding of others leaves nothing
            rest.setStyleSheet("padding: 0; margin: 0; min-width: 0;")
            rest.setToolTip(self.tr("More"))
            rest.setAccessibleName(self.tr("More"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where there is little room, what has an icon goes without its text."""
        style = Qt.ToolButtonStyle
        narrow = event.size().width() < self._roomy
        for action in self.modes.values():
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(
                    style.ToolButtonIconOnly if narrow else style.ToolButtonTextOnly
                )
        self.wires.setToolButtonStyle(
            style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
        )
        super().resizeEvent(event)

    def refresh(self) -> None:
        """Show what is being looked at."""
        looking = self._looking
        for mode, action in self.modes.items():
            action.setChecked(mode == looking.mode and looking.tapped is None)
        for name, action in self.overlays.items():
            on = bool(getattr(looking, name))
            if on != action.isChecked():
                action.setChecked(on)
        self.modes["matte"].setEnabled(looking.sights.matte is not None)
        self.overlays["matte"].setEnabled(looking.sights.matte is not None)
        for name in ("key_points", "mesh"):
            self.overlays[name].setEnabled(bool(looking.sights.poses))

    def show_zoom(self, zoom: float, fits: bool) -> None:
        """Say how large the picture is; 0: there is none."""
        text = f"{100 * zoom:.0f} %" if zoom else "–"
        self.fit.setText(self.tr("Fit {0}").format(text) if fits and zoom else text)

    # -- making --------------------------------------------------------------------------------

    def _add_modes(self) -> None:
        group = QActionGroup(self)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        side = self.tr("Show the source beside the result")
        matte = self.tr("Show the matte the result is made with")
        names: tuple[tuple[Mode, str, str, str, str], ...] = (
            ("result", "image", self.tr("Result"), self.tr("Show the result"), "1"),
            ("side", "columns-2", self.tr("Side by side"), side, "2"),
            ("matte", "contrast", self.tr("Matte"), matte, "3"),
        )
        for mode, picture, text, tip, key in names:
            action = QAction(icon(picture), text, group)
            action.setCheckable(True)
            action.setData(mode)
            self._finish(action, tip, key)
            self.addAction(action)
            button = self.widgetForAction(action)
            button.setProperty("role", "segment")
            button.setAccessibleName(tip)
            self.modes[mode] = action
        group.triggered.connect(self._choose)

    def _choose(self, action: QAction) -> None:
        self._looking.set_mode(action.data())
        self.refresh()

    def _toggle(self, name: str, picture: str, text: str) -> QAction:
        action = self._action(picture, text)
        action.setCheckable(True)
        action.setData(name)
        action.toggled.connect(self._lay)
        return action

    def _lay(self, on: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._looking.overlay(action.data(), on)

    def _action(self, picture: str, text: str, key: str = "") -> QAction:
        action = QAction(icon(picture), text, self)
        self._finish(action, text, key)
        self.addAction(action)
        self.widgetForAction(action).setAccessibleName(text)
        return action

    def _finish(self, action: QAction, tip: str, key: str) -> None:
        shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({shown})" if key else tip)
        if key:
            keys = [QKeySequence(key)]
            if key == "+":
                keys.append(QKeySequence("="))
            action.setShortcuts(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._viewport.addAction(action)

    def _zoom_button(self) -> QAction:
        action = QAction("–", self)
        self._finish(action, self.tr("Between the whole picture and 100 %"), "0")
        self.addAction(action)
        button = self.widgetForAction(action)
        button.setMinimumWidth(button.fontMetrics().horizontalAdvance("Fit 100 % 00"))
        return action

    def _menu_button(self, picture: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(picture))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(QMenu(button))
        self.addWidget(button)
        return button

    # -- menus ---------------------------------------------------------------------------------

    def _list_wires(self) -> None:
        menu = self.wires.menu()
        menu.clear()
        back = menu.addAction(icon("image"), self.tr("The result"))
        back.triggered.connect(self._back)
        menu.addSeparator()
        for node, outputs in self._looking.wires.every():
            schema = self._session.registry.get(node.type)
            if schema is None:
                continue
            below = menu.addMenu(node.title or words.node_title(schema))
            for output in outputs:
                label = words.port_label(schema, output.name)
                action = below.addAction(_dot(output.type.name), f"{label} · {output.type.name}")
                action.setData(View(node.id, output.name))
                action.triggered.connect(self._tap)

    def _back(self) -> None:
        self._looking.set_mode("result")

    def _tap(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._looking.tap(View(*action.data()))

    def _list_screens(self) -> None:
        menu = self.screens.menu()
        menu.clear()
        here = self.screen()
        screens = sorted(QGuiApplication.screens(), key=lambda screen: screen is here)
        for screen in screens:
            size = screen.geometry().size() * screen.devicePixelRatio()
            text = self.tr("{0}, {1}×{2}").format(screen.name(), size.width(), size.height())
            if screen is here and len(screens) > 1:
                text = self.tr("{0} (this display)").format(text)
            action = menu.addAction(icon("monitor"), text)
            action.setData(screen.name())
            action.triggered.connect(self._fill)

    def _fill(self) -> None:
        action = self.sender()
        for screen in QGuiApplication.screens():  # one that is gone by now is left alone
            if isinstance(action, QAction) and screen.name() == action.data():
                self.full_screen.emit(screen)
                return


def _dot(kind: str) -> QIcon:
    """A square in the colour of a port type."""
    made = QPixmap(12, 12)
    made.fill(QColor(theme.PORT_COLOURS.get(kind, theme.UNKNOWN_PORT)))
    return QIcon(made)
