"""For whoever watches over the machine: whether the process lives, and whether it can serve."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.persistence.queries import upkeep
from portal.web.access import public
from portal.web.house import house
from portal.web.public import blueprint

WORKER_IS_LATE = timedelta(minutes=5)
"""Work that is due is taken within seconds and held for two minutes at most; if some is older, no worker is at work or it
cannot keep up."""


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Ready or not: 200 when the database answers, 503 when it does not.

    ``worker`` is ``late`` when work is left lying. That is no reason to send nobody here: pages do without it.
    """
    work = house().casework
    now = work.clock()
    try:
        with work.db.reading() as session:
            oldest = upkeep.backlog(session, now).oldest
    except (DBAPIError, PoolTimeout):
        answer = jsonify(status="unreachable")
        answer.headers["Retry-After"] = "10"
        return answer, HTTPStatus.SERVICE_UNAVAILABLE
    late = oldest is not None and now - oldest > WORKER_IS_LATE
    return jsonify(status="ok", worker="late" if late else "ok")


@blueprint.get("/healthz/alive")
@public
def alive() -> ResponseReturnValue:
    """200 as long as this process answers at all, whatever else is broken."""
    return jsonify(status="ok")
