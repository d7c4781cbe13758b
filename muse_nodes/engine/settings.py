"""What the user set once and for all: a small JSON file in the platform's settings folder.

A missing file means the defaults; a damaged one is reported, left as it is, and not used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from muse_nodes.api.errors import MuseError

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
