"""The sentences of a report, in English; whoever shows it in another language hands in how.

Every text is a template that is translated first and filled in afterwards, so the editor looks up
the same words that the HTML page and the command line say.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from muse_nodes.profiles.report import Compared, Measure, Remark, Role

Translate = Callable[[str], str]

SENTENCES = MappingProxyType({
    "better": "The personal model is better than {rivals} here.",
    "mixed": "The personal model finds the person better than {rivals}, "
             "but not everything about it is better.",
    "not_better": "The personal model is NOT better than {rivals} here.",
    "unknown": "It cannot be said whether the personal model is better.",
    "better_than": "Its matte is nearer than that of {rivals}.",
    "keep": "Until there is a better one, {rival} is the better choice: choose it in Segment, or "
            "have the model before back by 'muse models rollback'.",
    "no_rival": "There is nothing on this machine to compare it with.",
    "against_truth": "Judged against the exact outline.",
    "against_labels": "Judged against the labels, not against the truth: a network that helped to "
                      "draw them looks better than it is.",
    "few": "Only {count} frames could be judged: most differences may be chance.",
    "seen": "The whole session was judged, as if none of it had been trained on.",
    "some": "Of {total} frames {count} were judged, in stretches spread over all of them.",
    "pictures_only": "The video was not used ({reason}): the networks saw the labelled pictures "
                     "only, which is harder for those that follow the person.",
    "cut_short": "The video ends before the labels do: {count} frames were not judged.",
    "flicker": "Flicker was measured between {pairs} pairs of consecutive frames.",
    "flicker_apart": "Flicker was measured between {pairs} pairs of labelled frames, which are "
                     "{step} frames apart.",
    "no_flicker": "Flicker was not measured: no two labelled frames are near each other.",
    "edges": "Gradients and connectivity were measured on {count} of the frames.",
    "no_points": "Key points were not judged: the labels have none.",
    "no_points_of": "{name} gives no key points: {reason}",
    "no_base": "No base model comes with this program.",
    "base_fails": "The base model cannot run here: {reason}",
    "no_general": "There is no general model on this machine: {reason}",
    "points_by": "The key points of the general model are those of {name}.",
    "teacher_frames": "The teacher's labels were judged on the {count} frames that have one.",
    "backend_fails": "{file} was not measured: {reason}",
    "busy": "The machine was busy with other work: alone it would be faster.",
    "not_installed": "The model is not installed: its weights were judged as they would be.",
})  # fmt: skip
"""What a ``Remark`` says, by its code."""

MEASURES: MappingProxyType[Measure, tuple[str, str]] = MappingProxyType({
    "mad": ("Matte error", "MAD: mean absolute difference of alpha"),
    "mse": ("Squared error", "MSE: mean squared difference of alpha"),
    "gradient": ("Edges", "Gradient error (Rhemann et al. 2009), per pixel"),
    "connectivity": ("Loose pieces", "Connectivity error (Rhemann et al. 2009), per pixel"),
    "iou": ("Overlap", "IoU: intersection over union at alpha 0.5"),
    "dtssd": ("Flicker", "dtSSD: change from frame to frame that is not there"),
    "leak": ("Room shown", "Leak: share of the room's pixels with alpha 0.25 or more"),
    "pck05": ("Key points, close", "PCK: points within 5 % of the person's longer side"),
    "pck10": ("Key points", "PCK: points within 10 % of the person's longer side"),
})  # fmt: skip
"""What each measure is called, and what it is."""

ROLES: MappingProxyType[Role, str] = MappingProxyType({
    "student": "Personal model", "base": "Base model", "general": "General model",
    "teacher": "Teacher's labels",
})  # fmt: skip

THE: MappingProxyType[Role, str] = MappingProxyType({
    "student": "the personal model", "base": "the base model ({name})",
    "general": "the general model ({name})", "teacher": "the teacher",
})  # fmt: skip
"""The same within a sentence."""

OUTCOMES = MappingProxyType({
    "better": "{measure}: {student} instead of {other} of {rival}, {percent} % better.",
    "worse": "{measure}: {student} instead of {other} of {rival}, {percent} % WORSE.",
    "same": "{measure}: {student}, as {rival} ({other}).",
    "unclear": "{measure}: {student} and {other} of {rival}; the difference may be chance.",
})  # fmt: skip
"""What a comparison says, by its outcome."""

AND = "{first} and {last}"


def texts() -> list[str]:
    """Every text that is looked up."""
    measures = [text for pair in MEASURES.values() for text in pair]
    return [*SENTENCES.values(), *measures, *ROLES.values(), *THE.values(), *OUTCOMES.values(), AND]


def plain(text: str) -> str:
    """English, as it is."""
    return text


def said(remark: Remark, tr: Translate = plain) -> str:
    """A remark as a sentence; one that this version does not know as its code and values."""
    template = SENTENCES.get(remark.code)
    if template is None:
        return " ".join((remark.code, *remark.values.values()))
    values = dict(remark.values)
    if "rivals" in values:
        values["rivals"] = listed([_named(name, tr) for name in values["rivals"].split("|")], tr)
    if "rival" in values:
        values["rival"] = _named(values["rival"], tr)
    try:
        return tr(template).format_map(values)
    except (KeyError, IndexError, ValueError):  # a report of another version
        return tr(template)


def listed(names: list[str], tr: Translate = plain) -> str:
    """a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return tr(AND).format(first=", ".join(names[:-1]), last=names[-1])


def compared(one: Compared, name: str, tr: Translate = plain) -> str:
    """A comparison as a sentence; ``name`` is that of the other's network."""
    share = abs(one.student - one.other) / abs(one.other) if one.other else 1.0
    return tr(OUTCOMES[one.outcome]).format(
        measure=tr(MEASURES[one.measure][0]), percent=f"{100 * share:.0f}",
        rival=tr(THE[one.rival]).format(name=name),
        student=figure(one.measure, one.student), other=figure(one.measure, one.other),
    )  # fmt: skip


def figure(measure: Measure, value: float) -> str:
    """A value as people write it: overlap, leak and key points in per cent, errors by digits."""
    if measure in ("iou", "leak", "pck05", "pck10"):
        return f"{100 * value:.2f} %" if measure in ("iou", "leak") else f"{100 * value:.1f} %"
    return f"{value:.2g}" if 0 < value < 0.001 else f"{value:.4f}"


def _named(name: str, tr: Translate) -> str:
    """ "base:its name" as "the base model (its name)"."""
    role, _, own = name.partition(":")
    words = next((words for known, words in THE.items() if known == role), role)
    return tr(words).format(name=own)
