"""``muse control``: one command to a running graph, for scripts, Stream Decks and hot keys."""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from muse_nodes.api.errors import MuseError
from muse_nodes.cli.common import UsageProblemError
from muse_nodes.engine.settings import load_settings

_USAGE = """\
words after the command, instead of JSON:
  set NODE.PARAM=VALUE ...    act NODE.ACTION    panic on|off    snapshot NODE.PORT
"""


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of ``muse control``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _USAGE
    parser.add_argument("name", nargs="?", metavar="COMMAND", help="for example stats")
    parser.add_argument("words", nargs="*", metavar="JSON", help="its fields; '-' reads them")
    parser.add_argument("--port", type=int, metavar="PORT", help="which running graph")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder")
    parser.add_argument(
        "--out", type=Path, metavar="FILE.png", help="write the picture of a snapshot"
    )
    parser.add_argument(
        "--schema", action="store_true", help="print what can be said and answered, as JSON Schema"
    )


def run(args: argparse.Namespace) -> int:
    """Send the command; 0 done, 1 refused, 2 wrong usage."""
    if args.schema:
        from muse_nodes.control.schema import schema

        print(json.dumps(schema(), indent=2))
        return 0
    try:
        if args.name is None:
            raise UsageProblemError(["muse control: no COMMAND is given; --help lists them."])
        if args.out is not None and (args.name != "snapshot" or args.out.exists()):
            raise UsageProblemError([_out_problem(args.out, args.name)])
        fields = _fields(args.name, args.words)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    from muse_nodes.control.client import ask
    from muse_nodes.control.token_file import find

    answer = ask(find(args.data or load_settings().data, args.port), args.name, fields)
    if args.out is not None:
        _write(args.out, answer)
    else:
        print(json.dumps(answer, indent=2))
    return 0


def _fields(name: str, words: Sequence[str]) -> Mapping[str, Any]:
    """What the words after a command mean. UsageProblemError if nothing."""
    if not words:
        return {}
    first = sys.stdin.read() if list(words) == ["-"] else words[0]
    if first.lstrip().startswith("{") and len(words) == 1:
        try:
            found: Mapping[str, Any] = json.loads(first)
        except ValueError as error:
            raise UsageProblemError([f"muse control {name}: this is not JSON: {error}."]) from error
        return found
    if name == "set":
        return {"params": _params(words)}
    if len(words) == 1 and name == "panic" and first in ("on", "off"):
        return {"on": first == "on"}
    node, dot, rest = first.partition(".")
    if len(words) == 1 and dot and name in ("act", "snapshot"):
        return {"node": node, "action" if name == "act" else "port": rest}
    if len(words) == 1 and name == "nodes":
        return {"type": first}
    raise UsageProblemError(
        [f"muse control {name}: '{' '.join(words)}' is not understood.", _USAGE]
    )


def _params(words: Sequence[str]) -> dict[str, dict[str, Any]]:
    params: dict[str, dict[str, Any]] = {}
    for word in words:
        address, equals, text = word.partition("=")
        node, dot, name = address.partition(".")
        if not equals or not dot:
            raise UsageProblemError([f"muse control set {word}: write NODE.PARAM=VALUE."])
        try:
            value = json.loads(text)
        except ValueError:
            value = text
        params.setdefault(node, {})[name] = value
    return params


def _out_problem(path: Path, name: str) -> str:
    if name != "snapshot":
        return f"muse control {name}: --out is for snapshots."
    return f"--out {path}: the file exists already and is left as it is."


def _write(path: Path, answer: Mapping[str, Any]) -> None:
    picture = base64.b64decode(answer.get("png", ""))
    if not picture:
        raise MuseError("This port gives no picture.", hint="Leave --out out to see what it gives.")
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(picture)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise MuseError(f"'{path}' cannot be written: {error.strerror}.") from error
