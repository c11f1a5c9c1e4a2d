"""Permissions: each one against each kind of actor, near and far."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.domain.actors import SYSTEM, Actor, ActorKind, Assurance
from portal.domain.items import StaffRole
from portal.domain.permissions import (
    OFFICE_ONLY,
    RULES,
    SUPERVISOR_ONLY,
    Forbidden,
    Permission,
    Scope,
    allowed,
    kind_for,
    require,
)

P = Permission
MINE, YOURS = UUID(int=1), UUID(int=2)
HERE, THERE = "ga_here", "ga_there"
SCOPE = Scope(account=MINE, office=HERE, confirmer=MINE)


def staff(role: StaffRole, office: str = HERE) -> Actor:
    """A member of staff."""
    return Actor(ActorKind.STAFF, UUID(int=9), office=office, role=role)


ACTORS = {
    "owner": Actor(ActorKind.CITIZEN, MINE, person=MINE, assurance=Assurance.CHECKED),
    "owner by phone only": Actor(ActorKind.CITIZEN, MINE),
    "another citizen": Actor(ActorKind.CITIZEN, YOURS, person=YOURS, assurance=Assurance.STRONG),
    "asked to confirm": Actor(ActorKind.CITIZEN, YOURS, person=MINE, assurance=Assurance.CHECKED),
    "clerk": staff(StaffRole.CLERK),
    "reviewer": staff(StaffRole.REVIEWER),
    "chief": staff(StaffRole.CHIEF),
    "clerk of another office": staff(StaffRole.CLERK, THERE),
    "chief of another office": staff(StaffRole.CHIEF, THERE),
    "supervisor": staff(StaffRole.SUPERVISOR),
    "supervisor elsewhere": staff(StaffRole.SUPERVISOR, THERE),
    "the portal": SYSTEM,
}
CITIZENS = {"owner", "owner by phone only", "another citizen", "asked to confirm"}
OWNERS = {"owner", "owner by phone only"}
OFFICE = {"clerk", "reviewer", "chief"}
SUPERVISORS = {"supervisor", "supervisor elsewhere"}
STAFF = OFFICE | SUPERVISORS | {"clerk of another office", "chief of another office"}
GRANTED = {
    P.ACCOUNT_USE: CITIZENS,
    P.CASE_START: CITIZENS,
    P.CASE_READ: OWNERS,
    P.CASE_EDIT: OWNERS,
    P.CASE_SUBMIT: OWNERS,
    P.CASE_WITHDRAW: OWNERS,
    P.BENEFIT_USE: OWNERS,
    P.CONFIRMATION_ANSWER: {"owner", "asked to confirm"},
    P.CONSENT_WITHDRAW: {"owner", "asked to confirm"},
    P.TASK_READ: OFFICE,
    P.TASK_HANDLE: OFFICE,
    P.TASK_DECIDE: OFFICE,
    P.TASK_TERMINATE: OFFICE,
    P.TASK_REOPEN: SUPERVISORS,
    P.BENEFIT_HANDLE: OFFICE,
    P.IDENTITY_CONFIRM: OFFICE,
    P.LIMITS_WATCH: SUPERVISORS,
    P.STAFF_USE: STAFF,
    P.SYSTEM_ADVANCE: {"the portal"},
}


def test_every_permission_has_a_rule_and_stands_in_this_table() -> None:
    assert set(RULES) == set(Permission) == set(GRANTED)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("permission", Permission)
def test_grants_exactly_what_the_table_says(permission: Permission, who: str) -> None:
    granted = who in GRANTED[permission]
    assert allowed(permission, ACTORS[who], SCOPE) is granted
    if granted:
        require(permission, ACTORS[who], SCOPE)
        assert ACTORS[who].kind == kind_for(permission)
    else:
        with pytest.raises(Forbidden) as refused:
            require(permission, ACTORS[who], SCOPE)
        assert refused.value.permission is permission


@pytest.mark.parametrize("permission", Permission)
def test_without_a_scope_nobody_owns_anything(permission: Permission) -> None:
    nobody = Actor(ActorKind.CITIZEN)
    no_office = Actor(ActorKind.STAFF, role=StaffRole.CLERK)
    scoped = GRANTED[permission] in (OWNERS, OFFICE, {"owner", "asked to confirm"})
    if scoped:
        assert not allowed(permission, nobody, Scope())
        assert not allowed(permission, no_office, Scope())


def test_the_sets_of_staff_permissions_follow_from_the_rules() -> None:
    assert {p for p, who in GRANTED.items() if who == SUPERVISORS} == SUPERVISOR_ONLY
    assert {p for p, who in GRANTED.items() if who == OFFICE} == OFFICE_ONLY
