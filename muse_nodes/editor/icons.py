"""Icons by name, drawn in the colours of the theme at any size and on any screen.

The drawings are those of Lucide (ISC licence, ``assets/icons``), in lines of ``currentColor``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QDataStream, QIODevice
from PySide6.QtGui import QIcon

from muse_nodes.editor import theme
from muse_nodes.engine.bundled import bundled_folder

log = logging.getLogger("muse.editor")

_OWN = "muse"
"""The icon of the program; it has colours of its own."""

_STREAM = QDataStream.Version.Qt_6_0


def icon(name: str, colour: str = "") -> QIcon:
    """The icon called ``name``, as Lucide calls it: "play", "trash-2".

    It is drawn as text is: fainter when its button is disabled, in the accent when it is checked.
    With ``colour`` (a token of the theme) it keeps that colour, for buttons that are filled. An
    unknown name is a mistake of ours that must not keep a window from opening: it gives an empty
    icon and a line in the log, and a test looks for it.
    """
    try:
        svg = drawing(name)
    except KeyError as error:
        log.warning("%s", error.args[0])
        return QIcon()
    modes = QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected
    colours = {(mode, QIcon.State.Off): colour or theme.TEXT for mode in modes}
    colours |= {(mode, QIcon.State.On): colour or theme.ACCENT for mode in modes}
    colours |= {(QIcon.Mode.Disabled, state): theme.FAINT for state in QIcon.State}
    return _drawn(svg, colours)


def app_icon() -> QIcon:
    """The icon of the program, for windows and task bars."""
    return QIcon(str(_folder() / f"{_OWN}.svg"))


def names() -> frozenset[str]:
    """The names of all icons that there are."""
    return frozenset(file.stem for file in _folder().glob("*.svg")) - {_OWN}


def drawing(name: str) -> str:
    """The SVG text of an icon; KeyError if there is none of that name."""
    file = _folder() / f"{name}.svg"
    if not file.is_file():
        raise KeyError(f"There is no icon called '{name}'.")
    return file.read_text("utf-8")


def _folder() -> Path:
    return bundled_folder("assets") / "icons"


def _drawn(svg: str, colours: Mapping[tuple[QIcon.Mode, QIcon.State], str]) -> QIcon:
    """An icon that draws ``svg`` in another colour for each mode and state.

    Qt's own engine for SVG is given the drawings by its stream: it draws them at whatever size and
    scale is asked for, and keeps what it has drawn. An engine in Python would do as well, were it
    not that Qt and Python both delete its clones.
    """
    data = QByteArray()
    out = QDataStream(data, QIODevice.OpenModeFlag.WriteOnly)
    out.setVersion(_STREAM)
    out.writeQString("svg")
    out.writeUInt32(0)  # no files by name
    out.writeInt32(0)  # not compressed
    out.writeUInt32(len(colours))
    for (mode, state), colour in colours.items():
        out.writeInt32(mode.value << 4 | state.value)
        out << QByteArray(svg.replace("currentColor", colour).encode())
    out.writeInt32(0)  # no pixmaps
    made = QIcon()
    stream = QDataStream(data, QIODevice.OpenModeFlag.ReadOnly)
    stream.setVersion(_STREAM)
    stream >> made
    return made
