"""What the base model learns from, who and which room is in it, and who judges what.

A group is one person, or several who were only ever filmed together; a room is one place. A clip
is judged only by a student that has seen neither its people nor, unless the fold says so, its room.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

WEBCAM = "webcam room"


@dataclass(frozen=True, slots=True)
class Clip:
    """One piece of footage.

    ``every`` how many frames one is taken; ``views`` composites made of each of those; ``hard``
    where even the labels are doubtful: judged apart. ``alone`` False: two people may be seen, so
    that nobody can say whose the key points are.
    """

    name: str
    path: str
    people: frozenset[str]
    room: str
    every: int
    views: int
    hard: bool = False
    alone: bool = True


def _webcam(person: str, *words: str) -> list[Clip]:
    return [
        Clip(word, f"clips/webcam/{word}.mkv", frozenset({person}), WEBCAM, 2, 6) for word in words
    ]


CLIPS = (
    *_webcam("skull hoodie", "again", "brother", "help", "no", "student", "yes"),
    *_webcam("grey shirt", "bird", "milk", "please", "sorry", "thanks"),
    *_webcam("patterned sweater", "eat", "night", "sister"),
    *_webcam("plaid sweater", "hungry", "want"),
    Clip("juggle", "clips/05_default_juggle.mp4", frozenset({"juggler"}), "yard", 4, 12),
    Clip("pingpong", "clips/06_pingpong.mp4", frozenset({"player"}), "hall", 4, 12),
    Clip("magic", "clips/10_cloth_magic.mp4", frozenset({"magician"}), "stage", 4, 12),
    Clip("room", "clips/one_by_one_room.mp4", frozenset({"the six"}), "office", 9, 8),
    Clip(
        "bedroom", "clips/bedroom.mp4", frozenset({"the children"}), "bedroom", 4, 12,
        alone=False,
    ),
    Clip("coffee", "clips/04_coffee.mp4", frozenset({"waiter"}), "table", 12, 4, hard=True),
    Clip("dough", "clips/20_doughkneading.mp4", frozenset({"baker"}), "kitchen", 10, 6, hard=True),
)  # fmt: skip
"""The clips of shared/clips; licences and origins are in its README and in the model's."""

SCENE = Clip(
    "office_hoodie", "scenes/office_hoodie/video.mp4", frozenset({"skull hoodie"}), "office", 4, 6
)
"""The scene with exact alpha: its person is that of ``again``, its room that of ``room``."""

PHOTOS = (
    Clip("skier", "photos/coco/000000000785.jpg", frozenset({"skier"}), "snow", 1, 120),
    Clip("astronaut", "photos/other/astronaut.png", frozenset({"astronaut"}), "studio", 1, 240),
)
"""Photos that may be passed on in this form. Nobody is judged on them."""

DEMO = Clip("demo", "", frozenset({"figure"}), "painted", 1, 2)
"""The program's own demo scene, with the truth about matte and points."""

ALL = (*CLIPS, SCENE, *PHOTOS, DEMO)


@dataclass(frozen=True, slots=True)
class Fold:
    """Who is left out. ``rooms`` False: a room of theirs may have been seen with others in it."""

    name: str
    people: frozenset[str]
    rooms: bool = True

    def judged(self) -> list[Clip]:
        """The clips that this fold's student is asked about: real, and with those left out."""
        return [clip for clip in CLIPS if clip.people & self.people]

    def learnt(self) -> list[Clip]:
        """What its student may learn from."""
        rooms = {clip.room for clip in self.judged()} if self.rooms else set()
        return [c for c in ALL if not c.people & self.people and c.room not in rooms]


FOLDS = (
    Fold(
        "webcam",
        frozenset({"skull hoodie", "grey shirt", "patterned sweater", "plaid sweater"}),
    ),
    Fold("stage", frozenset({"magician", "the children"})),
    Fold("still", frozenset({"juggler", "player", "the six", "waiter", "baker"})),
)
"""Each clip is judged once, by a student that knows neither its people nor its room."""

WHOLE = Fold("final", frozenset())


def frames_wanted(clip: Clip, total: int) -> list[int]:
    """The numbers of the frames taken: pairs of neighbours, so that flicker can be learnt.

    Every second of them is the frame right after another.
    """
    step = 2 * clip.every
    return [i for start in range(0, total, step) for i in (start, start + 1) if i < total]


def source_of(clip: Clip, shared: Path) -> Path:
    """Where the clip lies in the folder with the material."""
    return shared / clip.path
