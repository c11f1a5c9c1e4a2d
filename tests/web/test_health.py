"""Whoever watches the machine learns whether it lives, whether it can serve, and whether work is left lying."""

from __future__ import annotations

from datetime import timedelta

from portal.persistence.queries import outbox
from portal.web.public.health import WORKER_IS_LATE
from portal.wiring import Portal
from tests.factories.clock import Clock
from tests.inspector import Inspector


def test_work_that_is_left_lying_is_told_and_sends_nobody_away(
    client: Inspector, portal: Portal, clock: Clock
) -> None:
    with portal.casework.db.writing() as session:
        outbox.add_once(session, "work", "later", clock(), not_before=clock() + timedelta(hours=1))
        outbox.add_once(session, "work", "now", clock())
    clock.pass_time(WORKER_IS_LATE)
    assert client.get("/healthz").get_json() == {"status": "ok", "worker": "ok"}
    clock.pass_time(timedelta(seconds=1))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "worker": "late"})


def test_the_process_says_that_it_lives(client: Inspector) -> None:
    assert client.get("/healthz/alive").get_json() == {"status": "ok"}
