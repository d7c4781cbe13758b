"""Profiles and sessions: names that are safe, folders that are whole, nothing lost."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muse_nodes.api.errors import MuseError
from muse_nodes.cli import main
from muse_nodes.profiles import (
    Profiles,
    SessionInfo,
    checked_name,
    new_session,
    read_session,
    sessions_of,
    write_session,
)


@pytest.fixture
def profiles(tmp_path: Path) -> Profiles:
    return Profiles(tmp_path)


@pytest.mark.parametrize("name", ["front", "Side view", "정면", "a-b_c.d", "x" * 64])
def test_names_that_are_fine(name: str) -> None:
    assert checked_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", " ", "..", ".hidden", "-rf", "a/b", "a\\b", "../up", "c:", "con", "COM1.txt", "a.", " a",
     "x" * 65, "a\nb", "a\0b", "a*", "~root" + "/x"],
)  # fmt: skip
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(MuseError, match="cannot be the name"):
        checked_name(name)


@given(st.text(max_size=70))
def test_no_name_leaves_the_folder(name: str) -> None:
    folder = Path("/data/profiles")
    try:
        found = checked_name(name)
    except MuseError:
        return
    assert (folder / found).resolve().parent == folder.resolve()
    assert "/" not in found
    assert "\\" not in found


def test_a_profile_is_made_and_found(profiles: Profiles) -> None:
    assert list(profiles) == []
    assert profiles.current_name == "front"
    made = profiles.create("Side")
    assert [p.name for p in profiles] == ["Side"]
    assert made.sessions.is_dir()
    assert profiles.get("side") == made, "names differ in more than case: Windows has one folder"
    with pytest.raises(MuseError, match="already a profile 'Side'"):
        profiles.create("SIDE")
    with pytest.raises(MuseError, match="There are: Side"):
        profiles.get("top")
    assert profiles.current() == made


def test_renaming_takes_everything_along(profiles: Profiles) -> None:
    made = profiles.create("front")
    (made.background).write_bytes(b"plate")
    profiles.use("front")
    profiles.create("other")
    renamed = profiles.rename("front", "Front")  # only the case
    assert renamed.background.read_bytes() == b"plate"
    renamed = profiles.rename("Front", "main")
    assert profiles.current_name == "main"
    assert json.loads((renamed.folder / "profile.json").read_text())["title"] == "main"
    with pytest.raises(MuseError, match="already"):
        profiles.rename("main", "other")


def test_a_copy_is_whole_and_apart(profiles: Profiles) -> None:
    made = profiles.create("front")
    (made.models / "a.onnx").write_bytes(b"net")
    copy = profiles.copy("front", "second")
    (made.models / "a.onnx").write_bytes(b"changed")
    assert (copy.models / "a.onnx").read_bytes() == b"net"
    assert json.loads((copy.folder / "profile.json").read_text())["title"] == "second"


def test_what_is_deleted_lies_in_the_trash(profiles: Profiles) -> None:
    for _ in range(2):
        made = profiles.create("front")
        (made.folder / "background.png").write_bytes(b"plate")
        assert (profiles.delete("front") / "background.png").read_bytes() == b"plate"
    assert list(profiles) == []
    assert len(list((profiles.data / "trash").iterdir())) == 2


def test_a_damaged_choice_is_named(profiles: Profiles) -> None:
    profiles.create("front")
    (profiles.folder / "current.json").write_text("{")
    with pytest.raises(MuseError, match="choice of profile"):
        profiles.current()
    (profiles.folder / "current.json").write_text('{"profile": "gone"}')
    assert profiles.current().name == "front"


def test_sessions_are_never_the_same(profiles: Profiles) -> None:
    profile = profiles.create("front")
    now = datetime.datetime(2026, 1, 2, 3, 4, 5)
    first, second = new_session(profile, now), new_session(profile, now)
    assert (first.name, second.name) == ("20260102_030405", "20260102_030405_2")
    assert list(sessions_of(profile)) == [first, second]


def test_a_session_is_read_as_it_was_written(profiles: Profiles) -> None:
    folder = new_session(profiles.create("front"))
    info = SessionInfo(
        1280, 720, 29.97, 300, 2, True, "Desk Cam", (("turn", 1.0, 2.5),), {"left": 0.5}
    )
    write_session(folder, info)
    assert read_session(folder) == info


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "damaged"),
        ("[]", "one JSON object"),
        ('{"format": 9}', "format 9"),
        ('{"format": 1, "frames": "many"}', "frames is 'many'"),
        ('{"format": 1, "segments": [["turn"]]}', "damaged"),
    ],
)
def test_a_damaged_session_says_so(profiles: Profiles, content: str, words: str) -> None:
    folder = new_session(profiles.create("front"))
    (folder / "session.json").write_text(content)
    with pytest.raises(MuseError, match=words):
        read_session(folder)


def test_a_folder_without_a_recording_says_so(tmp_path: Path) -> None:
    with pytest.raises(MuseError, match="holds no recording"):
        read_session(tmp_path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(MuseError, match="cannot be written"):
        write_session(tmp_path / "file", SessionInfo())


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def muse(*words: str) -> tuple[int, str]:
        status = main(["profiles", "--data", str(tmp_path), *words])
        said = capsys.readouterr()
        return status, said.out + said.err

    assert "no profile yet" in muse()[1]
    assert muse("new", "front") == (0, "* front: 0 recordings\n")
    assert muse("copy", "front", "side")[0] == 0
    assert muse("use", "side")[1].splitlines() == ["  front: 0 recordings", "* side: 0 recordings"]
    assert muse("rename", "side", "top")[1].splitlines()[1] == "* top: 0 recordings"
    assert "trash" in muse("delete", "top")[1]
    status, text = muse("new", "../up")
    assert status == 1
    assert "cannot be the name" in text
