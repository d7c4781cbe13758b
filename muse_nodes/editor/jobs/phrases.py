"""What is said of tasks and of what they made, in the user's language."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from muse_nodes.api.artifacts import Artifact, Dataset, Model
from muse_nodes.engine.task_ctx import Progress, State
from muse_nodes.profiles.standing import moment_of

translate = QCoreApplication.translate


def state_words(state: State) -> str:
    """One word or two: "Waiting", "Done"."""
    words: dict[State, str] = {
        "waiting": translate("Jobs", "Waiting"), "running": translate("Jobs", "Running"),
        "kept": translate("Jobs", "Done before"), "done": translate("Jobs", "Done"),
        "failed": translate("Jobs", "Failed"), "cancelled": translate("Jobs", "Cancelled"),
    }  # fmt: skip
    return words[state]


def share(progress: Progress) -> float:
    """How much of it is done, 0 to 1; -1 while nobody can tell."""
    if progress.state in ("done", "kept"):
        return 1.0
    return min(max(progress.done / progress.total, 0.0), 1.0) if progress.total > 0 else -1.0


def brief(progress: Progress) -> str:
    """The state with the share: "Running 40 %"."""
    words, part = state_words(progress.state), share(progress)
    if progress.state in ("running", "cancelled") and part >= 0:
        return f"{words} {part * 100:.0f} %"
    return words


def time_left(progress: Progress) -> str:
    """How long it will take: "2 min left"; empty while nobody can tell."""
    seconds = round(progress.seconds_left)
    if progress.state != "running" or seconds < 1:
        return ""
    if seconds < 60:
        return translate("Jobs", "{count} s left").format(count=seconds)
    minutes = round(seconds / 60)
    if minutes < 90:
        return translate("Jobs", "{count} min left").format(count=minutes)
    return translate("Jobs", "{count} h left").format(count=f"{minutes / 60:.1f}")


def described(progress: Progress) -> str:
    """All of it in one line: "Running 40 % · 2 min left · adding up"."""
    parts = (brief(progress), time_left(progress), progress.text)
    return " · ".join(part for part in parts if part)


def made_words(artifact: Artifact) -> str:
    """What was made: "Session of 14:02", "Labels of 2026-07-04 14:02", "Network"."""
    at = moment_of(artifact.path.name)
    when = f"{at:%H:%M}" if at is not None and at.date() == datetime.now().date() else ""
    when = when or (f"{at:%Y-%m-%d %H:%M}" if at is not None else "")
    if isinstance(artifact, Model):
        plain, dated = translate("Jobs", "Network"), translate("Jobs", "Network of {when}")
    elif isinstance(artifact, Dataset):
        plain, dated = translate("Jobs", "Labels"), translate("Jobs", "Labels of {when}")
    else:
        plain, dated = translate("Jobs", "Session"), translate("Jobs", "Session of {when}")
    return dated.format(when=when) if when else plain
