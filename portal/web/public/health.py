"""For whoever watches over the machine."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from portal.persistence.queries import staff
from portal.web.access import public
from portal.web.house import house
from portal.web.public import blueprint


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Says ``ok`` when the database answers; 503 when it does not."""
    with house().people.db.reading() as session:
        staff.by_username(session, "")
    return jsonify(status="ok")
