"""Reads a node class once and writes down what its signature declares.

Everything else (checker, planner, inspector, documentation, tests) reads the ``NodeSchema`` made
here and never looks at the class again, except to make an instance of it.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from muse_nodes.api.node import ACTION, DECLARATION, ActionDeclaration, NodeDeclaration
from muse_nodes.api.params import (
    ColourMark,
    Doc,
    File,
    Group,
    ModelFor,
    Restart,
    ShowIf,
    Slider,
)
from muse_nodes.api.ports import ARTIFACTS, CLASS_PORTS, Latest, PortType

ParamKind = Literal["bool", "int", "float", "text", "choice", "file", "colour"]
Value = bool | int | float | str


class SchemaError(Exception):
    """A node class does not keep to the contract; the message says where and how to mend it."""


@dataclass(frozen=True, slots=True)
class InputSchema:
    """An input port. ``many``: ports ``name1``, ``name2``, … as many as are connected."""

    name: str
    type: PortType
    optional: bool = False
    many: bool = False
    latest: bool = False
    doc: str = ""


@dataclass(frozen=True, slots=True)
class OutputSchema:
    """An output port. ``optional``: it may give nothing in a tick."""

    name: str
    type: PortType
    optional: bool = False
    doc: str = ""


@dataclass(frozen=True, slots=True)
class ParamSchema:
    """A parameter, with all that the inspector and the validation need.

    ``task`` is what the network must be for that a text names; empty for all other texts.
    """

    name: str
    kind: ParamKind
    default: Value
    slider: Slider | None = None
    choices: tuple[str, ...] = ()
    file: File | None = None
    group: str = ""
    show_if: ShowIf | None = None
    restart: bool = False
    doc: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class NodeSchema:
    """A node type as everybody but its author sees it."""

    id: str
    title: str
    category: str
    doc: str
    inputs: tuple[InputSchema, ...]
    outputs: tuple[OutputSchema, ...]
    params: tuple[ParamSchema, ...]
    actions: tuple[ActionDeclaration, ...]
    declaration: NodeDeclaration
    factory: type
    bare: bool = True
    """True when ``process`` returns the value itself, False for a NamedTuple of values."""

    @property
    def is_task(self) -> bool:
        return self.declaration.kind == "task"

    @property
    def is_source(self) -> bool:
        return not self.inputs and not self.is_task

    @property
    def is_sink(self) -> bool:
        """True when nothing flows out of it; an artifact comes only when all is over."""
        return not self.is_task and not self.flowing

    @property
    def flowing(self) -> tuple[OutputSchema, ...]:
        """The outputs that give something in every frame."""
        return tuple(o for o in self.outputs if o.type not in ARTIFACTS)

    def input(self, port: str) -> InputSchema | None:
        """The input that ``port`` belongs to; ``layer2`` belongs to the variadic ``layer``."""
        for candidate in self.inputs:
            if candidate.many:
                number = port.removeprefix(candidate.name)
                if number != port and number.isascii() and number.isdigit() and number[0] != "0":
                    return candidate
            elif candidate.name == port:
                return candidate
        return None

    def output(self, port: str) -> OutputSchema | None:
        return next((o for o in self.outputs if o.name == port), None)

    def param(self, name: str) -> ParamSchema | None:
        return next((p for p in self.params if p.name == name), None)


def derive(cls: type) -> NodeSchema:
    """The schema of a class under ``@node``; SchemaError when it breaks the contract."""
    declaration = getattr(cls, DECLARATION, None)
    if not isinstance(declaration, NodeDeclaration):
        raise SchemaError(f"Class {cls.__name__} is not declared with @node.")
    process = getattr(cls, "process", None)
    if process is None:
        raise SchemaError(f"Node '{declaration.id}' has no method 'process'.")
    hints = get_type_hints(process, include_extras=True)
    parameters = list(inspect.signature(process).parameters.values())[2:]  # without self, ctx
    inputs, params = [], []
    for parameter in parameters:
        where = f"argument '{parameter.name}' of node '{declaration.id}'"
        if parameter.name not in hints:
            raise SchemaError(f"The {where} has no annotation.")
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            params.append(_param(parameter, hints[parameter.name], where))
        else:
            inputs.append(_input(parameter, hints[parameter.name], where))
    outputs, bare = _outputs(hints.get("return", NoneType), declaration.id)
    outputs, bare = _with_artifacts(cls, declaration, inputs, (outputs, bare))
    return NodeSchema(
        declaration.id, declaration.title, declaration.category, inspect.getdoc(cls) or "",
        tuple(inputs), outputs, tuple(params), _actions(cls), declaration, cls, bare,
    )  # fmt: skip


def _with_artifacts(
    cls: type, declaration: NodeDeclaration, inputs: list[InputSchema],
    given: tuple[tuple[OutputSchema, ...], bool],
) -> tuple[tuple[OutputSchema, ...], bool]:  # fmt: skip
    """The outputs, with what ``finish`` gives. A task has ports for artifacts only, and a stream
    node takes none and gives one only when it has ``finish`` and nothing flows out of it.
    """
    ports = [*((i.name, i.type) for i in inputs), *((o.name, o.type) for o in given[0])]
    task = declaration.kind == "task"
    wrong = [name for name, kind in ports if (kind in ARTIFACTS) != task]
    if wrong and task:
        raise SchemaError(
            f"The port '{wrong[0]}' of the task '{declaration.id}' is no artifact; "
            "a task takes and gives Session, Dataset and Model."
        )
    if wrong:
        raise SchemaError(
            f"The port '{wrong[0]}' of node '{declaration.id}' is an artifact: declare it with "
            "kind='task', or give the artifact by a method 'finish'."
        )
    finish = getattr(cls, "finish", None)
    if task or finish is None:
        return given
    hints = get_type_hints(finish, include_extras=True)
    outputs, bare = _outputs(hints.get("return", NoneType), declaration.id)
    if given[0] or not outputs or any(o.type not in ARTIFACTS for o in outputs):
        raise SchemaError(
            f"Node '{declaration.id}' has a method 'finish': it has to give a Session, Dataset or "
            "Model, and 'process' nothing."
        )
    return outputs, bare


def _strip(hint: Any) -> tuple[Any, bool, tuple[Any, ...]]:
    """(inner type, may be None, marks of Annotated) of a hint."""
    optional = False
    marks: tuple[Any, ...] = ()
    while True:
        origin = get_origin(hint)
        if origin in (Union, UnionType):
            rest = [a for a in get_args(hint) if a is not NoneType]
            optional = optional or len(rest) < len(get_args(hint))
            if len(rest) != 1:
                return hint, optional, marks
            hint = rest[0]
        elif origin is Annotated:
            inner, *more = get_args(hint)
            hint, marks = inner, (*more, *marks)
        else:
            return hint, optional, marks


def _port_type(hint: Any, where: str) -> tuple[PortType, bool, str]:
    """(port type, may be None, doc) of a hint."""
    inner, optional, marks = _strip(hint)
    doc = next((m.text for m in marks if isinstance(m, Doc)), "")
    for mark in marks:
        if isinstance(mark, PortType):
            return mark, optional, doc
    if isinstance(inner, type) and inner in CLASS_PORTS:
        return CLASS_PORTS[inner], optional, doc
    raise SchemaError(
        f"The {where} is no port type: {hint!r}. Use Frame, Matte, Pose and the like."
    )


def _input(parameter: inspect.Parameter, hint: Any, where: str) -> InputSchema:
    inner, optional, marks = _strip(hint)
    doc = next((m.text for m in marks if isinstance(m, Doc)), "")
    if get_origin(inner) is Latest:
        kind, _, _ = _port_type(get_args(inner)[0], where)
        if not optional:
            raise SchemaError(f"The {where} is Latest and must be optional: '| None = None'.")
        return InputSchema(parameter.name, kind, True, False, True, doc)
    kind, optional, doc = _port_type(hint, where)
    many = parameter.kind is inspect.Parameter.VAR_POSITIONAL
    return InputSchema(parameter.name, kind, optional or many, many, False, doc)


def _outputs(hint: Any, node: str) -> tuple[tuple[OutputSchema, ...], bool]:
    if hint is NoneType or hint is None:
        return (), True
    fields = getattr(hint, "_fields", None)
    if fields is not None:
        hints = get_type_hints(hint, include_extras=True)
        found = []
        for name in fields:
            kind, optional, doc = _port_type(hints[name], f"output '{name}' of node '{node}'")
            found.append(OutputSchema(name, kind, optional, doc))
        return tuple(found), False
    kind, optional, doc = _port_type(hint, f"return value of node '{node}'")
    return (OutputSchema(kind.name.lower(), kind, optional, doc),), True


def _param(parameter: inspect.Parameter, hint: Any, where: str) -> ParamSchema:
    if parameter.default is inspect.Parameter.empty:
        raise SchemaError(f"The {where} is a parameter and needs a default.")
    inner, _, marks = _strip(hint)
    found = {type(m): m for m in marks}
    choices: tuple[str, ...] = ()
    kind: ParamKind
    if get_origin(inner) is Literal:
        kind, choices = "choice", tuple(get_args(inner))
    elif File in found:
        kind = "file"
    elif ColourMark in found:
        kind = "colour"
    elif inner in (bool, int, float, str):
        kind = "text" if inner is str else inner.__name__
    else:
        raise SchemaError(f"The {where} is no parameter type: {hint!r}.")
    group, doc, model = found.get(Group), found.get(Doc), found.get(ModelFor)
    return ParamSchema(
        parameter.name, kind, parameter.default, found.get(Slider), choices, found.get(File),
        group.name if group else "", found.get(ShowIf), Restart in found, doc.text if doc else "",
        model.task if model else "",
    )  # fmt: skip


def _actions(cls: type) -> tuple[ActionDeclaration, ...]:
    found: dict[str, ActionDeclaration] = {}
    for base in reversed(cls.__mro__):
        for member in vars(base).values():
            declared = getattr(member, ACTION, None)
            if isinstance(declared, ActionDeclaration):
                found[declared.name] = declared
    return tuple(found.values())
