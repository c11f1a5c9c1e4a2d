"""Attach: one file for one material, replaced or removed before sending."""

from __future__ import annotations

from uuid import UUID, uuid4

from portal.casework.context import Casework
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.marks import open_marks
from portal.casework.opening import OpenCase, open_case
from portal.casework.save import editable_stream
from portal.documents.intake import MAX_BYTES as MAX_BYTES
from portal.documents.intake import MAX_PAGES as MAX_PAGES
from portal.documents.intake import AcceptedFile, take_in
from portal.documents.intake import Refusal as Refusal
from portal.documents.intake import RefusedFile as RefusedFile
from portal.domain.actors import Actor
from portal.domain.facts import Stream
from portal.domain.items import Provision
from portal.domain.permissions import Permission
from portal.domain.questions import materials
from portal.domain.states import CaseState
from portal.persistence.models import Upload
from portal.persistence.queries import cases

MOST_FILES = 6
"""Files for one material: more says that something is being misunderstood."""


def attach(
    work: Casework,
    actor: Actor,
    case_id: UUID,
    material: str,
    data: bytes,
    filename: str,
    *,
    replaces: UUID | None = None,
) -> UUID:
    """Check a file and keep it for a material, perhaps in the place of another. Raises RefusedFile, NotFound, WrongMoment."""
    accepted = take_in(data, filename)
    upload_id = uuid4()
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        stream = editable_stream(opened)
        if material not in attachable(opened):
            raise NotFound(f"material {material}")
        there = [
            u
            for u in cases.uploads(opened.session, case_id)
            if u.material == material and u.stream is stream
        ]
        old = next((u for u in there if u.id == replaces), None)
        same = next((u for u in there if u.digest == accepted.sha256), None)
        if same is not None:
            return same.id
        if len(there) >= MOST_FILES and old is None:
            raise WrongMoment("too_many_files")
        # Bytes first: a row without its file could be seen, a file without its row is only swept up later.
        work.files.put(upload_id, accepted.data)
        opened.session.add(_row(opened, upload_id, material, stream, accepted))
        if old is not None:
            opened.session.delete(old)
        opened.touch()
    if old is not None:
        work.files.remove(old.id)
    return upload_id


def _row(
    opened: OpenCase, upload_id: UUID, material: str, stream: Stream, accepted: AcceptedFile
) -> Upload:
    return Upload(
        id=upload_id,
        case_id=opened.case.id,
        material=material,
        stream=stream,
        media_type=accepted.media_type,
        size=len(accepted.data),
        pages=accepted.pages or 1,
        digest=accepted.sha256,
        display_name=accepted.display_name,
        added_at=opened.at,
    )


def detach(work: Casework, actor: Actor, case_id: UUID, upload_id: UUID) -> None:
    """Remove a file that was not sent yet. Raises NotFound."""
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        stream = editable_stream(opened)
        row = cases.upload(opened.session, upload_id)
        if (
            row is None
            or row.case_id != case_id
            or row.stream is not stream
            or row.replaced_at is not None
        ):
            raise NotFound(f"upload {upload_id}")
        opened.session.delete(row)
        opened.touch()
    work.files.remove(upload_id)


def attachable(opened: OpenCase) -> frozenset[str]:
    """Materials for which a file may be added now."""
    if opened.case.state is CaseState.DRAFT:
        asked = materials(opened.catalogue, opened.bundle, opened.facts, opened.active)
        return frozenset(m.material for m in asked if m.provision is Provision.UPLOAD)
    return frozenset(mark.reference for mark in open_marks(opened) if mark.kind == "material")
