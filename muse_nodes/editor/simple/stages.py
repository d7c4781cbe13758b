"""How far a profile is on the way to a network of its own, step by step, in words. No widgets.

A step is done when what it makes is there and not older than what it is made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from PySide6.QtCore import QCoreApplication

from muse_nodes.document import Graph
from muse_nodes.editor.messages import Work
from muse_nodes.engine.task_ctx import Progress
from muse_nodes.profiles.standing import Recorded, Standing

StepName = Literal["record", "label", "check", "train", "convert", "report", "live"]

STEPS: tuple[StepName, ...] = ("record", "label", "check", "train", "convert", "report", "live")

_TYPES: Mapping[StepName, tuple[str, ...]] = MappingProxyType({
    "record": ("recorder", "guide", "session", "import"),
    "label": (
        "pose_network", "vitpose", "mask_network", "sam2", "label", "write_labels", "choose",
    ),
    "check": ("filter",), "train": ("dataset", "train"), "convert": ("trained", "convert"),
    "report": ("installed", "report"),
})  # fmt: skip
"""Node types of each step, without what they all begin with."""

_MUCH = 0.05
"""Error of an alpha that nobody would stream with: general networks have a tenth of it."""

PERSONAL = "muse.personal."
RECORDER = f"{PERSONAL}recorder"

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Stage:
    """How one step stands. ``why`` says why it cannot be run now; empty: it can."""

    done: bool
    text: str
    tone: Literal["dim", "good", "warning", "error"] = "dim"
    why: str = ""


def stages(standing: Standing) -> dict[StepName, Stage]:
    """How all steps stand."""
    return {
        "record": _record(standing), "label": _label(standing), "check": _check(standing),
        "train": _train(standing), "convert": _convert(standing), "report": _report(standing),
        "live": _live(standing),
    }  # fmt: skip


def next_step(found: Mapping[StepName, Stage]) -> StepName:
    """The step that comes next: the first that is not done. Checking is never a must."""
    todo = (name for name in STEPS if name != "check" and not found[name].done)
    return next(todo, "live")


def step_of(graph: Graph, node: str) -> StepName | None:
    """The step that a node of the open graph belongs to."""
    found = graph.by_id.get(node)
    kind = found.type.removeprefix(PERSONAL) if found is not None else ""
    return next((step for step, kinds in _TYPES.items() if kind in kinds), None)


def progress_of(step: StepName, graph: Graph, work: Work) -> Progress | None:
    """How far a job is with a step: its task that runs, or failed, or else the last it has done."""
    mine = [task for task in work.tasks if step_of(graph, task.node) == step]
    for state in ("running", "failed", "cancelled"):
        for task in mine:
            if task.state == state:
                return task
    done = [task for task in mine if task.state != "waiting"]
    return done[-1] if done else next(iter(mine), None)


def when(at: datetime | None) -> str:
    """A moment in few words: "14:02" today, the day and the time before."""
    if at is None:
        return "?"
    today = at.date() == datetime.now().date()
    return f"{at:%H:%M}" if today else f"{at:%Y-%m-%d %H:%M}"


def length(seconds: float) -> str:
    """How long a recording is."""
    if seconds < 60:
        return translate("Steps", "{count} s").format(count=round(seconds))
    return translate("Steps", "{count} min").format(count=round(seconds / 60))


def _record(standing: Standing) -> Stage:
    newest = standing.newest
    if newest is None:
        return Stage(False, translate("Steps", "No recording yet."))
    count = len(standing.recordings)
    text = translate("Steps", "Recordings: {count}. The newest is of {when}, {length}.").format(
        count=count, when=when(newest.at), length=length(newest.seconds)
    )
    notes = _notes(newest)
    return Stage(True, " ".join((text, *notes)), "warning" if notes else "good")


def _notes(newest: Recorded) -> list[str]:
    if newest.wrong:
        return [newest.wrong]
    notes = []
    if not newest.finished:
        notes.append(translate("Steps", "It was cut short and is used as far as it goes."))
    if not newest.plate:
        notes.append(translate("Steps", "It has no picture of the empty room."))
    return notes


def _label(standing: Standing) -> Stage:
    newest, labelled = standing.newest, standing.labelled
    if newest is None:
        why = translate("Steps", "Record something first.")
        return Stage(False, translate("Steps", "Nothing to label yet."), why=why)
    if newest.wrong and not labelled:
        return Stage(False, newest.wrong, "error")
    count = sum(one.labelled for one in labelled)
    text = translate("Steps", "Frames labelled: {count}.").format(count=count)
    if not newest.labelled:
        new = translate("Steps", "The newest recording is not labelled yet.")
        return Stage(False, f"{text} {new}" if count else new, "warning" if count else "dim")
    return Stage(True, text, "good")


def _check(standing: Standing) -> Stage:
    labelled = standing.labelled
    if not labelled:
        why = translate("Steps", "Label something first.")
        return Stage(False, translate("Steps", "No labels to look at yet."), why=why)
    rejected, count = sum(o.rejected for o in labelled), sum(o.labelled for o in labelled)
    text = translate("Steps", "{good} of {count} are good, {rejected} are left out.").format(
        good=count - rejected, count=count, rejected=rejected
    )
    reviewed = all(one.reviewed for one in labelled)
    bad = count - rejected < max(10, 0.3 * count)
    return Stage(reviewed, text, "warning" if bad else "good" if reviewed else "dim")


def _train(standing: Standing) -> Stage:
    labelled = standing.labelled
    why = "" if labelled else translate("Steps", "Label something first.")
    if not standing.trained:
        return Stage(False, translate("Steps", "Not trained yet."), why=why)
    last = standing.trained[-1]
    text = translate("Steps", "Trained {when}.").format(when=when(last.at))
    error = last.figures.get("mad")
    if error is not None:
        told = translate("Steps", "Error on frames it has never seen: {error} %.")
        text = f"{text} {told.format(error=f'{100 * error:.2f}')}"
    tone: Literal["good", "warning"] = "warning" if (error or 0.0) > _MUCH else "good"
    if any(one.labels_at > last.at.timestamp() for one in labelled):
        return Stage(
            False, f"{text} {translate('Steps', 'There are newer labels.')}", "warning", why
        )
    return Stage(True, text, tone, why)


def _convert(standing: Standing) -> Stage:
    why = "" if standing.trained else translate("Steps", "Train a network first.")
    installed = standing.installed
    if installed is None:
        return Stage(False, translate("Steps", "Not installed yet."), why=why)
    text = translate("Steps", "Installed {when}.").format(when=when(installed.at))
    if standing.engine:
        text = f"{text} {translate('Steps', 'With an engine for the graphics card.')}"
    if standing.trained and standing.trained[-1].at > installed.at:
        newer = translate("Steps", "A newer one is trained and not installed.")
        return Stage(False, f"{text} {newer}", "warning", why)
    return Stage(True, text, "good", why)


def _report(standing: Standing) -> Stage:
    installed = standing.installed
    why = "" if installed is not None else translate("Steps", "Convert a network first.")
    if standing.report is None:
        return Stage(False, translate("Steps", "No report yet."), why=why)
    at = datetime.fromtimestamp(standing.report_at)
    text = translate("Steps", "Report of {when}.").format(when=when(at))
    verdicts = {
        "better": translate("Steps", "It is better than the others here."),
        "mixed": translate("Steps", "It is better in some things and worse in others."),
        "not_better": translate("Steps", "It is not better than the others here."),
        "unknown": translate("Steps", "It cannot be said whether it is better."),
    }
    said = verdicts.get(standing.verdict, "")
    tone: Literal["good", "warning"] = "good" if standing.verdict == "better" else "warning"
    if installed is not None and installed.at.timestamp() > standing.report_at:
        newer = translate("Steps", "The network is newer than the report.")
        return Stage(False, f"{text} {newer}", "warning", why)
    return Stage(True, f"{text} {said}".strip(), tone if said else "good", why)


def _live(standing: Standing) -> Stage:
    if standing.installed is None:
        text = translate("Steps", "The live graph runs with a general network until then.")
        return Stage(False, text)
    return Stage(True, translate("Steps", "The live graph takes your own network."), "good")
