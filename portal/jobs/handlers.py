"""Which function does which kind of later work, in one table. The names of the kinds are what casework writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from portal.casework.advance import advance
from portal.casework.compare import compare
from portal.casework.notice import send_corrections
from portal.casework.outcome import record_licence_number
from portal.casework.release import release
from portal.casework.sweep import sweep as sweep_cases
from portal.jobs.departments import answer, pay
from portal.jobs.documents import make_document
from portal.jobs.notify import notify
from portal.jobs.work import Handler, NotYet, Work
from portal.persistence.queries import notices

if TYPE_CHECKING:
    from portal.wiring import Portal

LICENCE_PAUSE = timedelta(minutes=10)


def _release(portal: Portal, work: Work) -> None:
    release(portal.casework, work.case)


def _advance(portal: Portal, work: Work) -> None:
    advance(portal.casework, work.case)


def _send_corrections(portal: Portal, work: Work) -> None:
    send_corrections(portal.casework, work.case)


def _make_document(portal: Portal, work: Work) -> None:
    make_document(portal, UUID(work.payload["document"]))


def _ask_registries(portal: Portal, work: Work) -> None:
    if not compare(portal.casework, work.case):
        raise work.again(portal.casework.clock())


def _fetch_licence(portal: Portal, work: Work) -> None:
    with portal.casework.db.reading() as session:
        item = notices.item_of(session, work.task)
    number = portal.certificates.number_of(item, str(work.task), {})
    if number is None:
        raise NotYet(LICENCE_PAUSE)
    record_licence_number(portal.casework, work.task, number)


HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "release": _release,
        "advance": _advance,
        "send_corrections": _send_corrections,
        "make_document": _make_document,
        "notify": notify,
        "ask_registries": _ask_registries,
        "fetch_licence": _fetch_licence,
        "department_system": answer,
        "pay": pay,
    }
)


def sweep(portal: Portal) -> None:
    """What comes due by the passing of time alone; run every minute, and harmless to run twice."""
    sweep_cases(portal.casework)
