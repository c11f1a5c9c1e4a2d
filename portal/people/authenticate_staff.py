"""Signs staff in by user name and password."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from portal.people.desk import PeopleDesk
from portal.people.passwords import hash_password, is_outdated, matches
from portal.persistence.queries import staff

TRIES = 5
LOCKED_FOR = timedelta(minutes=30)


class StaffRefused(Exception):
    """Unknown, wrong, locked or switched off: one answer for all, so that names cannot be found out."""


def authenticate_staff(desk: PeopleDesk, username: str, password: str) -> UUID:
    """The id of the member of staff. Five wrong tries in a row lock the entry for 30 minutes.

    Raises StaffRefused, after the same work whatever the reason.
    """
    # The try is counted before the password is looked at, and taken back when it is right: many guesses at once
    # count like many guesses one by one, and no transaction waits for the hash.
    now = desk.clock()
    with desk.db.writing() as session:
        member = staff.by_username(session, username.strip().lower(), lock=True)
        open_to_try = (
            member is not None
            and member.active
            and not (member.locked_until and now < member.locked_until)
        )
        if member is not None and open_to_try:
            if member.locked_until is not None:
                member.failed_tries, member.locked_until = 0, None
            member.failed_tries += 1
            if member.failed_tries >= TRIES:
                member.locked_until = now + LOCKED_FOR
    right = matches(member.password_hash if member is not None else None, password)
    if member is None or not open_to_try or not right:
        raise StaffRefused
    renewed = hash_password(password) if is_outdated(member.password_hash) else None
    with desk.db.writing() as session:
        staff.welcome(session, member.id, renewed)
    return member.id
