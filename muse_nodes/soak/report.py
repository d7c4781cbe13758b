"""The report of an endurance run: figures as JSON, and a page to read."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from muse_nodes.api import MediaError
from muse_nodes.soak.chaos import Outcome
from muse_nodes.soak.invariants import PAUSE, Invariant, Notes, judge
from muse_nodes.soak.plan import KINDS


@dataclass
class Report:
    """What was run, on what, and how it went."""

    graph: str
    seed: int
    date: str
    hardware: Mapping[str, object]
    footage: str
    mattes: str
    margin: float
    notes: Notes
    figures: Mapping[str, object] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)

    @property
    def invariants(self) -> list[Invariant]:
        """All of them, judged."""
        return judge(self.notes)

    @property
    def held(self) -> bool:
        """True when none was broken."""
        return all(one.held is not False for one in self.invariants)

    def as_json(self) -> dict[str, object]:
        notes = self.notes
        return {
            "graph": self.graph, "seed": self.seed, "date": self.date,
            "hardware": dict(self.hardware), "seconds": round(notes.seconds, 1),
            "footage": self.footage, "mattes": self.mattes, "margin_percent": self.margin,
            "held": self.held, "ended_early": notes.ended_early or notes.interrupted,
            "invariants": [asdict(one) for one in self.invariants],
            "kinds": by_kind(notes.outcomes), "refused": dict(self.refused),
            "sinks": {name: asdict(seen) for name, seen in notes.seen.items()},
            "run": dict(self.figures),
            "samples": [s.as_json() for s in notes.samples],
            "outcomes": [o.as_json() for o in notes.outcomes],
        }  # fmt: skip

    def as_markdown(self) -> str:
        """The page."""
        early = ", ended early" if self.notes.ended_early or self.notes.interrupted else ""
        about = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in self.hardware.items())
        lines = [
            f"# Endurance: {self.graph}, {self.notes.seconds / 60:.1f} minutes{early}",
            "",
            f"{self.date}; seed {self.seed}; footage {self.footage}; mattes {self.mattes}, "
            f"margin {self.margin:g} %. {about}.",
            "",
            "| invariant | held | figure |",
            "| --- | --- | --- |",
        ]
        word = {True: "yes", False: "**NO**", None: "not judged"}
        lines += [f"| {one.name} | {word[one.held]} | {one.figure} |" for one in self.invariants]
        lines += ["", *_kind_table(self.notes.outcomes), "", *_sink_lines(self.notes)]
        late = [o for o in self.notes.outcomes if o.pause > PAUSE]
        if late:
            lines += ["", "Longest pauses:", ""]
            late.sort(key=lambda o: -o.pause)
            lines += [f"- {o.pause * 1e3:.0f} ms, frame {o.frame}: {o.action} {o.note}"
                      for o in late[:8]]  # fmt: skip
        return "\n".join(lines) + "\n"


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Per kind: how often it took place, recovery and pause (median and worst)."""
    found: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        those = [o for o in outcomes if o.action.kind == kind and o.took_place]
        if those:
            recoveries = [o.recovery for o in those]
            pauses = [o.pause * 1e3 for o in those]
            found[kind] = {
                "count": len(those),
                "recovery_s_median": round(statistics.median(recoveries), 3),
                "recovery_s_worst": round(max(recoveries), 3),
                "pause_ms_median": round(statistics.median(pauses)),
                "pause_ms_worst": round(max(pauses)),
            }
    return found


def write(report: Report, path: Path) -> None:
    """Write it as JSON or, when the name ends in .md, as a page. MediaError if that fails."""
    text = report.as_markdown()
    if path.suffix.lower() != ".md":
        text = json.dumps(report.as_json(), indent=1) + "\n"
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise MediaError(f"'{path}' cannot be written: {error.strerror}.") from error


def _kind_table(outcomes: Sequence[Outcome]) -> list[str]:
    lines = [
        "| kind | times | recovery median, worst (s) | pause median, worst (ms) |",
        "| --- | --- | --- | --- |",
    ]
    for kind, f in by_kind(outcomes).items():
        lines.append(
            f"| {kind} | {f['count']} | {f['recovery_s_median']:.2f}, {f['recovery_s_worst']:.2f} "
            f"| {f['pause_ms_median']:.0f}, {f['pause_ms_worst']:.0f} |"
        )
    return lines


def _sink_lines(notes: Notes) -> list[str]:
    lines = []
    for name, seen in notes.seen.items():
        lines.append(
            f"`{name}`: {seen.pictures} pictures went out, {seen.looked_at} new ones, each looked "
            f"at, {seen.held} held, {seen.slates} slates; {seen.leaked_pixels} leaked pixels."
        )
        lines += [f"- {case}" for case in seen.worst]
    return lines
