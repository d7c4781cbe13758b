"""A labeller that is killed at random moments, twenty times, leaves what an unbroken one leaves."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from killing import survive
from teaching import HEIGHT, WIDTH, Colour, Marks, contents, make_recording, quiet, with_person

from muse_nodes.api import frame_spec
from muse_nodes.profiles import LABELLED
from muse_nodes.training.ensemble import MatteEnsemble
from muse_nodes.training.ensemble_pose import PoseEnsemble
from muse_nodes.training.labelling import label
from muse_nodes.training.samples import read_samples
from muse_nodes.training.shelf import PARTS
from muse_nodes.training.teachers.networks import (
    frames_of,
    shelf_for,
    teach_masks,
    teach_points,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


def all_of_it(session: Path, work: Path, edges: bool = True) -> None:
    """Both teachers and the labels, as the graph runs them, each going on where it was."""
    points = shelf_for(session, work / "points", "points", "marks", 60, quiet)
    teach_points(session, points, PoseEnsemble([Marks()]), quiet)
    chosen = frames_of(work / "points")
    masks = shelf_for(session, work / "masks", "masks", "colour", chosen, quiet)
    ensemble = MatteEnsemble([Colour(frame_spec(HEIGHT, WIDTH))], edges=edges)
    teach_masks(session, masks, ensemble, quiet)
    label(session, masks, points, quiet)


def copied(session: Path, to: Path) -> Path:
    shutil.copytree(session, to)
    return to


def test_the_labels_are_those_of_an_unbroken_run(tmp_path: Path) -> None:
    session = make_recording(tmp_path / "session", with_person, 60)
    other = copied(session, tmp_path / "other")
    all_of_it(session, tmp_path / "whole")
    killed = survive(all_of_it, other, tmp_path / "cut", first=30_000)
    assert killed == 20
    for part in ("points", "masks"):
        assert contents(tmp_path / "cut" / part, PARTS) == contents(
            tmp_path / "whole" / part, PARTS
        )
    assert contents(other, LABELLED) == contents(session, LABELLED)
    assert len(read_samples(other)) == 60


def relabel(session: Path, work: Path) -> None:
    """The last step alone, with other masks than before."""
    points = shelf_for(session, work / "points", "points", "marks", 60, quiet)
    masks = shelf_for(session, work / "other", "masks", "colour", 60, quiet)
    label(session, masks, points, quiet)


def test_labels_from_before_are_kept_whenever_it_is_killed(tmp_path: Path) -> None:
    session, work = make_recording(tmp_path / "session", with_person, 24), tmp_path / "work"
    all_of_it(session, work)
    before = contents(session, ("masks", "labels/annotations.json"))
    other = shelf_for(session, work / "other", "masks", "colour", 60, quiet)
    spec = frame_spec(HEIGHT, WIDTH)
    teach_masks(session, other, MatteEnsemble([Colour(spec)], contrast=0.5, edges=False), quiet)
    whole = copied(session, tmp_path / "whole")
    relabel(whole, work)
    survive(relabel, session, work, first=5_000, kills=8)
    assert contents(session, LABELLED) == contents(whole, LABELLED)
    kept = session / "labels" / "previous"
    found = [contents(place, ("masks", "annotations.json")) for place in sorted(kept.iterdir())]
    masks = {name: data for name, data in before.items() if name.startswith("masks/")}
    assert any(masks.items() <= one.items() for one in found)
    assert any(one.get("annotations.json") == before["labels/annotations.json"] for one in found)
