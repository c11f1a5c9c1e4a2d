"""Signs a citizen in by phone; the first sign-in makes the account."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from portal.people.codes import CodeFault, CodePurpose, CodeRefused, use_up
from portal.people.desk import PeopleDesk
from portal.persistence.queries import accounts


def sign_in(desk: PeopleDesk, phone: str, typed: str) -> UUID:
    """Use up the sign-in code and give the account's id. Raises CodeRefused.

    This opens the account at the lowest assurance, whoever was checked from it before: a phone is not a person,
    and numbers change hands.
    """
    with desk.db.writing() as session:
        opened = _try(desk, session, phone, typed)
    if isinstance(opened, CodeFault):
        raise CodeRefused(opened)
    return opened


def _try(desk: PeopleDesk, session: Session, phone: str, typed: str) -> UUID | CodeFault:
    now = desk.clock()
    fault = use_up(desk, session, phone, typed, CodePurpose.SIGN_IN, now)
    return fault or accounts.account_of_phone(session, phone, now).id
