"""Names from users that become names of folders: no path may leave the data folder."""

from __future__ import annotations

import re
import unicodedata

from muse_nodes.api.errors import MuseError

LONGEST = 64

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""What Windows keeps for devices, whatever comes after a dot."""


def checked_name(name: str, what: str = "profile") -> str:
    """``name`` in its composed form; MuseError when it cannot be the name of a folder everywhere.

    Letters and digits of any language, spaces, ``-``, ``_`` and dots inside are allowed.
    """
    found = unicodedata.normalize("NFC", name)
    wrong = ""
    if not found.strip():
        wrong = "is empty"
    elif len(found) > LONGEST:
        wrong = f"is longer than {LONGEST} characters"
    elif found != found.strip() or found[0] in ".-" or found[-1] == ".":
        wrong = "begins or ends with a space, a dot or a dash"
    elif _RESERVED.fullmatch(found):
        wrong = "is kept for devices by Windows"
    else:
        bad = sorted({c for c in found if not (c.isalnum() or c in " -_.")})
        wrong = f"has {' '.join(map(repr, bad))} in it" if bad else ""
    if wrong:
        raise MuseError(
            f"{name!r} cannot be the name of a {what}: it {wrong}.",
            hint="Use letters, digits, spaces, - and _.",
        )
    return found
