"""From decoded JSON to the document's dataclasses, strictly, and back.

The reader follows the declared field types, takes nothing on trust, and goes on after a mistake:
what can be read is read, and every mistake becomes a Problem that names the file and the field.
Nothing is converted quietly; only a whole number may stand where a number is expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Annotated, Any, TypeVar, get_args, get_origin

from muse_nodes.document.edit import Edit, edit_name
from muse_nodes.document.fields import Id, Port, describe, fault, kinds
from muse_nodes.document.problem import DocumentError, Problem, Severity, errors
from muse_nodes.document.values import Params, freeze, freeze_key, thaw

T = TypeVar("T")

MAX_PROBLEMS = 100
"""A file that is wrong all over is reported up to here."""


class Refused(Exception):  # noqa: N818 - never leaves this package: it only ends the reading of a part
    """A part could not be read; the text is the rest of a sentence, empty if reported already."""


class Reader:
    """Reads parts of one file or message; ``problems`` collects what was wrong."""

    def __init__(self, name: str, edits: Mapping[str, type[Edit]] | None = None) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self._edits = edits or {}

    def report(
        self, path: str, sentence: str, hint: str = "", *, severity: Severity = "error"
    ) -> None:
        """Note that something is wrong at ``path``; ``sentence`` goes on after its name."""
        at = f"{self.name}: {_printable(path) or 'it'} {sentence}."
        self.add(Problem(at, hint, severity=severity))

    def add(self, problem: Problem) -> None:
        """Note a problem; beyond the limit only if it is the first error among warnings."""
        few = len(self.problems) < MAX_PROBLEMS
        if few or (problem.severity == "error" and not errors(self.problems)):
            self.problems.append(problem)

    def dataclass(self, kind: type[T], value: object, path: str) -> T:
        """``value`` as that dataclass; raises Refused if something that it needs is missing."""
        given = self.fields(kind, value, path)
        try:
            return kind(**given)
        except DocumentError as error:
            for problem in error.problems:
                self.report(path, f"was refused: {problem.message.rstrip('.')}", problem.hint)
            raise Refused from None

    def fields(
        self, kind: type, value: object, path: str, also: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """The fields that can be read; one that cannot takes its default, if it has one.

        Unknown fields are warned of, except those in ``also``.
        """
        if not isinstance(value, Mapping):
            raise Refused(f"has to be an object, but it is {describe(value)}")
        given: dict[str, Any] = {}
        lost = False
        for field in fields(kind):
            at = f"{path}.{field.name}" if path else field.name
            if field.name in value:
                try:
                    given[field.name] = self.value(kinds(kind)[field.name], value[field.name], at)
                    continue
                except Refused as refused:
                    if str(refused):
                        self.report(at, str(refused))
            elif _needed(field):
                self.report(at, "is missing")
            lost = lost or _needed(field)
        for name in value:
            if name not in kinds(kind) and name not in also:
                at = f"{path}.{name}" if path else name
                hint = "It was left out; is it misspelt?"
                self.report(at, "is not a known field", hint, severity="warning")
        if lost:
            raise Refused
        return given

    def value(self, kind: Any, value: object, path: str) -> Any:
        """``value`` as that kind of field; raises Refused if it does not fit."""
        bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
        if get_origin(bare) is tuple:
            return self._tuple(kind, get_args(bare), value, path)
        if bare is Edit:
            return self._edit(value, path)
        if bare is Params:
            return self._params(value, path)
        if bare is Any:
            return self._frozen(value)
        if is_dataclass(bare) and isinstance(bare, type):
            return self.dataclass(bare, value, path)
        if bare is Port and isinstance(value, str):
            try:
                return Port.parse(value)
            except ValueError as error:
                raise Refused(str(error)) from None
        if wrong := fault(kind, value):
            raise Refused(wrong)
        return value

    def _tuple(self, kind: Any, items: tuple[Any, ...], value: object, path: str) -> Any:
        if not isinstance(value, list | tuple):
            raise Refused(f"has to be a list, but it is {describe(value)}")
        if items[-1] is not Ellipsis:
            if wrong := fault(kind, tuple(value)):
                raise Refused(wrong)
            return tuple(value)
        read = []
        for index, item in enumerate(value):
            id = item.get("id") if isinstance(item, Mapping) else None
            at = f"{path}[{index if fault(Id, id) else id}]"
            try:
                read.append(self.value(items[0], item, at))
            except Refused as refused:
                if str(refused):
                    self.report(at, str(refused))
        return tuple(read)

    def _params(self, value: object, path: str) -> Params:
        if not isinstance(value, Mapping):
            raise Refused(f"has to be an object, but it is {describe(value)}")
        read: dict[str, object] = {}
        for name, item in value.items():
            try:
                read[freeze_key(name)] = freeze(item)
            except ValueError as error:
                self.report(f"{path}.{name}", str(error))
        return Params(read)

    def _frozen(self, value: object) -> Any:
        try:
            return freeze(value)
        except ValueError as error:
            raise Refused(str(error)) from None

    def _edit(self, value: object, path: str) -> Edit:
        if not isinstance(value, Mapping):
            raise Refused(f"has to be an object, but it is {describe(value)}")
        name = value.get("edit")
        kind = self._edits.get(name) if isinstance(name, str) else None
        if kind is None:
            known = ", ".join(sorted(self._edits))
            self.report(f"{path}.edit" if path else "edit", f"has to be one of {known}")
            raise Refused
        rest = {key: item for key, item in value.items() if key != "edit"}
        return self.dataclass(kind, rest, path)


def plain(kind: Any, value: Any) -> Any:
    """The JSON data of a field's value, the reverse of ``Reader.value``.

    Fields that have their default are left out, and coordinates without a fraction lose the point.
    """
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(bare) is tuple:
        items = get_args(bare)
        each = (items[0],) * len(value) if items[-1] is Ellipsis else items
        return [plain(item, part) for item, part in zip(each, value, strict=True)]
    if bare is Params or bare is Any:
        return thaw(value)
    if bare is Port:
        return str(value)
    if bare is float:
        return int(value) if float(value).is_integer() else float(value)
    return _object(value) if is_dataclass(value) else value


def _object(value: Any) -> dict[str, Any]:
    owner: Any = type(value)
    data = {"edit": edit_name(owner)} if isinstance(value, Edit) else {}
    for field in fields(owner):
        part = getattr(value, field.name)
        if part != _default(field):
            data[field.name] = plain(kinds(owner)[field.name], part)
    return data


def _needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _default(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _printable(path: str) -> str:
    shown = path if len(path) <= 120 else path[:117] + "..."
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")
