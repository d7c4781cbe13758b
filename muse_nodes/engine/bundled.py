"""Where the node library, the bundled graphs and the assets lie: in the wheel or in a checkout."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Literal

from muse_nodes.api.errors import MuseError

Kind = Literal["nodes", "graphs", "assets"]

PACKAGE = Path(__file__).resolve().parents[1]


def bundled_folder(kind: Kind, package: Path = PACKAGE) -> Path:
    """The folder that holds the bundled ``nodes``, ``graphs`` or ``assets``.

    A wheel carries them inside the package ``package``, in ``bundled/``; a checkout (an editable
    installation too) has them beside it and they are read in place. Raises MuseError when neither
    is there.
    """
    for folder in (package / "bundled" / kind, package.parent / kind):
        if folder.is_dir():
            return folder
    raise MuseError(
        f"This installation of MUSE Nodes is incomplete: the folder '{kind}' is missing.",
        hint="Install the package again.",
    )


def list_graphs() -> tuple[str, ...]:
    """Names of the bundled graphs, sorted: what can be given instead of a path."""
    return tuple(sorted(file.stem for file in bundled_folder("graphs").glob("*.json")))


def find_graph(name_or_path: str) -> Path:
    """The file of a graph that is given by its bundled name (``live``) or by a path.

    A bare word is looked up among the bundled graphs first, anything else on disk first. Raises
    MuseError when there is no such file; the hint lists what there is and the closest names.
    """
    path = Path(name_or_path).expanduser()
    names = list_graphs()
    bare = path.name == name_or_path
    if bare and not path.suffix and name_or_path in names:
        return bundled_folder("graphs") / f"{name_or_path}.json"
    if path.is_file():
        return path
    if bare and path.suffix == ".json" and path.stem in names:
        return bundled_folder("graphs") / path.name
    raise MuseError(_what_is_wrong(path), hint=_what_to_try(path, names))


def _what_is_wrong(path: Path) -> str:
    if path.is_dir():
        return f"'{path}' is a folder, not a graph."
    if path.suffix or path.parent != Path():
        return f"There is no graph file '{path}'."
    return f"There is no bundled graph called '{path}'."


def _what_to_try(path: Path, names: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(path.stem.lower(), names, n=3)
    guess = f"Did you mean {' or '.join(repr(name) for name in close)}? " if close else ""
    known = ", ".join(names) or "none in this installation"
    return f"{guess}Give the path of a .json file or a bundled name ({known})."
