"""Words that wrap and can be copied."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def words_label(text: str = "", role: str = "") -> QLabel:
    """A label for plain text of any length. ``role`` is how the style sheet shows it."""
    made = QLabel(text)
    made.setMinimumWidth(1)  # or the longest word says how narrow the panel may be
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        made.setProperty("role", role)
    return made


def breakable(text: str) -> str:
    """``text`` with places to go on in the next line in words that are too long: paths, files."""
    return re.sub(r"\S{24,}", lambda word: re.sub(r"([/\\_.-])", "\\1\u200b", word[0]), text)
