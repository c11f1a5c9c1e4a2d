"""Every permission in one enum, every rule in one table. What is not granted here is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from portal.domain.actors import Actor


class Permission(StrEnum):
    """``resource:action``; one sentence each."""

    ACCOUNT_USE = "account:use"
    """Use one's own account: cases, messages, real-name check."""
    CASE_START = "case:start"
    """Begin a draft."""
    CASE_READ = "case:read"
    """See one's own case, whole."""
    CASE_EDIT = "case:edit"
    """Change answers and materials of one's own draft or correction."""
    CASE_SUBMIT = "case:submit"
    """Send one's own case to the departments."""
    CASE_WITHDRAW = "case:withdraw"
    """Withdraw one's own case, or one item of it, before the decision."""
    BENEFIT_USE = "benefit:use"
    """See one's own benefit that goes on, do its yearly check, ask for another account, give it up."""
    CONFIRMATION_ANSWER = "confirmation:answer"
    """Confirm or refuse what another person filed about oneself."""
    CONSENT_WITHDRAW = "consent:withdraw"
    """Take back one's own agreement that a source is asked about oneself."""
    TASK_READ = "task:read"
    """See a task of one's own office, with only what its item needs."""
    TASK_HANDLE = "task:handle"
    """Accept, decline, send back, pass on a task of one's own office."""
    TASK_DECIDE = "task:decide"
    """Approve or refuse a task of one's own office."""
    TASK_TERMINATE = "task:terminate"
    """End a task of one's own office for a reason in the list."""
    TASK_REOPEN = "task:reopen"
    """Set a decision aside and have the task handled again, naming the ground."""
    BENEFIT_HANDLE = "benefit:handle"
    """Pay, suspend, resume, move and stop a benefit of one's own office, and answer a change of account."""
    IDENTITY_CONFIRM = "identity:confirm"
    """Confirm who somebody is, at one's own office's counter with the ID card in hand, and end the use of an old number."""
    LIMITS_WATCH = "limits:watch"
    """See the limits of all tasks of the city, without personal data."""
    STAFF_USE = "staff:use"
    """Use the staff side at all."""
    SYSTEM_ADVANCE = "system:advance"
    """What the portal does by itself: release, begin, lapse, deem accepted, deliver."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a permission is asked about: whose case, which office's task, who is asked to confirm.

    ``person`` is the checked person a case belongs to, None while it is a phone's only; ``confirmer`` also whose consent it is.
    """

    account: UUID | None = None
    person: UUID | None = None
    office: str | None = None
    confirmer: UUID | None = None


Rule = Callable[["Actor", Scope], bool]


def _citizen(actor: Actor, scope: Scope) -> bool:
    return actor.kind == "citizen"


def _owner(actor: Actor, scope: Scope) -> bool:
    # A number may have changed hands: the account alone opens nothing that a checked person has put there.
    return (
        actor.kind == "citizen"
        and actor.id is not None
        and actor.id == scope.account
        and scope.person in {None, actor.person}
    )


def _confirmer(actor: Actor, scope: Scope) -> bool:
    return actor.kind == "citizen" and actor.person is not None and actor.person == scope.confirmer


def _staff(actor: Actor, scope: Scope) -> bool:
    return actor.kind == "staff"


def _own_office(actor: Actor, scope: Scope) -> bool:
    return (
        actor.kind == "staff"
        and actor.office is not None
        and actor.office == scope.office
        and actor.role in {"clerk", "reviewer", "chief"}
    )


def _supervisor(actor: Actor, scope: Scope) -> bool:
    return actor.kind == "staff" and actor.role == "supervisor"


def _system(actor: Actor, scope: Scope) -> bool:
    return actor.kind == "system"


RULES: Mapping[Permission, Rule] = MappingProxyType(
    {
        Permission.ACCOUNT_USE: _citizen,
        Permission.CASE_START: _citizen,
        Permission.CASE_READ: _owner,
        Permission.CASE_EDIT: _owner,
        Permission.CASE_SUBMIT: _owner,
        Permission.CASE_WITHDRAW: _owner,
        Permission.BENEFIT_USE: _owner,
        Permission.CONFIRMATION_ANSWER: _confirmer,
        Permission.CONSENT_WITHDRAW: _confirmer,
        Permission.TASK_READ: _own_office,
        Permission.TASK_HANDLE: _own_office,
        Permission.TASK_DECIDE: _own_office,
        Permission.TASK_TERMINATE: _own_office,
        Permission.TASK_REOPEN: _supervisor,
        Permission.BENEFIT_HANDLE: _own_office,
        Permission.IDENTITY_CONFIRM: _own_office,
        Permission.LIMITS_WATCH: _supervisor,
        Permission.STAFF_USE: _staff,
        Permission.SYSTEM_ADVANCE: _system,
    }
)


class Forbidden(Exception):
    """The actor may not do this here. To the outside it looks as if the thing did not exist."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        super().__init__(permission.value)


def allowed(permission: Permission, actor: Actor, scope: Scope) -> bool:
    """Whether the table grants this permission."""
    return RULES[permission](actor, scope)


def require(permission: Permission, actor: Actor, scope: Scope) -> None:
    """Raise Forbidden unless the table grants this permission."""
    if not allowed(permission, actor, scope):
        raise Forbidden(permission)


_KINDS: Mapping[Permission, str] = MappingProxyType(
    {
        permission: "staff"
        if rule in {_staff, _own_office, _supervisor}
        else "system"
        if rule is _system
        else "citizen"
        for permission, rule in RULES.items()
    }
)


def kind_for(permission: Permission) -> str:
    """Which kind of actor a permission is for at all; asked before anything is read."""
    return _KINDS[permission]


OWN_ONLY = frozenset(p for p, rule in RULES.items() if rule in {_owner, _confirmer})
"""About things that may belong to a checked person, and then open to nobody else."""
SUPERVISOR_ONLY = frozenset(p for p, rule in RULES.items() if rule is _supervisor)
OFFICE_ONLY = frozenset(p for p, rule in RULES.items() if rule is _own_office)
