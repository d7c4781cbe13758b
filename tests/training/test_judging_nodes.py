"""The nodes that judge a personal model: what they take, what they leave, when they look again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import labelled
import pytest
from tint_nets import film, task, tint

from muse_nodes.api import Dataset, Model, MuseError, NodeError
from muse_nodes.document import load
from muse_nodes.engine.bundled import find_graph
from muse_nodes.engine.host import open_host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.models import ModelLibrary
from muse_nodes.profiles import LABELLED, Profile, Profiles
from muse_nodes.profiles.report import read_report
from nodes.judging import InstalledModel, ReportOnModel


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A profile with a labelled session and no model."""
    made = Profiles(tmp_path).create("front")
    session = labelled.make_session(made.sessions / "20260101_100000", 60)
    film(session, 60)
    return made


def test_a_profile_without_a_model_says_what_to_do(tmp_path: Path, profile: Profile) -> None:
    with pytest.raises(NodeError, match="'front' has no personal model yet") as caught:
        InstalledModel().process(task(tmp_path), profile="front")
    assert "muse convert" in caught.value.hint
    with pytest.raises(MuseError, match="no profile 'side'"):
        InstalledModel().process(task(tmp_path), profile="side")


def test_it_looks_again_when_another_model_was_installed(tmp_path: Path, profile: Profile) -> None:
    empty = InstalledModel.outside(tmp_path, profile="")
    tint(profile.models / "student_model.onnx", 0.6)
    first = InstalledModel.outside(tmp_path, profile="")
    model = InstalledModel().process(task(tmp_path))
    (profile.models / "report.json").write_text("{}")
    assert InstalledModel.outside(tmp_path, profile="") == first != empty
    assert InstalledModel().process(task(tmp_path)).digest == model.digest
    (profile.models / "student_model.engine").write_bytes(b"built")
    assert InstalledModel.outside(tmp_path, profile="") != first
    assert InstalledModel().process(task(tmp_path)).digest != model.digest


def test_a_model_stays_what_it_is_and_has_its_report(tmp_path: Path, profile: Profile) -> None:
    network = tint(profile.models / "student_model.onnx")
    poor = tint(tmp_path / "poor.onnx", 0.6)
    ctx = task(tmp_path)
    model = InstalledModel().process(ctx)
    session = next(profile.sessions.iterdir())
    given = ReportOnModel().process(
        ctx, model, Dataset.of(session, LABELLED), base="none", general=str(poor)
    )
    assert (given.path, given.digest) == (model.path, model.digest)
    assert {"report.json", "report.html"} <= set(given.parts)
    assert InstalledModel().process(ctx).digest == model.digest
    file = ReportOnModel().process(
        ctx, Model.of(network), Dataset.of(session, LABELLED), base="none", general=str(poor)
    )
    assert file.path == network
    found = read_report(profile.models)
    assert found is not None
    assert found.verdict == "better"
    assert found.session == session.name


def test_what_it_compares_with_belongs_to_its_key(tmp_path: Path) -> None:
    truth = tmp_path / "alpha.mkv"
    truth.write_bytes(b"1")
    before = ReportOnModel.outside(tmp_path, truth=str(truth))
    assert before == ReportOnModel.outside(tmp_path, truth=str(truth))
    (tmp_path / "models").mkdir()
    assert ReportOnModel.outside(tmp_path, truth=str(truth)) != before
    assert ReportOnModel.outside(tmp_path) != before


def test_the_bundled_graph_makes_a_report(tmp_path: Path, profile: Profile) -> None:
    tint(profile.models / "student_model.onnx")
    graph = load(find_graph("report")).sound()
    with closing(open_host(load_registry(), ModelLibrary([]))) as host:
        job = host.work(graph, RunOptions(), tmp_path)
        assert job.wait(120)
        assert job.fault is None
        states = {name: progress.state for name, progress in job.progress.items()}
    assert set(states.values()) == {"done"}
    found = read_report(profile.models)
    assert found is not None
    assert found.frames == 9
