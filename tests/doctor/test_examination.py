"""The checks on a thread of their own: in order, told as they come, and stopped at any time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from muse_nodes.doctor import Case, Check, Examination, Finding, News
from muse_nodes.engine.settings import Settings

GUARD = 30.0


def quick(case: Case) -> Iterator[Finding]:
    yield Finding("one", "ok", "fine")
    yield Finding("two", "note", "so so")


def broken(case: Case) -> Iterator[Finding]:
    raise OSError("gone")
    yield


def test_everything_is_told_in_order() -> None:
    checks = (Check("quick", quick), Check("broken", broken))
    examination = Examination(Case(Settings()), checks)
    examination._thread.join(GUARD)
    news = examination.fetch()
    assert [(n.check, n.finding and n.finding.topic, n.done) for n in news] == [
        ("quick", None, False), ("quick", "one", False), ("quick", "two", False),
        ("quick", None, True),
        ("broken", None, False), ("broken", "broken", False), ("broken", None, True),
    ]  # fmt: skip
    assert examination.over
    assert examination.fetch() == []
    examination.close()


def test_closing_ends_the_check_under_way_and_begins_no_other() -> None:
    began = threading.Event()

    def slow(case: Case) -> Iterator[Finding]:
        began.set()
        case.stop.wait(GUARD)
        yield Finding("slow", "ok", "stopped")

    examination = Examination(Case(Settings()), (Check("slow", slow), Check("quick", quick)))
    assert began.wait(GUARD)
    examination.close()
    assert examination.over
    assert {n.check for n in examination.fetch()} == {"slow"}
    assert News("slow").finding is None
