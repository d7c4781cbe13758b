"""From a trained student to a network that runs live."""

from pathlib import Path
from typing import Annotated, Literal

from muse_nodes.api import Doc, FilePath, Model, NodeError, TaskCtx, node


@node("muse.personal.trained", category="Personal model", title="Trained model", kind="task")
class TrainedModel:
    """What was trained last for a profile, or a student of your own choice."""

    @staticmethod
    def outside(data: Path, *, profile: str, weights: str) -> str:
        """What it would find."""
        found = _found(data, profile, weights)
        file = (found / _names()[0] if found.is_dir() else found).stat()
        return f"{found} {file.st_size} {file.st_mtime_ns}"

    def process(
        self,
        ctx: TaskCtx,
        *,
        profile: Annotated[str, Doc("Its profile; empty for the current one.")] = "",
        weights: Annotated[
            FilePath, Doc("A .pth file that training wrote; empty for the profile's newest.")
        ] = "",
    ) -> Model:
        found = _found(ctx.data, profile, weights)
        ctx.status(found.name)
        return Model.of(found, _names() if found.is_dir() else ())


@node("muse.personal.convert", category="Personal model", title="Convert", kind="task")
class Convert:
    """Makes a trained student fast, and installs it: Segment and Pose take it up while they run.

    It becomes an ONNX network that does what was trained (this is measured), and where TensorRT is
    installed an engine for graphics cards. The model before is kept: `muse models rollback`.
    """

    @staticmethod
    def outside(data: Path, *, profile: str = "", engine: str = "auto") -> str:
        """Where it would install, and what would build an engine."""
        from muse_nodes.profiles import Profiles
        from muse_nodes.training.engine_build import builder

        return f"{data} {profile.strip() or Profiles(data).current_name} {builder()}"

    def process(
        self,
        ctx: TaskCtx,
        model: Annotated[Model, Doc("What training left.")],
        *,
        profile: Annotated[
            str, Doc("Whose model it becomes; empty for the profile that it was trained in.")
        ] = "",
        engine: Annotated[
            Literal["auto", "none", "SM75", "SM80", "SM86", "SM89", "SM120"],
            Doc(
                "Graphics cards that the TensorRT engine is for. Auto: all from RTX 30 on, or the "
                "one in this machine. SM75: RTX 20."
            ),
        ] = "auto",
    ) -> Model:
        from muse_nodes.profiles import Profiles
        from muse_nodes.profiles.installed import INSTALLED, install
        from muse_nodes.training.installed import expect

        expect("torch", "onnx", "onnxscript")
        from muse_nodes.training.convert import convert, weights_in

        profiles, name = Profiles(ctx.data), profile.strip()
        owner = profiles.get(name) if name else profiles.of(model.path) or profiles.current()
        title = f"Personal model, {owner.name}"
        made = convert(weights_in(model.path), ctx.folder, engine, ctx.progress, title)
        folder = install(owner, made.files)
        if made.engine is not None:
            told = f"Engine for {', '.join(made.engine.capabilities)}."
        else:
            told = f"No engine: {made.trouble}"
            ctx.log.warning("%s", made.trouble)
        ctx.status(
            f"Installed for '{owner.name}'. It differs from what was trained by "
            f"{made.difference:.1g} at most, in float16 by {made.half_difference:.1g}. {told}"
        )
        return Model.of(folder, INSTALLED)


def _names() -> tuple[str, ...]:
    from muse_nodes.profiles.installed import TRAINED

    return TRAINED


def _found(data: Path, profile: str, weights: str) -> Path:
    """The folder or file that is meant; NodeError when there is none."""
    from muse_nodes.profiles import Profiles
    from muse_nodes.profiles.installed import trained_models

    if weights:
        return Path(weights)
    profiles = Profiles(data)
    owner = profiles.get(profile.strip()) if profile.strip() else profiles.current()
    there = trained_models(owner)
    if not there:
        raise NodeError(
            f"Nothing has been trained for the profile '{owner.name}' yet.",
            hint=f"Run the training graph first: muse train {owner.name}.",
        )
    return there[-1]
