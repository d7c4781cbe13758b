"""Sentences for what the operating system says about files."""

from __future__ import annotations

import errno
from pathlib import Path

from muse_nodes.api import MediaError

_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOENT: ("there is no such file or folder", "Check the path."),
    errno.EACCES: (
        "this account is not allowed to",
        "Choose another folder, or change its permissions.",
    ),
    errno.EPERM: ("the system does not allow it", "Choose another folder."),
    errno.EROFS: ("the disk is read-only", "Choose another folder."),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "Check the path."),
    errno.EISDIR: ("it is a folder", "Give the name of a file."),
    errno.ENOSPC: ("the disk is full", "Make room, or choose a folder on another disk."),
    errno.EDQUOT: ("the disk quota is used up", "Make room, or choose a folder on another disk."),
    errno.EFBIG: ("the file would get larger than allowed here", "Choose another disk."),
    errno.ENAMETOOLONG: ("its name is too long", "Choose a shorter name."),
    errno.EIO: ("the disk reports an error", "Check the disk, or choose another one."),
}


def file_problem(doing: str, path: Path, error: OSError) -> MediaError:
    """The MediaError for ``error`` while ``doing`` (such as "write") the file ``path``."""
    reason, hint = _REASONS.get(error.errno or 0, ("", ""))
    reason = reason or (error.strerror or str(error)).lower()
    return MediaError(f"Cannot {doing} '{path}': {reason}.", hint=hint)
