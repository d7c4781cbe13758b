"""What a report is made on: the frames of a session that count, and how to come by them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from muse_nodes.api import MediaError
from muse_nodes.media import VideoReader
from muse_nodes.profiles.report import Remark
from muse_nodes.training.judge import EDGES
from muse_nodes.training.judge_frames import (
    MOST,
    Choice,
    Exact,
    Moment,
    Part,
    Tell,
    choose,
    from_pictures,
    from_video,
    part_of,
    reach,
)
from muse_nodes.training.judge_rivals import AUTO
from muse_nodes.training.samples import read_samples


@dataclass(frozen=True, slots=True)
class Wish:
    """What to judge on and whom to compare with.

    ``truth`` is an exact alpha (a video or a folder), ``truth_from`` the second in it at which the
    session begins. ``base`` and ``general`` name models, ``auto`` for those that there are,
    ``none`` for nobody. ``most`` is how many frames are judged.
    """

    part: Part = "held_out"
    truth: Path | None = None
    truth_from: float = 0.0
    base: str = AUTO
    general: str = AUTO
    most: int = MOST


@dataclass(slots=True)
class Material:
    """The frames that count. ``size`` is theirs as (height, width); ``video`` is None where the
    labelled pictures have to do. ``notes`` say what is to be known of them."""

    choice: Choice
    size: tuple[int, int]
    video: Path | None
    exact: Exact | None
    notes: list[Remark] = field(default_factory=list)

    @property
    def looks(self) -> int:
        """Frames that networks are shown."""
        return len(self.choice.frames if self.video is None else reach(self.choice.frames))

    @property
    def edges(self) -> frozenset[int]:
        """The frames on which what takes long is measured."""
        frames = self.choice.frames
        return frozenset(frames[:: max(1, -(-len(frames) // EDGES))])

    def moments(self, tell: Tell) -> Iterator[Moment]:
        """All frames that networks are shown, in order."""
        if self.video is None:
            return from_pictures(self.choice, self.exact)
        return from_video(self.video, self.choice, self.exact, tell)


def material_of(session: Path, wish: Wish) -> Material:
    """The frames of a labelled session to judge on. MuseError when there are too few labels."""
    samples = part_of(read_samples(session), wish.part)
    size, video = samples[0].size, session / "video.mkv"
    notes = [Remark("against_truth" if wish.truth else "against_labels")]
    if wish.part == "all":
        notes.append(Remark("seen"))
    fps, length = 30.0, 0
    reason = "" if all(s.size == size for s in samples) else "the pictures have several sizes"
    try:
        with closing(VideoReader(video)) as reader:
            fps, length = reader.fps, reader.frames or 0
            if reader.size != (size[1], size[0]):
                reason = "it has another size than the pictures"
    except MediaError as error:
        reason = error.message.rstrip(".")
    exact = Exact(wish.truth, round(wish.truth_from * fps)) if wish.truth else None
    if reason:
        notes.append(Remark("pictures_only", {"reason": reason}))
        choice = choose(samples, None, fps, 0, wish.most)
    else:
        choice = choose(samples, exact, fps, length, wish.most)
    if len(choice.frames) < choice.total:
        values = {"count": str(len(choice.frames)), "total": str(choice.total)}
        notes.append(Remark("some", values))
    return Material(choice, size, None if reason else video, exact, notes)
