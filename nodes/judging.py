"""Judging a personal model: is it better here than what there was before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from muse_nodes.api import Dataset, Doc, FilePath, Group, Model, NodeError, Slider, TaskCtx, node

_REPORT = ("report.json", "report.html")


@node("muse.personal.installed", category="Personal model", title="Installed model", kind="task")
class InstalledModel:
    """The personal model of a profile that runs live now."""

    @staticmethod
    def outside(data: Path, *, profile: str = "") -> str:
        folder = _folder(data, profile)
        looks = [(f.name, f.stat().st_size, f.stat().st_mtime_ns) for f in _files(folder)]
        return f"{folder} {looks}"

    def process(
        self,
        ctx: TaskCtx,
        *,
        profile: Annotated[str, Doc("The camera angle; without a name the current one.")] = "",
    ) -> Model:
        folder = _folder(ctx.data, profile)
        if not _files(folder):
            raise NodeError(
                f"The profile '{folder.parents[1].name}' has no personal model yet.",
                hint="Train one, and convert it: muse train, muse convert.",
            )
        from muse_nodes.profiles.installed import INSTALLED

        return Model.of(folder, INSTALLED)


@node("muse.personal.report", category="Personal model", title="Report", kind="task")
class ReportOnModel:
    """Judges a personal model on the end of a recording that it was not trained on.

    It is held against the model that comes with the program, the best general one, and the
    teacher. What comes of it lies beside the model: report.json for the editor, report.html for
    any browser. It says so when the personal model is not better.
    """

    @staticmethod
    def outside(
        data: Path, *, truth: str = "", truth_from: float = 0.0, judge: str = "held_out",
        base: str = "auto", general: str = "auto", most: int = 300,
    ) -> str:  # fmt: skip
        from muse_nodes.training.judge_rivals import base_file

        there = [base_file(), data / "models", Path(truth) if truth else None]
        return repr([(str(p), p.stat().st_mtime_ns) for p in there if p and p.exists()])

    def process(
        self,
        ctx: TaskCtx,
        model: Annotated[Model, Doc("An installed model, or one that has only been trained.")],
        dataset: Annotated[Dataset, Doc("A labelled session.")],
        *,
        judge: Annotated[
            Literal["held_out", "all"],
            Doc(
                "The end that training holds out; or all frames, for a session that the model was "
                "not trained on."
            ),
        ] = "held_out",
        base: Annotated[
            str, Group("Compared with"),
            Doc("The base model: 'auto' for the one of the program, a name, a file, or 'none'."),
        ] = "auto",
        general: Annotated[
            str, Group("Compared with"),
            Doc("The general model: 'auto' for the best there is, a name, a file, or 'none'."),
        ] = "auto",
        truth: Annotated[
            FilePath, Group("Exact alpha"),
            Doc("A video of the exact alpha of every frame, where there is one; else the labels."),
        ] = "",
        truth_from: Annotated[
            float, Slider(0, 3600, 0.1, "s"), Group("Exact alpha"),
            Doc("Where in that video the session begins."),
        ] = 0.0,
        most: Annotated[
            int, Slider(24, 2000, 1, "frames"), Doc("So many frames are judged at most.")
        ] = 300,
    ) -> Model:  # fmt: skip
        from muse_nodes.profiles.report_words import said
        from muse_nodes.training.report import Wish, report_on

        wish = Wish(judge, Path(truth) if truth else None, truth_from, base, general, most)
        found = report_on(ctx, model.path, dataset.path, wish)
        ctx.status(said(found.sentences[0]))
        # What it is has not changed; that its report is there is what makes this result whole.
        return Model(model.path, model.digest, model.parts and (*model.parts, *_REPORT))


def _folder(data: Path, profile: str) -> Path:
    from muse_nodes.profiles import Profiles
    from muse_nodes.profiles.installed import models_of, personal_folder

    profiles = Profiles(data)
    return personal_folder(models_of(profiles.get(profile) if profile else profiles.current()))


def _files(folder: Path) -> list[Path]:
    from muse_nodes.profiles.installed import INSTALLED

    return [folder / name for name in INSTALLED if (folder / name).is_file()]
