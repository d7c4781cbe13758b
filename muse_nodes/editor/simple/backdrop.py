"""What stands behind the person, as tiles: the room, a blur, colours, pictures, a video."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from muse_nodes.api.params import Slider
from muse_nodes.document import ResetParam, SetParam
from muse_nodes.editor import theme, words
from muse_nodes.editor.backgrounds import bundled_backgrounds, swatch, symbol, thumbnail
from muse_nodes.editor.icons import icon
from muse_nodes.editor.session import Session
from muse_nodes.editor.simple import pieces, wishes
from muse_nodes.editor.simple.amount import AmountRow
from muse_nodes.editor.simple.tiles import Swatch, Tile
from muse_nodes.editor.simple.wishes import Wish
from muse_nodes.editor.widgets.asking import ask_file

_COLUMNS = 3


class BackdropPanel(QWidget):
    """Every tile is an edit of the graph; which one is marked, the graph says."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tiles: dict[Wish, Tile] = {}
        self._lacks = QLabel(self)
        self._lacks.setProperty("role", "dim")
        self._lacks.setWordWrap(True)
        self._choices = QWidget(self)
        self._column = QVBoxLayout(self._choices)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE // 2)
        self._own_colour = self._make_tiles()
        self._make_swatches()
        self._own_picture, self._own_video = self._make_own()
        self.softness = self._make_softness()
        self._anew = QPushButton(icon("refresh-cw"), self.tr("Reset background"), self)
        self._anew.clicked.connect(self._take_anew)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE)
        for widget in (self._lacks, self._choices, self.softness, self._anew):
            layout.addWidget(widget)
        session.engine.state_changed.connect(self._on_state)
        self.refresh()

    # -- what there is -------------------------------------------------------------------------

    def tile(self, wish: Wish) -> Tile:
        """The tile of a wish; KeyError if it has none of its own."""
        return self._tiles[wish]

    @property
    def own_picture(self) -> Tile:
        """The tile that asks for a picture file."""
        return self._own_picture

    @property
    def own_video(self) -> Tile:
        """The tile that asks for a video file."""
        return self._own_video

    @property
    def lacks(self) -> str:
        """What it says that cannot be done; empty when all can be."""
        return self._lacks.text()

    @property
    def reset_button(self) -> QPushButton:
        """The button that takes the room anew."""
        return self._anew

    def full_width(self) -> int:
        """Pixels that it needs when everything is shown, whatever the open graph lacks."""
        return self._choices.sizeHint().width()

    def _tile_size(self) -> QSize:
        high = self.fontMetrics().height() * 3
        return QSize(round(high * 16 / 9), high)

    def _drawn(self, name: str, size: QSize) -> QPixmap:
        return symbol(icon(name), theme.BACK, size, self.devicePixelRatioF())

    def _make_tiles(self) -> Tile:
        """The room, a blur, any colour, and the bundled pictures; gives the one for any colour."""
        size, scale = self._tile_size(), self.devicePixelRatioF()
        named = {
            Wish("room"): (self.tr("My room"), self._drawn("house", size)),
            Wish("blur"): (self.tr("Blur"), self._drawn("droplets", size)),
        }
        pictures = {
            Wish("image", file=str(one.path)): (one.title, thumbnail(one.path, size, scale))
            for one in bundled_backgrounds()
        }
        for wish, (title, picture) in (named | pictures).items():
            self._add(wish, Tile(title, picture, size, self._choices))
        colour = Tile(self.tr("Colour…"), self._drawn("palette", size), size, self._choices)
        colour.clicked.connect(self._ask_colour)
        tiles = list(self._tiles.values())
        tiles.insert(len(named), colour)
        grid = QGridLayout()
        grid.setSpacing(theme.SPACE // 2)
        for place, tile in enumerate(tiles):
            grid.addWidget(tile, *divmod(place, _COLUMNS))
        wide = max(tile.sizeHint().width() for tile in tiles)
        for column in range(_COLUMNS):
            grid.setColumnMinimumWidth(column, wide)
            grid.setColumnStretch(column, 1)
        self._column.addLayout(grid)
        return colour

    def _make_swatches(self) -> None:
        high = self.fontMetrics().height()
        size, scale = QSize(high * 2, high), self.devicePixelRatioF()
        named = {
            "#00b140": self.tr("Green screen"), "#0047bb": self.tr("Blue screen"),
            "#f2f2f2": self.tr("White"), "#3b414a": self.tr("Grey"),
            "#7a2e3a": self.tr("Dark red"),
        }  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE // 2)
        for colour, name in named.items():
            made = Swatch(name, swatch(colour, size, scale), size, self._choices)
            self._add(Wish("colour", colour), made)
            row.addWidget(made)
        self._column.addLayout(row)

    def _make_own(self) -> tuple[Tile, Tile]:
        """The tiles that ask for a picture and for a video."""
        side = round(self.fontMetrics().height() * 1.2)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE // 2)
        made = []
        for name, title, ask in (
            ("image-plus", self.tr("My picture…"), self._ask_picture),
            ("film", self.tr("My video…"), self._ask_video),
        ):
            tile = Tile(title, QPixmap(), QSize(side, side), self._choices)
            tile.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            tile.setIcon(icon(name))
            tile.clicked.connect(ask)
            row.addWidget(tile)
            made.append(tile)
        self._column.addLayout(row)
        return made[0], made[1]

    def _add(self, wish: Wish, tile: Tile) -> None:
        tile.clicked.connect(partial(self._on_tile, wish))
        self._tiles[wish] = tile

    def _make_softness(self) -> AmountRow:
        """The blur of the source, from where it hides the room."""
        schema = self._session.registry.get(pieces.BACKGROUND)
        param = schema.param("radius") if schema is not None else None
        slider = param.slider if param is not None and param.slider is not None else Slider(0, 10)
        row = AmountRow(
            self.tr("Softness"), Slider(wishes.SOFTEST, slider.high, slider.step), parent=self
        )
        if schema is not None and param is not None:
            row.setToolTip(words.param_doc(schema, param))
        row.changed.connect(self._on_softness)
        row.reset.connect(self._on_softness_reset)
        return row

    # -- what the graph says -------------------------------------------------------------------

    def refresh(self) -> None:
        """The document or the node types have changed."""
        graph, registry = self._session.graph, self._session.registry
        lack = wishes.lacking(graph, registry)
        self._choices.setVisible(not lack)
        now = None if lack else wishes.current(graph, registry)
        for wish, tile in self._tiles.items():
            tile.setChecked(wish == now)
        own = now if now is not None and now not in self._tiles else Wish("")
        for kind, tile in (("image", self._own_picture), ("video", self._own_video)):
            tile.setChecked(own.kind == kind)
            tile.setToolTip(own.file if own.kind == kind else "")
        self._own_colour.setChecked(own.kind == "colour")
        self._show_softness(now)
        self._show_anew()
        self._tell(lack)

    def _show_softness(self, now: Wish | None) -> None:
        source = wishes.source_of(self._session.graph)
        schema = self._session.registry.get(pieces.BACKGROUND)
        param = schema.param("radius") if schema is not None else None
        self.softness.setVisible(now is not None and now.kind == "blur")
        if source is not None and param is not None:
            value = pieces.number_of(source, param)
            self.softness.show_value(value, param.name not in source.params)

    def _show_anew(self) -> None:
        buffers = pieces.of_type(self._session.graph, pieces.BUFFER)
        running = self._session.engine.state in ("running", "paused")
        self._anew.setVisible(bool(buffers))
        self._anew.setEnabled(running)
        self._anew.setToolTip(
            self.tr("Step out of the picture, then press this: the room is learned anew.")
            if running
            else self.tr("Step out of the picture and press this while it runs.")
        )

    def _on_state(self, state: str) -> None:
        self._show_anew()

    def _tell(self, lack: wishes.Lack) -> None:
        """What cannot be done with this graph, in words."""
        said = []
        if lack == "composite":
            said = [self.tr("This graph cannot have a background: it has no Composite in it.")]
        elif lack == "person":
            said = [
                self.tr("This graph cannot have a background: nothing cuts you out. Add a Segment.")
            ]
        if not pieces.of_type(self._session.graph, pieces.BUFFER):
            said.append(
                self.tr("This graph does not learn the room: it has no Background buffer in it.")
            )
        self._lacks.setText("\n".join(said))
        self._lacks.setVisible(bool(said))

    # -- what somebody wants -------------------------------------------------------------------

    def wish(self, wish: Wish) -> None:
        """Put it into the graph, as one step of undo."""
        graph, registry = self._session.graph, self._session.registry
        edit = None
        if not wishes.lacking(graph, registry):
            edit = wishes.granting(graph, registry, wish)
        if edit is not None:
            self._session.document.do(edit)

    def _on_tile(self, wish: Wish, checked: bool = False) -> None:
        self.wish(wish)

    def _take_anew(self) -> None:
        for node in pieces.of_type(self._session.graph, pieces.BUFFER):
            self._session.engine.act(node.id, pieces.RESET_BACKGROUND)

    def _on_softness(self, value: float, gesture: str) -> None:
        source = wishes.source_of(self._session.graph)
        if source is not None:
            self._session.document.do(SetParam(source.id, "radius", value), gesture=gesture)

    def _on_softness_reset(self) -> None:
        source = wishes.source_of(self._session.graph)
        if source is not None and "radius" in source.params:
            self._session.document.do(ResetParam(source.id, "radius"))

    def _ask_picture(self) -> None:
        kinds = self.tr("Pictures ({endings})").format(endings=pieces.PICTURES)
        ask_file(self, self.tr("A picture as background"), kinds, partial(self._on_file, "image"))

    def _ask_video(self) -> None:
        kinds = self.tr("Videos ({endings})").format(endings=pieces.VIDEOS)
        ask_file(self, self.tr("A video as background"), kinds, partial(self._on_file, "video"))

    def _on_file(self, kind: str, file: str) -> None:
        self.wish(Wish(kind, file=str(Path(file))))

    def _ask_colour(self) -> None:
        now = wishes.current(self._session.graph, self._session.registry)
        start = QColor(now.colour if now is not None and now.colour else theme.ACCENT)
        dialog = QColorDialog(start, self)
        dialog.setWindowTitle(self.tr("The colour behind you"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(self._on_colour)
        dialog.open()

    def _on_colour(self, colour: QColor) -> None:
        self.wish(Wish("colour", colour.name()))
