"""The ``@node`` and ``@action`` decorators: they note what was declared and touch nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

C = TypeVar("C", bound=type)
F = TypeVar("F", bound=Callable[..., Any])

OnFault = Literal["hold", "bypass", "stop"]
Kind = Literal["stream", "task"]

DECLARATION = "__muse_node__"
ACTION = "__muse_action__"


@dataclass(frozen=True, slots=True)
class NodeDeclaration:
    """What ``@node`` was told about a class; everything else is read from ``process``."""

    id: str
    category: str
    title: str = ""
    runs_on: Literal["any", "host"] = "any"
    side_effects: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    bypass: str = ""
    queue: int = 1
    optional: bool = False
    on_fault: OnFault = "hold"
    patience: float = 0.0
    public: str = ""
    kind: Kind = "stream"
    revision: int = 1


@dataclass(frozen=True, slots=True)
class ActionDeclaration:
    """A button in the inspector, a hot key and a command, all at once."""

    name: str
    label: str
    key: str = ""


def node(
    id: str,
    *,
    category: str,
    title: str = "",
    runs_on: Literal["any", "host"] = "any",
    side_effects: bool = False,
    renamed: Mapping[str, str] | None = None,
    replaces: tuple[str, ...] = (),
    requires: tuple[str, ...] = (),
    bypass: str = "",
    queue: int = 1,
    optional: bool = False,
    on_fault: OnFault | Literal[""] = "",
    patience: float = 0.0,
    public: str = "",
    kind: Kind = "stream",
    revision: int = 1,
) -> Callable[[C], C]:
    """Declare a class as a node type.

    ``id`` is for ever and looks like ``muse.time.trails``. ``runs_on="host"`` asks for host arrays
    whatever the plan's device is (cameras, writers). ``side_effects`` keeps the engine from warming
    the node with blank frames; sources and sinks are left out anyway. ``renamed`` maps old
    parameter and port names to new ones, ``replaces`` lists old ids. ``requires`` names
    third-party modules without which the node is listed as unavailable. ``bypass`` names the input
    that stands in for the output when the node is bypassed or has failed. ``queue`` is how many
    frames may wait before a live sink: 1 keeps only the newest, a recorder asks for more.
    ``optional`` sinks (a virtual camera) may be missing on a machine: a NodeError out of their
    ``setup`` is told, and as long as another sink works the graph runs without them.

    ``on_fault`` says what stands in while the node fails: ``hold`` its last good value (before
    there is one: its bypass), ``bypass`` the input that ``bypass`` names, ``stop`` nothing, so that
    its branch rests. Without it a node with a ``bypass`` is bypassed and any other one held.
    ``patience`` is how many seconds a call may take before the node counts as stalled; 0 leaves
    it to the engine, which goes by the kind of node and by how long its calls usually take.
    ``public`` marks a sink whose pictures leave the machine: ``always``, or the name of a bool
    parameter that says so. The engine guards it: see ``Privacy`` in ``api.params``.

    A ``task`` takes and gives artifacts (Session, Dataset, Model): its ``process`` gets a
    ``TaskCtx``, runs once and may take hours. What it gave is kept by its inputs' contents and
    parameters; a higher ``revision`` says that it would give something else now. A stream node may
    give artifacts by ``finish(ctx)``, called before ``teardown`` when its stream has ended.

    Some methods are asked for when a node has them: ``stream()`` of a source (StreamInfo),
    ``exclusive()`` (True: it holds what only one can hold, a camera, and is torn down before its
    successor is set up), ``watched()`` of a sink (False: nobody looks, None: it cannot tell),
    static ``shows`` (``api.exposure``), ``outside(data, **params)`` of a task (what is on disk).
    """

    def mark(cls: C) -> C:
        declaration = NodeDeclaration(
            id, category, title or cls.__name__, runs_on, side_effects,
            dict(renamed or {}), tuple(replaces), tuple(requires), bypass, queue, optional,
            on_fault or ("bypass" if bypass else "hold"), patience, public, kind, revision,
        )  # fmt: skip
        setattr(cls, DECLARATION, declaration)
        return cls

    return mark


def action(*, label: str, key: str = "") -> Callable[[F], F]:
    """Mark a method ``(self, ctx)`` as an action; the engine calls it between two frames."""

    def mark(method: F) -> F:
        setattr(method, ACTION, ActionDeclaration(method.__name__, label, key))
        return method

    return mark
