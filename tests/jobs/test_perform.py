"""Work runs at least once; what fails is put back and tried later; what is done stays done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.jobs.perform import LEASE, LONGEST_PAUSE, pause_after, perform
from portal.jobs.work import IncompleteWork, NotYet, Work
from portal.wiring import Portal

from .conftest import Bench


class Handler:
    """Counts its runs and raises what it was given, in turn."""

    def __init__(self, *raises: Exception) -> None:
        self.runs: list[Work] = []
        self._raises = list(raises)

    def __call__(self, portal: Portal, work: Work) -> None:
        self.runs.append(work)
        if self._raises:
            raise self._raises.pop(0)


def test_work_that_took_effect_is_done(bench: Bench) -> None:
    bench.add(payload={"message": "filed"})
    handler = Handler()
    row, held = bench.claim()
    assert perform(bench.portal, {"work": handler}, row, held)
    assert bench.row(row).done_at == bench.clock()
    assert bench.row(row).claimed_until is None
    assert handler.runs[0].payload == {"message": "filed"}


def test_the_same_task_in_the_queue_twice_runs_once(bench: Bench) -> None:
    bench.add()
    handler = Handler()
    row, held = bench.claim()
    perform(bench.portal, {"work": handler}, row, held)
    assert not perform(bench.portal, {"work": handler}, row, held)
    assert len(handler.runs) == 1


def test_a_stale_task_leaves_the_work_to_whoever_holds_it_now(bench: Bench) -> None:
    bench.add()
    handler = Handler()
    row, first = bench.claim()
    bench.clock.pass_time(LEASE)
    row, second = bench.claim()
    assert not perform(bench.portal, {"work": handler}, row, first)
    assert perform(bench.portal, {"work": handler}, row, second)
    assert len(handler.runs) == 1


def test_what_fails_is_tried_again_after_a_pause_that_grows(bench: Bench) -> None:
    bench.add()
    handler = Handler(OSError("13800138000 did not answer"), ValueError("何静怡"))
    row, held = bench.claim()
    assert not perform(bench.portal, {"work": handler}, row, held)
    first = bench.row(row)
    assert (first.tries, first.not_before) == (1, bench.clock() + pause_after(0))
    bench.clock.pass_time(pause_after(0))
    row, held = bench.claim()
    perform(bench.portal, {"work": handler}, row, held)
    second = bench.row(row)
    assert (second.tries, second.not_before) == (2, bench.clock() + pause_after(1))
    bench.clock.pass_time(pause_after(1))
    row, held = bench.claim()
    assert perform(bench.portal, {"work": handler}, row, held)
    assert (bench.row(row).tries, bench.row(row).last_error) == (2, None)


def test_only_the_kind_of_an_error_is_kept(bench: Bench) -> None:
    bench.add()
    row, held = bench.claim()
    perform(bench.portal, {"work": Handler(OSError("13800138000 did not answer"))}, row, held)
    assert bench.row(row).last_error == "OSError"


def test_waiting_is_no_failure(bench: Bench) -> None:
    bench.add()
    row, held = bench.claim()
    assert not perform(bench.portal, {"work": Handler(NotYet(timedelta(minutes=3)))}, row, held)
    kept = bench.row(row)
    assert (kept.tries, kept.last_error, kept.done_at) == (0, None, None)
    assert kept.not_before == bench.clock() + timedelta(minutes=3)


def test_unknown_work_waits_for_a_worker_that_knows_it(bench: Bench) -> None:
    bench.add("of_next_year")
    row, held = bench.claim()
    assert not perform(bench.portal, {}, row, held)
    assert bench.row(row).last_error == "UnknownKind"
    assert bench.row(row).done_at is None


def test_pauses_double_up_to_one_hour_and_never_end() -> None:
    pauses = [pause_after(tries) for tries in range(40)]
    assert pauses[:3] == [timedelta(seconds=s) for s in (5, 10, 20)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE == timedelta(hours=1)


def test_looking_again_waits_as_long_as_has_passed_already(bench: Bench) -> None:
    bench.add()
    handler = Handler()
    row, held = bench.claim()
    perform(bench.portal, {"work": handler}, row, held)
    work = handler.runs[0]
    began = work.created_at
    assert work.again(began).after == timedelta(seconds=30)
    assert work.again(began + timedelta(minutes=10)).after == timedelta(minutes=10)
    assert work.again(began + timedelta(days=3)).after == timedelta(hours=1)


def test_work_about_nothing_says_what_it_lacks(bench: Bench) -> None:
    work = Work(1, "release", None, None, {}, "key", 0, bench.clock())
    with pytest.raises(IncompleteWork, match="release needs a case"):
        _ = work.case
    with pytest.raises(IncompleteWork, match="release needs a task"):
        _ = work.task
