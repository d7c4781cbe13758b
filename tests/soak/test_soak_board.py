"""The switchboard: who is to fail, who worked, what was delivered when."""

from __future__ import annotations

from pathlib import Path

import pytest

from muse_nodes.soak.board import Switchboard
from muse_nodes.soak.pulse import Beat, Pulse, waits_for_cores
from muse_nodes.soak.watch import hardware, look


def test_a_fault_holds_for_its_node_from_begin_to_end() -> None:
    board = Switchboard()
    assert board.against("a") is None
    fault = board.begin("stall", "a")
    assert board.against("a") is fault
    assert board.against("b") is None
    assert fault.met == 1
    board.end(fault)
    assert board.against("a") is None
    assert fault.over.is_set(), "whoever waits because of it goes on"


def test_the_end_of_an_old_fault_does_not_end_a_new_one() -> None:
    board = Switchboard()
    old, new = board.begin("stall", "a"), board.begin("raise", "a")
    board.end(old)
    assert board.against("a") is new


def test_frames_that_go_back_are_noted_and_repeated_ones_are_not() -> None:
    board = Switchboard()
    for index in (0, 1, 1, 2):
        board.took("sink", index)
    assert not board.out_of_order
    board.took("sink", 1)
    assert board.out_of_order == ["sink: frame 1 came after 2"]


def test_the_longest_pause_counts_also_while_it_lasts() -> None:
    board = Switchboard()
    assert board.worst_gap().seconds == 0
    board.delivered("camera", 1)
    first = board.worst_gap()
    assert first.seconds > 0, "nothing has come since"
    board.delivered("camera", 2)
    gap = board.worst_gap(forget=True)
    assert gap.frame == 2
    assert gap.ended - gap.began == round(gap.seconds * 1e9)
    assert board.worst_gap().frame == -1


def test_who_worked_last_and_who_never_did() -> None:
    board = Switchboard()
    assert board.last_work("a") == 0
    board.worked("a")
    assert board.last_work("a") > 0


MS = 1_000_000


def beat(at: int, used: float, **waits: float) -> Beat:
    return Beat(at * MS, used, waits)


def test_the_longest_wait_of_any_thread_counts() -> None:
    pulse = Pulse(cores=2)
    for each in (beat(0, 1.0, a=5.0, b=1.0), beat(200, 1.05, a=5.02, b=1.15, new=9.0)):
        pulse.add(each)
    assert pulse.waited(0, 200 * MS) == pytest.approx(0.15), "a new thread's past is not ours"


def test_a_process_that_uses_all_cores_itself_has_nobody_to_blame() -> None:
    pulse = Pulse(cores=2)
    for each in (beat(0, 1.0, a=5.0), beat(200, 1.38, a=5.2)):
        pulse.add(each)
    assert pulse.waited(0, 200 * MS) == pytest.approx(0.01)


def test_only_the_beats_round_the_time_in_question_count() -> None:
    pulse = Pulse(cores=1)
    for each in (beat(0, 0, a=0), beat(100, 0, a=0.1), beat(200, 0, a=0.1), beat(300, 0, a=0.2)):
        pulse.add(each)
    assert pulse.waited(100 * MS, 200 * MS) == 0
    assert pulse.waited(120 * MS, 290 * MS) == pytest.approx(0.1)
    assert pulse.waited(500 * MS, 600 * MS) == 0
    assert Pulse(cores=1).waited(0, MS) == 0


def test_a_process_knows_what_it_holds(tmp_path: Path) -> None:
    before = look(1.0)
    with (tmp_path / "file").open("w"):
        during = look(2.0)
    after = look(3.0)
    assert all(wait >= 0 for wait in waits_for_cores().values())
    assert hardware()["cores"]
    if before.handles < 0:
        pytest.skip("this system does not tell about handles")
    assert during.handles == before.handles + 1
    assert after.handles == before.handles
    assert before.rss_mb > 10
    assert before.threads >= 1
