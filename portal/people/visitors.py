"""Turns what a session holds into the actor who makes a request."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.domain.actors import Actor, ActorKind, Assurance
from portal.domain.masking import Mask, mask
from portal.people.desk import PeopleDesk
from portal.persistence.gathering import Reader
from portal.persistence.queries import accounts, staff


@dataclass(frozen=True, slots=True)
class KnownVisitor:
    """Who it is, as the table of permissions knows it and as the page may show it."""

    actor: Actor
    display_name: str
    epoch: int
    """The epoch of sessions that count now; a session of another epoch has been ended."""


def citizen(
    desk: PeopleDesk,
    account: UUID,
    person: UUID | None,
    strong_until: datetime | None = None,
    firm: UUID | None = None,
    *,
    reader: Reader | None = None,
) -> KnownVisitor | None:
    """The citizen of an account, acting as a person who is linked to it; None when the account is gone.

    ``strong_until`` is how long the session says that this person has proved who they are; a counter may say so as well.
    ``firm`` is the one the session says this person acts for. ``reader`` is what to read with where something is open already.
    """
    with nullcontext(reader) if reader is not None else desk.db.looking() as open_reader:
        row, chosen, at_counter = accounts.visitor(open_reader, account, person)
    if row is None:
        return None
    if chosen is None:
        actor = Actor(ActorKind.CITIZEN, id=account)
        return KnownVisitor(actor, mask(Mask.MOBILE, row.phone), row.session_epoch)
    now = desk.clock()
    strong = any(until is not None and now < until for until in (strong_until, at_counter))
    actor = Actor(
        ActorKind.CITIZEN,
        id=account,
        person=chosen.id,
        assurance=Assurance.STRONG if strong else Assurance.CHECKED,
        firm=firm,
    )
    return KnownVisitor(actor, mask(Mask.NAME, chosen.name), row.session_epoch)


def member_of_staff(desk: PeopleDesk, staff_id: UUID) -> KnownVisitor | None:
    """The member of staff, or None when there is none or the entry is switched off."""
    with desk.db.reading() as session:
        row = staff.member(session, staff_id)
    if row is None or not row.active:
        return None
    actor = Actor(
        ActorKind.STAFF,
        id=row.id,
        assurance=Assurance.STRONG,
        office=row.office,
        department=row.department,
        role=row.role,
    )
    return KnownVisitor(actor, row.display_name, row.session_epoch)
