"""Adds a member of staff."""

from __future__ import annotations

import re
from uuid import UUID

from portal.domain.items import StaffRole
from portal.people.desk import PeopleDesk
from portal.people.passwords import check_strength, hash_password
from portal.persistence.queries import staff

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,59}")


class BadUsername(ValueError):
    """A user name is two to 60 characters: a small letter, then letters, digits, point, hyphen or underscore."""


class UsernameTaken(ValueError):
    """Somebody has, or had, this user name; it is never given twice."""


def add_staff(
    desk: PeopleDesk,
    *,
    username: str,
    display_name: str,
    department: str,
    office: str,
    role: StaffRole,
    password: str,
    hashed: str | None = None,
) -> UUID:
    """Add a member of staff of one office in one role, and give the id.

    ``hashed`` is the password's hash where many of a demonstration share one, since each takes a good part of a second.
    Raises BadUsername, UsernameTaken or WeakPassword.
    """
    if not _USERNAME.fullmatch(username):
        raise BadUsername(username)
    check_strength(password, username)
    password_hash = hashed or hash_password(password)
    with desk.db.writing() as session:
        if staff.by_username(session, username) is not None:
            raise UsernameTaken(username)
        return staff.add(
            session,
            username=username,
            display_name=display_name,
            password_hash=password_hash,
            department=department,
            office=office,
            role=role,
            created_at=desk.clock(),
        ).id
