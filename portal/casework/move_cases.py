"""Move cases: what somebody applied for goes with them to their new number, and leaves the old one."""

from __future__ import annotations

from uuid import UUID

from portal.casework.context import Casework
from portal.casework.opening import open_case
from portal.domain.actors import Actor
from portal.domain.permissions import Permission, Scope, require
from portal.persistence.queries import accounts, cases


def move_cases(work: Casework, clerk: Actor, person: UUID, old: UUID, new: UUID) -> int:
    """Move a person's cases from one account to another and give how many; those of others stay. Raises Forbidden.

    Staff see neither the cases nor whose they are; each case's record says that it was moved, and where.
    """
    require(Permission.IDENTITY_CONFIRM, clerk, Scope(office=clerk.office))
    with work.db.reading() as session:
        theirs = cases.of_person(session, old, person)
        phone = accounts.account(session, new).phone
    for case_id in theirs:
        with open_case(work, clerk, case_id, None) as opened:
            opened.case.account_id = new
            for one in opened.people:
                if one.person_id == person and one.phone is not None:
                    one.phone = phone
            opened.touch()
            opened.record("move_account", payload={"from": str(old), "to": str(new)})
    return len(theirs)
