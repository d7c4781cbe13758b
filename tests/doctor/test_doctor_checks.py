"""The checks one by one: what they make of what a machine says."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from muse_nodes.doctor import CHECKS, Case, Check, Finding, examine
from muse_nodes.doctor.child import ask
from muse_nodes.doctor.gpu import card_is_there, look_at_gpu, parse
from muse_nodes.doctor.machine import brings_qt, look_at_disk
from muse_nodes.doctor.networks import look_at_inference, look_at_networks
from muse_nodes.doctor.window import opengl_told, qt_fault
from muse_nodes.engine.settings import Settings

CARD = "NVIDIA GeForce RTX 3060, 555.42.02, 12288, 812, 37\n"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(Settings(data=tmp_path / "data"))


def tool(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """A program called nvidia-smi, the only one on the path."""
    path = folder / "nvidia-smi"
    path.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


# -- the graphics card ------------------------------------------------------------------------


def test_cards_are_read_line_by_line() -> None:
    cards = parse(CARD + "garbage\n" + "NVIDIA T4, 535.1, 15360, [N/A], [N/A]\n")
    assert [c.name for c in cards] == ["NVIDIA GeForce RTX 3060", "NVIDIA T4"]
    assert (cards[0].memory, cards[0].used, cards[0].busy) == (12288, 812, 37)
    assert (cards[1].used, cards[1].busy) == (-1, -1)


@pytest.mark.skipif(sys.platform == "win32", reason="a script cannot stand in for the tool there")
def test_the_card_and_its_driver_are_told(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, monkeypatch, f"import sys; assert 'name,' in sys.argv[1]; print({CARD!r})")
    (found,) = look_at_gpu(case)
    assert found.state == "ok"
    assert "RTX 3060, 12 GB, driver 555.42.02" in found.text


@pytest.mark.skipif(sys.platform == "win32", reason="a script cannot stand in for the tool there")
def test_a_driver_that_does_not_answer_is_told(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, monkeypatch, "import sys; print('Driver/library version mismatch'); sys.exit(9)")
    (found,) = look_at_gpu(case)
    assert found.state == "missing"
    assert "version mismatch" in found.text
    assert "Restart" in found.remedy


def test_a_card_without_its_tool(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (found,) = look_at_gpu(case)
    assert found.topic == "gpu"
    assert found.state in ("note", "missing")
    for name, vendor, kind in (("a", "0x8086", "0x030000"), ("b", "0x10de", "0x040300")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "vendor").write_text(vendor + "\n", encoding="ascii")
        (tmp_path / name / "class").write_text(kind + "\n", encoding="ascii")
    assert not card_is_there(tmp_path)
    (tmp_path / "b" / "class").write_text("0x030200\n", encoding="ascii")
    assert card_is_there(tmp_path)
    assert not card_is_there(tmp_path / "none")


# -- packages ---------------------------------------------------------------------------------


def test_an_opencv_with_qt_of_its_own_is_told(tmp_path: Path) -> None:
    assert list(brings_qt(tmp_path)) == []
    (tmp_path / "qt" / "plugins").mkdir(parents=True)
    (found,) = brings_qt(tmp_path)
    assert found.state == "missing"
    assert "opencv-python-headless" in found.command


@pytest.mark.parametrize(
    ("qt", "python", "bad"),
    [("6.12.0", (3, 11), True), ("6.12.0", (3, 12), False), ("6.11.3", (3, 11), False)],
)
def test_the_qt_that_ends_programs_is_told(qt: str, python: tuple[int, int], bad: bool) -> None:
    found = qt_fault(qt, python)
    assert (found is not None) is bad
    assert found is None or "!=6.12.0" in found.command


def test_opengl_is_fast_slow_or_missing() -> None:
    fast = '{"vendor": "NVIDIA", "renderer": "RTX 3060/PCIe", "version": "4.6"}'
    assert opengl_told(fast, "").state == "ok"
    assert opengl_told(fast.replace("RTX 3060", "llvmpipe"), "").state == "note"
    missing = opengl_told("", "no OpenGL on the platform 'offscreen'\n")
    assert missing.state == "missing"
    assert "offscreen" in missing.text


def test_back_ends_and_networks(case: Case) -> None:
    engine, accelerators = look_at_inference(case)
    assert engine.state == "ok"
    assert "CPU" in engine.text
    assert "processor only" in accelerators.text
    tasks = list(look_at_networks(case))
    assert [f.topic for f in tasks] == ["network segment", "network pose", "network face"]
    assert all(f.state == "ok" or f.remedy for f in tasks)


def test_the_disk_of_a_data_folder_that_is_not_there_yet(case: Case) -> None:
    (found,) = look_at_disk(case)
    assert str(case.settings.data) in found.text


# -- around -----------------------------------------------------------------------------------


def test_a_check_that_fails_is_a_finding(case: Case) -> None:
    def broken(case: Case) -> list[Finding]:
        raise ZeroDivisionError("no luck")

    (found,) = examine(Check("odd", broken), case)
    assert (found.topic, found.state) == ("odd", "missing")
    assert "no luck" in found.text


def test_names_stay_and_are_one_of_a_kind() -> None:
    names = [check.name for check in CHECKS]
    assert names == [
        "system", "packages", "gpu", "inference", "cameras", "virtual_camera", "networks",
        "window", "disk",
    ]  # fmt: skip


def test_a_program_that_hangs_is_ended() -> None:
    stop = threading.Event()
    stop.set()
    answer = ask([sys.executable, "-c", "import threading; threading.Event().wait()"], stop)
    assert answer.status == -1
    said = ask([sys.executable, "-c", "print('ä' * 100_000)"], threading.Event())
    assert said.status == 0
    assert len(said.out) > 90_000
