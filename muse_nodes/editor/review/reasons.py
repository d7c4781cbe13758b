"""What the filter found, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from muse_nodes.editor.review.book import Book, Status
from muse_nodes.profiles.frames import LabelledFrame
from muse_nodes.profiles.review import Finding


def _tr(text: str) -> str:
    return QCoreApplication.translate("Reasons", text)


def sentences() -> dict[str, str]:
    """The sentence for each score that was too high, with ``{percent}`` where it has a number."""
    return {
        "unreadable": _tr("The picture or its matte cannot be read."),
        "empty": _tr("Somebody is labelled, but the matte is empty."),
        "dark": _tr("The picture is almost black."),
        "two_people": _tr("A second person is visible, {percent} % as large as the first."),
        "disagreement": _tr("The teachers disagree about {percent} % of the person."),
        "points": _tr("The key points are uncertain by {percent} % of the person's size."),
        "outside": _tr("{percent} % of the key points lie beside the matte."),
        "holes": _tr("{percent} % of the person is missing in holes of the matte."),
        "islands": _tr("{percent} % of the matte are loose parts."),
        "room": _tr("{percent} % of the matte look like the empty room."),
        "blur": _tr("{percent} % of the room's usual sharpness is lost."),
        "flicker": _tr(
            "The mattes before and after contradict {percent} % of this one, where the picture "
            "has not changed."
        ),
        "area_jump": _tr("The matte is {percent} % larger or smaller than just before and after."),
        "position_jump": _tr(
            "The matte jumps away by {percent} % of the person's size and back again."
        ),
    }


def titles() -> dict[str, str]:
    """What each score is called."""
    return {
        "unreadable": _tr("Cannot be read"), "empty": _tr("Empty matte"), "dark": _tr("Darkness"),
        "two_people": _tr("Second person"), "disagreement": _tr("Teachers disagree"),
        "points": _tr("Uncertain points"), "outside": _tr("Points beside the matte"),
        "holes": _tr("Holes"), "islands": _tr("Loose parts"), "room": _tr("Looks like the room"),
        "blur": _tr("Lost sharpness"), "flicker": _tr("Flicker"),
        "area_jump": _tr("Jump of the area"), "position_jump": _tr("Jump of the place"),
    }  # fmt: skip


def reasons(finding: Finding) -> list[str]:
    """Why the filter rejected a frame; sentences that it alone knows are left as they are."""
    known = sentences()
    if not finding.causes or any(cause not in known for cause in finding.causes):
        return list(finding.reasons)
    return [
        known[cause].format(percent=round(100 * finding.scores.get(cause, 0.0)))
        for cause in finding.causes
    ]


def status_words(status: Status, *, by_user: bool) -> str:
    """What becomes of a frame, and whether somebody said so."""
    if status == "relabel":
        return _tr("To be labelled again")
    if status == "accepted":
        return _tr("Accepted by you") if by_user else _tr("Accepted")
    return _tr("Rejected by you") if by_user else _tr("Rejected")


def told(book: Book, frame: LabelledFrame) -> str:
    """Everything about a frame in some lines: for tool tips and screen readers."""
    words = status_words(book.status(frame), by_user=book.verdict(frame) is not None)
    lines = [_tr("Frame {number}, {time} s").format(
        number=frame.frame, time=f"{frame.image.time:.2f}"
    ), words]  # fmt: skip
    if not frame.image.accepted:
        lines.append(_tr("The labeller did not accept it."))
    return "\n".join([*lines, *reasons(book.finding(frame))])
