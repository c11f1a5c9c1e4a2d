"""The worker seals every minute, and a journal that is broken stops nothing else."""

from __future__ import annotations

import structlog

from portal.audit.lines import read_line
from portal.casework.opening import open_case
from portal.domain.actors import SYSTEM
from portal.jobs.handlers import HANDLERS
from portal.jobs.sealing import seal_now
from portal.jobs.worker import declare, make_queue

from .conftest import Bench


def grow(bench: Bench) -> None:
    """A case with an event."""
    with open_case(bench.portal.casework, SYSTEM, bench.case(), None) as opened:
        opened.record("looked_at")


def test_the_queue_seals_beside_sweeping(bench: Bench) -> None:
    queue = make_queue(bench.portal)
    declare(bench.portal, queue, HANDLERS)
    periodic = {str(task).split(".")[-1].split(":")[0] for task in queue._registry.periodic_tasks}
    queue.storage.close()
    assert periodic == {"sweep", "seal"}


def test_sealing_writes_what_has_grown(bench: Bench) -> None:
    grow(bench)
    seal_now(bench.portal)
    seal_now(bench.portal)
    [line] = bench.portal.settings.journal.read_bytes().splitlines()
    assert len(read_line(line).heads) == 1


def test_a_half_written_line_is_told_and_so_is_a_broken_journal(bench: Bench) -> None:
    journal = bench.portal.settings.journal
    grow(bench)
    seal_now(bench.portal)
    whole = journal.read_bytes()
    journal.write_bytes(whole + whole[:9])
    with structlog.testing.capture_logs() as told:
        seal_now(bench.portal)
        journal.write_bytes(b"nonsense\n")
        seal_now(bench.portal)
        journal.unlink()
        journal.mkdir()
        seal_now(bench.portal)
    assert [(entry["log_level"], entry["event"]) for entry in told] == [
        ("warning", "half a line cut off the journal"),
        ("error", "journal broken, nothing sealed"),
        ("warning", "sealing failed"),
    ]
