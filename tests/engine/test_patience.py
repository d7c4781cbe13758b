"""A set-up that hangs is left behind, and what it makes later is torn down."""

from __future__ import annotations

import threading
from typing import Annotated

import pytest
from small_nodes import graph, host

from muse_nodes.api import Ctx, Number, Restart, node
from muse_nodes.document import SetParam
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.patience import TooLongError, patiently
from muse_nodes.engine.prepare import Prepared

Restarted = Annotated[str, Restart()]


class Made:
    """Stands for a prepared plan: all that is asked of it is to withdraw."""

    def __init__(self) -> None:
        self.withdrawn = threading.Event()

    def withdraw(self) -> None:
        self.withdrawn.set()


def test_what_comes_too_late_is_torn_down() -> None:
    answers, made = threading.Event(), Made()

    def make() -> Prepared:
        assert answers.wait(20)
        return made  # type: ignore[return-value]  # see Made

    with pytest.raises(TooLongError, match="not set up within"):
        patiently(make, 0.01)
    assert not made.withdrawn.is_set()
    answers.set()
    assert made.withdrawn.wait(20)


def test_what_comes_in_time_is_handed_over_and_what_it_raises_is_raised() -> None:
    made = Made()
    assert patiently(lambda: made, 20) is made  # type: ignore[arg-type,return-value]  # see Made
    assert not made.withdrawn.is_set()

    def fail() -> Prepared:
        raise ZeroDivisionError("no luck")

    with pytest.raises(ZeroDivisionError, match="no luck"):
        patiently(fail, 20)


def test_a_set_up_that_hangs_holds_up_no_other_change() -> None:
    answers = threading.Event()

    @node("test.hanging", category="Test")
    class Hanging:
        def setup(self, ctx: Ctx, *, name: str) -> None:
            assert not name or answers.wait(20)

        def process(self, ctx: Ctx, number: Number, *, name: Restarted = "") -> Number:
            return number

    document = graph(
        {"in": ("count", {"frames": 10**6}), "add": "hanging", "out": "collect"},
        ["in.number > add.number", "add.number > out.number"],
    )
    run = host([Hanging]).start(document, RunOptions(paused=True))
    run.changes.patience = 0.05
    refused = run.edit(SetParam("add", "name", "driver"))
    assert refused.wait(20)
    assert not refused.applied
    assert "not set up within" in refused.problems[0].message
    assert run.edit(SetParam("in", "frames", 7)).wait(20)
    answers.set()
    run.close()
