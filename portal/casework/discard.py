"""Discard: a draft its owner no longer wants is forgotten at once, files and all."""

from __future__ import annotations

from uuid import UUID

from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.opening import open_case
from portal.domain.actors import Actor
from portal.domain.permissions import Permission
from portal.domain.states import CaseState
from portal.persistence.queries import cases, record


def discard(work: Casework, actor: Actor, case_id: UUID) -> None:
    """Delete a draft that was never filed. Raises NotFound; WrongMoment when it was filed once: its record stays."""
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        filed_once = opened.case.number is not None or record.end(opened.session, case_id)
        if opened.case.state is not CaseState.DRAFT or filed_once:
            raise WrongMoment("already_filed")
        files = [upload.id for upload in cases.uploads(opened.session, case_id)]
        cases.remove(opened.session, case_id)
    for file in files:
        work.files.remove(file)
