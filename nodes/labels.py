"""From what teachers found to the labels of a session."""

from typing import TYPE_CHECKING, Annotated

from muse_nodes.api import (
    Ctx,
    Dataset,
    Doc,
    Frame,
    Matte,
    NodeError,
    Pose,
    Restart,
    Session,
    Slider,
    Spec,
    TaskCtx,
    matte_spec,
    node,
)

if TYPE_CHECKING:
    from muse_nodes.training.label_stream import LabelStream


@node("muse.personal.label", category="Personal model", title="Label", kind="task")
class Label:
    """Writes the labels of a session: pictures, soft masks, and key points for COCO tools.

    Labels from an earlier run that would change are kept in labels/previous.
    """

    def process(
        self,
        ctx: TaskCtx,
        session: Annotated[Session, Doc("The recording.")],
        masks: Annotated[Dataset, Doc("What a mask teacher found.")],
        points: Annotated[Dataset | None, Doc("What a pose teacher found.")] = None,
    ) -> Dataset:
        from muse_nodes.profiles import LABELLED
        from muse_nodes.training.labelling import label
        from muse_nodes.training.shelf import Shelf

        people = Shelf.of(points.path, "points") if points else None
        found = label(session.path, Shelf.of(masks.path, "masks"), people, ctx.progress, ctx.show)
        ctx.status(str(found))
        return Dataset.of(session.path, LABELLED)


@node(
    "muse.personal.write_labels", category="Personal model", title="Write labels",
    runs_on="host", side_effects=True, queue=8,
)  # fmt: skip
class WriteLabels:
    """Makes labels of what flows by: any Segment and Pose node can teach, your own ones too.

    They become a session of their own, without a video, that can be filtered and trained on.
    """

    stream: "LabelStream | None" = None

    def setup(self, ctx: Ctx, frame: Spec, *, profile: str) -> None:
        self.teardown()
        self.profile = profile

    def process(
        self,
        ctx: Ctx,
        frame: Annotated[Frame, Doc("The picture.")],
        matte: Annotated[Matte, Doc("Who is in it.")],
        pose: Annotated[Pose | None, Doc("The key points of that person.")] = None,
        *,
        profile: Annotated[
            str, Restart(), Doc("Whose labels they are; empty for the current profile.")
        ] = "",
        every: Annotated[int, Slider(1, 300, 1, "frames"), Doc("Label each n-th frame only.")] = 5,
        most: Annotated[int, Slider(10, 10_000, 10, "frames"), Doc("No more than so many.")] = 1000,
    ) -> None:
        if self.stream is None:
            self.stream = self._begin(ctx)
        if ctx.frame_index % every or len(self.stream) >= most:
            return
        whole = matte
        if matte.shape != frame.shape[:2]:
            whole = ctx.empty(matte_spec(*frame.shape[:2]))
            ctx.ops.upsample_matte(whole, matte, frame)
        self.stream.put(ctx.frame_index, ctx.time, frame, whole, pose)
        ctx.status(f"{len(self.stream)} frames labelled")

    def _begin(self, ctx: Ctx) -> "LabelStream":
        from muse_nodes.training.label_stream import LabelStream

        return LabelStream(ctx.data, self.profile, ctx.fps)

    def finish(self, ctx: Ctx) -> Dataset:
        from muse_nodes.profiles import LABELLED

        if self.stream is None or not len(self.stream):
            raise NodeError("Nothing was labelled.", hint="Is the source over before it began?")
        folder, self.stream = self.stream.finish(), None
        ctx.status(f"Labelled: {folder.name}")
        return Dataset.of(folder, LABELLED)

    def teardown(self) -> None:
        """What has not been finished, because the node is replaced while it labels, is now."""
        stream, self.stream = self.stream, None
        if stream is not None and len(stream):
            stream.finish()
