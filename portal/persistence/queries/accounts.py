"""Questions about accounts, one-time codes, checked persons, and who looked at their data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.actors import ActorKind
from portal.persistence.gathering import Gathering, Part, Reader, first
from portal.persistence.inserting import insert_into
from portal.persistence.models import (
    AccessRecord,
    Account,
    AccountPerson,
    Case,
    OneTimeCode,
    Person,
    StrongAttempt,
)
from portal.persistence.queries.cases import owned_by
from portal.persistence.sealed import matches
from portal.persistence.turns import take_turn


def account(session: Session, account_id: UUID) -> Account:
    """One account. Raises LookupError."""
    found = find_account(session, account_id)
    if found is None:
        raise LookupError(f"no account {account_id}")
    return found


def find_account(session: Session, account_id: UUID) -> Account | None:
    """One account, if it is there."""
    return session.get(Account, account_id)


def hold(session: Session, account_id: UUID) -> None:
    """Hold an account until the transaction ends, so that what it begins or sends comes one after the other."""
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update())


def person(session: Session, person_id: UUID) -> Person | None:
    """One checked person. Whether somebody may act as them is the account's link, not this."""
    return session.get(Person, person_id)


_ACCOUNT, _PERSON = bindparam("account", type_=Uuid()), bindparam("person", type_=Uuid())
OF_ACCOUNT = Part(Account, [Account.id == _ACCOUNT])
"""The account named ``account``, for statements that bring several things."""
OF_PERSON = Part(
    Person,
    [
        Person.id == _PERSON,
        exists().where(AccountPerson.account_id == _ACCOUNT, AccountPerson.person_id == Person.id),
    ],
)
"""The person named ``person``, if they were checked from that account."""
# Asked at every request, and so only for what is looked at.
_VISITOR = Gathering(
    accounts=OF_ACCOUNT.narrowed(only=(Account.id, Account.phone_sealed, Account.session_epoch)),
    persons=OF_PERSON.narrowed(only=(Person.id, Person.name_sealed, Person.id_number_sealed)),
    links=Part(
        AccountPerson,
        [AccountPerson.account_id == _ACCOUNT, AccountPerson.person_id == _PERSON],
        [AccountPerson.linked_at],
        only=(AccountPerson.strong_until,),
    ),
)


def visitor(
    session: Session | Reader, account_id: UUID, person_id: UUID | None
) -> tuple[Account | None, Person | None, datetime | None]:
    """An account, and a person if they were checked from it, both to be read only; until when a counter's word makes them strong."""
    found = _VISITOR.read(session, account=account_id, person=person_id)
    link: AccountPerson | None = first(found["links"])
    until = link.strong_until if link is not None else None
    return first(found["accounts"]), first(found["persons"]), until


def account_of_phone(session: Session, phone: str, at: datetime) -> Account:
    """The account that this phone signs in to, made when there is none."""
    wanted = select(Account).where(matches(session, Account.phone, phone))
    found = session.scalar(wanted)
    if found is not None:
        return found
    made = Account(phone=phone, created_at=at)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.scalars(wanted).one()
    return made


def newest_code(session: Session, phone: str, purpose: str) -> OneTimeCode | None:
    """The newest code of a phone for a purpose, held until the transaction ends."""
    return session.scalar(
        select(OneTimeCode)
        .where(matches(session, OneTimeCode.phone, phone), OneTimeCode.purpose == purpose)
        .order_by(OneTimeCode.created_at.desc(), OneTimeCode.id)
        .limit(1)
        .with_for_update()
    )


def hold_codes(session: Session, phone: str) -> None:
    """Let nobody else send a code to a phone until the transaction ends."""
    take_turn(session, f"codes:{phone}")


def codes_sent_since(session: Session, phone: str, since: datetime) -> Sequence[datetime]:
    """When codes were sent to a phone after an instant, for whatever purpose, oldest first."""
    return session.scalars(
        select(OneTimeCode.created_at)
        .where(matches(session, OneTimeCode.phone, phone), OneTimeCode.created_at > since)
        .order_by(OneTimeCode.created_at)
    ).all()


def add_code(
    session: Session,
    *,
    code_id: UUID,
    phone: str,
    purpose: str,
    digest: str,
    created_at: datetime,
    expires_at: datetime,
) -> None:
    """Keep a code's digest."""
    session.add(
        OneTimeCode(
            id=code_id,
            phone=phone,
            purpose=purpose,
            digest=digest,
            created_at=created_at,
            expires_at=expires_at,
        )
    )


def persons_of(session: Session, account_id: UUID) -> Sequence[Person]:
    """Everybody who was checked from an account, in the order of the first check."""
    return session.scalars(
        select(Person)
        .join(AccountPerson, AccountPerson.person_id == Person.id)
        .where(AccountPerson.account_id == account_id)
        .order_by(AccountPerson.linked_at, Person.id)
    ).all()


def person_of_number(
    session: Session, id_number: str, *, name: str, provider: str, at: datetime
) -> Person:
    """The person with this ID number, made at the lowest assurance when there is none."""
    wanted = select(Person).where(matches(session, Person.id_number, id_number))
    found = session.scalar(wanted)
    if found is not None:
        return found
    made = Person(name=name, id_number=id_number, assurance=0, checked_at=at, provider=provider)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.scalars(wanted).one()
    return made


def link_person(session: Session, account_id: UUID, person_id: UUID, at: datetime) -> None:
    """Note that a person was checked from an account; the first time counts."""
    session.execute(
        insert_into(session, AccountPerson)
        .values(account_id=account_id, person_id=person_id, linked_at=at)
        .on_conflict_do_nothing()
    )


def linked_by_phone(session: Session, phone: str, id_number: str) -> tuple[Account, Person] | None:
    """The account of a phone and the person of an ID number, if that person was checked from that account."""
    found = session.execute(
        select(Account, Person)
        .join(AccountPerson, AccountPerson.account_id == Account.id)
        .join(Person, Person.id == AccountPerson.person_id)
        .where(
            matches(session, Account.phone, phone), matches(session, Person.id_number, id_number)
        )
    ).one_or_none()
    return (found[0], found[1]) if found is not None else None


def unlink_person(session: Session, account_id: UUID, person_id: UUID) -> None:
    """Forget that a person was checked from an account; the proofs stay on record."""
    session.execute(
        delete(AccountPerson).where(
            AccountPerson.account_id == account_id, AccountPerson.person_id == person_id
        )
    )


def strengthen(session: Session, account_id: UUID, person_id: UUID, until: datetime) -> None:
    """Let what was proven at a counter count until an instant."""
    session.execute(
        update(AccountPerson)
        .where(AccountPerson.account_id == account_id, AccountPerson.person_id == person_id)
        .values(strong_until=until)
    )


def add_attempt(session: Session, account_id: UUID, digest: str, expires_at: datetime) -> None:
    """Note that an account was sent to the identity provider with a state of this digest."""
    session.add(StrongAttempt(account_id=account_id, digest=digest, expires_at=expires_at))


def attempt(session: Session, digest: str) -> StrongAttempt | None:
    """The attempt of a state, held until the transaction ends, so that it serves once."""
    return session.scalar(
        select(StrongAttempt).where(StrongAttempt.digest == digest).with_for_update()
    )


class Look(NamedTuple):
    """One look of an office at an account's data. ``elements`` as written by whoever looked."""

    at: datetime
    office: str | None
    purpose: str
    elements: Sequence[str]
    case_number: str | None
    release: str


def looks(session: Session, account_id: UUID, person: UUID | None, limit: int) -> Sequence[Look]:
    """Who in the offices looked at the data of an account's cases, as far as this person may know of them."""
    rows = session.execute(
        select(
            AccessRecord.at,
            AccessRecord.office,
            AccessRecord.purpose,
            AccessRecord.elements,
            Case.number,
            Case.release_id,
        )
        .join(Case, Case.id == AccessRecord.case_id)
        .where(owned_by(account_id, person), AccessRecord.actor_kind == ActorKind.STAFF)
        .order_by(AccessRecord.at.desc(), AccessRecord.id.desc())
        .limit(limit)
    )
    return [Look(*row) for row in rows]
