"""Gives a member of staff another password; whoever sits there with the old one is signed out."""

from __future__ import annotations

from portal.people.desk import PeopleDesk
from portal.people.passwords import check_strength, hash_password
from portal.people.switch_off_staff import NoSuchStaff
from portal.persistence.queries import staff


def change_password(desk: PeopleDesk, username: str, password: str) -> None:
    """Replace the password and end every session of the entry; a lock ends too. Raises NoSuchStaff, WeakPassword."""
    check_strength(password, username)
    password_hash = hash_password(password)
    with desk.db.writing() as session:
        member = staff.by_username(session, username, lock=True)
        if member is None:
            raise NoSuchStaff(username)
        member.password_hash = password_hash
        member.failed_tries, member.locked_until = 0, None
        member.session_epoch += 1
