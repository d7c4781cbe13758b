"""Looking at labels before anything is learned from them."""

from typing import Annotated

from muse_nodes.api import Dataset, Doc, NodeError, Slider, TaskCtx, node

ENOUGH = 0.9
"""Part of the frames that are kept in a session that is as it should be."""


@node("muse.personal.filter", category="Personal model", kind="task")
class Filter:
    """Marks labels that would teach wrong things: holes, leaks, flicker, blur, a second person.

    Nothing is deleted. A contact sheet for the browser is written beside the labels
    (``labels/contact_sheet.html``), and what you accept or reject yourself counts for more.
    """

    def process(
        self,
        ctx: TaskCtx,
        dataset: Annotated[Dataset, Doc("A labelled session.")],
        *,
        strictness: Annotated[
            float, Slider(0, 1), Doc("0 allows twice as much as 0.5 does, 1 half as much.")
        ] = 0.5,
        least: Annotated[
            float,
            Slider(0, 1),
            Doc("Stops when less than this part of the frames can be kept."),
        ] = 0.1,
    ) -> Dataset:
        from muse_nodes.profiles import REVIEWED
        from muse_nodes.training.review import review

        found = review(
            dataset.path, ctx.folder, ctx.ops, strictness=strictness, tell=ctx.progress,
            show=lambda picture: ctx.show("label", picture),
        )  # fmt: skip
        if not found.kept or found.kept < least * found.frames:
            why = f" The most frequent reason: {found.worst}." if found.worst else ""
            raise NodeError(
                f"Only {found.kept} of {found.frames} labelled frames can be learned from.{why}",
                hint="Look at labels/contact_sheet.html in the session's folder, accept what is "
                "right by hand, or record again.",
            )
        few = found.kept < ENOUGH * found.frames
        ctx.status(found.text + (" Look at the labels." if few else ""))
        return Dataset.of(dataset.path, REVIEWED)
