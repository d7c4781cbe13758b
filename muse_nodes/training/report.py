"""The report on a personal model: is it better here than what there was before, and by how much.

Judged is the held-out end of a session, split as training splits it, or all of a session that was
not trained on. What counts as right is an exact alpha where somebody has one, else the labels.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path

from muse_nodes.api import Array, MuseError, TaskCtx, frame_spec
from muse_nodes.profiles import Profiles
from muse_nodes.profiles.report import Remark, Report, Role, write_report
from muse_nodes.training.judge import Contestant, judge
from muse_nodes.training.judge_frames import Moment
from muse_nodes.training.judge_rivals import (
    base,
    contestant,
    general,
    network_in,
    other_backends,
    served,
)
from muse_nodes.training.report_compare import sentences, verdict_of
from muse_nodes.training.report_figures import Figures
from muse_nodes.training.report_material import Wish, material_of
from muse_nodes.training.report_page import page_of
from muse_nodes.training.report_pictures import Gallery, cut_out

__all__ = ["Wish", "make_report", "report_on"]

SHOW_EVERY = 12
"""Judged frames from one picture for whoever watches to the next."""


def report_on(ctx: TaskCtx, model: Path, session: Path, wish: Wish) -> Report:
    """Judge a model (a folder or a file) and write the report beside it.

    A model that is only weights is exported for this and judged as it would be once installed.
    """
    network = served(ctx, model)
    notes = [] if network_in(model) is not None else [Remark("not_installed")]
    found = make_report(ctx, network, session, wish, notes)
    write_report(model if model.is_dir() else model.parent, found, page_of(found))
    return found


def make_report(
    ctx: TaskCtx, network: Path, session: Path, wish: Wish, notes: list[Remark] | None = None
) -> Report:
    """Judge the ONNX file ``network``, whose card lies beside it, on a labelled session.

    Raises MuseError when there is nothing to judge on, when a picture and its alpha do not fit
    together, or when a model that was asked for by name cannot run.
    """
    ctx.progress(0, 1, "Reading the labels")
    run = _Run(ctx, network, session, wish)
    run.notes += notes or []
    try:
        run.invite(wish)
        run.judge()
    finally:
        run.close()
    return run.report()


class _Run:
    """One report in the making."""

    def __init__(self, ctx: TaskCtx, network: Path, session: Path, wish: Wish) -> None:
        self._ctx, self._network, self._session = ctx, network, session
        self._material = material_of(session, wish)
        self.notes = list(self._material.notes)
        self._everyone: list[Contestant] = []
        self._timed: list[Contestant] = []
        self._counted: list[int] = []
        self._gallery = Gallery(self._material.choice.frames)

    def invite(self, wish: Wish) -> None:
        """Load everybody who takes part."""
        ctx, notes, spec = self._ctx, self.notes, frame_spec(*self._material.size)
        self._everyone.append(contestant(ctx, "student", str(self._network), spec, notes))
        for find, choice in ((base, wish.base), (general, wish.general)):
            rival = find(ctx, choice, spec, notes)
            if rival is not None:
                self._everyone.append(rival)
        if self._material.exact is not None:
            self._everyone.append(Contestant("teacher", ""))
        self._timed += other_backends(ctx, self._network, spec, notes)

    def judge(self) -> None:
        """Have them all look at the frames. MuseError when there were none."""
        material = self._material
        self._counted = judge(
            self._everyone, self._timed, self._moments(), self._ctx.ops, material.edges, self._see
        )
        if not self._counted:
            raise MuseError(
                f"Nothing of the session '{self._session.name}' could be judged: its video ends "
                "before the end that was held out.", hint="Label what there is of it again.",
            )  # fmt: skip
        left = len(material.choice.frames) - len(self._counted)
        if left:
            self.notes.append(Remark("cut_short", {"count": str(left)}))

    def close(self) -> None:
        """Let all networks go."""
        for one in (*self._everyone, *self._timed):
            one.close()

    def report(self) -> Report:
        """What came of it."""
        material, counted, everyone = self._material, self._counted, self._everyone
        figures, times = Figures(everyone), material.choice.times
        compared = figures.compared(times)
        verdict = verdict_of(compared)
        names: dict[Role, str] = {one.role: one.name for one in everyone}
        profile = Profiles(self._ctx.data).of(self._network)
        networks = [one for one in everyone if one.network is not None]
        return Report(
            made=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            profile=profile.name if profile else "", session=self._session.name,
            against="truth" if material.exact else "labels", frames=len(counted),
            first=times[counted[0]], last=times[counted[-1]],
            width=material.size[1], height=material.size[0],
            verdict=verdict, sentences=sentences(verdict, compared, names),
            notes=figures.notes(len(counted), self.notes),
            judged=figures.judged(self._timed), compared=compared,
            times=[times[n] for n in counted],
            curves={one.role: [one.guided.values["mad"][n] for n in counted] for one in networks},
            shown=self._gallery.shown(),
        )  # fmt: skip

    # -- while it goes on ------------------------------------------------------------------------

    def _moments(self) -> Iterator[Moment]:
        """The frames, and how far one is in them."""
        total = self._material.looks
        for done, moment in enumerate(self._material.moments(self._searched)):
            self._ctx.progress(done, total, "Looking at the frames")
            yield moment

    def _searched(self, done: int, total: int) -> None:
        """A long recording is decoded up to what counts; that must be stoppable as well."""
        self._ctx.progress(0, self._material.looks, f"Going to the end: {done} of {total} frames")

    def _see(self, moment: Moment, truth: Array, mattes: Mapping[Role, Array]) -> None:
        mad: dict[Role, float] = {
            one.role: one.guided.values["mad"][moment.number]
            for one in self._everyone
            if one.role in mattes
        }
        self._gallery.see(moment, truth, mattes, mad)
        for role, value in mad.items():
            self._ctx.curve(role, moment.time, value)
        seen = len(self._everyone[0].guided.values["mad"])
        if seen % SHOW_EVERY == 1:
            self._ctx.show("student", cut_out(moment.picture, mattes["student"], truth))
