"""What ``muse run`` opens to the outside when asked to: the control endpoint, and hot keys."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from muse_nodes.engine.registry import Registry
from muse_nodes.engine.run import Run
from muse_nodes.engine.settings import Settings

KEYS = "ctrl+alt"
"""What is held down with a global hot key unless the user says otherwise."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``muse run`` that open it to the outside."""
    parser.add_argument(
        "--control", nargs="?", type=_port, const=0, metavar="PORT",
        help="let programs of this user drive the running graph (docs/control.md); "
        "without PORT a free one is taken",
    )  # fmt: skip
    parser.add_argument(
        "--control-files", action="append", default=[], metavar="FILE",
        help="a file that may be set as a parameter from outside, spelt like this (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--hotkeys", nargs="?", const=KEYS, metavar="KEYS",
        help=f"global hot keys: the nodes' own keys and P for panic, with KEYS (default: {KEYS})",
    )  # fmt: skip


def check(args: argparse.Namespace) -> None:
    """MuseError, before anything runs, when a package is missing for what was asked for."""
    if args.control is not None:
        import muse_nodes.control.server  # noqa: F401 - it says itself what is missing
    if args.hotkeys is not None:
        from muse_nodes.control.hotkeys import modifiers

        modifiers(args.hotkeys)


@contextmanager
def opened(
    args: argparse.Namespace, run: Run, registry: Registry, settings: Settings
) -> Iterator[None]:
    """Everything that was asked for is open inside; MuseError when something cannot be."""
    with ExitStack() as stack:
        if args.control is not None:
            from muse_nodes.control.server import ControlServer

            stack.enter_context(_ended_politely())
            server = ControlServer(
                run, registry, settings.data, args.control, tuple(args.control_files)
            )
            server.start()
            stack.callback(server.close)
            print(f"Control: port {server.port}; its token is in '{server.file}'.", file=sys.stderr)
        if args.hotkeys is not None:
            from muse_nodes.control.hotkeys import listening

            keys = stack.enter_context(listening(run, registry, args.hotkeys))
            print(f"Hot keys: {keys}.", file=sys.stderr)
        yield


@contextmanager
def _ended_politely() -> Iterator[None]:
    """Whoever ends the program with SIGTERM gets what Ctrl-C does: the token's file is removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _port(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port: a number from 1 to 65535")
    return value
