"""What tasks gave, kept by what they were given: nothing is computed twice.

One folder per task and key. The key is made of the node type, its revision, its parameters and the
digests of its inputs. ``work`` in it belongs to the task, and survives a run that was cancelled or
killed; ``result.json`` is written, beside its place and renamed, when the task is over. A result
counts only as long as what it names lies there unchanged.

A task that takes its input from the disk (a file, the newest session of a profile) says by
``outside`` what it would find there now, and that belongs to the key as well.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muse_nodes.api.artifacts import Artifact, files_of
from muse_nodes.api.errors import MuseError
from muse_nodes.engine.artifacts import KINDS
from muse_nodes.engine.check import CheckedNode

Outputs = Mapping[str, Artifact]
"""Artifacts by output port."""


@dataclass(frozen=True, slots=True)
class Results:
    """All results under ``folder``, which is made when it is needed."""

    folder: Path

    def key(self, node: CheckedNode, given: Outputs) -> str:
        """What the result of a task depends on, as a name for its folder."""
        declared = node.schema.declaration
        what = {
            "type": node.schema.id,
            "revision": declared.revision,
            "params": dict(sorted(node.params.items())),
            "given": {port: artifact.digest for port, artifact in sorted(given.items())},
        }
        outside = getattr(node.schema.factory, "outside", None)
        if outside is not None:
            what["outside"] = _found(outside, self.folder.parent, node.params)
        text = json.dumps(what, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def work(self, key: str) -> Path:
        """The folder in which the task works; made if need be. OSError if it cannot be."""
        work = self.folder / key / "work"
        work.mkdir(parents=True, exist_ok=True)
        return work

    def get(self, key: str, node: CheckedNode) -> Outputs | None:
        """The result under ``key`` if it is whole and unchanged, else None."""
        try:
            found = json.loads((self.folder / key / "result.json").read_text(encoding="utf-8"))
            kept = {
                port.name: _artifact(KINDS[port.type], found[port.name])
                for port in node.schema.outputs
                if port.name in found or not port.optional
            }
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return kept if all(found[name]["looks"] == looks(a) for name, a in kept.items()) else None

    def put(self, key: str, outputs: Outputs) -> None:
        """Keep a result. OSError if it cannot be written."""
        what = {
            port: {
                "path": str(a.path),
                "digest": a.digest,
                "parts": list(a.parts),
                "looks": looks(a),
            }
            for port, a in outputs.items()
        }
        target = self.folder / key / "result.json"
        beside = target.with_name(f".result.{secrets.token_hex(4)}.tmp")
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(what, indent=1) + "\n", encoding="utf-8")
        os.replace(beside, target)


def _found(outside: Callable[..., str], data: Path, params: Mapping[str, Any]) -> str:
    """What a task says that it depends on; if it cannot, its ``process`` will tell why."""
    try:
        return str(outside(data, **params))
    except (MuseError, OSError):
        return ""


def looks(artifact: Artifact) -> str:
    """What tells that an artifact has changed: names, sizes, times. Empty when it is gone."""
    path = artifact.path
    try:
        files = files_of(path, artifact.parts) if path.is_dir() else [path]
        marks = [(str(f.relative_to(path)), f.stat().st_size, f.stat().st_mtime_ns) for f in files]
    except OSError:
        return ""
    return hashlib.sha256(repr(marks).encode()).hexdigest()


def _artifact(kind: type[Artifact], found: Mapping[str, Any]) -> Artifact:
    path, digest, parts = found["path"], found["digest"], found["parts"]
    if not isinstance(path, str) or not isinstance(digest, str) or not found["looks"]:
        raise ValueError("a result names a path, a digest and its looks")
    return kind(Path(path), digest, tuple(str(part) for part in parts))
