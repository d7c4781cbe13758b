"""Sets of networks change places as a whole, whatever happens in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from killing import survive

from muse_nodes.api.errors import MuseError
from muse_nodes.profiles import Profile, Profiles
from muse_nodes.profiles.installed import (
    TRAINED,
    install,
    models_of,
    personal_folder,
    previous_sets,
    roll_back,
    trained_models,
)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profiles(tmp_path / "data").create("front")


def made(folder: Path, text: str) -> dict[str, Path]:
    """The files of a set; each says which one it is."""
    names = ("student_model.onnx", "fp16/student_model.onnx", "student_model.json")
    folder.mkdir(exist_ok=True)
    for i, _ in enumerate(names):
        (folder / f"{i}").write_text(text)
    return {name: folder / f"{i}" for i, name in enumerate(names)}


def runs(profile: Profile) -> str:
    """Which set runs; it has to be a whole one."""
    folder = personal_folder(models_of(profile))
    texts = {(folder / name).read_text() for name in made(profile.folder / "any", "")}
    (text,) = texts
    return text


def test_the_set_before_is_put_aside_and_can_be_had_back(profile: Profile, tmp_path: Path) -> None:
    for text in ("first", "second", "third"):
        folder = install(profile, made(tmp_path / text, text))
        assert folder == profile.models
        assert runs(profile) == text
    first, _ = previous_sets(profile)
    (profile.models / "report.json").write_text("about the third")
    aside = roll_back(profile)
    assert runs(profile) == "second"
    assert (aside / "report.json").read_text() == "about the third"
    roll_back(profile)
    assert runs(profile) == "third"
    roll_back(profile, first.name)
    assert runs(profile) == "first"
    assert len(previous_sets(profile)) == 2
    assert not (models_of(profile) / "next").exists()


def test_the_same_set_again_changes_nothing(profile: Profile, tmp_path: Path) -> None:
    files = made(tmp_path / "a", "same")
    install(profile, files)
    (profile.models / "report.html").touch()
    install(profile, files)
    assert previous_sets(profile) == []
    assert (profile.models / "report.html").exists()
    fewer = dict(list(files.items())[:2])
    install(profile, fewer)
    assert len(previous_sets(profile)) == 1


def test_without_an_earlier_one_there_is_no_way_back(profile: Profile, tmp_path: Path) -> None:
    install(profile, made(tmp_path / "a", "only"))
    with pytest.raises(MuseError, match="has no earlier model to go back to"):
        roll_back(profile)
    with pytest.raises(MuseError, match="has no earlier model '2020' to go back to"):
        roll_back(profile, "2020")
    assert runs(profile) == "only"


def test_a_missing_file_leaves_what_there_was(profile: Profile, tmp_path: Path) -> None:
    install(profile, made(tmp_path / "a", "old"))
    files = made(tmp_path / "b", "new")
    files["student_model.json"].unlink()
    with pytest.raises(MuseError, match="could not change places"):
        install(profile, files)
    assert runs(profile) == "old"
    assert sorted(p.name for p in models_of(profile).iterdir()) == ["personal"]


def test_whatever_moment_it_stops_at_one_set_is_whole(profile: Profile, tmp_path: Path) -> None:
    """Every state that renaming goes through, one after the other."""
    models = models_of(profile)
    install(profile, made(tmp_path / "a", "old"))
    waiting = models / "next"
    for name, source in made(tmp_path / "b", "new").items():
        (waiting / name).parent.mkdir(parents=True, exist_ok=True)
        (waiting / name).write_bytes(source.read_bytes())
    assert runs(profile) == "old"
    (models / "previous").mkdir()
    (models / "personal").rename(models / "previous" / "20200101_000000")
    assert runs(profile) == "new"
    install(profile, made(tmp_path / "b", "new"))
    assert runs(profile) == "new"
    assert [path.name for path in previous_sets(profile)] == ["20200101_000000"]


def change_sets(data: str, source: str) -> None:
    """Go to and fro between two sets; begun again at any moment it goes on."""
    profile = Profiles(Path(data)).get("front")
    for text in ("one", "two") * 10:
        install(profile, made(Path(source) / text, text))
        runs(profile)
    roll_back(profile)


def test_kills_leave_the_old_set_or_the_new_one(profile: Profile, tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    change_sets(data, str(tmp_path))
    assert runs(profile) == "one"
    before = len(previous_sets(profile))
    assert survive(change_sets, data, str(tmp_path), first=20_000) == 20
    assert runs(profile) == "one"
    assert len(previous_sets(profile)) >= before
    assert not (models_of(profile) / "next").exists()


def test_only_whole_trainings_count(profile: Profile) -> None:
    for stamp, names in (("20260101_1", TRAINED), ("20260102_1", TRAINED[:1]), ("2026", TRAINED)):
        folder = models_of(profile) / "trained" / stamp
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).touch()
    assert [path.name for path in trained_models(profile)] == ["2026", "20260101_1"]
