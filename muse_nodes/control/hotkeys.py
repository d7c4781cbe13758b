"""Global hot keys: the keys that nodes declare for their actions, and P for panic.

They work whichever program has the focus, therefore only together with modifiers, and only exactly
these: AltGr, which Windows reports as Ctrl and another key, is a modifier of its own. Keys that
repeat themselves while held count once. A modifier counts as held for some seconds only: its
release is never seen when the screen is locked meanwhile.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from muse_nodes.api.errors import MuseError
from muse_nodes.control.driven import Driven
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.values import BadValueError

MODIFIERS = ("ctrl", "alt", "shift", "cmd")
PANIC = "P"

_HELD_SECONDS = 5.0
_OTHERS = {"alt_gr": "altgr"}

_log = logging.getLogger("muse.control")


class HotKeys:
    """Turns presses and releases of keys into calls on a running graph. Used on one thread."""

    def __init__(
        self,
        driven: Driven,
        registry: Registry,
        modifiers: frozenset[str],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._driven = driven
        self._registry = registry
        self._modifiers = modifiers
        self._now = now
        self._held: dict[str, float] = {}
        self._down: set[str] = set()

    def press(self, key: object) -> None:
        """A key went down, or repeats itself; ``key`` is one of pynput's."""
        name = name_of(key)
        if name in MODIFIERS or name in _OTHERS.values():
            self._held[name] = self._now()
        elif name and name not in self._down:
            self._down.add(name)
            if self._held_now() == self._modifiers:
                self._carry_out(name)

    def release(self, key: object) -> None:
        """A key went up."""
        name = name_of(key)
        self._held.pop(name, None)
        self._down.discard(name)

    def _held_now(self) -> frozenset[str]:
        since = self._now() - _HELD_SECONDS
        return frozenset(name for name, at in self._held.items() if at >= since)

    def _carry_out(self, letter: str) -> None:
        if letter == PANIC:
            self._driven.panic(not self._driven.panicking)
            return
        for node, action in actions(self._driven, self._registry).get(letter, ()):
            try:
                self._driven.act(node, action)
            except BadValueError as error:  # the node has gone in the same moment
                _log.info("%s", error)


def actions(driven: Driven, registry: Registry) -> Mapping[str, list[tuple[str, str]]]:
    """What each key does in the graph as it runs now: (node, action), in document order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for node in driven.graph.nodes:
        schema = registry.get(node.type)
        for action in schema.actions if schema is not None else ():
            if action.key and action.key.upper() != PANIC:
                found.setdefault(action.key.upper(), []).append((node.id, action.name))
    return found


def name_of(key: object) -> str:
    """``ctrl``, ``altgr`` or the like, a letter or digit, or nothing for all other keys.

    With Ctrl held, a key comes as a control character or with its number only.
    """
    name = getattr(key, "name", None)
    if isinstance(name, str):
        plain = _OTHERS.get(name, name.removesuffix("_l").removesuffix("_r"))
        return plain if plain in MODIFIERS or plain in _OTHERS.values() else ""
    char, number = getattr(key, "char", None), getattr(key, "vk", None)
    if isinstance(char, str) and len(char) == 1:
        if char.isascii() and char.isalnum():
            return char.upper()
        if 1 <= ord(char) <= 26:
            return chr(ord(char) + 64)
    if isinstance(number, int) and (0x30 <= number <= 0x39 or 0x41 <= number <= 0x5A):
        return chr(number)
    return ""


def modifiers(text: str) -> frozenset[str]:
    """The modifiers that a text such as ``ctrl+alt`` names; MuseError for anything else."""
    found = frozenset(text.lower().split("+"))
    if not found <= frozenset(MODIFIERS):
        raise MuseError(
            f"'{text}' is not understood as keys to be held down.",
            hint=f"Join some of {', '.join(MODIFIERS)} with '+', for example ctrl+alt.",
        )
    return found


def obstacle(platform: str, environment: Mapping[str, str]) -> str:
    """Why this system lets no program listen to keys, in a sentence; empty if it does."""
    if platform in ("win32", "darwin"):
        return ""
    if environment.get("XDG_SESSION_TYPE") == "wayland" or "WAYLAND_DISPLAY" in environment:
        return "Wayland lets no program listen to the keys of others."
    if "DISPLAY" not in environment:
        return "There is no screen, and so no keyboard to listen to."
    return ""


@contextmanager
def listening(driven: Driven, registry: Registry, held: str) -> Iterator[str]:
    """Hot keys work inside; gives what they do, in words. MuseError when they cannot."""
    wanted = modifiers(held)
    instead = (
        "Run with --control instead, and bind 'muse control panic on' and the like to keys in the "
        "settings of the desktop."
    )
    if told := obstacle(sys.platform, os.environ):
        raise MuseError(told, hint=instead)
    try:
        from pynput import keyboard
    except ModuleNotFoundError as missing:
        raise MuseError(
            f"Global hot keys need the package '{missing.name}', which is not installed.",
            hint="Install it with: pip install 'muse-nodes[hotkeys]'.",
        ) from missing
    except ImportError as error:
        told = str(error).partition("\n")[0]
        raise MuseError(f"Hot keys do not work here: {told}.", hint=instead) from error
    keys = HotKeys(driven, registry, wanted)
    listener = keyboard.Listener(on_press=keys.press, on_release=keys.release)
    if not getattr(listener, "IS_TRUSTED", True):
        raise MuseError(
            "macOS does not let this program listen to keys.",
            hint="Allow it in System Settings, Privacy and Security, Input Monitoring.",
        )
    listener.start()
    try:
        listener.wait()
        yield described(driven, registry, wanted)
    finally:
        listener.stop()
        listener.join()


def described(driven: Driven, registry: Registry, wanted: frozenset[str]) -> str:
    """The hot keys of the graph in words: ``Ctrl+Alt+ B background.reset_background, P panic``."""
    held = "".join(f"{name.capitalize()}+" for name in MODIFIERS if name in wanted)
    found = [
        f"{key} {', '.join(f'{node}.{action}' for node, action in targets)}"
        for key, targets in sorted(actions(driven, registry).items())
    ]
    return f"{held} {'; '.join([*found, f'{PANIC} panic'])}"
