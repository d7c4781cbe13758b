"""The label page: what is said of labels is on the disk at once, and nobody waits for pictures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_bench import LIMIT, settle, until
from PySide6.QtCore import QItemSelectionModel, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot
from training.labelled import labels_of, left_edge, make_session, save_labels

from muse_nodes.api.errors import MuseError
from muse_nodes.editor.review import ReviewPage
from muse_nodes.editor.review.loader import Loader, Task
from muse_nodes.editor.review.reasons import reasons, sentences, titles
from muse_nodes.editor.session import Session
from muse_nodes.engine.settings import Settings
from muse_nodes.profiles import Profiles
from muse_nodes.profiles.review import (
    Finding,
    Review,
    Verdicts,
    read_verdicts,
    write_review,
    write_verdicts,
)
from muse_nodes.training.review_scores import RULES, sentence
from muse_nodes.training.review_sheet import TITLES

FRAMES = 12
BAD = {
    3: Finding({"holes": 0.25, "blur": 0.1}, ["25 % of the person is missing."], ["holes"]),
    8: Finding({}, ["A sentence of a newer filter."], ["something new"]),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two profiles; the first has two labelled sessions and one that is not."""
    profiles = Profiles(tmp_path)
    front, _side = profiles.create("front"), profiles.create("side")
    profiles.use("front")
    make_session(front.sessions / "20260101_100000", 4)
    newest = make_session(front.sessions / "20260102_100000", FRAMES, empty=(11,))
    write_review(newest, Review(frames=BAD))
    make_session(front.sessions / "20260103_100000", 2)
    (front.sessions / "20260103_100000" / "labels" / "annotations.json").unlink()
    return tmp_path


def newest(data: Path) -> Path:
    return data / "profiles" / "front" / "sessions" / "20260102_100000"


@pytest.fixture
def page(session: Session, data: Path, qtbot: QtBot) -> Iterator[ReviewPage]:
    """The page, shown, with everything read that is to be seen."""
    session.settings = Settings(data=data)
    made = ReviewPage(session)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    ready(made, qtbot)
    yield made
    made.close()


def ready(page: ReviewPage, qtbot: QtBot) -> None:
    settle()
    until(qtbot, lambda: not page.busy)


def choose(page: ReviewPage, *numbers: int) -> None:
    """Select frames by their numbers."""
    model = page.grid.selectionModel()
    model.clearSelection()
    for row, frame in enumerate(page.frames.rows):
        if frame.frame in numbers:
            model.select(page.frames.index(row), QItemSelectionModel.SelectionFlag.Select)


def shown(page: ReviewPage) -> list[int]:
    return [frame.frame for frame in page.frames.rows]


def test_it_opens_on_the_newest_labelled_session(page: ReviewPage, data: Path) -> None:
    assert page.shelf.profile.currentText() == "front"
    names = [page.shelf.session.itemText(i) for i in range(page.shelf.session.count())]
    assert names == ["20260102_100000", "20260101_100000"]
    assert page.shelf.path == newest(data)
    assert shown(page) == list(range(FRAMES))
    texts = [button.text() for button in page.kinds.values()]
    assert texts == ["All (12)", "Rejected (2)", "Accepted (10)", "To label again (0)"]


def test_another_session_is_shown_when_it_is_chosen(page: ReviewPage, qtbot: QtBot) -> None:
    page.shelf.session.setCurrentIndex(1)
    page.shelf.session.activated.emit(1)
    ready(page, qtbot)
    assert shown(page) == [0, 1, 2, 3]
    page.shelf.profile.setCurrentText("side")
    page.shelf.profile.activated.emit(1)
    ready(page, qtbot)
    assert shown(page) == []
    assert page.stack.currentWidget() is page.message
    assert page.message.text().startswith("This profile has no labelled session yet.")
    assert not page.buttons["accept"].isEnabled()


def test_thumbnails_show_the_person_and_its_matte(page: ReviewPage) -> None:
    picture = page.frames.picture(5)
    assert picture is not None
    inside, outside = picture.pixelColor(left_edge(5) + 8, 40), picture.pixelColor(2, 20)
    assert inside.red() > 150
    assert outside.green() < 80, "the room is darkened"
    large = page.detail.large.image
    assert (large.width(), large.height()) == (64, 48)


def test_a_click_rejects_and_the_word_is_on_the_disk(
    page: ReviewPage, data: Path, qtbot: QtBot
) -> None:
    place = page.grid.visualRect(page.frames.index(5)).center()
    qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.detail.title.text() == "Frame 5, 0.50 s"
    assert page.detail.status.text() == "Accepted"
    qtbot.mouseClick(page.buttons["reject"], Qt.MouseButton.LeftButton)
    assert read_verdicts(newest(data)).frames == {5: "reject"}
    assert page.detail.status.text() == "Rejected by you"
    assert page.kinds["rejected"].text() == "Rejected (3)"


@pytest.mark.parametrize(
    ("key", "verdict", "words"),
    [
        (Qt.Key.Key_A, "accept", "Accepted by you"),
        (Qt.Key.Key_R, "reject", "Rejected by you"),
        (Qt.Key.Key_L, "relabel", "To be labelled again"),
    ],
)
def test_keys_speak_for_all_that_is_selected(
    page: ReviewPage, data: Path, qtbot: QtBot, key: Qt.Key, verdict: str, words: str
) -> None:
    choose(page, 3, 4, 8)
    page.activateWindow()
    page.grid.setFocus()
    until(qtbot, page.isActiveWindow)
    qtbot.keyClick(page.grid, key)
    assert read_verdicts(newest(data)).frames == {3: verdict, 4: verdict, 8: verdict}
    assert page.detail.status.text() == words
    qtbot.keyClick(page.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert read_verdicts(newest(data)).frames == {}
    assert not page.buttons["undo"].isEnabled()


def test_undo_brings_back_what_was_said_before(page: ReviewPage, data: Path) -> None:
    choose(page, 3, 4)
    page.say("accept")
    choose(page, 4, 5)
    page.say("relabel")
    page.say("relabel")  # it is so already: nothing to be undone
    assert read_verdicts(newest(data)).frames == {3: "accept", 4: "relabel", 5: "relabel"}
    page.undo()
    assert read_verdicts(newest(data)).frames == {3: "accept", 4: "accept"}
    choose(page, 3)
    page.say(None)
    assert read_verdicts(newest(data)).frames == {4: "accept"}
    page.undo()
    page.undo()
    page.undo()
    assert read_verdicts(newest(data)).frames == {}


def test_kinds_are_shown_alone_and_the_next_one_is_selected(page: ReviewPage) -> None:
    page.kinds["rejected"].click()
    assert shown(page) == [3, 8]
    choose(page, 3)
    page.say("accept")
    assert shown(page) == [8]
    assert [frame.frame for frame in page.grid.selected] == [8]
    page.say("relabel")
    assert shown(page) == []
    assert page.message.text() == "There are no such frames."
    page.kinds["relabel"].click()
    assert shown(page) == [8]
    page.undo()
    page.undo()
    page.kinds[None].click()
    assert len(shown(page)) == FRAMES


def test_the_reason_is_told_in_words(page: ReviewPage) -> None:
    choose(page, 3)
    assert page.detail.status.text() == "Rejected"
    said = "25 % of the person is missing in holes of the matte."
    assert page.detail.reasons.text() == said
    tip = page.frames.index(3).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines() == ["Frame 3, 0.30 s", "Rejected", said]
    choose(page, 8)
    assert page.detail.reasons.text() == "A sentence of a newer filter."
    choose(page, 0)
    assert page.detail.reasons.text() == "Nothing was found."


def test_its_words_are_those_of_the_filter() -> None:
    assert {name: rule.sentence for name, rule in RULES.items()} == sentences()
    assert {name: title.lower() for name, title in titles().items()} == TITLES
    for name, rule in RULES.items():
        finding = Finding({name: 0.125}, [sentence(rule.sentence, 0.125)], [name])
        assert reasons(finding) == finding.reasons


def test_what_others_wrote_meanwhile_is_kept(page: ReviewPage, data: Path, qtbot: QtBot) -> None:
    write_verdicts(newest(data), Verdicts(frames={1: "relabel"}))
    choose(page, 2)
    page.say("reject")
    assert read_verdicts(newest(data)).frames == {1: "relabel", 2: "reject"}
    write_review(newest(data), Review())
    page.again.click()
    ready(page, qtbot)
    texts = [button.text() for button in page.kinds.values()]
    assert texts == ["All (12)", "Rejected (1)", "Accepted (10)", "To label again (1)"]
    choose(page, 3)
    assert page.detail.reasons.text() == "The filter has not looked at this session yet."


def test_a_word_that_cannot_be_written_is_told_and_changes_nothing(
    page: ReviewPage, data: Path
) -> None:
    path = newest(data) / "labels" / "verdicts.json"
    path.write_text("spoilt")
    choose(page, 2)
    page.say("reject")
    assert "is damaged" in page.toast.text
    assert page.detail.status.text() == "Accepted"
    assert path.read_text() == "spoilt"
    page.toast.dismiss()


def test_damaged_labels_are_told_in_the_place_of_the_pictures(
    page: ReviewPage, data: Path, qtbot: QtBot
) -> None:
    (newest(data) / "labels" / "annotations.json").write_text("{")
    page.read()
    ready(page, qtbot)
    assert page.stack.currentWidget() is page.message
    assert "cannot be used" in page.message.text()
    assert shown(page) == []


def test_a_picture_that_is_gone_is_shown_as_missing(
    page: ReviewPage, data: Path, qtbot: QtBot
) -> None:
    (newest(data) / "images" / "000002.png").unlink()
    page.shelf.session.setCurrentIndex(0)
    page.read()
    ready(page, qtbot)
    picture = page.frames.picture(2)
    assert picture is not None
    assert picture.width() == 1
    page.say("reject")


def test_of_a_thousand_frames_only_those_in_view_are_read(
    session: Session, data: Path, qtbot: QtBot
) -> None:
    folder = make_session(data / "profiles" / "front" / "sessions" / "20260201_100000", 1)
    labels = labels_of(folder)
    image, person = labels["images"][0], labels["annotations"][0]
    many = range(1000)
    labels["images"] = [image | {"id": n, "frame": n, "time": n / 10} for n in many]
    labels["annotations"] = [person | {"id": n + 1, "image_id": n} for n in many]
    save_labels(folder, labels)
    session.settings = Settings(data=data)
    page = ReviewPage(session)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    ready(page, qtbot)
    read = [n for n in many if page.frames.picture(n)]
    assert read == list(range(len(read)))
    assert 0 < len(read) < 100
    page.grid.scrollToBottom()
    ready(page, qtbot)
    assert page.frames.picture(999)
    assert not page.frames.picture(500)
    page.grid.selectAll()
    page.say("reject")
    assert page.kinds["rejected"].text() == "Rejected (1000)"
    page.close()


class Hand(QObject):
    """Takes what would be opened in the browser."""

    def __init__(self, opened: list[str]) -> None:
        super().__init__()
        self._opened = opened

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self._opened.append(url.toLocalFile())


def test_the_contact_sheet_is_opened_in_the_browser(
    page: ReviewPage, data: Path, qtbot: QtBot
) -> None:
    assert not page.sheet.isEnabled(), "there is none yet"
    sheet = newest(data) / "labels" / "contact_sheet.html"
    sheet.write_text("<html></html>")
    page.read()
    ready(page, qtbot)
    opened: list[str] = []
    hand = Hand(opened)
    QDesktopServices.setUrlHandler("file", hand, "take")
    page.sheet.click()
    QDesktopServices.unsetUrlHandler("file")
    assert opened == [str(sheet)]


def test_closed_and_opened_again_it_reads_anew(page: ReviewPage, data: Path, qtbot: QtBot) -> None:
    page.close()
    assert not [t for t in threading.enumerate() if t.name == "muse-labels"]
    write_verdicts(newest(data), Verdicts(frames={0: "reject"}))
    page.show()
    ready(page, qtbot)
    assert page.kinds["rejected"].text() == "Rejected (3)"


def test_the_loader_reads_elsewhere_and_only_what_is_still_wished_for(qtbot: QtBot) -> None:
    loader, go_on, began = Loader(), threading.Event(), threading.Event()
    where: list[str] = []

    def slow() -> str:
        where.append(threading.current_thread().name)
        began.set()
        assert go_on.wait(LIMIT / 1000)
        return "slow"

    def broken() -> str:
        raise MuseError("It cannot be read.")

    loader.wish([Task("slow", slow), Task("old", lambda: "old")])
    assert began.wait(LIMIT / 1000)
    loader.wish([Task("new", lambda: "new"), Task("broken", broken), Task("bug", lambda: 1 / 0)])
    go_on.set()
    found = {}
    while len(found) < 4:
        found.update(loader.fetch())
    assert where == ["muse-labels"]
    assert not loader.busy
    assert (found["slow"], found["new"]) == ("slow", "new")
    assert str(found["broken"]) == "It cannot be read."
    assert "ZeroDivisionError" in str(found["bug"])
    assert "old" not in found
    loader.close()
    loader.wish([Task("late", lambda: 1)])
    assert not loader.busy
