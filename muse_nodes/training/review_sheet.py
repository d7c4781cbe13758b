"""The contact sheet: every labelled frame with its verdict, to be looked at in a browser.

One HTML file beside a folder of thumbnails, with links that hold wherever the session lies. It
loads nothing from elsewhere, and is readable without its script, which only sorts and hides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from muse_nodes.engine.bundled import bundled_folder
from muse_nodes.profiles.files import write_bytes
from muse_nodes.profiles.frames import LabelledFrame
from muse_nodes.profiles.review import Finding, Review, Verdicts, accepted
from muse_nodes.training.review_scores import RULES

THUMBS = "labels/thumbs"
SHEET = "labels/contact_sheet.html"

TITLES = {
    "unreadable": "cannot be read", "empty": "empty matte", "dark": "darkness",
    "two_people": "second person", "disagreement": "teachers disagree",
    "points": "uncertain points", "outside": "points beside the matte", "holes": "holes",
    "islands": "loose parts", "room": "looks like the room", "blur": "lost sharpness",
    "flicker": "flicker", "area_jump": "jump of the area", "position_jump": "jump of the place",
}  # fmt: skip
"""Names of the scores for people."""

State = Literal["accepted", "rejected", "relabel"]

_MARK = re.compile(r"@([A-Z]+)@")


def thumbnail_name(frame: int) -> str:
    """The file name of the small picture of a frame."""
    return f"{frame:06d}.jpg"


def write_sheet(
    session: Path, frames: Sequence[LabelledFrame], review: Review, verdicts: Verdicts
) -> Path:
    """Write ``labels/contact_sheet.html`` as a whole; MuseError when the disk does not take it."""
    states = [_state(frame, review, verdicts) for frame in frames]
    count = Counter(states)
    cards = [
        _card(frame, state, review.frames.get(frame.frame, Finding()), verdicts)
        for frame, state in zip(frames, states, strict=True)
    ]
    causes = Counter(cause for f in review.frames.values() for cause in f.causes)
    said = ", ".join(f"{_title(cause)} {n}" for cause, n in causes.most_common())
    orders = [f'<option value="{escape(name)}">{escape(_title(name))}</option>' for name in RULES]
    filled = {
        "TITLE": escape(f"Labels of {session.name}"),
        "SUMMARY": escape(f"Found: {said}." if said else "Nothing was found."),
        "ALL": str(len(frames)), "REJECTED": str(count["rejected"]),
        "ACCEPTED": str(count["accepted"]), "RELABEL": str(count["relabel"]),
        "ORDERS": "\n".join(orders), "CARDS": "\n".join(cards),
    }  # fmt: skip
    template = (bundled_folder("assets") / "review" / "contact_sheet.html").read_text("utf-8")
    html = _MARK.sub(lambda mark: filled[mark[1]], template)
    write_bytes(session / SHEET, html.encode(), "contact sheet")
    return session / SHEET


def _state(frame: LabelledFrame, review: Review, verdicts: Verdicts) -> State:
    if verdicts.frames.get(frame.frame) == "relabel":
        return "relabel"
    return "accepted" if accepted(frame.image, review, verdicts) else "rejected"


def _card(frame: LabelledFrame, state: State, finding: Finding, verdicts: Verdicts) -> str:
    words = {"accepted": "accepted", "rejected": "rejected", "relabel": "to label again"}[state]
    by = " by you" if frame.frame in verdicts.frames and state != "relabel" else ""
    reasons = list(finding.reasons)
    if not frame.image.accepted:
        reasons.insert(0, "The labeller did not accept it.")
    listed = "".join(f"<li>{_sentence(reason)}</li>" for reason in reasons)
    scores = "".join(_score(name, value, finding) for name, value in finding.scores.items())
    data = "".join(
        f' data-{escape(name.replace("_", "-"))}="{value:.4f}"'
        for name, value in finding.scores.items()
    )
    number, time = frame.frame, frame.image.time
    source = quote(f"thumbs/{thumbnail_name(number)}")
    link = quote(f"../images/{frame.image.file_name}")
    return (
        f'<article class="{state}" data-state="{state}" data-frame="{number}"{data}>\n'
        f'<a href="{link}"><img loading="lazy" src="{source}" alt="Frame {number}"></a>\n'
        f'<div><div class="line"><b>{number}</b><span class="dim">{time:.2f} s</span>'
        f'<span class="state">{words}{by}</span></div>\n'
        f"<ul>{listed}</ul>\n<details><summary>Scores</summary><dl>{scores}</dl></details>\n"
        "</div></article>"
    )


def _sentence(reason: str) -> str:
    return escape(reason).replace(" %", "&nbsp;%")  # a number and its unit stay on one line


def _score(name: str, value: float, finding: Finding) -> str:
    kind = ' class="cause"' if name in finding.causes else ""
    return f"<dt{kind}>{escape(_title(name))}</dt><dd{kind}>{value:.3f}</dd>"


def _title(name: str) -> str:
    return TITLES.get(name, name)
