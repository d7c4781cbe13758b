"""The contact sheet: every frame, every reason, nothing that is taken for code; and its script."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest
from damage import DAMAGE, make

from muse_nodes.kernels.cpu import CpuOps
from muse_nodes.media import read_image
from muse_nodes.profiles.frames import labelled_frames
from muse_nodes.profiles.labels import read_labels, write_labels
from muse_nodes.profiles.review import Finding, Review, Verdicts, write_verdicts
from muse_nodes.training.review import review
from muse_nodes.training.review_scores import RULES
from muse_nodes.training.review_sheet import SHEET, TITLES, write_sheet

FRAMES = 12
VOID = {"meta", "img", "br", "link", "input"}


class Page(HTMLParser):
    """The structure of a page: fails where tags do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.script = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.script += data
        elif data.strip() and self.open[-1] != "style":
            self.text.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of all tags of that name."""
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Frame 3 has a hole, 5 is rejected and 7 sent back by the user, who accepts 9, a half one."""
    folder = make(tmp_path_factory.mktemp("sheet") / "session", FRAMES)
    DAMAGE["hole"][0](folder, 3)
    DAMAGE["gone"][0](folder, 4)
    DAMAGE["half"][0](folder, 9)
    write_verdicts(folder, Verdicts(frames={5: "reject", 7: "relabel", 9: "accept"}))
    work = folder.with_name("work")
    work.mkdir()
    with CpuOps(threads=1) as ops:
        review(folder, work, ops)
    return folder


def page_of(session: Path) -> Page:
    return Page((session / SHEET).read_text("utf-8"))


def test_every_frame_has_its_card_its_picture_and_its_verdict(session: Path) -> None:
    page = page_of(session)
    cards = page.all("article")
    assert [card["data-frame"] for card in cards] == [str(n) for n in range(FRAMES)]
    states = {n: card["data-state"] for n, card in enumerate(cards)}
    others = dict.fromkeys(range(FRAMES), "accepted")
    assert states == others | {3: "rejected", 4: "rejected", 5: "rejected", 7: "relabel"}
    for image in page.all("img"):
        assert image["alt"]
        assert image["src"]
        small, _ = read_image(session / "labels" / unquote(image["src"]))
        assert small.shape[1] <= 320
    links = [unquote(link["href"] or "") for link in page.all("a")]
    assert links == [f"../images/{n:06d}.png" for n in range(FRAMES)]
    text = " ".join(page.text)
    assert "in holes of the matte." in text
    assert "The picture or its matte cannot be read." in text
    assert "accepted by you" in text
    assert "rejected by you" in text
    assert "Rejected (3)" in text
    assert "Found: " in text


def test_the_thumbnails_show_the_matte(session: Path) -> None:
    picture, _ = read_image(session / "labels" / "thumbs" / "000000.jpg")
    frame, _ = read_image(session / "images" / "000000.png")
    alpha, _ = read_image(session / "masks" / "000000.png")
    inner, outer = alpha[..., 0] == 255, alpha[..., 0] == 0
    assert picture.shape == frame.shape
    assert picture[outer].mean() < 0.55 * frame[outer].mean()
    assert abs(picture[inner].mean() - frame[inner].mean()) < 25


def test_nothing_loads_from_elsewhere(session: Path) -> None:
    page = page_of(session)
    named = [
        v for _, attrs in page.tags for k, v in attrs.items() if k in ("src", "href", "action")
    ]
    assert not [place for place in named if place and ("//" in place or place.startswith("/"))]
    assert not [k for _, attrs in page.tags for k in attrs if k.startswith("on")]
    assert str(session.parent) not in (session / SHEET).read_text("utf-8")


def test_texts_are_texts_whatever_is_in_them(session: Path, tmp_path: Path) -> None:
    bad = '</li><script>alert("1")</script>'
    folder = Path(shutil.copytree(session, tmp_path / "<b> & @CARDS@"))
    labels = read_labels(folder)
    name = "a'b\" onload=x <i>.png"
    images = [msgspec.structs.replace(labels.images[0], file_name=name), *labels.images[1:]]
    write_labels(folder, msgspec.structs.replace(labels, images=images))
    found = Review(frames={0: Finding({"blur": 1.0, bad: 0.5}, [bad], ["blur"])})
    write_sheet(folder, labelled_frames(folder), found, Verdicts())
    page = page_of(folder)
    assert len(page.all("script")) == 1
    assert not page.all("i")
    assert bad in page.text
    assert "Labels of <b> & @CARDS@" in page.text
    assert len(page.all("article")) == FRAMES
    assert unquote(page.all("a")[0]["href"] or "") == f"../images/{name}"


def test_every_score_has_a_name_and_can_be_sorted_by(session: Path) -> None:
    assert set(TITLES) == set(RULES)
    values = [option["value"] for option in page_of(session).all("option")]
    assert values == ["frame", *RULES]


def test_the_script_sorts_and_hides(session: Path) -> None:
    qml = pytest.importorskip("PySide6.QtQml", reason="the script is run by Qt's engine")
    from PySide6.QtCore import QCoreApplication

    app = QCoreApplication.instance() or QCoreApplication([])
    engine = qml.QJSEngine()
    made = engine.evaluate(page_of(session).script)
    assert not made.isError(), made.toString()
    stage = """
    var cards = [0, 1, 2, 3].map(function (n) { return { hidden: false, dataset: {
      frame: String(n), state: n % 2 ? "rejected" : "accepted", areaJump: String([3, 9, 1, 9][n])
    } }; });
    var room = { children: cards.slice(), appendChild: function (card) {
      room.children.splice(room.children.indexOf(card), 1); room.children.push(card); } };
    var clicks = {}, order = { value: "frame", addEventListener: function (_n, f) { go = f; } };
    var go = null;
    var buttons = ["", "rejected"].map(function (kind) { return { dataset: { kind: kind },
      pressed: null, setAttribute: function (_n, v) { this.pressed = v; },
      addEventListener: function (_n, f) { clicks[kind] = f; } }; });
    start({ getElementById: function (id) { return id === "cards" ? room : order; },
      querySelectorAll: function () { return buttons; } });
    function seen() { return room.children.filter(function (c) { return !c.hidden; })
      .map(function (c) { return c.dataset.frame; }).join(); }
    """
    assert not engine.evaluate(stage).isError()
    assert engine.evaluate("order.value = 'area_jump'; go(); seen()").toString() == "1,3,0,2"
    assert engine.evaluate("clicks.rejected(); seen()").toString() == "1,3"
    assert engine.evaluate("buttons[1].pressed + buttons[0].pressed").toString() == "truefalse"
    assert engine.evaluate("clicks['']; clicks['']()").isUndefined()
    assert engine.evaluate("order.value = 'frame'; go(); seen()").toString() == "0,1,2,3"
    del engine
    assert app is not None
