"""What can be said to the endpoint and what it answers: one declaration per message.

The same classes check what comes in (unknown fields are refused, nothing is converted) and give the
JSON Schema in ``schema``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from muse_nodes.control.refusal import Code, Refusal
from muse_nodes.document import Problem

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Value = bool | int | float | str
Slow = Annotated[int, Meta(ge=0, le=30_000)]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of what comes in."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what goes out; later versions may add fields."""


# -- requests ------------------------------------------------------------------------------------


class Hello(Message, frozen=True, kw_only=True):
    """First message of a WebSocket whose opening carried no token."""

    token: Annotated[str, Meta(max_length=200)]


class Nodes(Message, frozen=True, kw_only=True):
    """List the node types, or only the one called ``type``."""

    type: Annotated[str, Meta(max_length=200)] = ""


class Document(Message, frozen=True, kw_only=True):
    """Give the document as it runs."""


class Stats(Message, frozen=True, kw_only=True):
    """Give all figures of the run."""


class Set(Message, frozen=True, kw_only=True):
    """Set parameters by node; all of them apply together between two frames, or none does.

    Where a node has to be set up again the answer does not wait for it: ``done`` is false. ``edit``
    waits.
    """

    params: dict[Name, dict[Name, Value]]


class Act(Message, frozen=True, kw_only=True):
    """Have a node carry out one of its actions before its next frame."""

    node: Name
    action: Name


class EditGraph(Message, frozen=True, kw_only=True):
    """Change the running graph by an edit, and wait up to ``wait_ms`` until it runs that way."""

    edit: dict[str, Any]
    wait_ms: Slow = 10_000


class Panic(Message, frozen=True, kw_only=True):
    """Show the slate from the next frame on, or the picture again."""

    on: bool


class Pause(Message, frozen=True, kw_only=True):
    """Let no more frames in; those under way finish."""


class Resume(Message, frozen=True, kw_only=True):
    """Go on after a pause."""


class Step(Message, frozen=True, kw_only=True):
    """While paused, let exactly one frame in."""


class Snapshot(Message, frozen=True, kw_only=True):
    """Give the next value on a port: pictures and mattes as PNG, small values as JSON.

    A picture wider than ``max_width`` is shrunk to at most that (0: never).
    """

    node: Name
    port: Name
    timeout_ms: Annotated[int, Meta(ge=1, le=5_000)] = 2_000
    max_width: Annotated[int, Meta(ge=0, le=16_384)] = 0


class Subscribe(Message, frozen=True, kw_only=True):
    """Have figures sent every ``stats_ms`` (0: never), and notices and changes as they happen.

    WebSocket only. A client that does not read what it is sent is let go. A second one replaces
    the first.
    """

    stats_ms: Annotated[int, Meta(ge=0, le=60_000)] = 1_000
    notices: bool = True
    changes: bool = True


# -- answers -------------------------------------------------------------------------------------


class Done(Answer, frozen=True, kw_only=True):
    """It is done, or will be before the next frame."""


class PortType(Answer, frozen=True, kw_only=True):
    """An input or output of a node type."""

    name: str
    type: str
    optional: bool = False
    many: bool = False
    latest: bool = False
    doc: str = ""


class ParamType(Answer, frozen=True, kw_only=True):
    """A parameter of a node type."""

    name: str
    kind: Literal["bool", "int", "float", "text", "choice", "file", "colour"]
    default: Value
    low: float | None = None
    high: float | None = None
    step: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    group: str = ""
    restart: bool = False
    doc: str = ""


class ActionType(Answer, frozen=True, kw_only=True):
    """An action of a node type."""

    name: str
    label: str
    key: str = ""


class NodeType(Answer, frozen=True, kw_only=True):
    """A node type."""

    id: str
    title: str
    category: str
    doc: str
    inputs: tuple[PortType, ...]
    outputs: tuple[PortType, ...]
    params: tuple[ParamType, ...]
    actions: tuple[ActionType, ...]


class NodeTypes(Answer, frozen=True, kw_only=True):
    """The node types that edits may use."""

    nodes: tuple[NodeType, ...]


class RunningDocument(Answer, frozen=True, kw_only=True):
    """The document as it runs, in the form of a graph file."""

    graph: dict[str, Any]


class RunStatistics(Answer, frozen=True, kw_only=True):
    """The figures that ``muse run --stats`` writes."""

    stats: dict[str, Any]


class ProblemText(Answer, frozen=True, kw_only=True):
    """One thing that is wrong, and where."""

    message: str
    hint: str = ""
    node: str = ""
    port: str = ""
    severity: Literal["error", "warning"] = "error"


class Edited(Answer, frozen=True, kw_only=True):
    """How far a change has come: ``done`` is false while it is still under way."""

    done: bool
    applied: bool
    problems: tuple[ProblemText, ...] = ()


class Seen(Answer, frozen=True, kw_only=True):
    """A value of a port: ``png`` is a base64 picture, ``value`` anything else."""

    type: str
    width: int = 0
    height: int = 0
    png: str = ""
    value: Any = None


class Failure(Answer, frozen=True, kw_only=True):
    """Why a request was not carried out: ``code`` for programs, ``message`` for people."""

    code: Code
    message: str
    problems: tuple[ProblemText, ...] = ()


# -- events --------------------------------------------------------------------------------------


class Event(Answer, frozen=True, kw_only=True, tag_field="event"):
    """Base of what is sent to subscribers on its own account."""


class StatsEvent(Event, frozen=True, kw_only=True, tag="stats"):
    """Rolling figures; ``stage_ms`` has the median time of each node."""

    frames: int
    fps: float
    latency_ms: float
    dropped: int
    stage_ms: dict[str, float]


class NoticeEvent(Event, frozen=True, kw_only=True, tag="notice"):
    """Something that the user should know: a fault, a recovery, a change that was not made."""

    frame: int
    node: str
    text: str


class ChangeEvent(Event, frozen=True, kw_only=True, tag="change"):
    """The document that runs is another one now; ``graph`` gives it."""

    nodes: int
    links: int


class PanicEvent(Event, frozen=True, kw_only=True, tag="panic"):
    """The slate is shown instead of the picture, or no longer."""

    on: bool


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be asked for. ``slow`` ones may wait for the graph."""

    request: type[Message]
    answer: type[Answer]
    slow: bool = False
    http: bool = True


COMMANDS: Mapping[str, Command] = {
    "nodes": Command(Nodes, NodeTypes),
    "graph": Command(Document, RunningDocument),
    "stats": Command(Stats, RunStatistics),
    "set": Command(Set, Edited),
    "act": Command(Act, Done),
    "edit": Command(EditGraph, Edited, slow=True),
    "panic": Command(Panic, Done),
    "pause": Command(Pause, Done),
    "resume": Command(Resume, Done),
    "step": Command(Step, Done),
    "snapshot": Command(Snapshot, Seen, slow=True),
    "subscribe": Command(Subscribe, Done, http=False),
    "hello": Command(Hello, Done, http=False),
}

EVENTS: tuple[type[Event], ...] = (StatsEvent, NoticeEvent, ChangeEvent, PanicEvent)


def command(name: str) -> Command:
    """The command of that name; Refusal if there is none."""
    found = COMMANDS.get(name)
    if found is None:
        known = ", ".join(COMMANDS)
        shown = name if len(name) <= 40 else name[:37] + "..."
        raise Refusal("unknown_command", f"There is no command '{shown}'. There are: {known}.")
    return found


def decoded(raw: bytes | str) -> dict[str, Any]:
    """One JSON object; Refusal for anything else. An empty body counts as an empty object."""
    try:
        data = msgspec.json.decode(raw) if raw.strip() else {}
    except RecursionError:
        raise Refusal("bad_request", "The message is nested too deeply.") from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Refusal("bad_request", f"The message is not valid JSON: {error}.") from None
    if not isinstance(data, dict):
        raise Refusal("bad_request", "The message has to be one JSON object.")
    return data


def read(name: str, fields: Mapping[str, Any]) -> Message:
    """The request ``name`` with these fields; Refusal says what does not fit."""
    try:
        return msgspec.convert(fields, command(name).request, strict=True)
    except msgspec.ValidationError as error:
        text = str(error)
        raise Refusal(
            "bad_request",
            f"The command '{name}' was not understood: {text[:1].lower()}{text[1:300]}. "
            "'muse control --schema' describes it.",
        ) from None


def problems(found: Iterable[Problem]) -> tuple[ProblemText, ...]:
    """Problems of a graph as messages."""
    return tuple(
        ProblemText(message=p.message, hint=p.hint, node=p.node, port=p.port, severity=p.severity)
        for p in found
    )


def failure(refusal: Refusal) -> Failure:
    """The answer that a refusal becomes."""
    told = problems(refusal.problems)
    return Failure(code=refusal.code, message=refusal.message, problems=told)
