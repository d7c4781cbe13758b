"""Profiles on disk: one camera angle each, with its sessions, models, background and settings."""

from muse_nodes.profiles.names import checked_name
from muse_nodes.profiles.profiles import Profile, Profiles
from muse_nodes.profiles.sessions import (
    LABELLED,
    RECORDED,
    REVIEWED,
    SESSION_FORMAT,
    SessionInfo,
    find_session,
    free_name,
    new_session,
    read_session,
    sessions_of,
    write_session,
)

__all__ = [
    "LABELLED", "RECORDED", "REVIEWED", "SESSION_FORMAT", "Profile", "Profiles", "SessionInfo",
    "checked_name", "find_session", "free_name", "new_session", "read_session", "sessions_of",
    "write_session",
]  # fmt: skip
