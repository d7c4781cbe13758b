"""Hot keys, from recorded key events: what pynput reports on the three systems."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from memory_run import MemoryRun

from muse_nodes.api.errors import MuseError
from muse_nodes.control.hotkeys import HotKeys, described, modifiers, name_of, obstacle
from muse_nodes.document import AddNode, Node, RemoveNode
from muse_nodes.engine.registry import Registry


@dataclass(frozen=True)
class Special:
    """A key with a name, as pynput reports it."""

    name: str


@dataclass(frozen=True)
class Letter:
    """A key with a character or a number, as pynput reports it."""

    char: str | None = None
    vk: int | None = None


CTRL, ALT, ALT_GR, SHIFT = map(Special, ("ctrl_l", "alt_l", "alt_gr", "shift"))
B = Letter("b", 0x62)
RESET = ("act", "background", "reset_background")


class Hand:
    """Presses keys on a graph; ``now`` is moved by the test."""

    def __init__(self, run: MemoryRun, registry: Registry, held: str = "ctrl+alt") -> None:
        self.now = 0.0
        self.keys = HotKeys(run, registry, modifiers(held), lambda: self.now)

    def chord(self, *keys: Special | Letter) -> None:
        """Press them one after the other, and let them go."""
        for key in keys:
            self.keys.press(key)
        for key in reversed(keys):
            self.keys.release(key)


@pytest.fixture
def hand(run: MemoryRun, registry: Registry) -> Hand:
    return Hand(run, registry)


@pytest.mark.parametrize(
    "letter", [B, Letter("B"), Letter("\x02", 0x42), Letter(None, 0x42), Letter("\x02", 0x0B)],
    ids=["X11", "X11 with shift", "Windows", "Windows without a character", "macOS"],
)  # fmt: skip
def test_an_action_by_its_key(hand: Hand, run: MemoryRun, letter: Letter) -> None:
    hand.chord(CTRL, ALT, letter)
    hand.chord(Special("alt_r"), Special("ctrl_r"), letter)
    assert run.told == [RESET, RESET]


@pytest.mark.parametrize(
    "keys", [(B,), (CTRL, B), (ALT, B), (CTRL, ALT, SHIFT, B), (CTRL, ALT_GR, B),
             (CTRL, ALT_GR, ALT, B),
             (CTRL, ALT, Special("f1")), (CTRL, ALT, Letter("q")), (CTRL, ALT, Letter(None, None)),
             (B, CTRL, ALT)],
)  # fmt: skip
def test_other_keys_do_nothing(
    hand: Hand, run: MemoryRun, keys: tuple[Special | Letter, ...]
) -> None:
    hand.chord(*keys)
    assert run.told == []
    assert not run.panicking


def test_p_is_panic_and_again(hand: Hand, run: MemoryRun) -> None:
    hand.chord(CTRL, ALT, Letter("p"))
    assert run.panicking
    hand.chord(CTRL, ALT, Letter("p"))
    assert not run.panicking


def test_a_key_that_repeats_itself_counts_once(hand: Hand, run: MemoryRun) -> None:
    for key in (CTRL, ALT, B, B, B):
        hand.keys.press(key)
    assert run.told == [RESET]
    hand.keys.release(B)
    hand.keys.press(B)
    assert run.told == [RESET, RESET]


def test_a_release_that_was_never_seen_is_forgotten(hand: Hand, run: MemoryRun) -> None:
    """The screen was locked with Ctrl and Alt down: later a plain B must do nothing."""
    hand.keys.press(CTRL)
    hand.keys.press(ALT)
    hand.now = 6.0
    hand.chord(B)
    assert run.told == []


def test_the_keys_are_those_of_the_graph_as_it_runs(hand: Hand, run: MemoryRun) -> None:
    run.graph = AddNode(Node("figures", "muse.compose.statistics")).apply(run.graph).graph
    hand.chord(CTRL, ALT, Letter("s"))
    assert run.told == [("act", "figures", "toggle")]
    run.graph = RemoveNode("background").apply(run.graph).graph
    hand.chord(CTRL, ALT, B)
    assert run.told == [("act", "figures", "toggle")]


def test_other_modifiers(run: MemoryRun, registry: Registry) -> None:
    hand = Hand(run, registry, "Ctrl+Shift")
    hand.chord(CTRL, ALT, B)
    assert run.told == []
    hand.chord(CTRL, SHIFT, B)
    assert run.told == [RESET]


@pytest.mark.parametrize("text", ["", "b", "ctrl+b", "ctrl+", "strg+alt"])
def test_what_is_no_modifier_is_a_sentence(text: str) -> None:
    with pytest.raises(MuseError, match="ctrl"):
        modifiers(text)


def test_names() -> None:
    assert [name_of(Special(n)) for n in ("ctrl", "alt_gr", "cmd_r", "space")] == [
        "ctrl", "altgr", "cmd", "",
    ]  # fmt: skip
    assert name_of(Letter("ß")) == name_of(Letter("1")).replace("1", "") == ""


def test_they_are_told_in_words(run: MemoryRun, registry: Registry) -> None:
    words = described(run, registry, modifiers("alt+ctrl"))
    assert words == "Ctrl+Alt+ B background.reset_background; P panic"


def test_where_they_cannot_work() -> None:
    x11 = {"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}
    assert obstacle("linux", x11) == obstacle("win32", {}) == obstacle("darwin", {}) == ""
    assert "Wayland" in obstacle("linux", x11 | {"WAYLAND_DISPLAY": "wayland-0"})
    assert "Wayland" in obstacle("linux", {"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"})
    assert "screen" in obstacle("linux", {})


def test_without_the_package_it_says_what_to_install() -> None:
    code = (
        "import sys, os; sys.modules['pynput'] = None; sys.platform = 'win32'\n"
        "from muse_nodes.control.hotkeys import listening\n"
        "with listening(None, None, 'ctrl+alt'): pass"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert "muse-nodes[hotkeys]" in done.stderr
    assert "MuseError" in done.stderr
