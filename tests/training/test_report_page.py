"""The HTML page: whole, harmless, and drawn from any report."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from muse_nodes.profiles.report import Compared, Judged, Measure, Remark, Report, Shown, Speed
from muse_nodes.training import report_charts
from muse_nodes.training.report_page import page_of

EVIL = "<script>alert('1')</script>&\"'"
VOID = {"meta", "img", "circle", "line", "rect", "path", "i"}


def report(**changes: Any) -> Report:
    fields: dict[str, Any] = {
        "made": "2026-01-01T00:00:00+00:00", "profile": "front", "session": "s",
        "against": "labels", "frames": 3, "first": 1.0, "last": 2.0, "width": 64, "height": 48,
        "verdict": "better", "sentences": [Remark("better", {"rivals": "general:g"})],
        "notes": [], "judged": [], "compared": [], "times": [], "curves": {}, "shown": [],
    }  # fmt: skip
    return Report(**(fields | changes))


def full(name: str = "g") -> Report:
    measures: dict[Measure, float] = {"mad": 0.01, "iou": 0.9, "dtssd": 0.02, "leak": 0.0}
    compared = [
        Compared("general", "mad", 0.01, 0.02, -0.012, -0.008, 50, "better"),
        Compared("general", "iou", 0.9, 1.0, -0.2, -0.05, 50, "worse"),
        Compared("general", "leak", 0.0, 0.0, 0.0, 0.0, 50, "same"),
    ]
    judged = [
        Judged("student", name, name, 10, name, measures, measures, {"nose": 0.5},
               [Speed(name, "cpu", 1.0, 2.0, 30)]),
        Judged("general", name, guided=measures, raw=measures),
        Judged("teacher", "", guided={"mad": 0.0}),
    ]  # fmt: skip
    shown = [
        Shown(7, 1.5, "worst", {"frame": b"\xff\xd8x", "student": b"\xff\xd8y"}, {"student": 0.1}),
        Shown(9, 1.7, "between", {"frame": b"\xff\xd8x"}),
    ]
    return report(
        judged=judged, compared=compared, times=[1.0, 1.1, 1.2, 5.0],
        curves={"student": [0.1, 0.2, 0.1, 0.1], "general": [0.2, 0.2, 0.2, 0.2]}, shown=shown,
        notes=[Remark("no_points_of", {"name": name, "reason": name})],
        profile=name, session=name,
    )  # fmt: skip


class Balanced(HTMLParser):
    """Counts what is open, and collects what could load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.sources: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name in ("src", "href"):
                self.sources.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def parsed(page: str) -> Balanced:
    found = Balanced()
    found.feed(page)
    assert found.open == []
    return found


@pytest.mark.parametrize("made", [report(), full(), report(sentences=[])])
def test_any_report_gives_a_whole_page_that_loads_nothing(made: Report) -> None:
    found = parsed(page_of(made))
    assert all(source.startswith("data:image/jpeg;base64,") for source in found.sources)
    assert "script" not in found.tags
    assert "link" not in found.tags


def test_every_text_from_outside_is_escaped() -> None:
    page = page_of(full(EVIL))
    assert EVIL not in page
    assert "<script" not in page
    assert page.count(html.escape(EVIL)) >= 5
    assert "script" not in parsed(page).tags


def test_it_says_what_is_better_and_what_is_not() -> None:
    text = html.unescape(re.sub(r"<[^>]*>", " ", page_of(full())))
    assert "Matte error: 0.0100 instead of 0.0200 of the general model (g), 50 % better." in text
    assert "Overlap: 90.00 % instead of 100.00 % of the general model (g), 10 % WORSE." in text
    assert "Room shown: 0.00 %, as the general model (g) (0.00 %)." in text
    assert "Where the personal model is worst" in text


def test_differences_are_parts_of_what_the_rival_has() -> None:
    half = Compared("base", "mad", 0.01, 0.02, -0.012, -0.008, 50, "better")
    assert half.shares == pytest.approx((0.4, 0.5, 0.6))
    more = Compared("base", "iou", 0.95, 0.9, 0.02, 0.08, 50, "better")
    assert more.shares == pytest.approx((0.2, 0.5, 0.8))
    beyond = Compared("base", "mad", 0.1, 0.02, 0.07, 0.09, 50, "worse")
    assert beyond.shares == (-1, -1, -1)
    nothing = Compared("base", "leak", 0.0, 0.0, 0.0, 0.0, 50, "same")
    assert nothing.shares == (0, 0, 0)


def test_a_gap_in_the_frames_is_a_gap_in_the_curve() -> None:
    drawn = report_charts.curves([0, 1, 2, 30, 31], {"student": [1, 2, 3, 4, 5]})
    path = re.search(r'<path d="([^"]*)"', drawn)
    assert path is not None
    assert path[1].count("M") == 2
    assert path[1].count("L") == 3
    assert report_charts.curves([1.0], {"student": [1.0]}) == ""
