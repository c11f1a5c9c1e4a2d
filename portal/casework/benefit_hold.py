"""Holds a benefit for one verb: its case locked, one move of the table, one event in the case's record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.casework.benefit_amounts import amount_of
from portal.casework.context import Casework
from portal.casework.errors import NotFound, StaleVersion
from portal.casework.opening import OpenCase, open_case
from portal.domain.actors import Actor
from portal.domain.benefits import (
    BenefitVerb,
    Given,
    Standing,
    move_for,
    permission_for,
)
from portal.domain.permissions import Scope, allowed, require
from portal.domain.plaintext import tidy
from portal.persistence.models import Benefit, BenefitPayment, Event, Task
from portal.persistence.queries import benefits, cases


@dataclass
class Held:
    """A benefit whose case is locked."""

    opened: OpenCase
    benefit: Benefit
    payments: list[BenefitPayment]
    scope: Scope

    @property
    def task(self) -> Task:
        """The task that began it."""
        return self.opened.task(self.benefit.task_id)

    @property
    def standing(self) -> Standing:
        """What the rules look at."""
        return benefits.standing_of(self.benefit, self.payments)

    def yuan(self, month: str) -> str | None:
        """What it pays for a month, None while the office has to say it."""
        opened = self.opened
        item = opened.item(self.task)
        return amount_of(opened.work, self.benefit, item, opened.bundle, opened.facts, month)

    def move(
        self,
        verb: BenefitVerb,
        *,
        actor: Actor | None = None,
        month: str | None = None,
        reason: str | None = None,
        remark: str = "",
        elsewhere: bool = False,
        payload: Mapping[str, Any] | None = None,
    ) -> Event:
        """Make one move. Raises Forbidden or BenefitCannot; then nothing has changed.

        ``remark`` is what the office writes to the person; it also counts as a reason where one must be given.
        """
        opened, benefit, before = self.opened, self.benefit, self.benefit.state
        actor, remark = actor or opened.actor, tidy(remark, keep_lines=True)
        given = Given(
            today=opened.today,
            month=month,
            reason=reason or remark,
            proven=actor.assurance > 0,
            amount_known=self.yuan(month or benefit.next_month) is not None,
            elsewhere=elsewhere,
        )
        move = move_for(self.standing, verb, given)
        require(move.permission, actor, self.scope)
        benefit.state = move.target
        benefit.version += 1
        benefit.changed_at = opened.at
        body = {
            "benefit": str(benefit.id),
            "from": before.value,
            "to": move.target.value,
            **(payload or {}),
        }
        if month is not None:
            body["month"] = month
        event = opened.record(
            verb.value, actor=actor, task=self.task, reason=reason, remark=remark, payload=body
        )
        if move.target is not before:
            benefit.reason = reason
        if remark or move.target is not before:
            benefit.remark_id = event.remark_id
        return event

    def settle(self) -> None:
        """Hand it to the office of another region once everything before the month of the move is paid."""
        benefit = self.benefit
        if benefit.moves_in is None or benefit.next_month < benefit.moves_in:
            return
        assert benefit.moves_office is not None
        benefit.office, benefit.region = benefit.moves_office, benefit.moves_region
        benefit.moves_in = benefit.moves_office = benefit.moves_region = None

    def tell(self, message: str, event: Event, **params: str) -> None:
        """Queue a message to the person; ``params`` are days and codes, never values."""
        payload: dict[str, Any] = {"message": message}
        if params:
            payload["params"] = params
        self.opened.later("notify", f"{event.sequence}:{message}", task=self.task, payload=payload)


@contextmanager
def hold_benefit(
    work: Casework,
    actor: Actor,
    benefit_id: UUID,
    verb: BenefitVerb,
    *,
    version: int | None = None,
) -> Iterator[Held]:
    """Lock the case of a benefit for a verb. Raises NotFound, also when it is not the actor's to know, and StaleVersion."""
    with work.db.reading() as session:
        found = benefits.one(session, benefit_id)
    if found is None:
        raise NotFound(f"benefit {benefit_id}")
    with open_case(work, actor, found.case_id, None) as opened:
        benefit = benefits.one(opened.session, benefit_id)
        assert benefit is not None
        mine = cases.scope(opened.case, opened.people)
        scope = Scope(account=mine.account, person=mine.person, office=benefit.office)
        if not allowed(permission_for(verb), actor, scope):
            raise NotFound(f"benefit {benefit_id}")
        if version is not None and version != benefit.version:
            raise StaleVersion(version, benefit.version)
        payments = list(benefits.payments(opened.session, [benefit_id]))
        yield Held(opened, benefit, payments, scope)
