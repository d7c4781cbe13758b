"""Learning from labelled frames: which ones, and the training itself."""

from pathlib import Path
from typing import Annotated, Literal

from muse_nodes.api import Dataset, Doc, FilePath, Group, Model, NodeError, Slider, TaskCtx, node

ALL = "*"
"""What stands for all labelled sessions of a profile."""


@node("muse.personal.dataset", category="Personal model", title="Data set", kind="task")
class LabelledSession:
    """Takes labelled frames from the disk: a session of a profile, the newest one, or all of them.

    With * for all sessions it fits Train only; filter and judge them one by one.
    """

    @staticmethod
    def outside(data: Path, *, profile: str, session: str) -> str:
        """What it would find: the sessions, and the content of their labels by size and time."""
        marks = []
        for folder in _chosen(data, profile, session):
            for part in ("annotations.json", "review.json", "verdicts.json"):
                path = folder / "labels" / part
                mark = path.stat() if path.is_file() else None
                marks.append((path.as_posix(), mark and (mark.st_size, mark.st_mtime_ns)))
        return repr(marks)

    def process(
        self,
        ctx: TaskCtx,
        *,
        profile: Annotated[str, Doc("Its profile; empty for the current one.")] = "",
        session: Annotated[
            str, Doc("The session's name; empty for the newest labelled one, * for all of them.")
        ] = "",
    ) -> Dataset:
        from muse_nodes.profiles import REVIEWED

        found = _chosen(ctx.data, profile, session)
        ctx.status(", ".join(folder.name for folder in found))
        if session.strip() != ALL:
            return Dataset.of(found[0], REVIEWED)
        parts = tuple(f"{folder.name}/{part}" for folder in found for part in REVIEWED)
        return Dataset.of(found[0].parent, parts)


@node("muse.personal.train", category="Personal model", kind="task")
class Train:
    """Trains a small network for one person on labelled sessions, and leaves it in the profile.

    The last part of each session is held out: what is shown of it while training goes on, the
    student has never seen. It can be cancelled at any time and goes on where it was. Curves and
    pictures are written for TensorBoard as well.
    """

    @staticmethod
    def outside(data: Path, *, weights: str = "", backgrounds: str = "", **_: object) -> str:
        """The files that it reads beside its inputs, by size and time."""
        marks = []
        for given in filter(None, (weights, backgrounds)):
            path = Path(given)
            files = sorted(path.iterdir()) if path.is_dir() else [path]
            marks += [(f.as_posix(), f.stat().st_size, f.stat().st_mtime_ns) for f in files]
        return repr(marks)

    def process(
        self,
        ctx: TaskCtx,
        base: Annotated[Model | None, Doc("A trained student to begin with.")] = None,
        *dataset: Annotated[Dataset, Doc("Labelled sessions, as many as there are.")],
        preset: Annotated[
            Literal["quick", "standard", "quality"],
            Doc("Quick: ten minutes without a GPU. Quality: a larger network, for a GPU."),
        ] = "standard",
        device: Annotated[
            Literal["auto", "cpu", "cuda"], Doc("Where to train; auto takes a GPU if there is one.")
        ] = "auto",
        points: Annotated[
            Literal["body and face", "body"],
            Doc("The key points to learn; those of the face are what the warps need."),
        ] = "body and face",
        weights: Annotated[
            FilePath,
            Doc("A .pth file to begin with: a student, or MobileNetV3-small from ImageNet."),
        ] = "",
        backgrounds: Annotated[
            FilePath,
            Doc("A folder with pictures of rooms to put the person into; empty: the bundled ones."),
        ] = "",
        profile: Annotated[
            str, Doc("Where the model belongs; empty for the profile of the session.")
        ] = "",
        steps: Annotated[
            int, Slider(0, 200_000), Group("Advanced"), Doc("Steps at most; 0: as the preset says.")
        ] = 0,
        seed: Annotated[
            int, Slider(0, 9999), Group("Advanced"), Doc("Another one gives another student.")
        ] = 1,
        threads: Annotated[
            int,
            Slider(0, 64),
            Group("Advanced"),
            Doc("Of the processor; 0: as many as it may use."),
        ] = 0,
    ) -> Model:
        from muse_nodes.training.installed import expect

        expect("torch", "transformers") if preset == "quality" else expect("torch")
        from muse_nodes.training.train import order_of, train

        order = order_of(
            preset, points=17 if points == "body" else 24, steps=steps, seed=seed, device=device,
            weights=Path(weights) if weights else None,
            backgrounds=Path(backgrounds) if backgrounds else None,
            threads=threads, profile=profile.strip(),
        )  # fmt: skip
        return train(dataset, order, ctx, base)


def _chosen(data: Path, profile: str, session: str) -> list[Path]:
    """The labelled sessions that are meant, newest first; NodeError when there are none."""
    from muse_nodes.profiles import Profiles, checked_name, sessions_of
    from muse_nodes.profiles.labels import labels_path

    wanted = session.strip()
    owner = Profiles(data).chosen(profile.strip())
    there = list(sessions_of(owner))
    if wanted not in ("", ALL):
        name = checked_name(wanted, "session")
        if not any(folder.name == name for folder in there):
            raise NodeError(
                f"The profile '{owner.name}' has no session '{name}'.",
                hint=f"There are: {', '.join(f.name for f in there) or 'none yet'}.",
            )
        there = [folder for folder in there if folder.name == name]
    labelled = [folder for folder in reversed(there) if labels_path(folder).is_file()]
    if not labelled:
        what = f"The session '{wanted}'" if wanted not in ("", ALL) else "No session"
        verb = "is not labelled" if wanted not in ("", ALL) else f"of '{owner.name}' is labelled"
        raise NodeError(f"{what} {verb}.", hint="Run the labelling graph on it first.")
    return labelled if wanted == ALL else labelled[:1]
