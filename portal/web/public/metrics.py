"""Numbers for Prometheus, read by whoever has the token."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from flask import Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.domain.calendar import local_date
from portal.metrics import CONTENT_TYPE, Gauge
from portal.persistence.queries import upkeep
from portal.web.access import for_machines
from portal.web.house import house
from portal.web.public import blueprint

DATABASE_UP = ("portal_database_up", "1 when the database answers")


@blueprint.get("/metrics")
@for_machines
def metrics() -> Response:
    """What was counted on this host, and how things stand in the database: two statements, no transaction."""
    shelf = house().casework.shelf
    build = Gauge(
        "portal_build_info",
        "1, labelled with what is running",
        ("version", "release"),
        {(version("portal"), shelf.current_id[:12]): 1},
    )
    try:
        standing = list(_standing())
    except (DBAPIError, PoolTimeout):
        standing = [Gauge(*DATABASE_UP, values={(): 0})]
    return Response(house().metrics.text([build, *standing]), content_type=CONTENT_TYPE)


def _standing() -> Iterator[Gauge]:
    work = house().casework
    now = work.clock()
    with work.db.reading() as session:
        waiting = upkeep.backlog(session, now)
        loads = upkeep.load(session, local_date(now))
    age = (now - waiting.oldest).total_seconds() if waiting.oldest is not None else 0
    where = ("department", "state")
    yield Gauge(*DATABASE_UP, values={(): 1})
    yield Gauge(
        "portal_outbox_due", "Later work that is due and not done", values={(): waiting.rows}
    )
    yield Gauge("portal_outbox_oldest_seconds", "How long the oldest of it waits", values={(): age})
    yield Gauge(
        "portal_tasks_open",
        "Open tasks",
        where,
        {(each.department, each.state): each.tasks for each in loads},
    )
    yield Gauge(
        "portal_tasks_overdue",
        "Open tasks past their date",
        where,
        {(each.department, each.state): each.overdue for each in loads},
    )
