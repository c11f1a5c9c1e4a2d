"""Turns the ids of a session into the actor who makes a request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.domain.actors import Actor, ActorKind, Assurance
from portal.domain.masking import Mask, mask
from portal.people.desk import PeopleDesk
from portal.persistence.queries import accounts, staff


@dataclass(frozen=True, slots=True)
class KnownVisitor:
    """Who it is, as the table of permissions knows it and as the page may show it."""

    actor: Actor
    display_name: str


def citizen(desk: PeopleDesk, account: UUID, person: UUID | None) -> KnownVisitor | None:
    """The citizen of an account, acting as a person who is linked to it; None when the account is gone."""
    with desk.db.reading() as session:
        row, chosen = accounts.visitor(session, account, person)
    if row is None:
        return None
    if chosen is None:
        return KnownVisitor(Actor(ActorKind.CITIZEN, id=account), mask(Mask.MOBILE, row.phone))
    actor = Actor(
        ActorKind.CITIZEN, id=account, person=chosen.id, assurance=Assurance(chosen.assurance)
    )
    return KnownVisitor(actor, mask(Mask.NAME, chosen.name))


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
    return KnownVisitor(actor, row.display_name)
