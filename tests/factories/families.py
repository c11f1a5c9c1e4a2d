"""Invented families of services/demo, and the staff they meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.casework.context import Casework
from portal.domain.actors import Actor, ActorKind, Assurance
from portal.domain.items import StaffRole
from portal.persistence.models import StaffMember
from portal.persistence.queries import accounts, staff


@dataclass(frozen=True, slots=True)
class Parent:
    """An invented person of services/demo: name, ID number, phone."""

    name: str
    id_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Family:
    """A couple. ``filer`` applies; ``other`` is asked to confirm."""

    mother: Parent
    father: Parent
    filing: str
    filer: Actor
    other: Actor

    @property
    def situation(self) -> Mapping[str, str]:
        """The situation answers of the fast path."""
        return {"filer": self.filing, "birth_place": "hospital", "family": "local_family"}


CHEN = Parent("陈晓雨", "509901199506121284", "19900000001")
LIN = Parent("林知远", "509901199303081155", "19900000002")
ZHOU = Parent("周启明", "509902199111232138", "19900000003")
WU = Parent("吴若兰", "509921199209022461", "19900000004")
SUN = Parent("孙望舒", "509921199804054089", "19900000007")
XU = Parent("许安然", "509921199712144319", "19900000008")


def known_family(work: Casework) -> Family:
    """The mother files; the registries know her."""
    return _family(work, CHEN, LIN, "mother")


def family_known_by_phone(work: Casework) -> Family:
    """The same family while nobody has checked who the mother is."""
    return replace(known_family(work), filer=citizen(work, CHEN, checked=False))


def family_whose_father_files(work: Casework) -> Family:
    """The father files, so the mother is asked twice; the parents' nations differ."""
    return _family(work, WU, ZHOU, "father")


def unknown_family(work: Casework) -> Family:
    """The mother files; no registry knows her."""
    return _family(work, SUN, XU, "mother")


def _family(work: Casework, mother: Parent, father: Parent, filing: str) -> Family:
    filer, other = (mother, father) if filing == "mother" else (father, mother)
    return Family(mother, father, filing, citizen(work, filer), citizen(work, other))


def citizen(
    work: Casework,
    parent: Parent,
    assurance: Assurance = Assurance.CHECKED,
    *,
    checked: bool = True,
) -> Actor:
    """The account of a phone, acting as the checked person; only as the phone when not ``checked``."""
    with work.db.writing() as session:
        account = accounts.account_of_phone(session, parent.phone, work.clock())
        if not checked:
            return Actor(ActorKind.CITIZEN, id=account.id)
        person = accounts.person_of_number(
            session, parent.id_number, name=parent.name, provider="demo", at=work.clock()
        )
        person.assurance = int(assurance)
        accounts.link_person(session, account.id, person.id, work.clock())
        return Actor(ActorKind.CITIZEN, id=account.id, person=person.id, assurance=assurance)


def staff_of(
    work: Casework, office: str, role: StaffRole = StaffRole.CLERK, name: str = "a"
) -> Actor:
    """A member of staff of an office; the same one for the same office, role and name."""
    department = work.city.offices[office].department
    username = f"{office}.{role.value}.{name}"
    with work.db.writing() as session:
        member = staff.by_username(session, username) or staff.add(
            session,
            username=username,
            display_name=username,
            password_hash="-",
            department=department,
            office=office,
            role=role,
            created_at=work.clock(),
        )
        return actor_of(member)


def actor_of(member: StaffMember) -> Actor:
    """The actor that a member of staff is."""
    return Actor(
        ActorKind.STAFF,
        id=member.id,
        assurance=Assurance.STRONG,
        office=member.office,
        department=member.department,
        role=member.role,
    )


def supervisor(work: Casework) -> Actor:
    """The one who watches the limits of the whole city."""
    return staff_of(work, "zwfw_city", StaffRole.SUPERVISOR)
