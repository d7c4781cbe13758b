"""The page on which labels are looked at: accept, reject or have them made again, by click or key.

Everything is read on a thread of its own; each word of the user is written at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices, QImage, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QStackedWidget, QWidget

from muse_nodes.api.errors import MuseError
from muse_nodes.editor.icons import icon
from muse_nodes.editor.pictures import image_of
from muse_nodes.editor.review.book import Book, Status, open_book
from muse_nodes.editor.review.detail import Detail
from muse_nodes.editor.review.grid import LOOKS, READ, Frames, Grid
from muse_nodes.editor.review.layout import lay_out
from muse_nodes.editor.review.loader import Loader, Result, Task
from muse_nodes.editor.review.shelf import Shelf
from muse_nodes.editor.session import Session
from muse_nodes.editor.widgets.toast import Toast
from muse_nodes.media.labelled import labelled_picture
from muse_nodes.profiles.frames import LabelledFrame
from muse_nodes.profiles.review import Verdict

_LOOK = 25
"""Milliseconds between two looks at what was read."""

LARGE = 1280
"""Longest side of the large picture, in pixels."""

SHEET = Path("labels") / "contact_sheet.html"


class ReviewPage(QWidget):
    """Shows the newest labelled session of the current profile, until another one is chosen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Labels"))
        self.book: Book | None = None
        self._loader = Loader()
        self._kind: Status | None = None
        self._failed: MuseError | None = None
        self._shown: object = None
        self.shelf = Shelf(session.settings.data, self)
        self.frames = Frames(self)
        self.grid = Grid(self.frames, self)
        self.detail = Detail(self)
        self.message = QLabel(self)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.message.setProperty("role", "dim")
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.message)
        self.stack.addWidget(self.grid)
        self.toast = Toast(self)
        self.kinds = self._make_kinds()
        self.buttons = self._make_buttons()
        self.sheet = QPushButton(icon("external-link"), self.tr("Contact sheet"), self)
        self.sheet.setToolTip(self.tr("Open the page of all labels in the browser"))
        self.sheet.clicked.connect(self._open_sheet)
        self.again = QPushButton(icon("refresh-cw"), self.tr("Read again"), self)
        self.again.clicked.connect(self.read)
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self._fetch)
        self._look_soon = QTimer(self, singleShot=True, interval=0)
        self._look_soon.timeout.connect(self._wish)
        lay_out(self)
        self.shelf.chosen.connect(self._open)
        self.grid.wanted.connect(self._look_soon.start)
        self.grid.selectionModel().selectionChanged.connect(self._on_selection)
        self._show_state()

    @property
    def busy(self) -> bool:
        """True while something is being read."""
        return self._look_soon.isActive() or self._loader.busy

    def read(self) -> None:
        """See what lies on the disk now."""
        self.shelf.read()

    def show_kind(self, kind: Status | None) -> None:
        """Show only frames of which that becomes; None shows all."""
        self._kind = kind
        self._fill()

    def say(self, verdict: Verdict | None) -> None:
        """The user's word on the selected frames; None takes it back."""
        book, chosen = self.book, self.grid.selected
        if book is not None and chosen:
            self._change(lambda: book.say([frame.frame for frame in chosen], verdict))

    def undo(self) -> None:
        """Take the last word back."""
        if self.book is not None:
            self._change(self.book.undo)

    # -- what it is made of ---------------------------------------------------------------------

    def _make_kinds(self) -> dict[Status | None, QPushButton]:
        group = QButtonGroup(self)
        made: dict[Status | None, QPushButton] = {}
        kinds: tuple[Status | None, ...] = (None, "rejected", "accepted", "relabel")
        for kind in kinds:
            button = QPushButton(self)
            button.setProperty("role", "flat")
            button.setCheckable(True)
            button.setChecked(kind is None)
            if kind is not None:
                button.setIcon(icon(*LOOKS[kind]))
            button.clicked.connect(partial(self.show_kind, kind))
            group.addButton(button)
            made[kind] = button
        return made

    def _make_buttons(self) -> dict[str, QPushButton]:
        """A button and a key for each thing that can be said."""
        rows: tuple[tuple[str, str, str, str, Callable[[], None]], ...] = (
            ("accept", self.tr("Accept"), "A", "check", partial(self.say, "accept")),
            ("reject", self.tr("Reject"), "R", "x", partial(self.say, "reject")),
            ("relabel", self.tr("Label again"), "L", "refresh-cw", partial(self.say, "relabel")),
            ("clear", self.tr("As found"), "F", "filter", partial(self.say, None)),
            ("undo", self.tr("Undo"), "Ctrl+Z", "undo-2", self.undo),
        )
        tips = {
            "accept": self.tr("Train on the selected frames, whatever the filter found"),
            "reject": self.tr("Leave the selected frames out"),
            "relabel": self.tr(
                "Leave them out until the labelling step, with another teacher or other settings, "
                "has found something else"
            ),
            "clear": self.tr("Take back what you said: the filter's word counts"),
            "undo": self.tr("Take the last step back"),
        }
        made = {}
        for name, words, key, picture, do in rows:
            button = QPushButton(icon(picture), words, self)
            button.setToolTip(f"{tips[name]} ({key})")
            button.clicked.connect(lambda _checked=False, do=do: do())
            action = QAction(words, self)
            action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, do=do: do())
            self.addAction(action)
            made[name] = button
        return made

    # -- what happens ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not event.spontaneous():
            self.read()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self._timer.stop()
        self._look_soon.stop()
        self._loader.close()
        self._loader = Loader()
        super().closeEvent(event)

    def _open(self, path: object) -> None:
        self._failed = None
        if not isinstance(path, Path):
            self._take(None)
            return
        self._loader.wish([Task(("book", path), partial(open_book, path))])
        self._timer.start()

    def _take(self, book: Book | None) -> None:
        self.book = book
        self._fill()

    def _fill(self) -> None:
        """Show the frames of the kind that is looked for; the selection stays where it was."""
        book = self.book
        place = min((index.row() for index in self.grid.selectedIndexes()), default=0)
        chosen = {frame.frame for frame in self.grid.selected}
        rows = [] if book is None else [
            frame for frame in book.frames if self._kind in (None, book.status(frame))
        ]  # fmt: skip
        at = self.grid.verticalScrollBar().value()
        self.frames.show_book(book, rows)
        stay = [i for i, frame in enumerate(rows) if frame.frame in chosen]
        self._select(stay or ([min(place, len(rows) - 1)] if rows else []))
        self.grid.verticalScrollBar().setValue(at)
        self._show_state()

    def _select(self, rows: list[int]) -> None:
        model = self.grid.selectionModel()
        model.clearSelection()
        for row in rows:
            index = self.frames.index(row)
            model.select(index, QItemSelectionModel.SelectionFlag.Select)
        if rows:
            index = self.frames.index(rows[0])
            model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _change(self, do: Callable[[], object]) -> None:
        try:
            do()
        except MuseError as error:
            self.toast.say(f"{error.message} {error.hint}".strip(), "error")
            return
        if self._kind is None:
            self.frames.changed()
            self._show_state()
        else:
            self._fill()

    def _on_selection(self) -> None:
        self._show_state()
        self._look_soon.start()

    def _open_sheet(self) -> None:
        if self.book is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.book.session / SHEET)))

    # -- what is read ---------------------------------------------------------------------------

    def _wish(self) -> None:
        """The large picture first, then the thumbnails in view that are not there."""
        if self.book is None or not self.isVisible():
            return
        tasks = [self._task("large", frame, LARGE) for frame in self.grid.selected[:1]]
        tasks = [task for task in tasks if task.key != self._shown]
        tasks += [
            self._task("small", frame, READ)
            for frame in self.grid.seen
            if self.frames.picture(frame.frame) is None
        ]
        self._loader.wish(tasks)
        self._timer.start()

    def _task(self, kind: str, frame: LabelledFrame, longest: int) -> Task:
        key = kind, self.book.session if self.book else None, frame.frame
        return Task(key, partial(_picture, frame, longest))

    def _fetch(self) -> None:
        for result in self._loader.fetch():
            self._take_result(result)
        if not self._loader.busy:
            self._timer.stop()

    def _take_result(self, result: Result) -> None:
        assert isinstance(result.key, tuple)
        kind, path, *rest = result.key
        if kind == "book":
            if path == self.shelf.path:
                self._failed = result.value if isinstance(result.value, MuseError) else None
                self._take(result.value if isinstance(result.value, Book) else None)
        elif self.book is not None and path == self.book.session:
            image = result.value if isinstance(result.value, QImage) else _nothing()
            if kind == "small":
                self.frames.put(rest[0], image)
            elif [frame.frame for frame in self.grid.selected[:1]] == rest:
                self._shown = result.key
                self.detail.large.show_image(image)

    # -- what is shown --------------------------------------------------------------------------

    def _show_state(self) -> None:
        book, chosen = self.book, self.grid.selected
        count = book.count() if book is not None else {}
        total = len(book.frames) if book is not None else 0
        words: dict[Status | None, tuple[str, int]] = {
            None: (self.tr("All"), total),
            "rejected": (self.tr("Rejected"), count.get("rejected", 0)),
            "accepted": (self.tr("Accepted"), count.get("accepted", 0)),
            "relabel": (self.tr("To label again"), count.get("relabel", 0)),
        }
        for kind, button in self.kinds.items():
            button.setText(f"{words[kind][0]} ({words[kind][1]})")
        for name, button in self.buttons.items():
            undo = name == "undo"
            button.setEnabled(book is not None and (book.can_undo if undo else bool(chosen)))
        self.sheet.setEnabled(book is not None and (book.session / SHEET).is_file())
        frame = chosen[0] if chosen else None
        self.detail.show_frame(book, frame)
        if frame is None:
            self._shown = None
        self.message.setText(self._said())
        self.stack.setCurrentWidget(self.grid if self.frames.rows else self.message)

    def _said(self) -> str:
        if self._failed is not None:
            return f"{self._failed.message}\n{self._failed.hint}".strip()
        if self.shelf.path is None:
            return self.tr(
                "This profile has no labelled session yet.\nRecord one, and run the labelling step."
            )
        return self.tr("There are no such frames.") if self.book else self.tr("Reading…")


def _picture(frame: LabelledFrame, longest: int) -> QImage:
    points = np.array([(x, y, v) for x, y, v, _ in frame.points], np.float32).reshape(-1, 3)
    return image_of(labelled_picture(frame.picture, frame.mask, points, longest))


def _nothing() -> QImage:
    """What is shown of a frame that cannot be read."""
    made = QImage(1, 1, QImage.Format.Format_RGB32)
    made.fill(0xFF2B2226)
    return made
