"""The networks of the profile that is the current one, and nobody else's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from muse_nodes.api import ModelError, MuseError
from muse_nodes.engine.host import load_models
from muse_nodes.profiles import Profiles
from muse_nodes.profiles.installed import install, roll_back

CARD = {"input": {"layout": "NCHW"}, "output": {"name": "matte"}}


def put(profiles: Profiles, name: str, text: str) -> None:
    """Install a network that nobody opens."""
    source = profiles.data / "made"
    source.mkdir(parents=True, exist_ok=True)
    (source / "net").write_text(text)
    (source / "card").write_text(json.dumps(CARD))
    files = {"student_model.onnx": source / "net", "student_model.json": source / "card"}
    install(profiles.get(name), files)


def chosen(profiles: Profiles, by_hand: str = "") -> str:
    """The profile whose network would run."""
    library = load_models([], profiles.data, by_hand)
    return library.resolve("segment", "personal").candidates[0].files[0].parents[2].name


def test_the_current_profiles_network_runs(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path)
    for name in ("front", "side"):
        profiles.create(name)
        put(profiles, name, name)
    assert chosen(profiles) == "front"
    profiles.use("side")
    assert chosen(profiles) == "side"
    assert chosen(profiles, "front") == "front"
    profiles.delete("side")
    assert chosen(profiles) == "front"


def test_looking_for_networks_makes_no_profile(tmp_path: Path) -> None:
    library = load_models([], tmp_path / "data")
    assert library.best("segment", "personal") is None
    assert library.state() == ()
    assert not (tmp_path / "data").exists()


def test_a_profile_that_cannot_be_found_out_is_told(tmp_path: Path) -> None:
    Profiles(tmp_path).create("front")
    (tmp_path / "profiles" / "current.json").write_text("{")
    with pytest.raises(ModelError, match=r"personal models: .*current\.json' is damaged"):
        load_models([], tmp_path).resolve("segment", "personal")
    with pytest.raises(ModelError, match="There is no profile 'side'"):
        load_models([], tmp_path, "side").resolve("segment", "personal")


def test_it_can_be_told_that_another_network_would_run(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path)
    profiles.create("front")
    library = load_models([], tmp_path)
    seen = [(library.state(), library.best("segment"))]
    put(profiles, "front", "first")
    seen.append((library.state(), library.best("segment")))
    put(profiles, "front", "second")
    seen.append((library.state(), library.best("segment")))
    assert len({state for state, _ in seen}) == 3
    assert len({best for _, best in seen}) == 3
    best = seen[-1][1]
    assert best is not None
    assert best.label.startswith("front: the personal model of ")
    (profiles.get("front").models / "report.json").write_text("{}")
    assert library.best("segment") == best, "what lies beside it does not matter"
    roll_back(profiles.get("front"))
    assert (library.state(), library.best("segment")) != seen[-1]
    with pytest.raises(MuseError, match="cannot be loaded"):
        library.very("segment", frame=None)  # type: ignore[arg-type]  # it does not come that far
