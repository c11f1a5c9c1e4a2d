"""My cases: drafts first, then whose turn it is, then what is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.domain.permissions import Permission
from portal.domain.progress import CaseStatus
from portal.domain.states import CaseState
from portal.persistence.queries import accounts, benefits, tasks
from portal.persistence.queries.case_list import CaseRow, case_list
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.standing import status_of_row
from portal.web.citizen.wording import CASE_SENTENCES, CASE_STATUS_NAMES
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.persistence.models import Case, ConfirmationRequest


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list."""

    id: UUID
    title: str
    subject: str
    number: str
    status: CaseStatus
    kind: str
    status_text: str
    sentence: str
    changed_at: datetime
    together: tuple[str, ...] = ()
    """Whom the other cases made from the same form are about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something another person filed and this person is asked to confirm."""

    id: UUID
    title: str
    asked_at: datetime


@blueprint.get("/my/cases")
@requires(Permission.ACCOUNT_USE)
def cases() -> ResponseReturnValue:
    """Everything this account has begun, and what others ask it to confirm."""
    me = actor()
    assert me.id is not None
    with house().casework.db.reading() as session:
        rows = _rows(session, me.id, me.person)
        person = accounts.person(session, me.person) if me.person else None
        asked = tasks.confirmations_for(session, person.id_number) if person else []
        paid = benefits.has_any(session, me.id, me.person)
    lines = _lines(rows)
    return render_template(
        "pages/case/cases.html",
        drafts=[line for line in lines if line.status is CaseStatus.DRAFT],
        yours=[
            line for line in lines if line.kind == "yours" and line.status is not CaseStatus.DRAFT
        ],
        theirs=[line for line in lines if line.kind == "theirs"],
        done=[line for line in lines if line.kind == "done"],
        asked=[
            Asked(request.id, _asked_title(case, request), request.asked_at)
            for request, case in asked
            if request.state == "asked" and case.state is CaseState.FILED
        ],
        person_known=person is not None,
        paid=paid,
    )


def _rows(session: Session, account: UUID, person: UUID | None) -> list[CaseRow]:
    """The cases, with as many of their answers as their lines need."""
    shelf = house().casework.shelf
    names = shelf.subject_keys
    rows = case_list(session, account, person, names)
    if all(shelf.finds_subject(names, row.case.release_id, row.case.bundle) for row in rows):
        return rows
    return case_list(session, account, person)


def _asked_title(case: Case, request: ConfirmationRequest) -> str:
    """What is asked: one person may be asked about two items of the same case."""
    labels = labels_for(case.bundle, case.release_id)
    item = request.shown["item"]
    rule = labels.words.get(f"item.{item}.confirmations.{request.rule}.name")
    return rule or labels.own("name")


def _lines(rows: Sequence[CaseRow]) -> list[CaseLine]:
    """Each case in a line; those made from one form say so."""
    lines = [_line(row) for row in rows]
    groups = [row.case.siblings for row in rows]
    return [
        replace(
            line,
            together=tuple(
                other.subject or gettext("No name given yet")
                for other, group in zip(lines, groups, strict=True)
                if group is not None and group == own and other is not line
            ),
        )
        for line, own in zip(lines, groups, strict=True)
    ]


def _line(row: CaseRow) -> CaseLine:
    labels = labels_for(row.case.bundle, row.case.release_id)
    status, kind, subject = status_of_row(row, labels)
    return CaseLine(
        id=row.case.id,
        title=labels.own("name"),
        subject=subject,
        number=row.case.number or "",
        status=status,
        kind=kind,
        status_text=gettext(CASE_STATUS_NAMES[status]),
        sentence=gettext(CASE_SENTENCES[status]),
        changed_at=row.case.saved_at,
    )
