"""Small JSON files that are there as a whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from muse_nodes.api.errors import MuseError

_LARGEST = 1 << 20


def read_json(path: Path, what: str) -> dict[str, Any]:
    """The object in a file, empty if it is not there; MuseError says what is wrong with it."""
    try:
        if path.stat().st_size > _LARGEST:
            raise MuseError(f"The {what} '{path}' is too large to be one.")
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise MuseError(f"The {what} '{path}' cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise MuseError(
            f"The {what} '{path}' is damaged: {error}.", hint="Mend it or move it away."
        ) from error
    if not isinstance(found, dict):
        raise MuseError(f"The {what} '{path}' has to hold one JSON object.")
    return found


def write_json(path: Path, content: Mapping[str, Any], what: str) -> None:
    """Write a file beside its place, bring it to the disk and rename it. MuseError if it cannot."""
    write_bytes(path, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode(), what)


def write_bytes(path: Path, content: bytes, what: str) -> None:
    """The same for a content that is ready; the folder is made if need be."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        with suppress(OSError):  # the folder itself may be what is wrong
            beside.unlink(missing_ok=True)
        raise MuseError(
            f"The {what} '{path}' cannot be written: {error.strerror}.",
            hint="Check the folder and the space on its disk.",
        ) from error
