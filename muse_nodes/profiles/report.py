"""The report on a personal model as it lies on disk, beside the model: who is how good, at what.

``report.json`` holds every figure, the frames at which one can see them, and the verdict;
``report.html`` shows the same in any browser. What is said in words is a ``Remark``, a code with
its values: ``report_words`` has the sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from muse_nodes.api.errors import MuseError
from muse_nodes.profiles.files import write_bytes

REPORT, PAGE = "report.json", "report.html"
LARGEST = 64 << 20
"""Largest report that is read, in bytes: with its pictures one has less than two million."""

Role = Literal["student", "base", "general", "teacher"]
"""The personal model, the one that comes with the program, the best other one, the labels."""

ROLES: tuple[Role, ...] = ("student", "base", "general", "teacher")

Measure = Literal[
    "mad", "mse", "gradient", "connectivity", "iou", "dtssd", "leak", "pck05", "pck10"
]
"""How far off the matte is (mean absolute and squared, gradients, what hangs loose), overlap with
the person, flicker, share of the room that shows, and key points within 5 and 10 % of the person's
longer side."""

MATTE: tuple[Measure, ...] = ("mad", "mse", "gradient", "connectivity", "iou", "dtssd", "leak")
POINTS: tuple[Measure, ...] = ("pck05", "pck10")
MEASURES = MATTE + POINTS

HIGHER: frozenset[Measure] = frozenset({"iou", "pck05", "pck10"})
"""Measures of which more is better."""

Outcome = Literal["better", "worse", "same", "unclear"]
"""How the student does against another: ``same`` is too little a difference to matter,
``unclear`` one that chance alone could make."""

Verdict = Literal["better", "mixed", "not_better", "unknown"]


class Remark(msgspec.Struct, frozen=True):
    """Something to be said: a code of ``report_words``, and what goes into its sentence."""

    code: str
    values: dict[str, str] = {}


class Speed(msgspec.Struct, frozen=True):
    """Milliseconds for a frame on one thread, with shrinking and all: the middle, and p95."""

    backend: str
    device: str
    median: float
    p95: float
    frames: int


class Judged(msgspec.Struct, frozen=True):
    """What is known of one of those compared.

    ``guided`` holds the means with the matte brought to the frame's size along its edges, as it is
    shown live, ``raw`` with the matte merely enlarged. What could not be measured is left out.
    ``points`` is the share of right points by name, within 10 %.
    """

    role: Role
    name: str
    file: str = ""
    bytes: int = 0
    licence: str = ""
    guided: dict[Measure, float] = {}
    raw: dict[Measure, float] = {}
    points: dict[str, float] = {}
    speeds: list[Speed] = []


class Compared(msgspec.Struct, frozen=True):
    """The student against another in one measure (guided mattes), frame by frame.

    ``low`` and ``high`` hold the mean of student minus rival, at 95 %; ``frames`` is how many
    there were to compare.
    """

    rival: Role
    measure: Measure
    student: float
    other: float
    low: float
    high: float
    frames: int
    outcome: Outcome

    @property
    def shares(self) -> tuple[float, float, float]:
        """Low, mean and high of the difference as -1..1, what is better above 0. 1 is the whole of
        the rival's value, or of what it lacks to the full measure; what goes beyond is cut off."""
        more = self.measure in HIGHER
        whole = 1 - self.other if more else self.other
        scale = (1 if more else -1) / (whole if whole > 0 else 1.0)
        low, high = sorted((scale * self.low, scale * self.high))
        mean = scale * (self.student - self.other)
        return _cut(low), _cut(mean), _cut(high)


class Shown(msgspec.Struct, frozen=True):
    """One frame as everyone sees it: JPEG pictures by role, ``frame`` and ``label``.

    ``mad`` by role. ``why``: the student is at its ``worst``, or it is one of those ``between``.
    """

    frame: int
    time: float
    why: Literal["worst", "between"]
    pictures: dict[str, bytes] = {}
    mad: dict[str, float] = {}


class Report(msgspec.Struct, frozen=True):
    """The whole of it. Times in seconds of the session; ``curves`` has the MAD by role at each of
    ``times``."""

    made: str
    profile: str
    session: str
    against: Literal["labels", "truth"]
    frames: int
    first: float
    last: float
    width: int
    height: int
    verdict: Verdict
    sentences: list[Remark]
    notes: list[Remark]
    judged: list[Judged]
    compared: list[Compared]
    times: list[float]
    curves: dict[Role, list[float]]
    shown: list[Shown]
    format: Literal[1] = 1

    def of(self, role: Role) -> Judged | None:
        """What is known of the one in that role."""
        return next((one for one in self.judged if one.role == role), None)

    @property
    def outcomes(self) -> Mapping[tuple[Role, Measure], Compared]:
        """All comparisons by rival and measure."""
        return MappingProxyType({(c.rival, c.measure): c for c in self.compared})


def _cut(share: float) -> float:
    return max(-1.0, min(1.0, share))


def write_report(folder: Path, report: Report, page: str) -> None:
    """Write the report and its page into the model's folder, each whole or not at all.

    The page comes first: who finds a report finds the page that belongs to it. MuseError when
    the disk does not take them.
    """
    content = msgspec.json.encode(report)
    write_bytes(folder / PAGE, page.encode(), "report")
    write_bytes(folder / REPORT, content, "report")


def read_report(folder: Path) -> Report | None:
    """The report in a model's folder, None if there is none; MuseError if it is damaged."""
    path = folder / REPORT
    try:
        if path.stat().st_size > LARGEST:
            raise MuseError(f"The report '{path}' is too large to be one.")
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise MuseError(f"The report '{path}' cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MuseError(
            f"The report '{path}' is damaged: {error}.", hint="Make it again: muse report."
        ) from error
