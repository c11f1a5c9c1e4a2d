"""A number that is no longer somebody's: its sessions end, and it speaks for them no more."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.domain.actors import Actor
from portal.domain.permissions import Permission, Scope, require
from portal.people.desk import PeopleDesk
from portal.persistence.queries import accounts


@dataclass(frozen=True, slots=True)
class Retired:
    """The account that had the old number, and the person who had it."""

    account: UUID
    person: UUID


def retire_number(desk: PeopleDesk, clerk: Actor, old_phone: str, id_number: str) -> Retired | None:
    """End every session of an old number for somebody who is at the counter with their ID card.

    None, and nothing changed, when this person was never checked from that number; the counter is not told which it was.
    Raises Forbidden.
    """
    require(Permission.IDENTITY_CONFIRM, clerk, Scope(office=clerk.office))
    with desk.db.writing() as session:
        found = accounts.linked_by_phone(session, old_phone, id_number)
        if found is None:
            return None
        account, person = found
        account.session_epoch += 1
        accounts.unlink_person(session, account.id, person.id)
        return Retired(account.id, person.id)
