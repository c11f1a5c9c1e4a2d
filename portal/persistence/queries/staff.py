"""Questions about people who work in an office."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.items import StaffRole
from portal.persistence.models import StaffMember


def member(session: Session, staff_id: UUID) -> StaffMember | None:
    """One member of staff."""
    return session.get(StaffMember, staff_id)


def by_username(session: Session, username: str, *, lock: bool = False) -> StaffMember | None:
    """The member of staff with a user name; held until the transaction ends when ``lock`` is set."""
    wanted = select(StaffMember).where(StaffMember.username == username)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def members(session: Session, staff_ids: Collection[UUID]) -> dict[UUID, StaffMember]:
    """Several members of staff by id."""
    if not staff_ids:
        return {}
    found = session.scalars(select(StaffMember).where(StaffMember.id.in_(staff_ids)))
    return {member.id: member for member in found}


def everybody(session: Session) -> Sequence[StaffMember]:
    """Everybody, those switched off too, by user name."""
    return session.scalars(select(StaffMember).order_by(StaffMember.username)).all()


def add(
    session: Session,
    *,
    username: str,
    display_name: str,
    password_hash: str,
    department: str,
    office: str,
    role: StaffRole,
    created_at: datetime,
) -> StaffMember:
    """A new entry, active."""
    made = StaffMember(
        username=username,
        display_name=display_name,
        password_hash=password_hash,
        department=department,
        office=office,
        role=role,
        created_at=created_at,
    )
    session.add(made)
    session.flush()
    return made


def welcome(session: Session, staff_id: UUID, password_hash: str | None) -> None:
    """The password was right: wrong tries are forgotten, and an outdated hash is replaced."""
    values: dict[str, object] = {"failed_tries": 0, "locked_until": None}
    if password_hash is not None:
        values["password_hash"] = password_hash
    session.execute(update(StaffMember).where(StaffMember.id == staff_id).values(values))
