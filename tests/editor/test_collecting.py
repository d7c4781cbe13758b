"""Garbage is collected where the widgets live, and nowhere else."""

from __future__ import annotations

import gc
import threading

from editor_bench import until
from pytestqt.qtbot import QtBot

from muse_nodes.editor.collecting import Collector


class Knot:
    """Part of a cycle; says on which thread it went."""

    def __init__(self, gone: list[str]) -> None:
        self.me = self
        self.gone = gone

    def __del__(self) -> None:
        self.gone.append(threading.current_thread().name)


def litter(gone: list[str], count: int) -> None:
    for _ in range(count):
        Knot(gone)


def test_only_the_thread_of_the_window_collects(qtbot: QtBot) -> None:
    gc.collect()
    gc.enable()
    collector = Collector()
    gone: list[str] = []
    try:
        thread = threading.Thread(target=litter, args=(gone, 5000), name="engine")
        thread.start()
        thread.join()
        assert not gone
        until(qtbot, lambda: len(gone) == 5000)
        assert set(gone) == {"MainThread"}
    finally:
        collector.close()
        collector.deleteLater()
    assert gc.isenabled()
    litter(gone, 5000)
    assert len(gone) > 5000


def test_what_is_there_to_stay_is_looked_at_once(qtbot: QtBot) -> None:
    collector, threshold = Collector(), gc.get_threshold()
    gone: list[str] = []
    try:
        gc.set_threshold(1, 1, 1)
        while not gc.get_freeze_count():
            litter(gone, 5)
            collector.look()
        kept = gc.get_freeze_count()
        assert kept > 1000
        litter(gone, 5)
        gc.collect()
        assert gc.get_freeze_count() <= kept
    finally:
        gc.set_threshold(*threshold)
        collector.close()
        collector.deleteLater()
    assert not gc.get_freeze_count()


def test_little_is_left_alone(qtbot: QtBot) -> None:
    collector = Collector()
    gone: list[str] = []
    gc.collect()
    litter(gone, 5)
    collector.look()
    assert not gone
    collector.close()
    collector.deleteLater()
    gc.collect()
    assert len(gone) == 5
