"""The guide through a recording: what to do, what has been seen, when it is enough."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from muse_nodes.api import (
    Array,
    Ctx,
    Doc,
    EndOfStream,
    Flag,
    Frame,
    Matte,
    Pose,
    Restart,
    Slider,
    Spec,
    Text,
    action,
    frame_spec,
    matte_spec,
    node,
)
from muse_nodes.api.ports import MATTE
from nodes._clean_plate import CleanPlate
from nodes._coverage import told
from nodes._director import Director
from nodes._guide_view import Task, View
from nodes._looks import LUMA_SIZE, MATTE_SIZE, Look, look
from nodes._session_report import Report

Start = Literal["auto", "now", "key"]
Motions = Literal["auto", "on", "off"]

PATIENT = 10.0
"""Seconds that a call may take: one that is given up would forget what has been seen."""

_LOOK = 0.1
"""Seconds between two looks."""


class Guided(NamedTuple):
    """The picture with the guidance on it, and what the recorder is told."""

    frame: Frame
    record: Flag
    plate: Frame | None
    doing: Text
    seen: Text


@node("muse.personal.guide", category="Personal model", runs_on="host", patience=PATIENT)
class Guide:
    """Leads through a recording: what to do next, what has been seen, and when it is enough.

    B counts down, makes sure that the room is empty and still, and takes the clean plate. Should
    the guide fail, what it said last holds, and the recording goes on.
    """

    director: Director | None
    view: View
    report: Report
    taking: CleanPlate | None
    plate: Frame | None
    latest: tuple[Look, Array]
    looked: float | None
    seen: str
    wanted: set[str]
    ended: bool

    def setup(self, ctx: Ctx, frame: Spec, *, profile: str) -> None:
        self.director, self.view, self.report = None, View(), Report(ctx, profile)
        self.taking = self.plate = self.looked = None
        self.seen, self.wanted, self.ended = "", set(), False

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The camera's picture.")],
        matte: Annotated[Matte | None, Doc("Where the user is; tells distance and place.")] = None,
        pose: Annotated[Pose | None, Doc("The user's joints; tell the poses.")] = None,
        *,
        profile: Annotated[
            str, Restart(), Doc("As the recorder's: whose figures are shown; empty = the current.")
        ] = "",
        start: Annotated[
            Start,
            Doc("auto records at once unless somebody watches a live picture; key waits for R."),
        ] = "auto",
        motions: Annotated[
            Motions, Doc("Whether it says what to do; auto does so for live pictures.")
        ] = "auto",
        countdown: Annotated[
            float, Slider(0, 30, 1, "s"), Doc("Time to leave the picture for the clean plate.")
        ] = 6.0,
        minutes: Annotated[
            float, Slider(0, 120, 0.5, "min"), Doc("Ends when so much is recorded; 0 = never.")
        ] = 0.0,
    ) -> Guided:
        director = self._director(ctx, start, motions)
        if self.ended or (minutes and director.recorded >= 60 * minutes):
            raise EndOfStream
        director.frame(ctx.time)
        if "plate" in self.wanted:
            self.wanted.clear()
            self.taking = CleanPlate(ctx.time, countdown)
        if self.taking is not None or self._due(ctx.time):
            self._look(ctx, director, frame, matte, pose)
        taking = self._take_plate(ctx, director, frame)
        out = ctx.empty(frame_spec(*frame.shape[:2]))
        out[...] = frame
        self.view.draw(ctx, out, director.shown(ctx.time, taking, self.report.look(ctx.time)))
        return Guided(out, director.recording, self.plate, director.doing, self.seen)

    def _director(self, ctx: Ctx, start: Start, motions: Motions) -> Director:
        """Made with the first frame: only then it is known whether somebody looks."""
        if self.director is None:
            watched = ctx.live and ctx.shown
            at_once = start == "now" or (start == "auto" and not watched)
            self.director = Director(directs=False, recording=at_once)
        self.director.directs = motions == "on" or (motions == "auto" and ctx.live)
        return self.director

    def _due(self, now: float) -> bool:
        return self.looked is None or not 0 <= now - self.looked < _LOOK

    def _look(
        self, ctx: Ctx, director: Director, frame: Frame, matte: Matte | None, pose: Pose | None
    ) -> None:
        """Look at the person, the light and the room at a small size."""
        self.looked = ctx.time
        size = (min(LUMA_SIZE[0], frame.shape[0]), min(LUMA_SIZE[1], frame.shape[1]))
        luma = ctx.empty(Spec(MATTE, size, "uint8"))
        ctx.ops.luma(luma, frame)
        small = None
        if matte is not None:
            small = ctx.empty(matte_spec(*MATTE_SIZE))
            ctx.ops.resize(small, matte)
        seen = look(luma, small, pose)
        self.latest = (seen, luma)
        director.look(seen, ctx.time, leaving=self.taking is not None)
        self.seen = told(director.coverage)

    def _take_plate(self, ctx: Ctx, director: Director, frame: Frame) -> Task | None:
        """One step of the clean plate; what the user is told of it, None when none is taken."""
        taking = self.taking
        if taking is None:
            return None
        seen, luma = self.latest
        plate = taking.take(ctx, frame, luma, seen, ctx.time)
        if plate is None and not taking.refused:
            left = taking.countdown if taking.countdown > 0 else None
            return Task(
                taking.told, "Stay out of the picture until it is taken.", "", left, taking.whole
            )
        self.taking = None
        self.plate = self.plate if plate is None else plate
        done = "The clean plate is taken"
        if not director.met:
            done += "; nobody could check that the room is empty"
        text = taking.refused or done
        director.tell(text, ctx.time, good=not taking.refused)
        ctx.status(text)
        return None

    @action(label="Start or pause the recording", key="R")
    def record(self, ctx: Ctx) -> None:
        if self.director is not None:
            self.director.press()

    @action(label="Take the clean plate", key="B")
    def clean_plate(self, ctx: Ctx) -> None:
        self.wanted.add("plate")

    @action(label="End the recording", key="Q")
    def end(self, ctx: Ctx) -> None:
        self.ended = True
