"""What was measured so far, one line a frame: a review that was killed goes on where it was."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from muse_nodes.training.review_measures import Measures


class Line(msgspec.Struct, frozen=True):
    """One frame: what it shows, and its contradiction with the frame so many places earlier."""

    measures: Measures
    pairs: dict[int, float] = {}


class Cache:
    """The lines in a file. What a killed run left half-written is cut off when it is opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.lines: list[Line] = []
        whole = 0
        decoder = msgspec.json.Decoder(Line)
        for row in path.read_bytes().splitlines(keepends=True) if path.is_file() else ():
            try:
                line = decoder.decode(row)
            except msgspec.DecodeError:
                break
            if not row.endswith(b"\n"):
                break
            self.lines.append(line)
            whole += len(row)
        if path.is_file():
            os.truncate(path, whole)

    def keep_first(self, count: int) -> None:
        """Forget all but the first lines: what comes after does not fit."""
        if count < len(self.lines):
            self.lines = self.lines[:count]
            whole = b"".join(msgspec.json.encode(line) + b"\n" for line in self.lines)
            beside = self._path.with_name(f".{self._path.name}.tmp")
            beside.write_bytes(whole)
            os.replace(beside, self._path)

    def add(self, line: Line) -> None:
        """One more frame. OSError when the disk does not take it."""
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(line) + b"\n")
        self.lines.append(line)
