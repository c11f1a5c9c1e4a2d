"""Later work is written down once, held by one, and taken again when it was abandoned."""

from __future__ import annotations

from datetime import timedelta

from portal.persistence.queries import outbox

from .conftest import Bench

LEASE = timedelta(minutes=2)


def test_the_same_effect_is_asked_for_once(bench: Bench) -> None:
    with bench.db.writing() as session:
        assert outbox.add_once(session, "release", "case:release", bench.clock())
        assert not outbox.add_once(session, "release", "case:release", bench.clock())


def test_work_is_not_taken_before_its_time(bench: Bench) -> None:
    bench.add(not_before=bench.clock() + timedelta(minutes=10))
    with bench.db.writing() as session:
        assert outbox.claim(session, bench.clock(), LEASE, 10) == []
        assert len(outbox.claim(session, bench.clock() + timedelta(minutes=10), LEASE, 10)) == 1


def test_the_oldest_work_comes_first(bench: Bench) -> None:
    later = bench.add(not_before=bench.clock() - timedelta(minutes=1))
    earlier = bench.add(not_before=bench.clock() - timedelta(minutes=5))
    with bench.db.writing() as session:
        assert outbox.claim(session, bench.clock(), LEASE, 10) == [earlier, later]


def test_held_work_is_not_taken_by_another(bench: Bench) -> None:
    bench.add()
    bench.claim()
    with bench.db.writing() as session:
        assert not outbox.any_due(session, bench.clock())
        assert outbox.claim(session, bench.clock(), LEASE, 10) == []


def test_abandoned_work_is_taken_again_when_the_lease_ends(bench: Bench) -> None:
    row = bench.add()
    bench.claim()
    bench.clock.pass_time(LEASE)
    assert bench.claim()[0] == row


def test_whose_lease_has_passed_on_may_not_begin(bench: Bench) -> None:
    bench.add()
    row, first = bench.claim()
    bench.clock.pass_time(LEASE)
    _, second = bench.claim()
    with bench.db.writing() as session:
        assert outbox.renew(session, row, first, bench.clock(), LEASE) is None
        assert outbox.renew(session, row, second, bench.clock(), LEASE) is not None


def test_whose_lease_has_passed_on_may_not_put_the_work_off(bench: Bench) -> None:
    bench.add()
    row, first = bench.claim()
    bench.clock.pass_time(LEASE)
    bench.claim()
    with bench.db.writing() as session:
        outbox.put_off(session, row, first, bench.clock() + timedelta(days=1), "OSError")
    assert bench.row(row).tries == 0
    assert bench.row(row).claimed_until == bench.clock() + LEASE


def test_done_work_is_never_taken_again(bench: Bench) -> None:
    bench.add()
    row, _ = bench.claim()
    with bench.db.writing() as session:
        outbox.finish(session, row, bench.clock())
    bench.clock.pass_time(timedelta(days=1))
    with bench.db.writing() as session:
        assert outbox.claim(session, bench.clock(), LEASE, 10) == []
