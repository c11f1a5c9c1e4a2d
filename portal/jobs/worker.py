"""The worker: relay, queue and clock in one process, which finishes what it has in hand before it stops."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event, Thread
from types import FrameType
from typing import TYPE_CHECKING

import structlog
from huey import SqliteHuey, crontab

from portal.jobs.handlers import HANDLERS, sweep
from portal.jobs.perform import perform
from portal.jobs.relay import Relay
from portal.jobs.sealing import seal_now
from portal.jobs.work import Handler

if TYPE_CHECKING:
    from portal.wiring import Portal

WORKERS = 2
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

log = structlog.get_logger("portal.jobs")


def make_queue(portal: Portal) -> SqliteHuey:
    """The job queue, in a small database of its own."""
    portal.settings.queue.touch(mode=0o600)
    return SqliteHuey("portal", filename=str(portal.settings.queue), results=False, utc=True)


def declare(
    portal: Portal, queue: SqliteHuey, handlers: Mapping[str, Handler]
) -> Callable[[int, datetime], object]:
    """Tell the queue its kinds of task, and give what puts a row in it."""

    def perform_row(row: int, held: str) -> None:
        perform(portal, handlers, row, datetime.fromisoformat(held))

    def sweep_now() -> None:
        try:
            sweep(portal)
        except (
            Exception
        ) as error:  # the next minute sweeps again; what failed is named without values
            log.warning("sweep failed", exc_info=error)

    enqueue = queue.task(name="perform")(perform_row)
    queue.periodic_task(crontab(minute="*"), name="sweep")(sweep_now)
    queue.periodic_task(crontab(minute="*"), name="seal")(lambda: seal_now(portal))
    return lambda row, held: enqueue(row, held.isoformat())


def work(
    portal: Portal, stop: Event | None = None, handlers: Mapping[str, Handler] = HANDLERS
) -> int | None:
    """Work until SIGINT or SIGTERM, or until ``stop`` is set; then finish the jobs in hand.

    Gives the signal that ended it, None when it was ``stop``.
    """
    stop = stop or Event()
    told: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        told.append(number)
        stop.set()

    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    queue = make_queue(portal)
    enqueue = declare(portal, queue, handlers)
    consumer = queue.create_consumer(workers=WORKERS, max_delay=0.5, check_worker_health=True)
    relay = Relay(portal.casework, enqueue, queue.pending_count)
    carrying = Thread(target=relay.run, args=(stop,), name="relay")
    # Held back until our own handlers stand: the queue's would drop the job in hand on SIGTERM.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    consumer.start()
    carrying.start()
    for number in STOP_SIGNALS:
        signal.signal(number, end)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    log.info("worker started")
    while not stop.wait(1.0):
        consumer.check_worker_health()
    carrying.join()
    consumer.stop(graceful=True)
    queue.storage.close()
    for number, handler in before.items():
        signal.signal(number, handler)
    portal.casework.db.close()
    log.info("worker stopped")
    return told[0] if told else None
