"""Chooses for whom an account acts: one phone may serve several persons."""

from __future__ import annotations

from uuid import UUID

from portal.domain.actors import Assurance
from portal.people.desk import PeopleDesk
from portal.people.proofs import CheckedPerson
from portal.persistence.queries import accounts


class NoSuchPerson(LookupError):
    """Nobody of this account was checked under this id since the sign-in."""


def persons_of(desk: PeopleDesk, account: UUID) -> tuple[CheckedPerson, ...]:
    """Everybody who was ever checked from this account, in the order of the first check; how surely, each session says."""
    with desk.db.reading() as session:
        return tuple(
            CheckedPerson(person.id, person.name, Assurance.CHECKED)
            for person in accounts.persons_of(session, account)
        )


def choose_person(
    desk: PeopleDesk, account: UUID, person: UUID, confirmed: frozenset[UUID]
) -> CheckedPerson:
    """A person of this account who was checked again since the sign-in (``confirmed``).

    A link from an earlier sign-in is not enough: the number may have changed hands. Raises NoSuchPerson.
    """
    for known in persons_of(desk, account):
        if known.id == person and person in confirmed:
            return known
    raise NoSuchPerson
