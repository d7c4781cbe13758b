"""Who takes part: the personal model, the one that comes with the program, the best other one."""

from __future__ import annotations

from pathlib import Path

import msgspec

from muse_nodes.api import ModelError, MuseError, Network, Spec, TaskCtx
from muse_nodes.engine.bundled import bundled_folder
from muse_nodes.models.card import card_path
from muse_nodes.models.catalogue import Task, known_for
from muse_nodes.profiles.files import write_bytes
from muse_nodes.profiles.report import Remark, Role
from muse_nodes.training.judge import Contestant

AUTO, NONE = "auto", "none"
STUDENT = "student_model"
"""Name of the files of a personal model, without their endings."""


def base_file(assets: Path | None = None) -> Path | None:
    """The network of the base model that comes with the program, in ``assets``; if there is one."""
    folder = (assets or bundled_folder("assets")) / "models" / "base"
    return next(iter(sorted(folder.glob("*.onnx"))), None)


def network_in(path: Path) -> Path | None:
    """The ONNX file of a model: itself, ``student_model.onnx`` in its folder, or the only one."""
    if path.is_file():
        return path if path.suffix == ".onnx" else None
    named = path / f"{STUDENT}.onnx"
    if named.is_file():
        return named
    found = sorted(path.glob("*.onnx"))
    return found[0] if len(found) == 1 else None


def weights_in(path: Path) -> Path | None:
    """The weights file of a model that has not been converted."""
    if path.is_file():
        return path if path.suffix == ".pth" else None
    named = path / f"{STUDENT}_final.pth"
    return named if named.is_file() else None


def served(ctx: TaskCtx, model: Path) -> Path:
    """The ONNX file of a model as it would run; one that is only weights is exported for this.

    Raises MuseError when it holds neither.
    """
    network = network_in(model)
    if network is not None:
        return network
    weights = weights_in(model)
    if weights is None:
        raise MuseError(
            f"'{model}' holds no personal model: there is neither {STUDENT}.onnx nor "
            f"{STUDENT}_final.pth.", hint="Train one, and convert it.",
        )  # fmt: skip
    return _exported(weights, ctx.folder / f"{STUDENT}.onnx")


def _exported(weights: Path, network: Path) -> Path:
    """The network of a weights file, with its card, for this once."""
    from muse_nodes.training.checkpoint import load_student
    from muse_nodes.training.export import card_of, write_onnx

    student, _ = load_student(weights)
    write_onnx(student, network)
    card = msgspec.json.encode(card_of(student, "Personal model", "personal"))
    write_bytes(card_path(network), card, "model card")
    return network


def contestant(
    ctx: TaskCtx, role: Role, choice: str, frame: Spec, notes: list[Remark]
) -> Contestant:
    """The network that ``choice`` names, and its key points if it has any. ModelError if none."""
    network = ctx.model("segment", choice, frame=frame)
    pose: Network | None = None
    try:
        pose = ctx.model("pose", choice, frame=frame)
    except ModelError as error:
        if role != "general":
            notes.append(Remark("no_points_of", {"name": network.info.name,
                                                 "reason": error.message}))  # fmt: skip
    path = Path(choice)
    size = path.stat().st_size if path.is_file() else _size(network.info.name)
    file = path.name if path.is_file() else ""
    return Contestant(role, network.info.name, network, pose, file, size, network.info.licence)


def base(
    ctx: TaskCtx, choice: str, frame: Spec, notes: list[Remark], assets: Path | None = None
) -> Contestant | None:
    """The base model; None, with the reason among the notes, where there is none to be had."""
    if choice == NONE:
        return None
    file = base_file(assets) if choice == AUTO else None
    if choice == AUTO and file is None:
        notes.append(Remark("no_base"))
        return None
    try:
        return contestant(ctx, "base", str(file or choice), frame, notes)
    except ModelError as error:
        if choice != AUTO:
            raise
        notes.append(Remark("base_fails", {"reason": error.message}))
        return None


def general(ctx: TaskCtx, choice: str, frame: Spec, notes: list[Remark]) -> Contestant | None:
    """The best general model: what would run without the personal and the base one."""
    if choice == NONE:
        return None
    if choice != AUTO:
        return contestant(ctx, "general", choice, frame, notes)
    found = _first(ctx, "segment", frame)
    if isinstance(found, ModelError):
        notes.append(Remark("no_general", {"reason": found.message}))
        return None
    pose = _first(ctx, "pose", frame)
    name = found.info.name
    made = Contestant("general", name, found, bytes=_size(name), licence=found.info.licence)
    if isinstance(pose, ModelError):
        notes.append(Remark("no_points_of", {"name": made.name, "reason": pose.message}))
    else:
        made.pose = pose
        notes.append(Remark("points_by", {"name": pose.info.name}))
    return made


def other_backends(
    ctx: TaskCtx, network: Path, frame: Spec, notes: list[Remark]
) -> list[Contestant]:
    """The same model in other forms, to be timed: an engine beside it."""
    found = []
    for path in sorted(network.parent.glob(f"{network.stem}.engine")):
        try:
            made = ctx.model("segment", str(path), frame=frame)
        except ModelError as error:
            notes.append(Remark("backend_fails", {"file": path.name, "reason": error.message}))
            continue
        found.append(Contestant("student", made.info.name, made, file=path.name))
    return found


def _first(ctx: TaskCtx, task: Task, frame: Spec) -> Network | ModelError:
    """The first of the catalogue that runs here, or why the last one tried does not."""
    reason = ModelError(f"none is known for the task {task}.")
    for entry in known_for(task):
        try:
            return ctx.model(task, entry.name, frame=frame)
        except ModelError as error:
            reason = error
    return reason


def _size(name: str) -> int:
    """Bytes of a catalogued model, 0 if that is not known."""
    return next((entry.bytes for task in ("segment", "pose") for entry in known_for(task)
                 if entry.name == name), 0)  # fmt: skip
