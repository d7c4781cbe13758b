"""Which node types there are: found in folders of node files, none of them imported twice.

One broken node file does not stop the others: it becomes a ``LoadFailure`` with its reason.
Files of third parties (any folder but the bundled one) are loaded only when the user trusted
exactly this content: the hash of the file is in the list of trusted hashes. Such a file stands
alone: nothing else in its folder is run with it, because nothing else was trusted.
"""

from __future__ import annotations

import hashlib
import importlib.machinery
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, ModuleType

from muse_nodes.api.node import DECLARATION
from muse_nodes.document import Renames
from muse_nodes.engine.bundled import bundled_folder
from muse_nodes.engine.schema import NodeSchema, SchemaError, derive

_OWN = "muse_user_nodes"


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """A node file or class that could not be taken in, and why, in a sentence.

    ``untrusted``: nothing is known to be wrong with it, but it waits for the user's trust.
    """

    file: str
    message: str
    untrusted: bool = False


@dataclass(frozen=True)
class Registry:
    """The node types of one engine, by id. Immutable; ``extended`` gives a larger one."""

    schemas: Mapping[str, NodeSchema] = field(default_factory=dict)
    failures: tuple[LoadFailure, ...] = ()

    def get(self, type_id: str) -> NodeSchema | None:
        return self.schemas.get(type_id)

    def __iter__(self) -> Iterator[NodeSchema]:
        return iter(sorted(self.schemas.values(), key=lambda s: (s.category, s.id)))

    def __len__(self) -> int:
        return len(self.schemas)

    def extended(self, classes: Iterable[type]) -> Registry:
        """This registry and the node ``classes``; SchemaError for a bad or doubled one."""
        schemas = dict(self.schemas)
        for cls in classes:
            schema = derive(cls)
            if schema.id in schemas:
                raise SchemaError(f"Two node types have the id '{schema.id}'.")
            schemas[schema.id] = schema
        return Registry(schemas, self.failures)

    def renames(self) -> Renames:
        """What the node types and their ports and parameters were called before."""
        types, names = {}, {}
        for schema in self.schemas.values():
            types.update(dict.fromkeys(schema.declaration.replaces, schema.id))
            names[schema.id] = dict(schema.declaration.renamed)
        return Renames(types, names)


def load_registry(
    user_folders: Iterable[Path] = (), *, trusted: frozenset[str] = frozenset()
) -> Registry:
    """The bundled node types and those of the users' own folders."""
    schemas: dict[str, NodeSchema] = {}
    failures: list[LoadFailure] = []
    for path in _node_files(bundled_folder("nodes")):
        _take(path, f"nodes.{path.stem}", schemas, failures)
    for folder in user_folders:
        for path in _node_files(folder):
            source = path.read_bytes()
            if _hash(source) not in trusted:
                reason = "This node file is not trusted yet, so it was not run."
                failures.append(LoadFailure(str(path), reason, untrusted=True))
                continue
            _take(path, _own_name(path, source), schemas, failures, source)
    return Registry(schemas, tuple(failures))


def load_file(path: Path) -> list[NodeSchema]:
    """The node types of one file, trusted by whoever calls this. Raises what the file raises."""
    source = path.read_bytes()
    return [derive(cls) for cls in node_classes(_load(path, _own_name(path, source), source))]


def file_hash(path: Path) -> str:
    """sha256 of a node file: what the user trusts."""
    return _hash(path.read_bytes())


def _hash(source: bytes) -> str:
    return hashlib.sha256(source).hexdigest()


def _own_name(path: Path, source: bytes) -> str:
    """The module name of a user's node file: another content is another module."""
    return f"{_OWN}.{path.stem}_{_hash(source)[:16]}"


def _node_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.glob("*.py") if not p.name.startswith("_"))


def _take(
    path: Path,
    name: str,
    schemas: dict[str, NodeSchema],
    failures: list[LoadFailure],
    source: bytes | None = None,
) -> None:
    try:
        module = _load(path, name, source)
    except Exception:  # noqa: BLE001 - a node file may fail in any way; it is told, not raised
        failures.append(LoadFailure(str(path), traceback.format_exc(limit=-2).strip()))
        return
    for cls in node_classes(module):
        try:
            schema = derive(cls)
        except (SchemaError, TypeError, NameError) as error:
            failures.append(LoadFailure(str(path), str(error)))
            continue
        if schema.id in schemas:
            failures.append(LoadFailure(str(path), f"The node id '{schema.id}' is taken."))
            continue
        missing = [r for r in schema.declaration.requires if importlib.util.find_spec(r) is None]
        if missing:
            listed = ", ".join(missing)
            failures.append(LoadFailure(str(path), f"Node '{schema.id}' needs {listed}."))
            continue
        schemas[schema.id] = schema


class _Exactly(importlib.machinery.SourceFileLoader):
    """Runs the very bytes whose hash was looked up: no compiled file that lies about."""

    def __init__(self, name: str, path: Path, source: bytes) -> None:
        super().__init__(name, str(path))
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = self.source_to_code(self._source, self.path)
        return code


def _load(path: Path, name: str, source: bytes | None) -> ModuleType:
    """The module of a node file: a bundled one, or a user's with the ``source`` that was read."""
    known = sys.modules.get(name)
    if known is not None and known.__file__ == str(path):
        return known
    package = name.rpartition(".")[0]
    if package not in sys.modules:
        if source is not None:
            sys.modules[package] = ModuleType(package)
        else:  # bundled node files import each other's helpers by it
            init, folder = path.parent / "__init__.py", [str(path.parent)]
            _execute(
                importlib.util.spec_from_file_location(
                    package, init, submodule_search_locations=folder
                )
            )
    loader = None if source is None else _Exactly(name, path, source)
    return _execute(importlib.util.spec_from_file_location(name, path, loader=loader))


def _execute(spec: importlib.machinery.ModuleSpec | None) -> ModuleType:
    if spec is None or spec.loader is None:
        raise ImportError("A node file ends in .py.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses and get_type_hints look the module up by name
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[spec.name]
        raise
    return module


def node_classes(module: ModuleType) -> list[type]:
    """The node classes that a module defines itself, in the order of its text."""
    return [
        member
        for member in vars(module).values()
        if inspect.isclass(member)
        and DECLARATION in vars(member)
        and member.__module__ == module.__name__
    ]
