"""What the user set once and for all: a small JSON file in the platform's settings folder.

A missing file means the defaults; a damaged one is reported, left as it is, and not used.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import platformdirs

from muse_nodes.api.errors import MuseError
from muse_nodes.profiles.files import write_json

_APP = "muse-nodes"


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders and trust. ``data`` is the data folder (profiles, recordings, downloaded models)."""

    data: Path = field(default_factory=lambda: Path(platformdirs.user_data_dir(_APP, False)))
    model_folders: tuple[Path, ...] = ()
    node_folders: tuple[Path, ...] = ()
    trusted_nodes: frozenset[str] = frozenset()

    @property
    def downloads(self) -> Path:
        """Where ``muse models pull`` puts files."""
        return self.data / "models"

    def all_model_folders(self, first: tuple[Path, ...] = ()) -> tuple[Path, ...]:
        """Folders to look for networks in: ``first``, those of the settings, the downloads."""
        return (*first, *self.model_folders, self.downloads)

    def all_node_folders(self) -> tuple[Path, ...]:
        """Folders of the user's own node files."""
        return (*self.node_folders, self.data / "nodes")


def settings_file() -> Path:
    """Where the settings lie on this system."""
    return Path(platformdirs.user_config_dir(_APP, False)) / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """The settings in ``path`` (default: the user's). MuseError names what is wrong in the file."""
    path = path or settings_file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise MuseError(f"The settings '{path}' cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise MuseError(
            f"The settings '{path}' are not text in UTF-8.",
            hint="Mend the file or remove it to use the defaults.",
        ) from error
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise MuseError(
            f"The settings '{path}' are not valid JSON (line {error.lineno}).",
            hint="Mend the file or remove it to use the defaults.",
        ) from error
    return _settings(found, path)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings to ``path`` (default: the user's) as a whole or not at all.

    What is as it comes is left out. MuseError says why they could not be written; the old file is
    untouched then.
    """
    path = path or settings_file()
    lists = {
        "model_folders": [str(folder) for folder in settings.model_folders],
        "node_folders": [str(folder) for folder in settings.node_folders],
        "trusted_nodes": sorted(settings.trusted_nodes),
    }
    content: dict[str, object] = {name: value for name, value in lists.items() if value}
    if settings.data != Settings().data:
        content = {"data": str(settings.data), **content}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MuseError(f"The folder of the settings '{path}' cannot be made: {error}.") from error
    write_json(Path(os.path.realpath(path)), content, "settings")


def trust(file_hash: str, path: Path | None = None) -> Settings:
    """Let the node file with this hash be run from now on; gives the settings as they are now.

    MuseError when the settings cannot be read or written; nothing is trusted then.
    """
    settings = load_settings(path)
    if file_hash not in settings.trusted_nodes:
        trusted = settings.trusted_nodes | {file_hash}
        settings = replace(settings, trusted_nodes=trusted)
        save_settings(settings, path)
    return settings


def _settings(found: object, path: Path) -> Settings:
    known = {"data", "model_folders", "node_folders", "trusted_nodes"}
    if not isinstance(found, dict) or not set(found) <= known:
        raise MuseError(
            f"The settings '{path}' may hold {', '.join(sorted(known))} and nothing else.",
            hint="Mend the file or remove it to use the defaults.",
        )

    def texts(name: str) -> tuple[str, ...]:
        value = found.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise MuseError(f"'{name}' in the settings '{path}' must be a list of texts.")
        return tuple(value)

    data = found.get("data")
    if data is not None and not isinstance(data, str):
        raise MuseError(f"'data' in the settings '{path}' must be a path.")
    base = Settings()
    return Settings(
        Path(data) if data else base.data,
        tuple(Path(p) for p in texts("model_folders")),
        tuple(Path(p) for p in texts("node_folders")),
        frozenset(texts("trusted_nodes")),
    )
