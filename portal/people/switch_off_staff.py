"""Switches a member of staff off; entries are never deleted, because the record names them."""

from __future__ import annotations

from portal.people.desk import PeopleDesk
from portal.persistence.queries import staff


class NoSuchStaff(LookupError):
    """Nobody has this user name."""


def switch_off_staff(desk: PeopleDesk, username: str) -> None:
    """End this entry: the next request of an open session is refused too. Raises NoSuchStaff."""
    with desk.db.writing() as session:
        member = staff.by_username(session, username, lock=True)
        if member is None:
            raise NoSuchStaff(username)
        member.active = False
        member.session_epoch += 1
