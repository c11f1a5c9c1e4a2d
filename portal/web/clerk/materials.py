"""Shows one file that was handed in, to the office whose item needs it."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.domain.permissions import Permission
from portal.web.access import requires
from portal.web.clerk import blueprint
from portal.web.clerk.task_file import open_file
from portal.web.house import house
from portal.web.looking import MATERIAL, Purpose, look

SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/png"})
"""A browser may show these on the page; all else is saved."""
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@blueprint.get("/tasks/<uuid:task_id>/materials/<uuid:upload_id>")
@requires(Permission.TASK_READ)
def material(task_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """The bytes of one file. Files of materials that the item does not need do not exist here."""
    file = open_file(task_id)
    for line in file.materials:
        for upload in line.files:
            if upload.id == upload_id:
                look(file.case_id, task_id, Purpose.MATERIAL, [f"{MATERIAL}.{line.material}"])
                return _answer(upload_id, upload.media_type)
    raise NotFound


def _answer(upload_id: UUID, media_type: str) -> Response:
    try:
        data = house().casework.files.get(upload_id)
    except FileNotFoundError:
        raise NotFound from None
    # The name people gave their file may say who they are, so it does not go into a header.
    name = f"{upload_id.hex}.{ENDINGS.get(media_type, 'bin')}"
    how = "inline" if media_type in SHOWN_IN_PLACE else "attachment"
    return Response(
        data,
        content_type=media_type,
        headers={"Content-Disposition": f'{how}; filename="{name}"'},
    )
