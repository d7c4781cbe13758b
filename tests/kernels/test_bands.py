"""Bands: all rows once, failures reach the caller, nobody waits for a busy helper."""

from __future__ import annotations

import threading
import weakref

import pytest

from muse_nodes.kernels.bands import FORGOTTEN, SHELVES, Bands


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("rows", [0, 1, 7, 64, 100, 1080])
@pytest.mark.parametrize("grain", [1, 8, 64])
def test_every_row_is_done_exactly_once(threads: int, rows: int, grain: int) -> None:
    done = [0] * rows
    working: set[int] = set()

    def task(worker: int, start: int, stop: int) -> None:
        assert worker < threads
        assert worker not in working
        working.add(worker)
        assert 0 < stop - start <= grain
        for row in range(start, stop):
            done[row] += 1
        working.discard(worker)

    with Bands(threads) as bands:
        for _ in range(5):
            bands.run(task, rows, grain=grain)
    assert done == [5] * rows


def test_a_helper_takes_part() -> None:
    seen = threading.Event()

    def task(worker: int, start: int, stop: int) -> None:
        if worker == 0:
            assert seen.wait(20)
        else:
            seen.set()

    with Bands(2) as bands:
        bands.run(task, 2, grain=1)
    assert seen.is_set()


def test_one_thread_starts_none() -> None:
    before = threading.active_count()
    with Bands(1) as bands:
        bands.run(lambda worker, start, stop: None, 1000)
        assert threading.active_count() == before


@pytest.mark.parametrize("threads", [1, 2])
def test_the_exception_of_a_task_reaches_the_caller(threads: int) -> None:
    def task(worker: int, start: int, stop: int) -> None:
        if start <= 50 < stop:
            raise ArithmeticError("row 50")

    with Bands(threads) as bands:
        for _ in range(3):
            with pytest.raises(ArithmeticError, match="row 50"):
                bands.run(task, 100, grain=3)
        bands.run(lambda worker, start, stop: None, 100, grain=3)


def test_a_second_caller_does_its_rows_itself_while_the_helper_is_busy() -> None:
    entered, leave = threading.Event(), threading.Event()

    def long_task(worker: int, start: int, stop: int) -> None:
        entered.set()
        assert leave.wait(20)

    with Bands(2) as bands:
        first = threading.Thread(target=bands.run, args=(long_task, 2), kwargs={"grain": 1})
        first.start()
        assert entered.wait(20)
        workers: list[int] = []
        bands.run(lambda worker, start, stop: workers.append(worker), 10, grain=1)
        assert workers == [0] * 10
        leave.set()
        first.join()


def test_after_close_the_caller_works_alone_and_close_may_be_repeated() -> None:
    bands = Bands(3)
    bands.close()
    bands.close()
    workers: list[int] = []
    bands.run(lambda worker, start, stop: workers.append(worker), 10, grain=1)
    assert workers == [0] * 10


def test_no_threads_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one thread"):
        Bands(0)


def test_scratch_is_kept_lent_once_and_the_oldest_goes() -> None:
    with Bands(1) as bands:
        with bands.scratch("a", object) as first, bands.scratch("a", object) as second:
            assert first is not second
        with bands.scratch("a", object) as again:
            assert again in (first, second)
        for number in range(SHELVES):
            with bands.scratch(number, object):
                pass
        with bands.scratch("a", object) as fresh:
            assert fresh is not first
            assert fresh is not second


def test_scratch_that_nobody_asks_for_any_more_is_let_go() -> None:
    """As after a camera has been another size for a while: there are few kinds, and none goes."""

    class Space:
        """Something that tells when it is gone."""

    def left(kind: str) -> weakref.ref[Space]:
        with bands.scratch(kind, Space) as space:
            return weakref.ref(space)

    with Bands(1) as bands:
        old, now = left("large"), left("small")
        for _ in range(FORGOTTEN - 2):
            left("small")
        assert old() is not None, "it may well be asked for again"
        left("small")
        assert old() is None
        assert now() is not None
        assert left("large")() is not None


def test_helpers_stay_out_while_the_processors_are_busy() -> None:
    bands = Bands(2)
    workers: set[int] = set()
    bands.may_help = lambda: False
    bands.run(lambda worker, start, stop: workers.add(worker), 1000, grain=1)
    bands.close()
    assert workers == {0}
