"""Graphs as JSON files: strict to read, stable to write, never half written.

The layout of a file depends on nothing but the graph: fields in a fixed order, parameters in
alphabetical order, one node per block, one link per line, two spaces, UTF-8 as it is. Loading and
saving a file that this program wrote gives the same bytes, and a small edit a small difference.

Reading goes as far as it can: what is wrong becomes a Problem, the rest becomes the graph.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from muse_nodes.document.fields import describe, kinds
from muse_nodes.document.graph import FORMAT, Graph, Parts, mend
from muse_nodes.document.migrate import STEPS, Step, migrate
from muse_nodes.document.problem import DocumentError, Problem, errors
from muse_nodes.document.reading import Reader, Refused, plain
from muse_nodes.document.values import deeper_than

MAX_BYTES = 16 * 2**20
"""Files larger than this are not graphs."""

MAX_NESTING = 32
"""How deep a file may be nested; a graph needs 4 levels and its parameters up to 16 more."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A graph as far as it could be read (None: not at all), and what was wrong with the file."""

    graph: Graph | None
    problems: tuple[Problem, ...] = ()

    def sound(self) -> Graph:
        """The graph; DocumentError with all problems if there is an error among them."""
        if self.graph is None or errors(self.problems):
            raise DocumentError(self.problems)
        return self.graph


def load(path: Path) -> Loaded:
    """Read a graph file. Never raises for what is in the file, or for a file that is not there."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return _nothing(path.name, "does not exist", f"Looked for it in {path.parent.absolute()}.")
    except OSError as error:
        return _nothing(path.name, f"cannot be read: {error.strerror}")
    return parse(content, path.name)


def parse(
    content: bytes, name: str, *, steps: Mapping[int, Step] = STEPS, format: int = FORMAT
) -> Loaded:
    """Read a graph from the bytes of the file called ``name``; whatever they are, it never raises.

    ``steps`` and ``format`` are those of this program; others are for tests of the mechanism.
    """
    reader = Reader(name)
    try:
        data = _decoded(content, reader)
        data = migrate(data, _format(data, format), format, steps)
    except Refused as refused:
        return _nothing(name, str(refused))
    except DocumentError as error:
        return Loaded(None, error.problems)
    given = reader.fields(Graph, data, "", also=("format",))
    parts, problems = mend(Parts(**{part: given.pop(part, ()) for part in Parts._fields}))
    for problem in problems:
        reader.add(replace(problem, message=f"{name}: {problem.message}"))
    return Loaded(Graph(**given, **parts._asdict()), tuple(reader.problems))


def dump(graph: Graph) -> bytes:
    """The bytes of a graph's file."""
    lines = [f'  "format": {FORMAT}']
    for field in fields(Graph):
        value = plain(kinds(Graph)[field.name], getattr(graph, field.name))
        if field.name == "nodes":
            value = _list(_block(node) for node in value)
        elif field.name in ("links", "groups", "backdrops"):
            value = _list(map(_inline, value))
        else:
            value = _inline(value)
        if value not in ("[]", "{}", '""'):
            lines.append(f'  "{field.name}": {value}')
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def save(graph: Graph, path: Path) -> None:
    """Write a graph's file so that the old content or the new is there, whatever happens.

    The new file is written beside the target, brought to the disk, and renamed. DocumentError with
    a sentence that names the file if it cannot be written; the old content is untouched then.
    """
    content = dump(graph)
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 2**20
        message = f"The graph was not saved: {path.name} would be larger than {limit} MB."
        raise DocumentError(Problem(message, "Is there a picture in one of the parameters?"))
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(None, "it is write-protected")
        _write(beside, content, target)
    except OSError as error:
        message = f"The graph was not saved: {path.name} cannot be written ({error.strerror})."
        hint = f"Check the folder {target.parent} and the space on its disk, or save elsewhere."
        raise DocumentError(Problem(message, hint)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _write(beside: Path, content: bytes, target: Path) -> None:
    with beside.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        shutil.copymode(target, beside)
    os.replace(beside, target)
    if hasattr(os, "O_DIRECTORY"):  # elsewhere a folder cannot be opened, and the rename has to do
        folder = os.open(target.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _nothing(name: str, sentence: str, hint: str = "") -> Loaded:
    return Loaded(None, (Problem(f"The graph file {name} {sentence}.", hint),))


class _Object(dict[str, Any]):
    """A decoded JSON object that remembers which of its keys came twice."""

    twice: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    decoded = _Object(pairs)
    if len(decoded) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        decoded.twice = tuple(name for name, count in counts.items() if count > 1)
    return decoded


def _decoded(content: bytes, reader: Reader) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise Refused(f"is larger than {MAX_BYTES // 2**20} MB, so it is no graph")
    try:
        text = content.decode("utf-8-sig")  # some Windows editors put a mark at the beginning
    except UnicodeDecodeError as error:
        raise Refused(f"is not UTF-8 text (byte {error.start})") from None
    try:
        data = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Refused(f"is not JSON ({error.msg} at {where})") from None
    except ValueError:
        raise Refused("has a number with thousands of digits, so it is no graph") from None
    except RecursionError:
        raise Refused(f"is nested more than {MAX_NESTING} levels deep") from None
    if not isinstance(data, _Object):
        raise Refused(f"has to be one JSON object, but it is {describe(data)}")
    if deeper_than(MAX_NESTING, data):
        raise Refused(f"is nested more than {MAX_NESTING} levels deep")
    _report_twice(data, "", reader)
    return data


def _report_twice(data: object, path: str, reader: Reader) -> None:
    if isinstance(data, _Object):
        for name in data.twice:
            at = f"{path}.{name}" if path else name
            reader.report(at, "is there twice", "The last one was taken.")
        for name, value in data.items():
            _report_twice(value, f"{path}.{name}" if path else name, reader)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            _report_twice(value, f"{path}[{index}]", reader)


def _format(data: Mapping[str, Any], newest: int) -> int:
    if "format" not in data:
        raise Refused("has no field 'format', so it is no graph of this program")
    found = data["format"]
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise Refused(f"has to have a whole number as its 'format', but it is {describe(found)}")
    if found > newest:
        raise Refused(
            f"is of format {found}, which a newer release wrote (this one knows {newest}); "
            "please update"
        )
    return found


def _inline(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _list(items: Iterable[str]) -> str:
    inside = ",\n".join(f"    {item}" for item in items)
    return f"[\n{inside}\n  ]" if inside else "[]"


def _block(node: Mapping[str, Any]) -> str:
    lines = []
    for name, value in node.items():
        text = _inline(value)
        if name == "params":
            inner = (f"        {_inline(key)}: {_inline(item)}" for key, item in value.items())
            text = "{\n" + ",\n".join(inner) + "\n      }"
        lines.append(f'      "{name}": {text}')
    return "{\n" + ",\n".join(lines) + "\n    }"
