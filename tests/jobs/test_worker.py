"""The worker takes work by itself, and finishes what it has in hand before it stops."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Timer

import pytest

from portal.jobs.handlers import HANDLERS
from portal.jobs.work import Work
from portal.jobs.worker import work as run_worker
from portal.settings import ROOT
from portal.wiring import Portal, now

from .conftest import Bench

PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def running_clock(bench: Bench) -> None:
    """The queue looks at the machine's clock, so the portal must too."""
    bench.clock.now = now()
    bench.portal = replace(bench.portal, casework=replace(bench.portal.casework, clock=now))


@pytest.fixture
def stop() -> Iterator[Event]:
    """Stops the worker; by itself, should it never have come to its work."""
    event = Event()
    patience = Timer(PATIENCE_SECONDS, event.set)
    patience.start()
    yield event
    patience.cancel()


def test_the_worker_does_what_is_due_and_stops_when_told(bench: Bench, stop: Event) -> None:
    rows = [bench.add() for _ in range(5)]
    done: list[int] = []

    def handler(portal: Portal, work: Work) -> None:
        done.append(work.id)
        if len(done) == len(rows):
            stop.set()

    run_worker(bench.portal, stop, {"work": handler})
    assert sorted(done) == rows
    assert all(bench.row(row).done_at for row in rows)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_job_in_hand_is_finished_before_the_worker_stops(
    bench: Bench, stop: Event, number: signal.Signals
) -> None:
    row = bench.add()

    def handler(portal: Portal, work: Work) -> None:
        os.kill(os.getpid(), number)
        assert stop.wait(PATIENCE_SECONDS)

    before = signal.getsignal(number)
    run_worker(bench.portal, stop, {"work": handler})
    assert bench.row(row).done_at is not None
    assert signal.getsignal(number) is before


def test_every_kind_of_work_that_casework_asks_for_has_a_handler() -> None:
    source = "".join(path.read_text() for path in (ROOT / "portal" / "casework").glob("*.py"))
    asked = set(re.findall(r"""later\(\s*"(\w+)\"""", source))
    assert {"notify", "make_document", "release"} <= asked
    assert asked <= set(HANDLERS)
