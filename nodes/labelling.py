"""Teachers: who is to be seen in the frames of a session, and where."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from muse_nodes.api import (
    Dataset,
    Doc,
    FilePath,
    Group,
    ModelFor,
    Network,
    Session,
    Slider,
    TaskCtx,
    node,
)

Frames = Annotated[
    int,
    Slider(20, 3000, 10, "frames"),
    Doc("How many frames are labelled, chosen for their variety; a short session has fewer."),
]
Flip = Annotated[bool, Group("Views"), Doc("Look at each view mirrored as well.")]
Weights = Annotated[FilePath, Doc("The folder with config.json and .safetensors.")]
Device = Annotated[
    Literal["auto", "cpu", "cuda"], Doc("Where to run; auto takes a GPU if there is one.")
]


@node("muse.personal.pose_network", category="Personal model", title="Pose network", kind="task")
class PoseNetwork:
    """Key points by any pose network: it looks at many views of each frame, mirrored and closer.

    Needs no GPU. It goes on where it was stopped.
    """

    def process(
        self,
        ctx: TaskCtx,
        session: Annotated[Session, Doc("The recording.")],
        *,
        model: Annotated[
            str, ModelFor("pose"), Doc("Which network; auto takes the best general one.")
        ] = "auto",
        face: Annotated[
            str, ModelFor("face"), Doc("Adds eye corners, jaw and chin; empty for none.")
        ] = "auto",
        frames: Frames = 400,
        flip: Flip = True,
    ) -> Dataset:
        from muse_nodes.training.ensemble_pose import PoseEnsemble
        from muse_nodes.training.shelf import PARTS
        from muse_nodes.training.teachers import networks as taught

        give = _giver(ctx, session)
        found = taught.general(give, "pose", model)
        also = taught.optional(give, "face", face)
        ensemble = PoseEnsemble(found, also, flip=flip)
        try:
            name = taught.named([*found, *([also] if also else [])])
            ctx.status(name)
            shelf = taught.shelf_for(session.path, ctx.folder, "points", name, frames, ctx.progress)
            taught.teach_points(session.path, shelf, ensemble, ctx.progress)
        finally:
            ensemble.close()
        return Dataset.of(ctx.folder, PARTS)


@node("muse.personal.mask_network", category="Personal model", title="Mask network", kind="task")
class MaskNetwork:
    """Soft masks by any person segmenters: the mean of many views, made to follow the edges.

    Needs no GPU. It goes on where it was stopped.
    """

    def process(
        self,
        ctx: TaskCtx,
        session: Annotated[Session, Doc("The recording.")],
        points: Annotated[
            Dataset | None, Doc("What a pose teacher found: the same frames are labelled then.")
        ] = None,
        *,
        model: Annotated[
            str, ModelFor("segment"), Doc("Which network; auto takes the best general one.")
        ] = "auto",
        second: Annotated[
            str, ModelFor("segment"), Doc("Another one that looks with it; empty for none.")
        ] = "auto",
        frames: Frames = 400,
        flip: Flip = True,
        scales: Annotated[
            int, Slider(1, 4), Group("Views"), Doc("Crops round the person of so many sizes.")
        ] = 3,
        shifts: Annotated[
            bool, Group("Views"), Doc("Move each crop to four sides as well; five times as slow.")
        ] = False,
        edges: Annotated[bool, Doc("Make the mask follow the picture's edges.")] = True,
    ) -> Dataset:
        from muse_nodes.training.ensemble import MatteEnsemble, views_of
        from muse_nodes.training.shelf import PARTS
        from muse_nodes.training.teachers import networks as taught

        found = taught.general(_giver(ctx, session), "segment", model, second)
        views = views_of(scales, flip=flip, shifts=shifts)
        ensemble = MatteEnsemble(found, views=views, edges=edges)
        try:
            name = taught.named(found)
            ctx.status(name)
            chosen = taught.frames_of(points.path) if points else frames
            shelf = taught.shelf_for(session.path, ctx.folder, "masks", name, chosen, ctx.progress)
            taught.teach_masks(session.path, shelf, ensemble, ctx.progress, ctx.show)
        finally:
            ensemble.close()
        return Dataset.of(ctx.folder, PARTS)


@node("muse.personal.vitpose", category="Personal model", title="ViTPose", kind="task")
class ViTPose:
    """Key points by ViTPose, much surer than small networks; for a GPU.

    Its weights must be on the disk: hf download usyd-community/vitpose-plus-huge --local-dir FOLDER
    """

    @staticmethod
    def outside(data: Path, *, weights: str = "", wholebody: str = "", **_: object) -> str:
        """The files that it reads beside its input, by size and time."""
        return _looks(weights, wholebody)

    def process(
        self,
        ctx: TaskCtx,
        session: Annotated[Session, Doc("The recording.")],
        *,
        weights: Weights = "",
        wholebody: Annotated[
            FilePath, Doc("The authors' vitpose+ .pth of that size: adds points of the face.")
        ] = "",
        look: Annotated[
            str, ModelFor("segment"), Doc("The network that finds the person at first.")
        ] = "auto",
        frames: Frames = 400,
        batch: Annotated[
            int, Slider(1, 64, 1, "frames"), Doc("So many at once; less takes less memory.")
        ] = 16,
        device: Device = "auto",
    ) -> Dataset:
        from muse_nodes.training.ensemble import MatteEnsemble
        from muse_nodes.training.installed import expect
        from muse_nodes.training.shelf import PARTS
        from muse_nodes.training.teachers import networks as taught

        expect("torch", "transformers")
        from muse_nodes.training.teachers import vitpose, vitpose_session

        network = vitpose.VitPose(weights, wholebody, device)
        first = MatteEnsemble(taught.general(_giver(ctx, session), "segment", look))
        try:
            name = f"ViTPose ({network.skeleton})"
            shelf = taught.shelf_for(session.path, ctx.folder, "points", name, frames, ctx.progress)
            vitpose_session.label(
                session.path, shelf, network, first.first_look, batch, ctx.progress
            )
        finally:
            first.close()
        return Dataset.of(ctx.folder, PARTS)


@node("muse.personal.sam2", category="Personal model", title="SAM 2.1", kind="task")
class Sam2:
    """Masks by SAM 2.1, which follows the person through the video; for a GPU.

    It begins with the key points, or with a small network's first look without them. Its weights
    must be on the disk: hf download facebook/sam2.1-hiera-large --local-dir FOLDER
    """

    @staticmethod
    def outside(data: Path, *, weights: str = "", matting: str = "", **_: object) -> str:
        """The files that it reads beside its inputs, by size and time."""
        return _looks(weights, matting)

    def process(
        self,
        ctx: TaskCtx,
        session: Annotated[Session, Doc("The recording.")],
        points: Annotated[
            Dataset | None, Doc("What a pose teacher found: where the person is.")
        ] = None,
        *,
        weights: Weights = "",
        matting: Annotated[
            FilePath, Doc("A folder with VitMatte for soft edges; empty for guided matting.")
        ] = "",
        look: Annotated[
            str, ModelFor("segment"), Doc("Without key points: what finds the person at first.")
        ] = "auto",
        frames: Frames = 400,
        every: Annotated[
            int, Slider(1, 10, 1, "frames"), Doc("Follow each n-th frame of the video.")
        ] = 2,
        device: Device = "auto",
    ) -> Dataset:
        from muse_nodes.training.ensemble import MatteEnsemble
        from muse_nodes.training.installed import expect
        from muse_nodes.training.shelf import PARTS, Shelf
        from muse_nodes.training.teachers import networks as taught

        expect("torch", "transformers")
        from muse_nodes.training.teachers import sam2, sam2_session

        found = Shelf.of(points.path, "points") if points else None
        network = sam2.Sam2(weights, device)
        finish = sam2_session.finisher(matting, device)
        first = None
        if found is None:
            first = MatteEnsemble(taught.general(_giver(ctx, session), "segment", look))
        try:
            chosen = found.about.chosen if found else frames
            shelf = taught.shelf_for(
                session.path, ctx.folder, "masks", "SAM 2.1", chosen, ctx.progress
            )
            seen = None if first is None else lambda picture: first(picture).alpha
            worker = sam2_session.Labeller(network, shelf, found, seen, finish)
            worker.work(session.path, every, ctx.progress, ctx.show)
        finally:
            if first is not None:
                first.close()
        return Dataset.of(ctx.folder, PARTS)


def _looks(*given: str) -> str:
    """Sizes and times of files, and of those in folders."""
    marks = []
    for path in map(Path, filter(None, given)):
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        marks += [(f.as_posix(), f.stat().st_size, f.stat().st_mtime_ns) for f in files]
    return repr(marks)


def _giver(ctx: TaskCtx, session: Session) -> Callable[[str, str], Network]:
    """Networks for frames of the session's size."""
    from muse_nodes.training.teachers.networks import spec_of

    spec = spec_of(session.path)
    return lambda task, choice: ctx.model(task, choice, frame=spec, threads=ctx.threads)
