"""Acts for a firm (法人办事): a registry of firms must name the checked person as one who may.

Who may act is asked each time somebody signs in and says for whom: people leave firms, and firms are struck off.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.domain.actors import Actor, Assurance
from portal.domain.calendar import local_date
from portal.people.check_person import (
    CHECKS_PER_DAY,
    IdentityUnavailable,
    NotConfirmed,
    TooManyChecks,
)
from portal.people.desk import PeopleDesk
from portal.persistence.queries import accounts, cases
from portal.registries.protocol import Checked, Outcome, Registries

NAME, LEGAL_REPRESENTATIVE, ACTING = "name", "legal_representative_id", "acting"
"""What a registry that names who acts calls it; ``acting`` are ID numbers joined with commas."""


@dataclass(frozen=True, slots=True)
class ActedFirm:
    """A firm that somebody acts for."""

    id: UUID
    name: str


def act_for_firm(
    desk: PeopleDesk, registries: Registries, registry: str, actor: Actor, code: str
) -> ActedFirm:
    """The firm with this credit code (tidy already), if ``registry`` names the actor's checked person as one who may act.

    Raises NotConfirmed for an unknown firm and for one of somebody else alike, also for whoever was not checked;
    IdentityUnavailable while the registry does not answer; TooManyChecks.
    """
    if actor.id is None or actor.person is None or actor.assurance < Assurance.CHECKED:
        raise NotConfirmed
    with desk.db.writing() as session:
        series = f"firm_check:{actor.id.hex}:{local_date(desk.clock())}"
        if cases.next_number(session, series) > CHECKS_PER_DAY:
            raise TooManyChecks
        person = accounts.person(session, actor.person)
        number = person.id_number if person is not None else ""
    answer = registries.ask(registry, Checked("", code))
    if answer.outcome is Outcome.UNAVAILABLE:
        raise IdentityUnavailable
    allowed = {answer.values.get(LEGAL_REPRESENTATIVE), *answer.values.get(ACTING, "").split(",")}
    name = answer.values.get(NAME, "")
    if not number or not name or number not in allowed:
        raise NotConfirmed
    with desk.db.writing() as session:
        firm = accounts.person_of_number(
            session, code, name=name, provider=registry, at=desk.clock()
        )
        firm.name, firm.checked_at = name, desk.clock()
        return ActedFirm(firm.id, name)


def firm_name(desk: PeopleDesk, firm: UUID) -> str:
    """The name of a firm that is acted for, as the registry last gave it; empty when it is not known."""
    with desk.db.reading() as session:
        found = accounts.person(session, firm)
        return found.name if found is not None else ""
