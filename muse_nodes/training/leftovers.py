"""What a killed run leaves behind: half-written files under hidden names, cleared by the next."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path


def clear(folder: Path, name: str) -> None:
    """Remove the hidden ``.NAME*.tmp`` files and folders directly in ``folder``.

    Only for a folder that one run at a time writes to. What cannot be removed stays.
    """
    for path in folder.glob(f".{name}*.tmp"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
