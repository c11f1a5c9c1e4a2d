"""Files of one's own case: what was handed in, and the documents that came out."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import abort, render_template, send_file
from flask.typing import ResponseReturnValue

from portal.domain.permissions import Permission
from portal.persistence.queries import cases, tasks
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.case import own_case
from portal.web.house import house

_SHOWN_IN_PAGE = {"image/jpeg", "image/png", "application/pdf"}


@blueprint.get("/cases/<uuid:case_id>/uploads/<uuid:upload_id>")
@requires(Permission.CASE_READ)
def upload(case_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """One's own uploaded file, as it was kept."""
    own_case(case_id)
    with house().casework.db.reading() as session:
        row = cases.upload(session, upload_id)
    if row is None or row.case_id != case_id or row.media_type not in _SHOWN_IN_PAGE:
        abort(404)
    return _send(upload_id, row.media_type, row.display_name)


@blueprint.get("/cases/<uuid:case_id>/documents/<uuid:document_id>")
@requires(Permission.CASE_READ)
def document(case_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """A document made here; a calm page while it is still being made."""
    own_case(case_id)
    with house().casework.db.reading() as session:
        row = tasks.document(session, document_id)
    if row is None or row.case_id != case_id:
        abort(404)
    if row.made_at is None:
        return render_template(
            "pages/case/document_coming.html", case_id=case_id, document_id=document_id
        ), 202
    return _send(document_id, "application/pdf", f"{row.number}.pdf")


def _send(file: UUID, media_type: str, name: str) -> ResponseReturnValue:
    try:
        data = house().casework.files.get(file)
    except FileNotFoundError:
        abort(404)
    response = send_file(BytesIO(data), mimetype=media_type, download_name=name, max_age=0)
    response.headers["Cache-Control"] = "private, no-store"
    return response
