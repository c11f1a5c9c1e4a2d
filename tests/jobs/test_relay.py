"""Relays carry what is due to the queue, each row by one of them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from threading import Barrier, Event, Lock, Thread

from portal.jobs.perform import LEASE
from portal.jobs.relay import BATCH, Relay

from .conftest import Bench


class Queue:
    """Remembers what was put in it."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, datetime]] = []
        self._lock = Lock()

    def __call__(self, row: int, held: datetime) -> None:
        with self._lock:
            self.rows.append((row, held))


def test_due_work_reaches_the_queue_with_the_end_of_its_lease(bench: Bench) -> None:
    row, queue = bench.add(), Queue()
    assert Relay(bench.portal.casework, queue).carry() == 1
    assert queue.rows == [(row, bench.clock() + LEASE)]
    assert bench.row(row).claimed_until == bench.clock() + LEASE


def test_nothing_is_carried_twice(bench: Bench) -> None:
    bench.add()
    queue = Queue()
    relay = Relay(bench.portal.casework, queue)
    assert (relay.carry(), relay.carry()) == (1, 0)


def test_work_lost_with_the_queue_is_carried_again_when_its_lease_ends(bench: Bench) -> None:
    row, queue = bench.add(), Queue()
    relay = Relay(bench.portal.casework, queue)
    relay.carry()
    bench.clock.pass_time(LEASE - timedelta(seconds=1))
    assert relay.carry() == 0
    bench.clock.pass_time(timedelta(seconds=1))
    assert relay.carry() == 1
    assert [carried for carried, _ in queue.rows] == [row, row]


def test_a_full_queue_is_left_alone(bench: Bench) -> None:
    bench.add()
    queue = Queue()
    assert Relay(bench.portal.casework, queue, lambda: BATCH).carry() == 0
    assert Relay(bench.portal.casework, queue, lambda: BATCH - 1).carry() == 1


def test_two_relays_at_once_share_the_work_and_carry_each_row_once(bench: Bench) -> None:
    rows = [bench.add() for _ in range(3 * BATCH)]
    queue, together = Queue(), Barrier(2)

    def carry_all() -> None:
        relay = Relay(bench.portal.casework, queue)
        together.wait()
        while relay.carry():
            pass

    relays = [Thread(target=carry_all) for _ in range(2)]
    for relay in relays:
        relay.start()
    for relay in relays:
        relay.join()
    assert Counter(row for row, _ in queue.rows) == Counter(rows)


def test_a_relay_waits_out_trouble_and_stops_when_told(bench: Bench) -> None:
    bench.add()
    stop = Event()

    def trouble(row: int, held: datetime) -> None:
        stop.set()
        raise OSError("the queue's disk is full")

    Relay(bench.portal.casework, trouble).run(stop)
    assert stop.is_set()
