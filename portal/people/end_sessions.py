"""Signs out everywhere: every session that was begun before ends at its next request."""

from __future__ import annotations

from uuid import UUID

from portal.people.desk import PeopleDesk
from portal.persistence.queries import accounts


def end_sessions(desk: PeopleDesk, account: UUID) -> None:
    """End every session of an account, this one too. Raises LookupError."""
    with desk.db.writing() as session:
        accounts.account(session, account).session_epoch += 1
